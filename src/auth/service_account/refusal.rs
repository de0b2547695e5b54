//! Errors from the OAuth endpoints.

use std::time::Duration;

use reqwest::StatusCode;

use crate::auth::rejected::{reason, rejected};
use crate::error::{Error, Reason};
use crate::http::Response;
use crate::secrets::Secrets;
use atlas_integrations_model::excerpt::one_line;

/// How long the token endpoint is left alone after a 429 that does not say: Atlas limits how many tokens
/// an address may request in a minute.
const MINUTE: Duration = Duration::from_secs(60);

/// Returns the error for a token that was refused.
pub(super) fn of_token(response: &Response, secrets: &Secrets) -> Error {
    let status = response.status();
    let reason = reason(response, secrets);
    let cause = match (status, reason.error_code.as_deref()) {
        (_, Some("invalid_client")) | (StatusCode::UNAUTHORIZED, None) => {
            // A description would say the same again.
            let cause =
                format!("Atlas rejected the service account's client ID and secret ({status})");
            return rejected(cause, response, Reason::default()).with_reason(reason);
        }
        (_, Some(code @ ("unauthorized_client" | "unsupported_grant_type" | "invalid_scope"))) => {
            format!("Atlas refused to issue the service account a token: {code} ({status})")
        }
        (_, code) => answer("token", status, code),
    };
    let error = rejected(cause, response, reason);
    match error.retry_after() {
        None if error.is_rate_limited() => error.with_retry_after(MINUTE),
        _ => error,
    }
}

/// Returns the error for a revocation that was refused.
pub(super) fn of_revocation(response: &Response, secrets: &Secrets) -> Error {
    let reason = reason(response, secrets);
    let cause = answer(
        "revocation",
        response.status(),
        reason.error_code.as_deref(),
    );
    rejected(cause, response, reason)
}

/// Returns the error for a success response with a `fault`, such as "without an access token".
pub(super) fn unusable(response: &Response, fault: &str) -> Error {
    let status = response.status();
    let cause = format!("the token endpoint responded with {status} {fault}");
    rejected(cause, response, Reason::default())
}

fn answer(endpoint: &str, status: StatusCode, code: Option<&str>) -> String {
    let code = code.map(|code| format!(", {}", one_line(code)));
    let code = code.unwrap_or_default();
    format!("the {endpoint} endpoint responded with {status}{code}")
}
