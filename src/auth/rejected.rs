//! The error for authentication that failed with a response.

use std::fmt;

use crate::error::{Error, OAUTH, Reason};
use crate::http::Response;
use crate::secrets::Secrets;

/// Returns the error for authentication that failed with this response, for the `reason` that it
/// reports.
pub(super) fn rejected(cause: impl fmt::Display, response: &Response, reason: Reason) -> Error {
    let message = match reason.sentence() {
        Some(sentence) => format!("{cause}: {sentence}"),
        None => cause.to_string(),
    };
    let error = response.describe(Error::authentication(message).with_reason(reason));
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
