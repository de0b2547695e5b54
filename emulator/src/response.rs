//! Responses in the format of Atlas: JSON, in an envelope or indented if the request says so.

use axum::body::Body;
use axum::http::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use axum::http::{Response, StatusCode};
use serde::Deserialize;
use serde_json::{Value, json};

/// A version of resources.
#[derive(Clone, Copy)]
pub(crate) struct Version {
    pub(crate) date: &'static str,
    media_type: &'static str,
}

pub(crate) const VERSION_2023_01_01: Version = Version {
    date: "2023-01-01",
    media_type: "application/vnd.atlas.2023-01-01+json",
};
pub(crate) const VERSION_2025_03_12: Version = Version {
    date: "2025-03-12",
    media_type: "application/vnd.atlas.2025-03-12+json",
};

/// The two query parameters that every operation has.
#[derive(Clone, Copy, Default, Deserialize)]
#[serde(default)]
pub(crate) struct ResponseOptions {
    envelope: bool,
    pretty: bool,
}

/// The result of an operation, before the [`ResponseOptions`] are applied.
pub(crate) struct ApiResponse {
    status: StatusCode,
    body: Value,
    version: Version,
    /// Whether the body is a list. An envelope puts the status inside a list, but around any other
    /// body.
    is_list: bool,
}

impl ApiResponse {
    pub(crate) fn ok(body: Value) -> Self {
        Self {
            status: StatusCode::OK,
            body,
            version: VERSION_2023_01_01,
            is_list: false,
        }
    }

    pub(crate) fn list(body: Value) -> Self {
        Self {
            is_list: true,
            ..Self::ok(body)
        }
    }

    pub(crate) fn created(body: Value) -> Self {
        Self {
            status: StatusCode::CREATED,
            ..Self::ok(body)
        }
    }

    pub(crate) fn no_content() -> Self {
        Self {
            status: StatusCode::NO_CONTENT,
            ..Self::ok(Value::Null)
        }
    }

    /// An error with the properties of Atlas's `ApiError`.
    pub(crate) fn error(
        status: StatusCode,
        error_code: &str,
        detail: impl Into<String>,
        parameters: &[&str],
    ) -> Self {
        let body = json!({
            "detail": detail.into(),
            "error": status.as_u16(),
            "errorCode": error_code,
            "parameters": parameters,
            "reason": status.canonical_reason(),
        });
        Self {
            status,
            ..Self::ok(body)
        }
    }

    /// The same response in the media type of `version`.
    pub(crate) fn in_version(self, version: Version) -> Self {
        Self { version, ..self }
    }

    pub(crate) fn into_http(self, options: ResponseOptions) -> Response<Body> {
        let media_type = if self.status.is_success() {
            self.version.media_type
        } else {
            "application/json"
        };
        let Self { status, body, .. } = if options.envelope {
            self.into_envelope()
        } else {
            self
        };
        let text = match (&body, options.pretty) {
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

    /// Moves the status into the body. The status of the response itself is then always 200.
    fn into_envelope(self) -> Self {
        let status = self.status.as_u16();
        Self::ok(match self.body {
            Value::Object(mut list) if self.is_list => {
                list.insert("status".to_owned(), status.into());
                list.into()
            }
            Value::Null => json!({ "status": status }),
            content => json!({ "status": status, "content": content }),
        })
    }
}
