//! A response that has been read in full.

use std::ops::Range;
use std::string::FromUtf8Error;
use std::sync::OnceLock;
use std::time::Duration;

use reqwest::header::HeaderMap;
use reqwest::{StatusCode, Version};
use serde::de::DeserializeOwned;

use crate::error::{Error, Form, Reason};
use crate::secrets::Secrets;
use atlas_integrations_model::{self as model, Fault, Limits, Value};

/// The least of what may be in a response, however low its limit is.
const LEAST: Limits = Limits {
    values: 10_000,
    string: 64 << 10,
};

/// A response from the server.
pub(crate) struct Response {
    status: StatusCode,
    /// The version of HTTP that it came over.
    version: Option<Version>,
    headers: HeaderMap,
    /// The body: text, or what is no UTF-8.
    body: Result<String, Vec<u8>>,
    /// What is legible of a body that is no UTF-8.
    legible: OnceLock<String>,
    /// Where in the text the content of the envelope is.
    content: Option<Range<usize>>,
    /// What may be in it.
    limits: Limits,
    attempts: u32,
    elapsed: Duration,
}

impl Response {
    /// Creates a response as received. JSON is UTF-8 (RFC 8259, section 8.1); a body that is not UTF-8
    /// is a file, or does not come from Atlas, in which case only its length and media type are used.
    pub(crate) fn new(status: StatusCode, headers: HeaderMap, body: Vec<u8>) -> Self {
        Self {
            status,
            version: None,
            headers,
            body: String::from_utf8(body).map_err(FromUtf8Error::into_bytes),
            legible: OnceLock::new(),
            content: None,
            limits: limits(0),
            attempts: 0,
            elapsed: Duration::ZERO,
        }
    }

    /// Returns the same response, which is decoded only if that takes no more memory than four times
    /// `response_limit`.
    pub(crate) fn limited_to(mut self, response_limit: usize) -> Self {
        self.limits = limits(response_limit);
        self
    }

    /// Returns the same response, with the version of HTTP that it came over.
    pub(crate) fn over(mut self, version: Version) -> Self {
        self.version = Some(version);
        self
    }

    /// Decodes the payload.
    pub(crate) fn decode<T: DeserializeOwned>(&self) -> Result<T, Fault> {
        model::from_str_within(self.content(), self.limits)
    }

    /// Decodes the payload to a value of the model.
    pub(crate) fn decode_value<T: Value + DeserializeOwned>(&self) -> Result<T, Fault> {
        model::value_from_str_within(self.content(), self.limits)
    }

    /// Returns what the response reports about an error. Whatever it quotes of `secrets` is masked.
    pub(crate) fn reason(&self, form: &Form, secrets: &Secrets) -> Reason {
        Reason::read(self.content(), form, self.status, self.limits, secrets)
    }

    /// Returns `error`, which stands for this response.
    pub(crate) fn into_error(mut self, error: Error) -> Error {
        let headers = std::mem::take(&mut self.headers);
        let error = error.with_response(self.status, self.version, headers);
        error.with_body(self.take_bytes())
    }

    /// Returns `error`, which stands for this response, without its body.
    pub(crate) fn describe(&self, error: Error) -> Error {
        error.with_response(self.status, self.version, self.headers.clone())
    }

    /// Returns the same response, with the number of attempts and the time that the call took.
    pub(crate) fn after(mut self, attempts: u32, elapsed: Duration) -> Self {
        self.attempts = attempts;
        self.elapsed = elapsed;
        self
    }

    pub(crate) fn attempts(&self) -> u32 {
        self.attempts
    }

    pub(crate) fn elapsed(&self) -> Duration {
        self.elapsed
    }

    /// Returns the status: that of the envelope once it has been opened.
    pub(crate) fn status(&self) -> StatusCode {
        self.status
    }

    pub(crate) fn version(&self) -> Option<Version> {
        self.version
    }

    /// Returns whether the status indicates a transient condition (RFC 9110, section 15; RFC 6585,
    /// section 4).
    pub(crate) fn is_transient(&self) -> bool {
        matches!(self.status.as_u16(), 408 | 429 | 500 | 502 | 503 | 504)
    }

    /// Whether it is a proxy's, and not the server's: only a proxy asks for credentials with a 407
    /// (RFC 9110, section 15.5.8).
    pub(crate) fn is_from_proxy(&self) -> bool {
        self.status == StatusCode::PROXY_AUTHENTICATION_REQUIRED
    }

    pub(crate) fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// Returns everything that the server sent.
    pub(crate) fn text(&self) -> &str {
        match &self.body {
            Ok(text) => text,
            Err(bytes) => self.legible.get_or_init(|| legible(bytes)),
        }
    }

    /// Takes the body out, of which nothing is left.
    pub(crate) fn take_bytes(&mut self) -> Vec<u8> {
        let body = std::mem::replace(&mut self.body, Ok(String::new()));
        body.map_or_else(|bytes| bytes, String::into_bytes)
    }

    /// Returns the payload: the envelope's content once it has been opened, otherwise the whole text.
    pub(crate) fn content(&self) -> &str {
        let content = self.content.clone();
        let content = content.and_then(|range| self.text().get(range));
        content.unwrap_or_else(|| self.text())
    }

    /// Replaces the response's own status and content with those of the envelope.
    pub(crate) fn unwrap(&mut self, status: StatusCode, content: Option<Range<usize>>) {
        self.status = status;
        self.content = content;
    }
}

/// What may be in a response of at most `response_limit` bytes, so that it takes up at most four times
/// that. A JSON value may have two bytes of text and, once decoded, take up 300.
pub(super) fn limits(response_limit: usize) -> Limits {
    Limits {
        values: (response_limit / 128).max(LEAST.values),
        string: (response_limit / 2).max(LEAST.string),
    }
}

/// What is legible of `bytes`: nothing if most of them are not.
fn legible(bytes: &[u8]) -> String {
    let invalid = bytes.utf8_chunks().filter(|it| !it.invalid().is_empty());
    match invalid.count() > bytes.len() / 4 {
        true => String::new(),
        false => String::from_utf8_lossy(bytes).into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_that_is_a_file_comes_out_as_it_came() {
        for body in [&b"a,b\n"[..], b"a text with \xff in it"] {
            let mut response = Response::new(StatusCode::OK, HeaderMap::new(), body.to_vec());
            assert_eq!(response.text(), String::from_utf8_lossy(body));
            assert_eq!(response.take_bytes(), body);
            assert_eq!(response.text(), "");
        }
    }
}
