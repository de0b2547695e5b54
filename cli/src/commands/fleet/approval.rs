//! Whether to go on.

use std::io::{self, BufRead as _, IsTerminal as _, Write as _};

use crate::error::{CliError, CliResult};

/// Asks on the terminal whether to make the changes.
pub(super) fn approve() -> CliResult<()> {
    if !io::stdin().is_terminal() {
        return Err(CliError::usage(
            "nothing was changed: there is no terminal to ask on; use --yes to make the changes",
        ));
    }
    let mut stderr = io::stderr();
    let _ = write!(stderr, "Make these changes? [y/N] ");
    let _ = stderr.flush();
    let mut answer = String::new();
    io::stdin().lock().read_line(&mut answer)?;
    match answer.trim().to_ascii_lowercase().as_str() {
        "y" | "yes" => Ok(()),
        _ => Err(CliError::failure("nothing was changed")),
    }
}
