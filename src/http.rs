//! One request and its response, over the network.

mod draft;
mod failure;
pub(crate) mod first_request;
pub(crate) mod media_type;
pub(crate) mod network;
pub(crate) mod proxy;
mod response;
pub(crate) mod tls;

use std::time::Duration;

use reqwest::header::{HeaderMap, HeaderValue, USER_AGENT};
use reqwest::{Body, Request, RequestBuilder, StatusCode, Version};
use tokio::time::Instant;

pub(crate) use self::draft::Draft;
use self::first_request::FirstRequest;
pub(crate) use self::response::Response;
use self::response::limits;
use crate::error::{Error, ErrorKind, Result};
use atlas_integrations_model::Limits;

/// The HTTP client, with the settings that apply to every request.
#[derive(Clone)]
pub(crate) struct Http {
    pub(crate) client: reqwest::Client,
    /// What the proxy is called in messages, if there is one.
    pub(crate) proxy: Option<String>,
    pub(crate) first_request: FirstRequest,
    /// Whether the HTTP client may follow redirects, since it is the caller's own.
    pub(crate) may_redirect: bool,
    pub(crate) user_agent: HeaderValue,
    /// How long one request may take.
    pub(crate) timeout: Option<Duration>,
    /// The maximum size of a response, in bytes.
    pub(crate) response_limit: usize,
}

impl Http {
    /// Builds a request, adding what every request has.
    pub(crate) fn build(&self, request: RequestBuilder) -> Result<Request> {
        let mut request = request.build().map_err(|cause| self.failure(cause))?;
        let headers = request.headers_mut();
        headers.insert(USER_AGENT, self.user_agent.clone());
        *request.timeout_mut() = self.timeout;
        Ok(request)
    }

    /// Sends a request and reads the whole response, up to the limit.
    pub(crate) async fn send(&self, request: Request) -> Result<Response> {
        let mut response = self.execute(request).await?;
        let (status, version) = (response.status(), response.version());
        let headers = std::mem::take(response.headers_mut());
        let mut body = Vec::new();
        loop {
            match response.chunk().await {
                Ok(Some(chunk)) if chunk.len() > self.response_limit - body.len() => {
                    return Err(self.too_long(status, version, headers));
                }
                Ok(Some(chunk)) => append(&mut body, &chunk, self.response_limit),
                Ok(None) => {
                    let response = Response::new(status, headers, body).over(version);
                    return Ok(response.limited_to(self.response_limit));
                }
                Err(cause) => {
                    let response = Response::new(status, headers, body).over(version);
                    let response = response.limited_to(self.response_limit);
                    return Err(self.interrupted(response, cause));
                }
            }
        }
    }

    /// Returns what may be in a response.
    pub(crate) fn limits(&self) -> Limits {
        limits(self.response_limit)
    }

    fn too_long(&self, status: StatusCode, version: Version, headers: HeaderMap) -> Error {
        let message = format!(
            "the {status} response is longer than {} bytes, the limit set by \
             `ClientBuilder::response_limit`",
            self.response_limit
        );
        let error = Error::new(ErrorKind::Unreadable, message);
        error.with_response(status, Some(version), headers)
    }

    /// Sends a request and receives the head of the response.
    async fn execute(&self, mut request: Request) -> Result<reqwest::Response> {
        let began = Instant::now();
        let _first = self.first_request.wait().await;
        // The wait is part of the time that the request may take.
        if let Some(limit) = request.timeout_mut() {
            *limit = limit.saturating_sub(began.elapsed());
        }
        if !self.may_redirect {
            let outcome = self.client.execute(request).await;
            return outcome.map_err(|cause| self.failure(cause));
        }
        let origin = request.url().origin();
        // A stream cannot be sent again, so that no redirect leads to the body, which may hold a key.
        if let Some(body) = request.body_mut().take() {
            *request.body_mut() = Some(Body::wrap(body));
        }
        let outcome = self.client.execute(request).await;
        let response = outcome.map_err(|cause| self.failure(cause))?;
        match response.url().origin() == origin {
            true => Ok(response),
            false => Err(Error::new(
                ErrorKind::Unreadable,
                "the `http_client` followed a redirect to another server, whose response is not Atlas's; \
                 set `redirect::Policy::none()`",
            )),
        }
    }

    fn failure(&self, cause: reqwest::Error) -> Error {
        failure::error(cause, self.proxy.as_deref())
    }

    /// Returns the error for a response whose body did not arrive in full.
    fn interrupted(&self, response: Response, cause: reqwest::Error) -> Error {
        let cause = self.failure(cause);
        let kind = match cause.kind() {
            ErrorKind::Timeout => ErrorKind::Timeout,
            _ => ErrorKind::Interrupted,
        };
        let status = response.status();
        let message = format!("the {status} response was interrupted: {cause}");
        let error = Error::new(kind, message).with_source(cause);
        let is_final = !status.is_success() && !response.is_transient();
        let error = response.into_error(error);
        match is_final {
            true => error,
            false => error.transient(),
        }
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
