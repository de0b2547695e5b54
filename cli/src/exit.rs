//! The exit codes.

use std::process::ExitCode;

/// What the program's exit code says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
#[repr(u8)]
pub enum Exit {
    /// What was asked for is done.
    Done = 0,
    /// Any other failure, such as a file that cannot be written or a response that cannot be read.
    Failure = 1,
    /// The arguments, the settings or the environment are wrong; nothing was changed.
    Usage = 2,
    /// An audit, a plan or a diff found something, or a change is left to do.
    Found = 3,
    /// There is no such project or integration.
    NotFound = 4,
    /// The integration exists already.
    Exists = 5,
    /// Atlas refused the request for another reason.
    Refused = 6,
    /// The credentials were not accepted, or do not allow it.
    Denied = 7,
    /// Atlas could not be reached, did not respond in time, or asks to try again later.
    Unreachable = 8,
    /// The program was interrupted, as by Ctrl-C.
    Interrupted = 130,
}

impl Exit {
    /// All exit codes.
    pub const ALL: [Self; 10] = [
        Self::Done,
        Self::Failure,
        Self::Usage,
        Self::Found,
        Self::NotFound,
        Self::Exists,
        Self::Refused,
        Self::Denied,
        Self::Unreachable,
        Self::Interrupted,
    ];

    /// The exit code as a number.
    #[must_use]
    pub fn code(self) -> u8 {
        self as u8
    }

    /// What it means, in a few words.
    #[must_use]
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Failure => "any other failure, such as output that cannot be written",
            Self::Usage => "wrong usage: arguments, settings or environment; nothing was changed",
            Self::Found => "an audit, a plan or a diff found something, or a change is left to do",
            Self::NotFound => "not found: there is no such project or integration",
            Self::Exists => "the integration exists already",
            Self::Refused => "refused by Atlas",
            Self::Denied => "not authenticated, or not allowed",
            Self::Unreachable => {
                "Atlas could not be reached, did not respond in time, or asks to try later"
            }
            Self::Interrupted => "interrupted",
        }
    }

    /// The exit codes as a section of the help text.
    pub(crate) fn help() -> String {
        let lines = Self::ALL.map(|exit| format!("  {:>3}  {}", exit.code(), exit.meaning()));
        format!("Exit codes:\n{}", lines.join("\n"))
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        exit.code().into()
    }
}
