//! One request and its response, over the network.

pub(crate) mod media_type;
mod response;
pub(crate) mod tls;

use std::time::Duration;

use reqwest::header::{HeaderMap, HeaderValue, USER_AGENT};
use reqwest::{Request, RequestBuilder, StatusCode};

pub(crate) use self::response::Response;
use crate::error::{Error, ErrorKind, Result};

/// The HTTP client, with the settings that apply to every request.
#[derive(Clone)]
pub(crate) struct Http {
    pub(crate) client: reqwest::Client,
    pub(crate) user_agent: HeaderValue,
    /// How long one request may take.
    pub(crate) timeout: Option<Duration>,
    /// The maximum size of a response, in bytes.
    pub(crate) response_limit: usize,
}

impl Http {
    /// Builds a request, adding what every request has.
    pub(crate) fn build(&self, request: RequestBuilder) -> Result<Request> {
        let mut request = request.build().map_err(error)?;
        let headers = request.headers_mut();
        headers.insert(USER_AGENT, self.user_agent.clone());
        *request.timeout_mut() = self.timeout;
        Ok(request)
    }

    /// Sends a request and reads the whole response, up to the limit.
    pub(crate) async fn send(&self, request: Request) -> Result<Response> {
        let mut response = self.client.execute(request).await.map_err(error)?;
        let (status, headers) = (response.status(), std::mem::take(response.headers_mut()));
        let mut body = Vec::new();
        loop {
            match response.chunk().await {
                Ok(Some(chunk)) if chunk.len() > self.response_limit - body.len() => {
                    return Err(self.too_long(status, &headers));
                }
                Ok(Some(chunk)) => append(&mut body, &chunk, self.response_limit),
                Ok(None) => {
                    let response = Response::new(status, headers, body);
                    return Ok(response.limited_to(self.response_limit));
                }
                Err(cause) => return Err(interrupted(status, &headers, cause)),
            }
        }
    }

    fn too_long(&self, status: StatusCode, headers: &HeaderMap) -> Error {
        let message = format!(
            "the {status} response is longer than {} bytes, the limit set by \
             `ClientBuilder::response_limit`",
            self.response_limit
        );
        let error = Error::new(ErrorKind::Unreadable, message);
        error.with_status(status).with_headers(headers)
    }
}

/// Appends to a body, which never takes more memory than `limit`.
fn append(body: &mut Vec<u8>, chunk: &[u8], limit: usize) {
    let length = body.len() + chunk.len();
    if length > body.capacity() {
        let capacity = (2 * body.capacity()).clamp(length, limit.max(length));
        body.reserve_exact(capacity - body.len());
    }
    body.extend_from_slice(chunk);
}

/// Returns the error for a response whose body did not arrive in full.
fn interrupted(status: StatusCode, headers: &HeaderMap, cause: reqwest::Error) -> Error {
    let cause = error(cause);
    let kind = match cause.kind() {
        ErrorKind::Timeout => ErrorKind::Timeout,
        _ => ErrorKind::Interrupted,
    };
    let message = format!("the {status} response was interrupted: {cause}");
    let error = Error::new(kind, message).transient().with_source(cause);
    error.with_status(status).with_headers(headers)
}

/// Returns the error for a request that could not be built or sent, or that received no response.
fn error(error: reqwest::Error) -> Error {
    let host = error.url().and_then(|url| url.host_str());
    let host = host.map(|host| format!(" to {host}")).unwrap_or_default();
    let (kind, message) = if error.is_builder() {
        let message = "the request cannot be built".to_owned();
        (ErrorKind::InvalidRequest, message)
    } else if error.is_connect() {
        let message = format!("cannot connect{host}");
        (ErrorKind::Connection, message)
    } else if error.is_timeout() {
        let message = "no complete response was received in time".to_owned();
        (ErrorKind::Timeout, message)
    } else {
        let message = format!("the connection{host} broke");
        (ErrorKind::Interrupted, message)
    };
    let error = error.without_url();
    // The message ends with the innermost cause, which is the most specific one.
    let mut cause: &dyn std::error::Error = &error;
    while let Some(deeper) = cause.source() {
        cause = deeper;
    }
    let made = Error::new(kind, format!("{message}: {cause}")).with_source(error);
    match kind {
        ErrorKind::InvalidRequest => made,
        _ => made.transient(),
    }
}
