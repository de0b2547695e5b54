//! Why a command failed, and the exit code that reports it.

use std::io;
use std::process::ExitCode;

use atlas_integrations::{Error, ErrorKind};

/// The result of a command: an exit code, unless it failed.
pub(crate) type CliResult<T = ExitCode> = Result<T, CliError>;

/// A command that failed.
#[derive(Debug)]
pub(crate) struct CliError {
    exit_code: u8,
    /// `None` where the user already has what they wanted.
    message: Option<String>,
}

impl CliError {
    /// A usage error, after which nothing was sent.
    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self {
            exit_code: 2,
            message: Some(message.into()),
        }
    }

    /// Any other error.
    pub(crate) fn failure(message: impl Into<String>) -> Self {
        Self {
            exit_code: 1,
            message: Some(message.into()),
        }
    }

    /// Prints the error to standard error.
    pub(crate) fn print(&self) {
        if let Some(message) = &self.message {
            eprintln!("error: {message}");
        }
    }

    pub(crate) fn exit_code(&self) -> ExitCode {
        self.exit_code.into()
    }
}

impl From<Error> for CliError {
    fn from(error: Error) -> Self {
        let message = match hint(&error) {
            Some(hint) => format!("{}; {hint}", error.to_string().trim_end_matches('.')),
            None => error.to_string(),
        };
        match error.kind() {
            ErrorKind::Configuration | ErrorKind::InvalidRequest => Self::usage(message),
            _ => Self::failure(message),
        }
    }
}

/// An error while printing. A reader that closes the pipe early, as `head` does, has read what it
/// wanted, so that this one is a success.
impl From<io::Error> for CliError {
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe {
            return Self {
                exit_code: 0,
                message: None,
            };
        }
        Self::failure(format!("cannot write the output: {error}"))
    }
}

/// What the user may do about `error`.
fn hint(error: &Error) -> Option<&'static str> {
    let status = error.status().map(|status| status.as_u16());
    Some(match (error.kind(), status) {
        (ErrorKind::Authentication | ErrorKind::Status, Some(401)) if !error.is_transient() => {
            "check the credentials, which may have expired or been revoked"
        }
        (ErrorKind::Status, Some(403)) => {
            "check the credentials' role in this project, and their organization's IP access list"
        }
        (ErrorKind::Status, Some(404)) => {
            "to see what exists, run `atlas-integrations projects` and `atlas-integrations list`"
        }
        (ErrorKind::Status, Some(406)) => "use an older --api-date, or omit it",
        (ErrorKind::Status, Some(409)) => "to change an existing integration, use `update`",
        (_, Some(429)) => "try again later; for an audit, lower --concurrency",
        (ErrorKind::Connection, _) => "check the network, the proxy and MONGODB_ATLAS_BASE_URL",
        (_, _) if error.is_transient() => "try again later",
        _ => return None,
    })
}
