//! The token endpoint and its counterpart for revocation: client id and secret as HTTP Basic,
//! `grant_type=client_credentials` (RFC 6749, section 4.4).

use std::collections::HashMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::FormRejection;
use axum::extract::{Form, State as Extension};
use axum::http::StatusCode;
use axum::http::header::{AUTHORIZATION, HeaderMap};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};
use tokio::time::{Duration, Instant};

use crate::{CLIENT_ID, CLIENT_SECRET, State, lock, random};

/// How long an access token is valid.
const LIFETIME: Duration = Duration::from_secs(3_600);

/// An access token.
#[derive(Debug)]
pub(crate) struct Token {
    value: String,
    issued_at: Instant,
}

/// Makes an access token.
pub(crate) fn issue(state: &State) -> String {
    let value = format!("eyJlbXVsYXRvciI6dHJ1ZX0.{}", random());
    let mut tokens = lock(&state.tokens);
    tokens.retain(|token| token.issued_at.elapsed() < LIFETIME);
    tokens.push(Token {
        value: value.clone(),
        issued_at: Instant::now(),
    });
    value
}

/// Whether `value` is an access token that was issued and has not expired.
pub(crate) fn is_valid(state: &State, value: &str) -> bool {
    let tokens = lock(&state.tokens);
    tokens
        .iter()
        .any(|token| token.value == value && token.issued_at.elapsed() < LIFETIME)
}

type Fields = Result<Form<HashMap<String, String>>, FormRejection>;
type Outcome = (StatusCode, Json<Value>);

/// `POST /api/oauth/token`.
pub(crate) async fn endpoint(
    Extension(state): Extension<Arc<State>>,
    headers: HeaderMap,
    form: Fields,
) -> Outcome {
    let form = match check(&headers, form) {
        Ok(form) => form,
        Err(refusal) => return refusal,
    };
    match form.get("grant_type").map(String::as_str) {
        Some("client_credentials") => {}
        Some(_) => {
            let words = "Only client_credentials is supported.";
            return refusal(StatusCode::BAD_REQUEST, "unsupported_grant_type", words);
        }
        None => return invalid("grant_type is missing."),
    }
    let answer = json!({
        "access_token": issue(&state),
        "expires_in": LIFETIME.as_secs(),
        "token_type": "Bearer",
    });
    (StatusCode::OK, Json(answer))
}

/// `POST /api/oauth/revoke` (RFC 7009).
pub(crate) async fn revoke(
    Extension(state): Extension<Arc<State>>,
    headers: HeaderMap,
    form: Fields,
) -> Outcome {
    let form = match check(&headers, form) {
        Ok(form) => form,
        Err(refusal) => return refusal,
    };
    let Some(value) = form.get("token") else {
        return invalid("token is missing.");
    };
    lock(&state.tokens).retain(|token| token.value != *value);
    (StatusCode::OK, Json(json!({})))
}

/// The form, if the service account sent it.
fn check(headers: &HeaderMap, form: Fields) -> Result<HashMap<String, String>, Outcome> {
    if basic(headers).as_deref() != Some(&*format!("{CLIENT_ID}:{CLIENT_SECRET}")) {
        let words = "The client is not known.";
        return Err(refusal(StatusCode::UNAUTHORIZED, "invalid_client", words));
    }
    form.map(|Form(form)| form)
        .map_err(|_| invalid("A form is needed."))
}

/// The user's name and password of HTTP Basic (RFC 7617), a colon between them.
fn basic(headers: &HeaderMap) -> Option<String> {
    let (scheme, encoded) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    let decoded = BASE64_STANDARD.decode(encoded.trim()).ok()?;
    scheme
        .eq_ignore_ascii_case("basic")
        .then(|| String::from_utf8(decoded).ok())?
}

fn invalid(words: &str) -> Outcome {
    refusal(StatusCode::BAD_REQUEST, "invalid_request", words)
}

fn refusal(status: StatusCode, error: &str, words: &str) -> Outcome {
    let body = json!({ "error": error, "error_description": words });
    (status, Json(body))
}
