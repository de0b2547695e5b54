//! Answers in Atlas's form: JSON, an envelope on request, indented on request.

use axum::body::Body;
use axum::http::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use axum::http::{Response, StatusCode};
use serde::Deserialize;
use serde_json::{Value, json};

/// The two query parameters that every operation has.
#[derive(Clone, Copy, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Form {
    envelope: bool,
    pretty: bool,
}

/// What an operation comes to.
pub(crate) struct Answer {
    status: StatusCode,
    body: Value,
}

impl Answer {
    pub(crate) fn ok(body: Value) -> Self {
        Self {
            status: StatusCode::OK,
            body,
        }
    }

    /// An error in the form of Atlas's `ApiError`.
    pub(crate) fn error(
        status: StatusCode,
        code: &str,
        detail: impl Into<String>,
        parameters: &[&str],
    ) -> Self {
        let body = json!({
            "detail": detail.into(),
            "error": status.as_u16(),
            "errorCode": code,
            "parameters": parameters,
            "reason": status.canonical_reason(),
        });
        Self { status, body }
    }

    /// The HTTP response, with the resource version `media_type` for a success.
    pub(crate) fn into_response(self, form: Form, media_type: &'static str) -> Response<Body> {
        let Self {
            mut status,
            mut body,
        } = self;
        let media_type = if status.is_success() {
            media_type
        } else {
            "application/json"
        };
        if form.envelope {
            body = json!({ "status": status.as_u16(), "content": body });
            status = StatusCode::OK;
        }
        let mut text = if form.pretty {
            format!("{body:#}")
        } else {
            body.to_string()
        };
        if form.pretty {
            text.push('\n');
        }
        let mut response = Response::new(Body::from(text));
        *response.status_mut() = status;
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
        headers.insert(
            HeaderName::from_static("ratelimit-limit"),
            HeaderValue::from_static("100"),
        );
        headers.insert(
            HeaderName::from_static("ratelimit-remaining"),
            HeaderValue::from_static("99"),
        );
        response
    }
}
