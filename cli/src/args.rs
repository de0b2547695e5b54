//! The command-line arguments.

mod audit;
mod common;
mod completer;
mod examples;
mod fleet;
mod integrations;
mod projects;
mod value_parser;

use std::path::PathBuf;

use clap::{ArgAction, Args, Parser, Subcommand};
use clap_complete::{ArgValueCompleter, Shell};

use crate::exit::Exit;

pub(crate) use self::audit::{AuditArgs, AuditFormat};
pub(crate) use self::common::ProjectArgs;
pub(crate) use self::fleet::{
    ApplyArgs, ApprovalArgs, CopyArgs, DesiredArgs, DiffArgs, ExportArgs, ExportFormat, FleetArgs,
    PlanArgs, PlanFormat, RotateArgs, SecretArgs,
};
pub(crate) use self::integrations::{
    CreateArgs, DeleteArgs, GetArgs, ListArgs, SettingsArgs, UpdateArgs, WriteArgs,
};
pub(crate) use self::projects::ProjectsArgs;

/// Read, change and audit the third-party integrations of MongoDB Atlas projects.
///
/// Credentials are read from the environment or, with --profile, from an Atlas CLI profile. Without either,
/// the Atlas CLI's default profile is used. To try a command without an account, add --emulator.
#[derive(Debug, Parser)]
#[command(name = "atlas-integrations", version, after_help = after_help(), propagate_version = true)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) global: GlobalArgs,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// The environment variables that are read.
pub(crate) const ENVIRONMENT: &str = "\
Environment variables:
  MONGODB_ATLAS_ACCESS_TOKEN
          Access token
  MONGODB_ATLAS_CLIENT_ID, MONGODB_ATLAS_CLIENT_SECRET
          Service account
  MONGODB_ATLAS_PUBLIC_API_KEY, MONGODB_ATLAS_PRIVATE_API_KEY
          API key; the names without API_ work too
  MONGODB_ATLAS_AUTH_TYPE
          Which of these to use, if several are set: user_account, service_account or api_keys
  MONGODB_ATLAS_PROFILE
          Atlas CLI profile for what the variables do not say
  MONGODB_ATLAS_OPS_MANAGER_URL, MONGODB_ATLAS_BASE_URL
          Base URL of the server
  MONGODB_ATLAS_SERVICE
          cloud (the default) or cloudgov, if there is no base URL
  MONGODB_ATLAS_PROJECT_ID
          Project, if there is no --project or --group-id
  HTTPS_PROXY, ALL_PROXY, NO_PROXY
          Proxy (http, https or socks5), and the hosts to reach without it
  SSL_CERT_FILE, SSL_CERT_DIR
          Trusted certificates in place of the system's, except on macOS and Windows
Each MONGODB_ATLAS_ name above can also begin with MCLI_. See the README for the details.";

fn after_help() -> String {
    format!("{ENVIRONMENT}\n\n{}", Exit::help())
}

/// The options of every command.
#[derive(Args, Debug)]
pub(crate) struct GlobalArgs {
    /// Read the credentials from this Atlas CLI profile
    #[arg(
        long,
        short = 'P',
        global = true,
        value_name = "NAME",
        help_heading = "Global options",
        add = ArgValueCompleter::new(completer::profiles)
    )]
    pub(crate) profile: Option<String>,

    /// Fetch a new access token, and keep none for later commands
    #[arg(long, global = true, help_heading = "Global options")]
    pub(crate) no_token_cache: bool,

    /// Use an Atlas emulator in place of Atlas; no account needed. What is changed lasts until `emulator
    /// reset`
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

    /// Print a line for each attempt and each wait to standard error; -vv prints everything
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
    #[command(after_help = examples::GET)]
    Get(GetArgs),
    /// List the integrations of a project
    #[command(visible_alias = "ls", after_help = examples::LIST)]
    List(ListArgs),
    /// Create an integration
    #[command(after_help = examples::CREATE)]
    Create(CreateArgs),
    /// Replace the settings of an integration
    #[command(after_help = examples::UPDATE)]
    Update(UpdateArgs),
    /// Delete an integration
    #[command(visible_alias = "rm", after_help = examples::DELETE)]
    Delete(DeleteArgs),
    /// List the projects that the credentials can access
    #[command(after_help = examples::PROJECTS)]
    Projects(ProjectsArgs),
    /// Report the integrations of all projects, and which projects lack a required one
    #[command(after_help = examples::AUDIT)]
    Audit(AuditArgs),
    /// Print the integrations of all projects, with references in place of secrets
    #[command(after_help = examples::EXPORT)]
    Export(ExportArgs),
    /// Show what `apply` would change
    #[command(after_help = examples::PLAN)]
    Plan(PlanArgs),
    /// Make the integrations of all projects what a file says
    #[command(after_help = examples::APPLY)]
    Apply(ApplyArgs),
    /// Show how the integrations of two projects differ
    #[command(after_help = examples::DIFF)]
    Diff(DiffArgs),
    /// Give a project the integrations of another
    #[command(after_help = examples::COPY)]
    Copy(CopyArgs),
    /// Replace a secret of an integration in all projects that have it
    #[command(after_help = examples::ROTATE)]
    Rotate(RotateArgs),
    /// Print an access token of the service account, for MONGODB_ATLAS_ACCESS_TOKEN
    #[command(after_help = examples::TOKEN)]
    Token,
    /// Revoke the access token that is kept for later commands
    #[command(after_help = examples::LOGOUT)]
    Logout,
    /// Manage the emulator of --emulator
    #[command(subcommand, after_help = examples::EMULATOR)]
    Emulator(EmulatorCommand),
    /// Print what a shell evaluates to complete commands, types and profiles
    #[command(after_help = examples::COMPLETIONS)]
    Completions {
        /// Shell to print it for
        shell: Shell,
    },
    /// Print the manual page of the program or of a command
    #[command(after_help = examples::MAN)]
    Man {
        /// Command to print the page of
        command: Option<String>,
        /// Write the pages of all commands to this directory
        #[arg(long, value_name = "PATH", conflicts_with = "command")]
        directory: Option<PathBuf>,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum EmulatorCommand {
    /// Start over with the sample projects
    Reset,
}
