//! The error for authentication that failed with a response.

use std::fmt;

use crate::error::{Error, ErrorKind, OAUTH, Reason};
use crate::http::Response;
use crate::secrets::Secrets;

/// Returns the error for authentication that failed with this response, for the `reason` that it
/// reports. A proxy that answered in place of the server says nothing of the credentials.
pub(super) fn rejected(cause: impl fmt::Display, response: &Response, reason: Reason) -> Error {
    let error = match (response.is_from_proxy(), reason.sentence()) {
        (true, _) => {
            let message = format!(
                "a proxy answered {} in place of the server: it asks for a user name and a password",
                response.status()
            );
            Error::new(ErrorKind::Status, message).while_authenticating()
        }
        (false, Some(sentence)) => Error::authentication(format!("{cause}: {sentence}")),
        (false, None) => Error::authentication(cause),
    };
    let error = response.describe(error.with_reason(reason));
    let error = match response.status().is_success() {
        // It may have an access token in it.
        true => error,
        false => error.with_body(response.text().to_owned()),
    };
    match response.is_transient() {
        true => error.transient(),
        false => error,
    }
}

/// Reads what a response reports. Whatever it quotes of the request's secrets is masked.
pub(super) fn reason(response: &Response, secrets: &Secrets) -> Reason {
    response.reason(&OAUTH, secrets)
}
