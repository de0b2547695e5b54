//! Errors from the OAuth endpoints. They have one of two forms: RFC 6749's, whose `error` is a code, or
//! Atlas's own, whose `errorCode` is.

use std::time::Duration;

use reqwest::StatusCode;

use super::secrets::Secrets;
use crate::auth::rejected::rejected;
use crate::error::{Error, Reason};
use crate::http::Response;
use crate::types::ApiError;
use atlas_integrations_model as model;
use atlas_integrations_model::excerpt::one_line;

/// How long the token endpoint is left alone after a 429 that does not say: Atlas limits how many tokens
/// an address may request in a minute.
const MINUTE: Duration = Duration::from_secs(60);

/// Returns the error for a token that was refused.
pub(super) fn of_token(response: &Response, secrets: &Secrets) -> Error {
    let status = response.status();
    let reason = reason(response.content(), secrets);
    let base = match (status, reason.error_code.as_deref()) {
        (_, Some("invalid_client")) | (StatusCode::UNAUTHORIZED, None) => {
            format!("Atlas rejected the service account's client ID and secret ({status})")
        }
        (_, Some(code @ ("unauthorized_client" | "unsupported_grant_type" | "invalid_scope"))) => {
            format!("Atlas refused to issue the service account a token: {code} ({status})")
        }
        (_, code) => answer("token", status, code),
    };
    let error = refused(base, reason, response);
    match error.retry_after() {
        None if error.is_rate_limited() => error.with_retry_after(MINUTE),
        _ => error,
    }
}

/// Returns the error for a revocation that was refused.
pub(super) fn of_revocation(response: &Response, secrets: &Secrets) -> Error {
    let reason = reason(response.content(), secrets);
    let base = answer(
        "revocation",
        response.status(),
        reason.error_code.as_deref(),
    );
    refused(base, reason, response)
}

/// Returns the error for a success response with a `fault`, such as "without an access token".
pub(super) fn unusable(response: &Response, fault: &str) -> Error {
    let status = response.status();
    rejected(
        format!("the token endpoint responded with {status} {fault}"),
        response,
    )
}

fn answer(endpoint: &str, status: StatusCode, code: Option<&str>) -> String {
    let code = code.map(|code| format!(", {}", one_line(code)));
    let code = code.unwrap_or_default();
    format!("the {endpoint} endpoint responded with {status}{code}")
}

fn refused(base: String, reason: Reason, response: &Response) -> Error {
    let message = match &reason.detail {
        Some(detail) => format!("{base}: {}", one_line(detail)),
        None => base,
    };
    rejected(message, response).with_reason(reason)
}

/// Reads an error in either form (RFC 6749, section 5.2).
fn reason(body: &str, secrets: &Secrets) -> Reason {
    let members = model::members(body).unwrap_or_default();
    let text = |name: &str| {
        let text: String = serde_json::from_str(members.get(name)?.get()).ok()?;
        Some(secrets.mask(text))
    };
    Reason {
        api_error: model::from_str(body)
            .ok()
            .and_then(|error: ApiError| masked(&error, secrets)),
        error_code: text("errorCode").or_else(|| text("error")),
        detail: text("detail").or_else(|| text("error_description")),
    }
}

fn masked(error: &ApiError, secrets: &Secrets) -> Option<ApiError> {
    let text = serde_json::to_string(error).ok()?;
    model::from_str(&secrets.mask(text)).ok()
}
