//! Arguments of the commands about many projects.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use clap_complete::ArgValueCompleter;

use super::common::OutputFileArgs;
use super::{completer, value_parser};
use crate::integration::Service;

/// Which projects a command is about, and how many at a time.
#[derive(Args, Debug)]
pub(crate) struct FleetArgs {
    /// Only the project with this ID or name, or those whose name matches a pattern, in which * and ?
    /// are wildcards; may be repeated
    #[arg(
        long = "project",
        visible_alias = "group-id",
        aliases = ["project-id", "groupId", "projectId"],
        value_name = "PROJECT"
    )]
    pub(crate) projects: Vec<String>,

    /// All but these projects
    #[arg(long = "exclude-project", value_name = "PROJECT")]
    pub(crate) excluded: Vec<String>,

    /// Number of projects to work on concurrently
    #[arg(
        long,
        value_name = "NUMBER",
        default_value_t = 8,
        value_parser = clap::value_parser!(u16).range(1..=256)
    )]
    pub(crate) concurrency: u16,
}

/// How a plan is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum PlanFormat {
    /// Text to read; secrets are masked
    Text,
    /// A single JSON array, one object for each project
    Json,
    /// One JSON object per line and project
    Jsonl,
    /// A page to open in a browser and to print
    Html,
}

/// The desired state.
#[derive(Args, Debug)]
pub(crate) struct DesiredArgs {
    /// File with the desired state in YAML or JSON, or with an export in JSON Lines or comma-separated
    /// values; a directory with such files in YAML; or - for standard input
    #[arg(long, short, value_name = "PATH")]
    pub(crate) file: PathBuf,

    /// Write secrets even where the part that Atlas shows of them is the same
    #[arg(long)]
    pub(crate) rotate: bool,

    /// Refuse types, properties and values that this program does not know, rather than warn of them
    #[arg(long)]
    pub(crate) strict: bool,

    #[command(flatten)]
    pub(crate) fleet: FleetArgs,
}

#[derive(Args, Debug)]
pub(crate) struct PlanArgs {
    #[command(flatten)]
    pub(crate) desired: DesiredArgs,

    /// Output format
    #[arg(long, short, value_enum, default_value_t = PlanFormat::Text)]
    pub(crate) output: PlanFormat,

    #[command(flatten)]
    pub(crate) output_file: OutputFileArgs,
}

/// What a change needs before it is made.
#[derive(Args, Clone, Copy, Debug)]
pub(crate) struct ApprovalArgs {
    /// Make the changes without asking
    #[arg(long, short)]
    pub(crate) yes: bool,

    /// Show the changes, but make none
    #[arg(long, conflicts_with = "yes")]
    pub(crate) dry_run: bool,
}

#[derive(Args, Debug)]
pub(crate) struct ApplyArgs {
    #[command(flatten)]
    pub(crate) desired: DesiredArgs,

    /// Delete the integrations that should be absent; without this, they are only reported
    #[arg(long)]
    pub(crate) prune: bool,

    #[command(flatten)]
    pub(crate) approval: ApprovalArgs,
}

/// How an export is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ExportFormat {
    /// One JSON object per line and project
    Jsonl,
    /// Comma-separated values (RFC 4180), one row for each integration and one column for each property
    Csv,
    /// A desired state, as `plan` and `apply` read it
    Yaml,
    /// One such file for each project, in the directory named by --directory
    Dir,
    /// A page to open in a browser and to print
    Html,
}

#[derive(Args, Debug)]
pub(crate) struct ExportArgs {
    #[command(flatten)]
    pub(crate) fleet: FleetArgs,

    /// Output format
    #[arg(long, short, value_enum, default_value_t = ExportFormat::Yaml)]
    pub(crate) output: ExportFormat,

    /// Directory for --output dir
    #[arg(long, value_name = "PATH", required_if_eq("output", "dir"))]
    pub(crate) directory: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) output_file: OutputFileArgs,
}

#[derive(Args, Debug)]
pub(crate) struct DiffArgs {
    /// One project: its ID or name
    #[arg(value_name = "PROJECT")]
    pub(crate) one: String,

    /// The other project
    #[arg(value_name = "OTHER")]
    pub(crate) other: String,

    /// Compare only integrations of these types
    #[arg(
        long,
        value_name = "TYPES",
        value_delimiter = ',',
        value_parser = value_parser::known_service,
        add = ArgValueCompleter::new(completer::services)
    )]
    pub(crate) only: Vec<Service>,

    /// Output format
    #[arg(long, short, value_enum, default_value_t = PlanFormat::Text)]
    pub(crate) output: PlanFormat,
}

/// Where secrets are read from.
#[derive(Args, Debug)]
pub(crate) struct SecretArgs {
    /// Set a field from an environment variable; FIELD may begin with a type, as in SLACK.apiToken
    #[arg(long, value_name = "FIELD=VARIABLE", value_parser = value_parser::field_source)]
    pub(crate) secret_env: Vec<(String, String)>,

    /// Set a field from the contents of a file, without the trailing line break
    #[arg(long, value_name = "FIELD=PATH", value_parser = value_parser::field_source)]
    pub(crate) secret_file: Vec<(String, String)>,
}

#[derive(Args, Debug)]
pub(crate) struct CopyArgs {
    /// Project to copy from: its ID or name
    #[arg(value_name = "FROM")]
    pub(crate) from: String,

    /// Project to copy to
    #[arg(value_name = "TO")]
    pub(crate) to: String,

    /// Copy only integrations of these types
    #[arg(
        long,
        value_name = "TYPES",
        value_delimiter = ',',
        value_parser = value_parser::known_service,
        add = ArgValueCompleter::new(completer::services)
    )]
    pub(crate) only: Vec<Service>,

    #[command(flatten)]
    pub(crate) secrets: SecretArgs,

    #[command(flatten)]
    pub(crate) approval: ApprovalArgs,
}

#[derive(Args, Debug)]
pub(crate) struct RotateArgs {
    /// Integration type, such as DATADOG
    #[arg(
        value_name = "TYPE",
        value_parser = value_parser::known_service,
        add = ArgValueCompleter::new(completer::services)
    )]
    pub(crate) service: Service,

    #[command(flatten)]
    pub(crate) secrets: SecretArgs,

    #[command(flatten)]
    pub(crate) fleet: FleetArgs,

    #[command(flatten)]
    pub(crate) approval: ApprovalArgs,
}
