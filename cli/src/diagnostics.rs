//! Messages on standard error. None of them can fail, act on the terminal, or end the program.

use std::io::{self, Write as _};

use crate::exit::Exit;
use crate::text::safe;

/// Prints a line to standard error.
macro_rules! note {
    ($($argument:tt)*) => {
        $crate::diagnostics::print_line(&format!($($argument)*))
    };
}

/// Prints a line to standard error, whatever is in the message.
pub(crate) fn print_line(message: &str) {
    print_lines(&message.replace(['\r', '\n'], " "));
}

/// Prints lines to standard error. What cannot be written is lost, since there is nowhere to say so.
pub(crate) fn print_lines(message: &str) {
    let lines: Vec<_> = message.lines().map(safe).collect();
    let _ = io::stderr().write_all(format!("{}\n", lines.join("\n")).as_bytes());
}

/// Prints what clap returns in place of arguments: an error, the help or the version.
pub(crate) fn print_usage_error(error: &clap::Error) -> Exit {
    if error.use_stderr() {
        // Without color: clap's escape sequences cannot be told from those of an argument.
        print_lines(&error.render().to_string());
        return Exit::Usage;
    }
    match error.kind() {
        clap::error::ErrorKind::DisplayVersion => {
            let version = concat!("atlas-integrations ", env!("CARGO_PKG_VERSION"), "\n");
            let _ = io::stdout().write_all(version.as_bytes());
        }
        _ => drop(error.print()),
    }
    Exit::Done
}
