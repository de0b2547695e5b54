//! The OAuth 2.0 endpoints of service accounts: the token endpoint for the client credentials
//! grant (RFC 6749, section 4.4) and the revocation endpoint (RFC 7009). The client authenticates
//! with HTTP Basic at both.

use std::collections::HashMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::FormRejection;
use axum::extract::{Form, State};
use axum::http::StatusCode;
use axum::http::header::{AUTHORIZATION, HeaderMap};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};

use crate::access_tokens::LIFETIME;
use crate::credentials::{CLIENT_ID, CLIENT_SECRET};
use crate::state::{EmulatorState, lock};

pub(crate) const TOKEN_PATH: &str = "/api/oauth/token";
pub(crate) const REVOKE_PATH: &str = "/api/oauth/revoke";

type FormResult = Result<Form<HashMap<String, String>>, FormRejection>;
type JsonResponse = (StatusCode, Json<Value>);

/// Issues an access token.
pub(crate) async fn token(
    State(state): State<Arc<EmulatorState>>,
    headers: HeaderMap,
    form: FormResult,
) -> JsonResponse {
    let form = match authenticated_form(&headers, form) {
        Ok(form) => form,
        Err(error) => return error,
    };
    match form.get("grant_type").map(String::as_str) {
        Some("client_credentials") => {}
        Some(_) => {
            return error(
                StatusCode::BAD_REQUEST,
                "unsupported_grant_type",
                "The only supported grant_type is client_credentials.",
            );
        }
        None => return invalid_request("The parameter grant_type is required."),
    }
    let body = json!({
        "access_token": lock(&state.access_tokens).issue(),
        "expires_in": LIFETIME.as_secs(),
        "token_type": "Bearer",
    });
    (StatusCode::OK, Json(body))
}

/// Revokes an access token. As the standard requires, revoking an unknown token succeeds.
pub(crate) async fn revoke(
    State(state): State<Arc<EmulatorState>>,
    headers: HeaderMap,
    form: FormResult,
) -> JsonResponse {
    let form = match authenticated_form(&headers, form) {
        Ok(form) => form,
        Err(error) => return error,
    };
    let Some(value) = form.get("token") else {
        return invalid_request("The parameter token is required.");
    };
    lock(&state.access_tokens).revoke(value);
    (StatusCode::OK, Json(json!({})))
}

/// The form, provided that the service account sent it.
fn authenticated_form(
    headers: &HeaderMap,
    form: FormResult,
) -> Result<HashMap<String, String>, JsonResponse> {
    if basic_credentials(headers) != Some(format!("{CLIENT_ID}:{CLIENT_SECRET}")) {
        return Err(error(
            StatusCode::UNAUTHORIZED,
            "invalid_client",
            "The client ID or the client secret is wrong.",
        ));
    }
    form.map(|Form(form)| form)
        .map_err(|_| invalid_request("The body must be application/x-www-form-urlencoded."))
}

/// The `user-id:password` of HTTP Basic (RFC 7617).
fn basic_credentials(headers: &HeaderMap) -> Option<String> {
    let (scheme, encoded) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let decoded = BASE64_STANDARD.decode(encoded.trim()).ok()?;
    String::from_utf8(decoded).ok()
}

fn invalid_request(description: &str) -> JsonResponse {
    error(StatusCode::BAD_REQUEST, "invalid_request", description)
}

fn error(status: StatusCode, code: &str, description: &str) -> JsonResponse {
    let body = json!({ "error": code, "error_description": description });
    (status, Json(body))
}
