//! Arguments of `audit`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

/// How an audit is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum AuditFormat {
    /// Aligned columns
    Table,
    /// Comma-separated values (RFC 4180)
    Csv,
    /// A single JSON array
    Json,
    /// One JSON object per line, as --resume reads it
    Jsonl,
}

#[derive(Args, Debug)]
pub(crate) struct AuditArgs {
    /// Integration types that every project must have, such as PAGER_DUTY,DATADOG
    #[arg(long, value_name = "TYPES", value_delimiter = ',')]
    pub(crate) require: Vec<String>,

    /// Audit only projects with this ID or a matching name, where * and ? are wildcards
    #[arg(long = "project", value_name = "ID|PATTERN")]
    pub(crate) projects: Vec<String>,

    /// Number of projects to query concurrently
    #[arg(
        long,
        value_name = "NUMBER",
        default_value_t = 8,
        value_parser = clap::value_parser!(u16).range(1..=256)
    )]
    pub(crate) concurrency: u16,

    /// Skip the projects that this earlier output of --output jsonl lists without an error
    #[arg(long, value_name = "PATH")]
    pub(crate) resume: Option<PathBuf>,

    /// Output format
    #[arg(long, short, value_enum, default_value_t = AuditFormat::Table)]
    pub(crate) output: AuditFormat,
}
