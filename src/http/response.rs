//! A response that has been read in full.

use std::string::FromUtf8Error;
use std::sync::OnceLock;
use std::time::Duration;

use reqwest::StatusCode;
use reqwest::header::HeaderMap;

/// A response from the server.
pub(crate) struct Response {
    status: StatusCode,
    headers: HeaderMap,
    /// The body: text, or what is no UTF-8.
    body: Result<String, Vec<u8>>,
    /// What is legible of a body that is no UTF-8.
    legible: OnceLock<String>,
    content: Option<String>,
    attempts: u32,
    elapsed: Duration,
}

impl Response {
    /// Creates a response as received. JSON is UTF-8 (RFC 8259, section 8.1); a body that is not UTF-8
    /// is a file, or does not come from Atlas, in which case only its length and media type are used.
    pub(crate) fn new(status: StatusCode, headers: HeaderMap, body: Vec<u8>) -> Self {
        Self {
            status,
            headers,
            body: String::from_utf8(body).map_err(FromUtf8Error::into_bytes),
            legible: OnceLock::new(),
            content: None,
            attempts: 0,
            elapsed: Duration::ZERO,
        }
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

    /// Returns whether the status indicates a transient condition (RFC 9110, section 15; RFC 6585,
    /// section 4).
    pub(crate) fn is_transient(&self) -> bool {
        matches!(self.status.as_u16(), 408 | 429 | 500 | 502 | 503 | 504)
    }

    pub(crate) fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// Returns everything that the server sent.
    pub(crate) fn text(&self) -> &str {
        match &self.body {
            Ok(text) => text,
            Err(bytes) => {
                let legible = || String::from_utf8_lossy(bytes).into_owned();
                self.legible.get_or_init(legible)
            }
        }
    }

    /// Takes the body out, of which nothing is left.
    pub(crate) fn take_bytes(&mut self) -> Vec<u8> {
        let body = std::mem::replace(&mut self.body, Ok(String::new()));
        body.map_or_else(|bytes| bytes, String::into_bytes)
    }

    /// Returns the payload: the envelope's content once it has been opened, otherwise the whole text.
    pub(crate) fn content(&self) -> &str {
        self.content.as_deref().unwrap_or_else(|| self.text())
    }

    /// Replaces the response's own status and content with those of the envelope.
    pub(crate) fn unwrap(&mut self, status: StatusCode, content: Option<String>) {
        self.status = status;
        self.content = content;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_that_is_a_file_comes_out_as_it_came() {
        for body in [&b"a,b\n"[..], &[0x1f, 0x8b, 0xff, 0x00]] {
            let mut response = Response::new(StatusCode::OK, HeaderMap::new(), body.to_vec());
            assert_eq!(response.text(), String::from_utf8_lossy(body));
            assert_eq!(response.take_bytes(), body);
            assert_eq!(response.text(), "");
        }
    }
}
