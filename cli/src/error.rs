//! Why a command failed.

mod wording;

use std::io;

use atlas_integrations::{Error, ErrorKind};

use self::wording::{hint, reworded};
use crate::exit::Exit;

/// The result of a command: its exit code, unless it failed.
pub type CliResult<T = Exit> = Result<T, CliError>;

/// A command that failed.
#[derive(Debug)]
pub struct CliError {
    exit: Exit,
    /// `None` where the user already has what they wanted.
    message: Option<String>,
    /// Whether it says that an integration is not there.
    is_absent: bool,
}

impl CliError {
    pub(crate) fn new(exit: Exit, message: impl Into<String>) -> Self {
        Self {
            exit,
            message: Some(message.into()),
            is_absent: false,
        }
    }

    /// The error for an integration that is not there.
    pub(crate) fn absent(message: impl Into<String>) -> Self {
        Self {
            is_absent: true,
            ..Self::new(Exit::NotFound, message)
        }
    }

    /// An error in the arguments or the settings, after which nothing was changed.
    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self::new(Exit::Usage, message)
    }

    /// An error that no other exit code stands for.
    pub(crate) fn failure(message: impl Into<String>) -> Self {
        Self::new(Exit::Failure, message)
    }

    /// Adds what the user may do about it.
    pub(crate) fn hint(mut self, hint: &str) -> Self {
        if let Some(message) = &mut self.message {
            *message = format!("{}; {hint}", message.trim_end_matches('.'));
        }
        self
    }

    /// Adds what it is about.
    pub(crate) fn context(mut self, context: &str) -> Self {
        if let Some(message) = &mut self.message {
            *message = format!("{context}: {message}");
        }
        self
    }

    /// Prints the error to standard error.
    pub(crate) fn print(&self) {
        if let Some(message) = &self.message {
            note!("error: {message}");
        }
    }

    /// The exit code that reports it.
    #[must_use]
    pub fn exit(&self) -> Exit {
        self.exit
    }

    /// Whether it says that the integration is not there, rather than the project or the server.
    pub(crate) fn is_absent(&self) -> bool {
        self.is_absent
    }
}

impl std::fmt::Display for CliError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.message.as_deref().unwrap_or("the output was closed"))
    }
}

impl std::error::Error for CliError {}

impl From<Error> for CliError {
    fn from(error: Error) -> Self {
        Self::from(&error)
    }
}

impl From<&Error> for CliError {
    fn from(error: &Error) -> Self {
        let cli_error = Self {
            exit: exit(error),
            message: Some(reworded(error)),
            is_absent: error.is_not_found()
                && error
                    .error_code()
                    .is_some_and(|code| code.contains("INTEGRATION")),
        };
        match hint(error) {
            Some(hint) => cli_error.hint(hint),
            None => cli_error,
        }
    }
}

/// The exit code that reports `error`.
pub(crate) fn exit(error: &Error) -> Exit {
    let status = error.status().map(|status| status.as_u16());
    match (error.kind(), status) {
        (ErrorKind::Configuration | ErrorKind::InvalidRequest, _) => Exit::Usage,
        _ if error.is_transient() => Exit::Unreachable,
        (ErrorKind::Authentication, _) | (_, Some(401 | 403)) => Exit::Denied,
        // It is a proxy's, which did not let the request through.
        (_, Some(407)) => Exit::Unreachable,
        (ErrorKind::Connection | ErrorKind::Timeout | ErrorKind::Interrupted, _) => {
            Exit::Unreachable
        }
        (ErrorKind::Status, Some(404)) => Exit::NotFound,
        (ErrorKind::Status, Some(409)) => Exit::Exists,
        (ErrorKind::Status, _) => Exit::Refused,
        _ => Exit::Failure,
    }
}

/// An error while printing. A reader that closes the pipe early, as `head` does, has read what it
/// wanted, so that this one is a success.
impl From<io::Error> for CliError {
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe {
            return Self {
                exit: Exit::Done,
                message: None,
                is_absent: false,
            };
        }
        Self::failure(format!("cannot write the output: {error}"))
    }
}
