//! The middleware that authenticates requests: by access token or by API key.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE, HeaderValue, WWW_AUTHENTICATE};
use axum::http::{Response, StatusCode};
use axum::middleware::Next;

use crate::digest::Verification;
use crate::state::{EmulatorState, lock};

/// Passes an authenticated request on and responds 401 to any other.
pub(crate) async fn authenticate(
    State(state): State<Arc<EmulatorState>>,
    request: Request,
    next: Next,
) -> Response<Body> {
    let authorization = request
        .headers()
        .get(AUTHORIZATION)
        .and_then(|header| header.to_str().ok())
        .unwrap_or_default();
    if let Some((scheme, token)) = authorization.split_once(' ')
        && scheme.eq_ignore_ascii_case("bearer")
    {
        if lock(&state.access_tokens).is_valid(token.trim()) {
            return next.run(request).await;
        }
        // A digest challenge is of no use to a client that has an access token.
        return unauthorized();
    }
    let verification = lock(&state.nonces).verify(authorization, &request);
    let stale = match verification {
        Verification::Accepted => return next.run(request).await,
        Verification::Stale => true,
        Verification::Rejected => false,
    };
    let challenge = lock(&state.nonces).challenge(stale);
    let mut response = unauthorized();
    if let Ok(challenge) = HeaderValue::try_from(challenge) {
        response.headers_mut().insert(WWW_AUTHENTICATE, challenge);
    }
    response
}

/// Atlas's answer, to the letter. It is the one error with another layout, and without parameters.
fn unauthorized() -> Response<Body> {
    let mut response = Response::new(Body::from(UNAUTHORIZED));
    *response.status_mut() = StatusCode::UNAUTHORIZED;
    let json = HeaderValue::from_static("application/json");
    response.headers_mut().insert(CONTENT_TYPE, json);
    response
}

const UNAUTHORIZED: &str = r#"{
  "error" : 401,
  "reason" : "Unauthorized",
  "detail" : "You are not authorized for this resource.",
  "errorCode" : "UNEXPECTED_ERROR"
}"#;
