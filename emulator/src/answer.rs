//! Answers in Atlas's form: JSON, an envelope on request, indented on request.

use axum::body::Body;
use axum::http::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use axum::http::{Response, StatusCode};
use serde::Deserialize;
use serde_json::{Value, json};

/// The version of the resources.
pub(crate) const VERSION: &str = "2023-01-01";
const MEDIA_TYPE: &str = "application/vnd.atlas.2023-01-01+json";

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
    /// Whether the body is a list, which has room for the envelope's status itself.
    is_list: bool,
}

impl Answer {
    pub(crate) fn ok(body: Value) -> Self {
        Self {
            status: StatusCode::OK,
            body,
            is_list: false,
        }
    }

    pub(crate) fn list(body: Value) -> Self {
        Self {
            is_list: true,
            ..Self::ok(body)
        }
    }

    pub(crate) fn no_content() -> Self {
        Self {
            status: StatusCode::NO_CONTENT,
            ..Self::ok(Value::Null)
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
        Self {
            status,
            ..Self::ok(body)
        }
    }

    /// The HTTP response.
    pub(crate) fn into_response(self, form: Form) -> Response<Body> {
        let Self {
            mut status,
            mut body,
            is_list,
        } = self;
        let media_type = if status.is_success() {
            MEDIA_TYPE
        } else {
            "application/json"
        };
        if form.envelope {
            let code = status.as_u16();
            body = match body {
                Value::Object(mut list) if is_list => {
                    list.insert("status".to_owned(), code.into());
                    list.into()
                }
                Value::Null => json!({ "status": code }),
                content => json!({ "status": code, "content": content }),
            };
            status = StatusCode::OK;
        }
        let text = match (&body, form.pretty) {
            (Value::Null, _) => String::new(),
            (body, true) => format!("{body:#}\n"),
            (body, false) => body.to_string(),
        };
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
