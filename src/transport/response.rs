//! An answer, read to its end.

use std::time::Duration;

use reqwest::StatusCode;
use reqwest::header::HeaderMap;

/// An answer of the server's.
pub(crate) struct Response {
    status: StatusCode,
    headers: HeaderMap,
    text: String,
    content: Option<String>,
    attempts: u32,
    elapsed: Duration,
}

impl Response {
    /// An answer as it came. JSON is UTF-8 (RFC 8259, section 8.1); what is not UTF-8 is no answer
    /// of Atlas's, and only its outline matters.
    pub(crate) fn new(status: StatusCode, headers: HeaderMap, body: Vec<u8>) -> Self {
        let text = String::from_utf8(body)
            .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned());
        Self {
            status,
            headers,
            text,
            content: None,
            attempts: 0,
            elapsed: Duration::ZERO,
        }
    }

    /// The answer of a call that got it after so many attempts and so much time.
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

    /// The status, of the envelope once it is open.
    pub(crate) fn status(&self) -> StatusCode {
        self.status
    }

    pub(crate) fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// All that the server sent.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// What the answer is about: the envelope's content once it is open, everything otherwise.
    pub(crate) fn content(&self) -> &str {
        self.content.as_deref().unwrap_or(&self.text)
    }

    /// Puts the envelope's status and content in the place of the answer's own.
    pub(crate) fn unwrap(&mut self, status: StatusCode, content: Option<String>) {
        self.status = status;
        self.content = content;
    }
}
