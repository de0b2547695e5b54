//! Arguments of `get`, `list`, `create`, `update` and `delete`.

use std::path::PathBuf;

use clap::Args;

use super::common::{IntegrationArgs, OutputFileArgs, ProjectArgs};
use super::value_parser;
use crate::integration::Kind;
use crate::output::OutputFormat;
use crate::request::{PagingArgs, ResponseArgs};

#[derive(Args, Debug)]
pub(crate) struct GetArgs {
    #[command(flatten)]
    pub(crate) integration: IntegrationArgs,
    #[command(flatten)]
    pub(crate) response: ResponseArgs,
    #[command(flatten)]
    pub(crate) output_file: OutputFileArgs,
    /// Output format
    #[arg(long, short, value_enum, default_value_t = OutputFormat::Json)]
    pub(crate) output: OutputFormat,
}

#[derive(Args, Debug)]
pub(crate) struct ListArgs {
    #[command(flatten)]
    pub(crate) project: ProjectArgs,
    #[command(flatten)]
    pub(crate) response: ResponseArgs,
    #[command(flatten)]
    pub(crate) paging: PagingArgs,
    #[command(flatten)]
    pub(crate) output_file: OutputFileArgs,

    /// List only integrations of these kinds
    #[arg(long = "kind", value_enum, value_name = "KINDS", value_delimiter = ',')]
    pub(crate) kinds: Vec<Kind>,

    /// Output format
    #[arg(long, short, value_enum, default_value_t = OutputFormat::Table)]
    pub(crate) output: OutputFormat,
}

#[derive(Args, Debug)]
pub(crate) struct CreateArgs {
    #[command(flatten)]
    pub(crate) write: WriteArgs,

    /// Replace the settings if the integration exists already
    #[arg(long)]
    pub(crate) or_update: bool,
}

#[derive(Args, Debug)]
pub(crate) struct UpdateArgs {
    #[command(flatten)]
    pub(crate) write: WriteArgs,

    /// Let Atlas discard what it stores but does not show, such as a password, if the settings lack
    /// it
    #[arg(long)]
    pub(crate) discard_withheld: bool,
}

/// The arguments of `create` and `update`.
#[derive(Args, Debug)]
pub(crate) struct WriteArgs {
    #[command(flatten)]
    pub(crate) integration: IntegrationArgs,
    #[command(flatten)]
    pub(crate) response: ResponseArgs,
    #[command(flatten)]
    pub(crate) settings: SettingsArgs,
    #[command(flatten)]
    pub(crate) output_file: OutputFileArgs,

    /// Refuse settings that this program does not know, instead of warning of them
    #[arg(long)]
    pub(crate) strict: bool,

    /// Send the settings as they are, even if a secret is empty, contains a line break or looks
    /// redacted
    #[arg(long)]
    pub(crate) verbatim: bool,

    /// Validate everything and print the request with its secrets masked, but do not send it; no
    /// credentials are needed
    #[arg(long)]
    pub(crate) dry_run: bool,

    /// Output format for what Atlas returns: the project's integrations or, for a log or metric
    /// integration, that one
    #[arg(long, short, value_enum, default_value_t = OutputFormat::Table)]
    pub(crate) output: OutputFormat,
}

/// Where the settings of an integration are read from.
#[derive(Args, Debug)]
pub(crate) struct SettingsArgs {
    /// File that holds the settings as a JSON object, or - for standard input; not needed if the other
    /// options set all fields
    #[arg(
        long,
        short,
        value_name = "PATH",
        required_unless_present_any = ["secret_env", "secret_file"]
    )]
    pub(crate) file: Option<PathBuf>,

    /// Set a field from an environment variable, to keep secrets out of files and arguments
    #[arg(long, value_name = "FIELD=VARIABLE", value_parser = value_parser::field_source)]
    pub(crate) secret_env: Vec<(String, String)>,

    /// Set a field from the contents of a file, without the trailing line break
    #[arg(long, value_name = "FIELD=PATH", value_parser = value_parser::field_source)]
    pub(crate) secret_file: Vec<(String, String)>,
}

#[derive(Args, Debug)]
pub(crate) struct DeleteArgs {
    #[command(flatten)]
    pub(crate) integration: IntegrationArgs,
    #[command(flatten)]
    pub(crate) response: ResponseArgs,

    /// Do not ask for confirmation, as is done on a terminal
    #[arg(long, short, visible_alias = "force")]
    pub(crate) yes: bool,

    /// Succeed if there is no such integration
    #[arg(long)]
    pub(crate) if_exists: bool,

    /// Print the request, but do not send it; no credentials are needed
    #[arg(long)]
    pub(crate) dry_run: bool,
}
