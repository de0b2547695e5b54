//! The error for authentication that failed with a response.

use std::fmt;

use crate::error::Error;
use crate::http::Response;

/// Returns the error for authentication that failed with this response, whose body stays out of the
/// message.
pub(super) fn rejected(cause: impl fmt::Display, response: &Response) -> Error {
    let error = Error::authentication(cause)
        .with_status(response.status())
        .with_headers(response.headers());
    match response.is_transient() {
        true => error.transient(),
        false => error,
    }
}
