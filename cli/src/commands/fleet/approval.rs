//! Whether to go on.

use std::io::{self, BufRead as _, IsTerminal as _, Write as _};

use tokio::sync::oneshot;

use crate::error::{CliError, CliResult};
use crate::interruption::unless_interrupted;

/// Asks on the terminal whether to make the changes. Returns whether the answer is yes.
pub(super) async fn is_approved() -> CliResult<bool> {
    if !io::stdin().is_terminal() {
        return Err(CliError::usage(
            "nothing was changed: there is no terminal to ask on; use --yes to make the changes",
        ));
    }
    let _ = io::stderr().write_all(b"Make these changes? [y/N] ");
    let (sender, answer) = oneshot::channel();
    // Not a task of the runtime, which would wait for the answer after an interruption.
    std::thread::spawn(move || {
        let mut answer = String::new();
        let read = io::stdin().lock().read_line(&mut answer);
        let _ = sender.send(read.map(|_| answer));
    });
    let answer = unless_interrupted(answer).await;
    let answer = answer.map_err(|exit| CliError::new(exit, "interrupted; nothing was changed"))?;
    // The thread sends an answer, unless it panics.
    let answer = answer.unwrap_or_else(|_| Ok(String::new()));
    let answer = answer
        .map_err(|error| CliError::usage(format!("cannot read the answer: {error}; use --yes")))?;
    Ok(matches!(
        answer.trim().to_ascii_lowercase().as_str(),
        "y" | "yes"
    ))
}
