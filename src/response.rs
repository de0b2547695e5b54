//! What a successful call gives.

use std::fmt;
use std::ops::Deref;

use reqwest::StatusCode;
use reqwest::header::{HeaderMap, HeaderName};
use serde::de::DeserializeOwned;

use crate::decode;
use crate::error::Error;
use crate::transport::Response;

/// A typed value, with the status, the headers and the text that it came with.
///
/// It dereferences to the value; [`into_inner`](Self::into_inner) takes it out. `Debug` shows
/// the value and the status, not the text.
pub struct ResponseValue<T> {
    value: T,
    response: Response,
}

impl<T> ResponseValue<T> {
    /// The value alone.
    #[must_use]
    pub fn into_inner(self) -> T {
        self.value
    }

    /// The status: of the envelope where one was asked for, of the HTTP response otherwise.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.response.status()
    }

    /// The headers of the HTTP response.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        self.response.headers()
    }

    /// The exact text that the server sent, the envelope included where there was one. It is
    /// what `pretty` is for. It may hold what [`Secret`](crate::Secret) hides in the value.
    #[must_use]
    pub fn text(&self) -> &str {
        self.response.text()
    }

    /// How many attempts the call took.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.response.attempts()
    }

    /// What the server said of its rate limit.
    #[must_use]
    pub fn rate_limit(&self) -> RateLimit {
        RateLimit::from_headers(self.headers())
    }
}

impl<T: DeserializeOwned> ResponseValue<T> {
    /// Decodes the body of `response`.
    #[allow(
        clippy::unused_async,
        reason = "the generated code waits for it, since progenitor's own reads the body here"
    )]
    pub(crate) async fn from_response(response: Response) -> Result<Self, Error> {
        match decode::from_str(response.content()) {
            Ok(value) => Ok(Self { value, response }),
            Err(fault) => {
                Err(Error::undecodable(&response, fault)
                    .after(response.attempts(), response.elapsed()))
            }
        }
    }
}

impl ResponseValue<()> {
    /// An answer whose body means nothing.
    pub(crate) fn empty(response: Response) -> Self {
        Self {
            value: (),
            response,
        }
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

/// What Atlas says of its rate limit, in the headers `RateLimit-Limit` and `RateLimit-Remaining`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct RateLimit {
    /// How many requests the bucket holds.
    pub limit: Option<u64>,
    /// How many are left in it.
    pub remaining: Option<u64>,
}

impl RateLimit {
    pub(crate) fn from_headers(headers: &HeaderMap) -> Self {
        let number = |name: HeaderName| headers.get(name)?.to_str().ok()?.trim().parse().ok();
        Self {
            limit: number(HeaderName::from_static("ratelimit-limit")),
            remaining: number(HeaderName::from_static("ratelimit-remaining")),
        }
    }
}
