//! What a successful call returns.

use std::fmt;
use std::ops::Deref;

use reqwest::StatusCode;
use reqwest::header::HeaderMap;
use serde::de::DeserializeOwned;

use crate::error::Result;
use crate::headers::RateLimit;
use crate::http::Response;
use crate::pipeline;
use atlas_integrations_model::Fault;

/// A typed value, with the status, headers and text of its response.
///
/// It dereferences to the value; [`into_inner`](Self::into_inner) returns it. `Debug` shows the value
/// and the status, but not the text.
pub struct ResponseValue<T> {
    value: T,
    response: Response,
}

impl<T> ResponseValue<T> {
    /// Returns the value alone.
    #[must_use]
    pub fn into_inner(self) -> T {
        self.value
    }

    /// Returns the status: that of the envelope if one was requested, otherwise that of the HTTP
    /// response.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.response.status()
    }

    /// Returns the headers of the HTTP response.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        self.response.headers()
    }

    /// Returns the exact text that the server sent, including the envelope if there was one. This is
    /// the text that `pretty` formats. It may contain what [`Secret`](crate::Secret) hides in the
    /// value. It is empty if the value is [`Bytes`], which are the body.
    #[must_use]
    pub fn text(&self) -> &str {
        self.response.text()
    }

    /// Returns the number of attempts that the call took.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.response.attempts()
    }

    /// Returns what the server reported about its rate limit.
    #[must_use]
    pub fn rate_limit(&self) -> RateLimit {
        RateLimit::from_headers(self.headers())
    }

    pub(super) fn value_mut(&mut self) -> &mut T {
        &mut self.value
    }
}

/// Reads the body of a response.
type Decode<T> = fn(&Response) -> Result<T, Fault>;

impl<T> ResponseValue<T> {
    /// Decodes the body of `response`.
    pub(super) fn from_json(response: Response, decode: Decode<T>) -> Result<Self> {
        match decode(&response) {
            Ok(value) => Ok(Self { value, response }),
            Err(fault) => Err(pipeline::undecodable(response, fault)),
        }
    }
}

impl<T: DeserializeOwned> ResponseValue<Option<T>> {
    /// Decodes the body of `response`, if it has one.
    pub(super) fn from_json_or_nothing(response: Response) -> Result<Self> {
        let is_empty = response.content().trim_ascii().is_empty();
        if is_empty || response.status() == StatusCode::NO_CONTENT {
            let value = None;
            return Ok(Self { value, response });
        }
        Self::from_json(response, Response::decode)
    }
}

impl ResponseValue<Bytes> {
    /// A response whose body is a file.
    pub(super) fn from_bytes(mut response: Response) -> Self {
        let value = Bytes(response.take_bytes());
        Self { value, response }
    }
}

impl ResponseValue<()> {
    /// Wraps a response whose body is not decoded.
    pub(super) fn empty(response: Response) -> Self {
        let value = ();
        Self { value, response }
    }
}

/// The body of a response that is a file, such as CSV or gzip, as received. `Debug` shows its length.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Bytes(Vec<u8>);

impl Deref for Bytes {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.0
    }
}

impl AsRef<[u8]> for Bytes {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl From<Bytes> for Vec<u8> {
    fn from(bytes: Bytes) -> Self {
        bytes.0
    }
}

impl fmt::Debug for Bytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Bytes({})", self.0.len())
    }
}

impl<T> Deref for ResponseValue<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T> AsRef<T> for ResponseValue<T> {
    fn as_ref(&self) -> &T {
        &self.value
    }
}

impl<T: fmt::Debug> fmt::Debug for ResponseValue<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResponseValue")
            .field("status", &self.status().as_u16())
            .field("value", &self.value)
            .finish_non_exhaustive()
    }
}
