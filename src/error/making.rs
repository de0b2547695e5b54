//! How each failure becomes an error.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use reqwest::StatusCode;
use reqwest::header::{CONTENT_TYPE, HeaderMap, LOCATION};
use serde_json::Value;

use super::{Error, ErrorKind, Inner};
use crate::Other;
use crate::decode::{self, Fault};
use crate::quote::one_line;
use crate::transport::Response;

impl Error {
    fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self(Arc::new(Inner {
            kind,
            message: message.into(),
            transient: false,
            status: None,
            headers: HeaderMap::new(),
            api_error: None,
            error_code: None,
            detail: None,
            json_path: None,
            source: None,
            attempts: 0,
            elapsed: Duration::ZERO,
        }))
    }

    fn with(mut self, complete: impl FnOnce(&mut Inner)) -> Self {
        complete(Arc::make_mut(&mut self.0));
        self
    }

    /// The error of a call that ended with it, after so many attempts and so much time.
    pub(crate) fn after(self, attempts: u32, elapsed: Duration) -> Self {
        self.with(|inner| {
            inner.attempts = attempts;
            inner.elapsed = elapsed;
        })
    }

    /// A call that ran into its deadline.
    pub(crate) fn deadline(limit: Duration) -> Self {
        let message = format!(
            "there was no whole answer within {limit:?}, the deadline that `RetryPolicy` sets"
        );
        Self::new(ErrorKind::Timeout, message).with(|inner| inner.transient = true)
    }

    /// An error of any kind.
    #[cfg(test)]
    pub(crate) fn for_tests(kind: ErrorKind, transient: bool) -> Self {
        Self::new(kind, "for a test").with(|inner| inner.transient = transient)
    }

    /// A client that cannot be built.
    pub(crate) fn configuration(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Configuration, message)
    }

    /// A request that is not sent.
    pub(crate) fn invalid_request(message: String) -> Self {
        Self::new(ErrorKind::InvalidRequest, message)
    }

    /// A failed authentication, `message` in the words of "authentication failed: …".
    pub(crate) fn authentication(message: impl fmt::Display) -> Self {
        Self::new(
            ErrorKind::Authentication,
            format!("authentication failed: {message}"),
        )
    }

    /// The same failure, met while authenticating.
    pub(crate) fn while_authenticating(self) -> Self {
        let (transient, status, headers) =
            (self.is_transient(), self.status(), self.0.headers.clone());
        Self::authentication(&self).with(|inner| {
            inner.transient = transient;
            inner.status = status;
            inner.headers = headers;
            inner.source = Some(Arc::new(self));
        })
    }

    /// An authentication that failed with this answer, whose body stays out of the message.
    pub(crate) fn rejected(message: impl fmt::Display, response: &Response) -> Self {
        Self::authentication(message).with(|inner| {
            inner.transient = is_transient(response.status());
            inner.status = Some(response.status());
            inner.headers = response.headers().clone();
        })
    }

    /// An answer that is an error, whatever its body holds.
    pub(crate) fn from_response(response: &Response) -> Self {
        let status = response.status();
        let body = serde_json::from_str::<Value>(response.content()).unwrap_or_default();
        let text = |name: &str| body.get(name).and_then(Value::as_str).map(str::to_owned);
        let (error_code, detail) = (text("errorCode"), text("detail"));

        let mut message = format!("Atlas answered {status}");
        if let Some(code) = &error_code {
            message.push_str(&format!(", {}", one_line(code)));
        }
        if let Some(origin) = redirect(response) {
            message.push_str(&format!(", a redirect to {origin}, which is not followed"));
        }
        match &detail {
            Some(detail) => message.push_str(&format!(": {}", one_line(detail))),
            None if error_code.is_none() => message.push_str(&format!(", {}", outline(response))),
            None => {}
        }
        Self::new(ErrorKind::Status, message).with(|inner| {
            inner.transient = is_transient(status);
            inner.status = Some(status);
            inner.headers = response.headers().clone();
            inner.api_error = decode::from_str(response.content()).ok();
            inner.error_code = error_code;
            inner.detail = detail;
        })
    }

    /// An answer that is a success, and cannot be read.
    pub(crate) fn unreadable(response: &Response, cause: impl fmt::Display) -> Self {
        let message = format!("the answer {} cannot be read: {cause}", response.status());
        Self::new(ErrorKind::Unreadable, message).with(|inner| {
            inner.status = Some(response.status());
            inner.headers = response.headers().clone();
        })
    }

    /// A body that is not what the operation answers with.
    pub(crate) fn undecodable(response: &Response, fault: Fault) -> Self {
        let cause = if fault.path.is_some() {
            fault.to_string()
        } else {
            format!("{fault} ({})", outline(response))
        };
        Self::unreadable(response, cause).with(|inner| inner.json_path = fault.path)
    }

    /// A list whose pages bring nothing new and do not end.
    pub(crate) fn endless_list(status: StatusCode, cause: &str) -> Self {
        Self::new(
            ErrorKind::Unreadable,
            format!("the list does not end: {cause}"),
        )
        .with(|inner| inner.status = Some(status))
    }

    /// An element of a list that is not what Atlas documents.
    pub(crate) fn odd_element(status: StatusCode, other: &Other) -> Self {
        let message = format!("an element of the list cannot be read: {}", other.reason());
        Self::new(ErrorKind::Unreadable, message).with(|inner| {
            inner.status = Some(status);
            inner.json_path = other.json_path().map(str::to_owned);
        })
    }

    /// A body that is longer than `limit` bytes.
    pub(crate) fn too_long(status: StatusCode, limit: usize) -> Self {
        let message = format!(
            "the answer {status} is longer than {limit} bytes, the limit that \
             `ClientBuilder::response_limit` sets"
        );
        Self::new(ErrorKind::Unreadable, message).with(|inner| inner.status = Some(status))
    }

    /// An answer of `status` whose body did not come to its end.
    pub(crate) fn broken_off(status: StatusCode, error: reqwest::Error) -> Self {
        let error = Self::from(error);
        let kind = if error.0.kind == ErrorKind::Timeout {
            ErrorKind::Timeout
        } else {
            ErrorKind::Interrupted
        };
        let message = format!("the answer {status} broke off: {error}");
        Self::new(kind, message).with(|inner| {
            inner.transient = true;
            inner.status = Some(status);
            inner.source = Some(Arc::new(error));
        })
    }
}

/// Whether a status speaks of a passing state (RFC 9110, section 15; RFC 6585, section 4).
fn is_transient(status: StatusCode) -> bool {
    matches!(status.as_u16(), 408 | 429 | 500 | 502 | 503 | 504)
}

/// Where a redirect leads, as scheme, host and port.
fn redirect(response: &Response) -> Option<String> {
    let location = response.headers().get(LOCATION)?.to_str().ok()?;
    let origin = match reqwest::Url::parse(location) {
        Ok(url) => url.origin().ascii_serialization(),
        Err(_) => "another path".to_owned(),
    };
    response.status().is_redirection().then_some(origin)
}

/// What a body is, without showing it: its length in bytes and its media type.
fn outline(response: &Response) -> String {
    let media_type = response
        .headers()
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .map(|value| format!(" of {}", one_line(value)))
        .unwrap_or_default();
    match response.text().len() {
        0 => "with an empty body".to_owned(),
        length => format!("with {length} bytes{media_type}"),
    }
}

/// A request that could not be made or sent, or found no answer.
impl From<reqwest::Error> for Error {
    fn from(error: reqwest::Error) -> Self {
        let host = error
            .url()
            .and_then(|url| Some(format!(" to {}", url.host_str()?)))
            .unwrap_or_default();
        let (kind, message) = if error.is_builder() {
            (
                ErrorKind::InvalidRequest,
                "the request cannot be made".to_owned(),
            )
        } else if error.is_connect() {
            (
                ErrorKind::Connection,
                format!("no connection{host} can be made"),
            )
        } else if error.is_timeout() {
            (
                ErrorKind::Timeout,
                "there was no whole answer in time".to_owned(),
            )
        } else {
            (
                ErrorKind::Interrupted,
                format!("the connection{host} broke"),
            )
        };
        // The sentence ends with the innermost cause, which is the one that says something.
        let error = error.without_url();
        let mut cause: &dyn std::error::Error = &error;
        while let Some(deeper) = cause.source() {
            cause = deeper;
        }
        let message = format!("{message}: {cause}");
        Self::new(kind, message).with(|inner| {
            inner.transient = kind != ErrorKind::InvalidRequest;
            inner.source = Some(Arc::new(error));
        })
    }
}
