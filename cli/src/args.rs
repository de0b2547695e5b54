//! The command line.

use std::path::PathBuf;

use atlas_integrations::GroupId;
use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

/// Read, change and audit the third-party integrations of MongoDB Atlas projects.
///
/// Credentials come from the environment: MONGODB_ATLAS_ACCESS_TOKEN, or MONGODB_ATLAS_CLIENT_ID and
/// MONGODB_ATLAS_CLIENT_SECRET, or MONGODB_ATLAS_PUBLIC_API_KEY and MONGODB_ATLAS_PRIVATE_API_KEY;
/// or from a profile of the Atlas CLI, with --profile. Try everything with --emulator.
#[derive(Debug, Parser)]
#[command(name = "atlas-integrations", version, after_help = EXIT_CODES, propagate_version = true)]
pub(crate) struct Arguments {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

const EXIT_CODES: &str = "\
Exit codes:
  0  done
  1  Atlas said no, or could not be reached
  2  wrong usage: nothing was sent
  3  an audit found something missing";

#[derive(Args, Debug)]
pub(crate) struct Global {
    /// Take the credentials from this profile of the Atlas CLI
    #[arg(long, short = 'P', global = true, value_name = "NAME")]
    pub(crate) profile: Option<String>,

    /// Ask an emulator that is started for this one command, and needs no account
    #[arg(long, global = true, conflicts_with = "profile")]
    pub(crate) emulator: bool,

    /// The date of the API, YYYY-MM-DD
    #[arg(long, global = true, value_name = "DATE")]
    pub(crate) api_version: Option<String>,

    /// Show attempts and waits on standard error; twice for all that the HTTP client says
    #[arg(long, short, global = true, action = clap::ArgAction::Count)]
    pub(crate) verbose: u8,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Get the settings of one integration
    Get(Get),
    /// List the integrations of a project
    List(List),
    /// Create an integration
    Create(Change),
    /// Replace the settings of an integration
    Update(Change),
    /// Remove an integration
    Delete(Delete),
    /// List the projects that the credentials may see
    Projects(Projects),
    /// Tell which integrations the projects have, and which of them lack one
    Audit(Audit),
    /// Print a completion script for a shell
    Completions {
        /// The shell
        shell: Shell,
    },
    /// Print the manual page
    Man,
}

#[derive(Args, Debug)]
pub(crate) struct Project {
    /// The project's id: 24 hexadecimal digits in lower case
    #[arg(
        long,
        visible_alias = "project-id",
        alias = "groupId",
        env = "MONGODB_ATLAS_PROJECT_ID",
        value_name = "ID",
        value_parser = group_id
    )]
    pub(crate) group_id: Option<GroupId>,
}

fn group_id(text: &str) -> Result<GroupId, atlas_integrations::InvalidGroupId> {
    text.parse()
}

#[derive(Args, Debug)]
pub(crate) struct Integration {
    #[command(flatten)]
    pub(crate) project: Project,

    /// The service, such as PAGER_DUTY; one that is newer than this program is sent as it is
    #[arg(long, alias = "integrationType", value_name = "TYPE")]
    pub(crate) integration_type: String,
}

#[derive(Args, Clone, Copy, Debug)]
pub(crate) struct Form {
    /// Ask for the answer in an envelope that repeats its status
    #[arg(long, num_args = 0..=1, default_missing_value = "true", require_equals = true)]
    pub(crate) envelope: Option<bool>,

    /// Ask for the answer's text to be indented
    #[arg(long, num_args = 0..=1, default_missing_value = "true", require_equals = true)]
    pub(crate) pretty: Option<bool>,
}

#[derive(Args, Clone, Copy, Debug)]
pub(crate) struct Paging {
    /// Whether Atlas tells how many there are in all
    #[arg(long, num_args = 0..=1, default_missing_value = "true", require_equals = true)]
    pub(crate) include_count: Option<bool>,

    /// How many a page has, from 1 to 500
    #[arg(long, value_name = "NUMBER")]
    pub(crate) items_per_page: Option<i64>,

    /// One page alone, the first being 1; all of them unless given
    #[arg(long, value_name = "NUMBER")]
    pub(crate) page_num: Option<i64>,
}

/// How the outcome is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Output {
    /// What Atlas sent, byte for byte
    Json,
    /// For the eye
    Table,
    /// Comma-separated values (RFC 4180)
    Csv,
}

#[derive(Args, Debug)]
pub(crate) struct Get {
    #[command(flatten)]
    pub(crate) integration: Integration,
    #[command(flatten)]
    pub(crate) form: Form,
    /// How to print it
    #[arg(long, short, value_enum, default_value_t = Output::Json)]
    pub(crate) output: Output,
    /// Write it to this file rather than to standard output
    #[arg(long, alias = "outputFile", value_name = "PATH")]
    pub(crate) output_file: Option<PathBuf>,
}

#[derive(Args, Debug)]
pub(crate) struct List {
    #[command(flatten)]
    pub(crate) project: Project,
    #[command(flatten)]
    pub(crate) form: Form,
    #[command(flatten)]
    pub(crate) paging: Paging,
    /// How to print it; JSON is one document for each page
    #[arg(long, short, value_enum, default_value_t = Output::Table)]
    pub(crate) output: Output,
}

#[derive(Args, Debug)]
pub(crate) struct Change {
    #[command(flatten)]
    pub(crate) integration: Integration,
    #[command(flatten)]
    pub(crate) form: Form,

    /// The settings: a file with a JSON object, or - for standard input
    #[arg(long, short, value_name = "PATH")]
    pub(crate) file: PathBuf,

    /// Fill a field from an environment variable, so that no secret stands in a file or an argument
    #[arg(long, value_name = "FIELD=VARIABLE", value_parser = assignment)]
    pub(crate) secret_env: Vec<(String, String)>,

    /// Fill a field from a file, without the line break at its end
    #[arg(long, value_name = "FIELD=PATH", value_parser = assignment)]
    pub(crate) secret_file: Vec<(String, String)>,

    /// Check everything and show the request with its secrets masked, but send nothing
    #[arg(long)]
    pub(crate) dry_run: bool,

    /// How to print Atlas's answer, the project's integrations
    #[arg(long, short, value_enum, default_value_t = Output::Table)]
    pub(crate) output: Output,
}

fn assignment(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((field, source)) if !field.is_empty() && !source.is_empty() => {
            Ok((field.to_owned(), source.to_owned()))
        }
        _ => Err("a field's name, an equals sign and a source are needed".to_owned()),
    }
}

#[derive(Args, Debug)]
pub(crate) struct Delete {
    #[command(flatten)]
    pub(crate) integration: Integration,
    #[command(flatten)]
    pub(crate) form: Form,
    /// Show the request, but send nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
}

#[derive(Args, Debug)]
pub(crate) struct Projects {
    #[command(flatten)]
    pub(crate) form: Form,
    #[command(flatten)]
    pub(crate) paging: Paging,
    /// How to print it; JSON is one document for each page
    #[arg(long, short, value_enum, default_value_t = Output::Table)]
    pub(crate) output: Output,
}

/// How an audit is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum AuditOutput {
    /// For the eye
    Table,
    /// Comma-separated values (RFC 4180)
    Csv,
    /// One JSON array
    Json,
    /// A JSON object a line, which --resume reads
    Jsonl,
}

#[derive(Args, Debug)]
pub(crate) struct Audit {
    /// Services that every project must have, such as PAGER_DUTY,DATADOG
    #[arg(long, value_name = "TYPES", value_delimiter = ',')]
    pub(crate) require: Vec<String>,

    /// Projects by id, or by name with * and ? for what may vary; all that can be seen unless given
    #[arg(long = "project", value_name = "ID|PATTERN")]
    pub(crate) projects: Vec<String>,

    /// How many projects are asked about at once
    #[arg(long, value_name = "NUMBER", default_value_t = 8, value_parser = clap::value_parser!(u16).range(1..=256))]
    pub(crate) concurrency: u16,

    /// Leave out the projects that an earlier output of --output jsonl has without an error
    #[arg(long, value_name = "PATH")]
    pub(crate) resume: Option<PathBuf>,

    /// How to print it
    #[arg(long, short, value_enum, default_value_t = AuditOutput::Table)]
    pub(crate) output: AuditOutput,
}
