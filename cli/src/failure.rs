//! How a command ends: with an exit code, and one sentence where it failed.

use std::fmt;
use std::io;
use std::process::ExitCode;

use atlas_integrations::{Error, ErrorKind};

/// An audit found something missing.
pub(crate) const MISSING: u8 = 3;

/// Why a command failed.
#[derive(Debug)]
pub(crate) struct Failure {
    code: u8,
    message: String,
}

/// The outcome of a command: an exit code that is no failure, or a failure.
pub(crate) type Outcome<T = ExitCode> = Result<T, Failure>;

impl Failure {
    /// Wrong usage, for which nothing was sent.
    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self {
            code: 2,
            message: message.into(),
        }
    }

    /// Anything else that stands in the way.
    pub(crate) fn other(message: impl Into<String>) -> Self {
        Self {
            code: 1,
            message: message.into(),
        }
    }

    /// Says on standard error what failed, if there is anything to say.
    pub(crate) fn tell(&self) {
        if !self.message.is_empty() {
            eprintln!("error: {self}");
        }
    }

    pub(crate) fn code(&self) -> ExitCode {
        self.code.into()
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let message = with_advice(&error);
        match error.kind() {
            ErrorKind::Configuration | ErrorKind::InvalidRequest => Self::usage(message),
            _ => Self::other(message),
        }
    }
}

/// Printing that failed. Who reads no further, as `head` does, has got what was wanted.
impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe {
            return Self {
                code: 0,
                message: String::new(),
            };
        }
        Self::other(format!("cannot write the output: {error}"))
    }
}

/// The error's sentence, with what to try.
pub(crate) fn with_advice(error: &Error) -> String {
    match advice(error) {
        Some(advice) => format!("{}; {advice}", error.to_string().trim_end_matches('.')),
        None => error.to_string(),
    }
}

fn advice(error: &Error) -> Option<&'static str> {
    let status = error.status().map(|status| status.as_u16());
    Some(match (error.kind(), status) {
        (ErrorKind::Authentication, Some(401)) | (ErrorKind::Status, Some(401)) => {
            "check the credentials, and that they are not expired or revoked"
        }
        (ErrorKind::Status, Some(403)) => {
            "check the credentials' role in this project, and the access list of their organization"
        }
        (ErrorKind::Status, Some(404)) => {
            "`atlas-integrations projects` and `list` show what there is"
        }
        (ErrorKind::Status, Some(406)) => "try an older --api-version, or none",
        (ErrorKind::Status, Some(409)) => "use `update` to change what exists",
        (_, Some(429)) => "wait, or lower --concurrency",
        (ErrorKind::Connection, _) => "check the network, the proxy and MONGODB_ATLAS_BASE_URL",
        (_, _) if error.is_transient() => "try again later",
        _ => return None,
    })
}
