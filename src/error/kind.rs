//! The kinds of errors.

use std::fmt;

/// The kinds of [`Error`](crate::Error).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// No client can be built from the settings.
    Configuration,
    /// A parameter is missing or invalid; nothing was sent.
    InvalidRequest,
    /// The credentials could not be used, or no access token could be obtained.
    Authentication,
    /// No connection was made; nothing was sent.
    Connection,
    /// No complete response was received in time.
    Timeout,
    /// The connection broke before the response was complete.
    Interrupted,
    /// Atlas, or something between it and the client, responded with an error.
    Status,
    /// The response cannot be read: it is not HTTP, or Atlas responded with success, but not with what
    /// it documents.
    Unreadable,
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Configuration => "invalid configuration",
            Self::InvalidRequest => "invalid request",
            Self::Authentication => "authentication failure",
            Self::Connection => "connection failure",
            Self::Timeout => "timeout",
            Self::Interrupted => "interrupted response",
            Self::Status => "error response",
            Self::Unreadable => "unreadable response",
        })
    }
}
