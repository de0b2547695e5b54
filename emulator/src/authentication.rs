//! Who may call: the bearer of a valid access token, or of the API key.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State as Extension};
use axum::http::header::{AUTHORIZATION, HeaderValue, WWW_AUTHENTICATE};
use axum::http::{Response, StatusCode};
use axum::middleware::Next;

use crate::answer::{Answer, Form};
use crate::digest::{self, Verdict};
use crate::{State, token};

/// Lets a request pass if it is authenticated, and challenges it otherwise.
pub(crate) async fn check(
    Extension(state): Extension<Arc<State>>,
    request: Request,
    next: Next,
) -> Response<Body> {
    let header = request
        .headers()
        .get(AUTHORIZATION)
        .and_then(|header| header.to_str().ok())
        .unwrap_or_default();
    let stale = match header.split_once(' ') {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => {
            if token::is_valid(&state, token.trim()) {
                return next.run(request).await;
            }
            return refusal();
        }
        Some((scheme, _)) if scheme.eq_ignore_ascii_case("digest") => {
            match digest::verify(&state, header, &request) {
                Verdict::Accepted => return next.run(request).await,
                Verdict::Stale => true,
                Verdict::Refused => false,
            }
        }
        _ => false,
    };
    let mut response = refusal();
    if let Ok(challenge) = HeaderValue::from_str(&digest::challenge(&state, stale)) {
        response.headers_mut().insert(WWW_AUTHENTICATE, challenge);
    }
    response
}

fn refusal() -> Response<Body> {
    let detail = "You are not authorized for this resource.";
    Answer::error(StatusCode::UNAUTHORIZED, "UNAUTHORIZED", detail, &[])
        .into_response(Form::default())
}
