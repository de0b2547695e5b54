//! The kinds of errors.

use std::fmt;

/// The kinds of [`Error`](crate::Error).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// No client can be built from the settings. Change the setting that the message names.
    Configuration,
    /// A parameter is missing or invalid, or the body must not be sent; nothing was sent. Change what the
    /// message names: the same call fails again. `validate()` finds this without sending.
    InvalidRequest,
    /// The credentials could not be used, or no access token could be obtained. Check the credentials and
    /// that they belong to this base URL; if [`is_transient`](crate::Error::is_transient), try again later.
    Authentication,
    /// No connection was made, or none within `connect_timeout`; nothing was sent. If
    /// [`is_transient`](crate::Error::is_transient), try again later, any method. If it stays so, or a
    /// certificate or the proxy's password was rejected, check the base URL, the name server, the proxy or
    /// the trusted certificates, whichever the message names.
    Connection,
    /// No complete response was received in time. A `POST` may have taken effect: read before you repeat
    /// it. The limits are the `timeout` of the client or the call, and the `deadline` of the
    /// [`RetryPolicy`](crate::RetryPolicy).
    Timeout,
    /// The connection broke before the response was complete. As with a timeout, the request may have
    /// taken effect.
    Interrupted,
    /// Atlas, or something between it and the client, responded with an error. Its
    /// [`status`](crate::Error::status) decides what to do, and Atlas's
    /// [`error_code`](crate::Error::error_code) says more. Without a code, something in between may have
    /// answered.
    Status,
    /// The response cannot be read: it is not HTTP, or Atlas responded with success, but not with what
    /// it documents. Atlas has done what was asked. Read the response as it came with
    /// [`body`](crate::Error::body), repeat a `GET` with [`Client::request`](crate::Client::request), and
    /// please report it.
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
