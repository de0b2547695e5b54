//! `completions` and `man`, which need no connection.

use std::env;
use std::io::{self, Write as _};
use std::path::Path;

use clap::CommandFactory as _;
use clap_complete::env::Shells;
use clap_complete::{CompleteEnv, Shell};
use clap_mangen::Man;

use crate::args::Cli;
use crate::error::{CliError, CliResult};

const NAME: &str = "atlas-integrations";

/// The variable with which a shell asks for completions.
const VARIABLE: &str = "ATLAS_INTEGRATIONS_COMPLETE";

/// Completes a command line, if a shell asks for that. Returns whether it did.
pub(crate) fn complete() -> bool {
    let directory = env::current_dir().ok();
    let completion = CompleteEnv::with_factory(Cli::command).var(VARIABLE);
    // A completion that fails offers nothing.
    let asked = completion.try_complete(env::args_os(), directory.as_deref());
    asked.unwrap_or_else(|_| env::var_os(VARIABLE).is_some())
}

/// Prints what a shell evaluates so that it asks this program for completions.
pub(super) fn print_completions(shell: Shell) -> CliResult<()> {
    let shells = Shells::builtins();
    let completer = shells
        .completer(&shell.to_string())
        .ok_or_else(|| CliError::usage(format!("there are no completions for {shell}")))?;
    let mut script = Vec::new();
    completer.write_registration(VARIABLE, NAME, NAME, NAME, &mut script)?;
    Ok(io::stdout().write_all(&script)?)
}

/// Prints the manual page of a command, or writes those of all commands to a directory.
pub(super) fn print_manual(command: Option<&str>, directory: Option<&Path>) -> CliResult<()> {
    let root = Cli::command();
    if let Some(directory) = directory {
        return clap_mangen::generate_to(root, directory).map_err(|error| {
            CliError::failure(format!("cannot write to {}: {error}", directory.display()))
        });
    }
    let page = match command {
        None => root,
        Some(name) => {
            let found = root.find_subcommand(name).cloned();
            found.ok_or_else(|| CliError::usage(format!("there is no command {name:?}")))?
        }
    };
    let mut text = Vec::new();
    Man::new(page).render(&mut text)?;
    Ok(io::stdout().write_all(&text)?)
}
