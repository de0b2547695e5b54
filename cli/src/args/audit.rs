//! Arguments of `audit`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use clap_complete::ArgValueCompleter;

use super::common::OutputFileArgs;
use super::{completer, value_parser};
use crate::integration::Service;

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
    /// The names of the projects where something was found or, without --require and --forbid, of all
    Name,
    /// One page for a browser: a matrix of projects and services, to be searched, sorted and printed
    Html,
}

#[derive(Args, Debug)]
pub(crate) struct AuditArgs {
    /// Integration types that every project must have, such as PAGER_DUTY,DATADOG
    #[arg(
        long,
        value_name = "TYPES",
        value_delimiter = ',',
        value_parser = value_parser::known_service,
        add = ArgValueCompleter::new(completer::services)
    )]
    pub(crate) require: Vec<Service>,

    /// Integration types that no project may have, such as HIP_CHAT
    #[arg(
        long,
        value_name = "TYPES",
        value_delimiter = ',',
        value_parser = value_parser::known_service,
        add = ArgValueCompleter::new(completer::services)
    )]
    pub(crate) forbid: Vec<Service>,

    /// Audit only projects with this ID or a matching name, where * and ? are wildcards
    #[arg(
        long = "project",
        visible_alias = "group-id",
        aliases = ["project-id", "groupId", "projectId"],
        value_name = "PROJECT"
    )]
    pub(crate) projects: Vec<String>,

    /// Number of projects to query concurrently
    #[arg(
        long,
        value_name = "NUMBER",
        default_value_t = 8,
        value_parser = clap::value_parser!(u16).range(1..=256)
    )]
    pub(crate) concurrency: u16,

    /// Take the results of this earlier output of --output jsonl, and query only the other projects.
    /// If the output is appended to the same file, only the others are printed
    #[arg(long, value_name = "PATH")]
    pub(crate) resume: Option<PathBuf>,

    /// Print the rows at the end, sorted by the projects' names, rather than each as soon as it is known
    #[arg(long)]
    pub(crate) sort: bool,

    /// Output format
    #[arg(long, short, value_enum, default_value_t = AuditFormat::Table)]
    pub(crate) output: AuditFormat,

    #[command(flatten)]
    pub(crate) output_file: OutputFileArgs,
}
