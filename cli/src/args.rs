//! The command-line arguments.

mod audit;
mod common;
mod integrations;
mod projects;
mod value_parser;

use clap::{ArgAction, Args, Parser, Subcommand};
use clap_complete::Shell;

pub(crate) use self::audit::{AuditArgs, AuditFormat};
pub(crate) use self::common::{OutputFormat, ProjectArgs};
pub(crate) use self::integrations::{
    DeleteArgs, GetArgs, ListArgs, SettingsArgs, UpdateArgs, WriteArgs,
};
pub(crate) use self::projects::ProjectsArgs;

/// Read, change and audit the third-party integrations of MongoDB Atlas projects.
///
/// Credentials are read from the environment: MONGODB_ATLAS_ACCESS_TOKEN, or MONGODB_ATLAS_CLIENT_ID
/// and MONGODB_ATLAS_CLIENT_SECRET, or MONGODB_ATLAS_PUBLIC_API_KEY and
/// MONGODB_ATLAS_PRIVATE_API_KEY. With --profile they are read from an Atlas CLI profile instead. To
/// try a command without an account, add --emulator.
#[derive(Debug, Parser)]
#[command(name = "atlas-integrations", version, after_help = EXIT_CODES, propagate_version = true)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) global: GlobalArgs,
    #[command(subcommand)]
    pub(crate) command: Command,
}

const EXIT_CODES: &str = "\
Exit codes:
  0  success
  1  failure, such as an error response from Atlas or a failed connection
  2  usage error; nothing was sent
  3  the audit found a project that lacks a required integration";

/// The options of every command.
#[derive(Args, Debug)]
pub(crate) struct GlobalArgs {
    /// Read the credentials from this Atlas CLI profile
    #[arg(
        long,
        short = 'P',
        global = true,
        value_name = "NAME",
        help_heading = "Global options"
    )]
    pub(crate) profile: Option<String>,

    /// Use an Atlas emulator, started just for this command; no account needed
    #[arg(
        long,
        global = true,
        conflicts_with = "profile",
        help_heading = "Global options"
    )]
    pub(crate) emulator: bool,

    /// Date of the versioned Atlas API, YYYY-MM-DD
    #[arg(
        long,
        alias = "api-version",
        global = true,
        value_name = "DATE",
        value_parser = value_parser::api_date,
        help_heading = "Global options"
    )]
    pub(crate) api_date: Option<String>,

    /// Log attempts and retry delays to standard error; -vv includes the HTTP client's own log
    #[arg(
        long,
        short,
        global = true,
        action = ArgAction::Count,
        help_heading = "Global options"
    )]
    pub(crate) verbose: u8,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Get the settings of an integration
    Get(GetArgs),
    /// List the integrations of a project
    List(ListArgs),
    /// Create an integration
    Create(WriteArgs),
    /// Replace the settings of an integration
    Update(UpdateArgs),
    /// Delete an integration
    Delete(DeleteArgs),
    /// List the projects that the credentials can access
    Projects(ProjectsArgs),
    /// Report the integrations of all projects, and which projects lack a required one
    Audit(AuditArgs),
    /// Print a shell completion script
    Completions {
        /// Shell to print the script for
        shell: Shell,
    },
    /// Print the manual page
    Man,
}
