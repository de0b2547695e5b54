//! `completions`, which needs no connection.

use std::env;
use std::io::{self, Write as _};

use clap::CommandFactory as _;
use clap_complete::env::Shells;
use clap_complete::{CompleteEnv, Shell};

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
