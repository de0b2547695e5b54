//! Responses in the format of Atlas: JSON, in an envelope or indented if the request says so.

use std::fmt;

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
    media_type: "application/vnd.atlas.2023-01-01+json;charset=utf-8",
};
pub(crate) const VERSION_2025_03_12: Version = Version {
    date: "2025-03-12",
    media_type: "application/vnd.atlas.2025-03-12+json;charset=utf-8",
};

/// The two query parameters that every operation has.
#[derive(Clone, Copy, Default, Deserialize)]
#[serde(default)]
pub(crate) struct ResponseOptions {
    envelope: bool,
    pretty: bool,
}

/// What is wrong with one property of a request body.
pub(crate) struct Violation {
    /// The property, with the ones around it, such as `headers.0.name`.
    pub(crate) field: String,
    /// The rest of a sentence that begins with the property, such as `is required`.
    pub(crate) problem: String,
    /// The value, if it is the name of something that an enumeration does not have.
    pub(crate) unknown_value: Option<String>,
}

impl Violation {
    pub(crate) fn new(field: impl Into<String>, problem: impl Into<String>) -> Self {
        Self {
            field: field.into(),
            problem: problem.into(),
            unknown_value: None,
        }
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "The property {} {}.", self.field, self.problem)
    }
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

    /// The error for a request body with these problems, of which there is at least one. The first has
    /// the say about the error code.
    pub(crate) fn invalid_body(violations: &[Violation]) -> Self {
        let status = StatusCode::BAD_REQUEST;
        let mut response = match violations.first() {
            Some(Violation {
                unknown_value: Some(value),
                ..
            }) => {
                let detail = format!("An invalid enumeration value {value} was specified.");
                Self::error(status, "INVALID_ENUM_VALUE", detail, &[value])
            }
            _ => {
                let sentences: Vec<_> = violations.iter().map(Violation::to_string).collect();
                Self::error(status, "VALIDATION_ERROR", sentences.join(" "), &[])
            }
        };
        let fields = violations
            .iter()
            .map(|violation| json!({ "description": violation.problem, "field": violation.field }));
        let detail = json!({ "fields": fields.collect::<Vec<_>>() });
        if let Some(body) = response.body.as_object_mut() {
            body.insert("badRequestDetail".to_owned(), detail);
        }
        response
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
            HeaderValue::from_static("1200"),
        );
        headers.insert(
            HeaderName::from_static("ratelimit-remaining"),
            HeaderValue::from_static("1199"),
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
