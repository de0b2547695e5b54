//! The error for authentication that failed with a response, and what the response reports. Its error
//! has one of two forms: RFC 6749's (section 5.2), whose `error` is a code, or Atlas's own, whose
//! `errorCode` is.

use std::fmt;

use super::secrets::Secrets;
use crate::error::{Error, Reason};
use crate::http::Response;
use crate::types::ApiError;
use atlas_integrations_model as model;
use atlas_integrations_model::excerpt::one_line;

/// Returns the error for authentication that failed with this response, for the `reason` that it
/// reports.
pub(super) fn rejected(cause: impl fmt::Display, response: &Response, reason: Reason) -> Error {
    let detail = reason.detail.as_deref().map(one_line);
    let message = match detail {
        Some(detail) => format!("{cause}: {detail}"),
        None => cause.to_string(),
    };
    let error = Error::authentication(message)
        .with_status(response.status())
        .with_headers(response.headers())
        .with_reason(reason);
    match response.is_transient() {
        true => error.transient(),
        false => error,
    }
}

/// Reads what a response reports. Whatever it quotes of the request's secrets is masked.
pub(super) fn reason(response: &Response, secrets: &Secrets) -> Reason {
    let body = response.content();
    let members = model::members(body).unwrap_or_default();
    let text = |name: &str| {
        let text: String = serde_json::from_str(members.get(name)?.get()).ok()?;
        Some(secrets.mask(text))
    };
    let api_error = response.decode().ok();
    Reason {
        api_error: api_error.and_then(|error| masked(&error, secrets)),
        error_code: text("errorCode").or_else(|| text("error")),
        detail: text("detail").or_else(|| text("error_description")),
    }
}

fn masked(error: &ApiError, secrets: &Secrets) -> Option<ApiError> {
    let text = serde_json::to_string(error).ok()?;
    model::from_str(&secrets.mask(text)).ok()
}
