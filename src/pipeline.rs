//! One call: from a request to a success response.
//!
//! ```text
//! call ─────── attempt ────────── authenticated ─ http
//! └─ retry     └─ envelope,       └─ auth
//!                 status
//! ```

mod envelope;
mod options;
pub(crate) mod retry;
mod status;
mod trace;

use std::time::Duration;

use reqwest::{Method, Request};
use tokio::time::{Instant, sleep, timeout};
use tracing::Instrument as _;

pub use self::options::CallOptions;
use self::retry::RetryPolicy;
use crate::auth::Authenticator;
use crate::error::{Error, ErrorKind, Result};
use crate::http::{Http, Response};

/// What a call needs to know about its operation.
#[derive(Debug)]
pub(crate) struct Operation {
    /// The name of its `Client` method.
    pub(crate) id: &'static str,
    pub(crate) method: Method,
    /// The path, with its parameters in braces.
    pub(crate) path: &'static str,
    /// The value of `Accept`, if it is not the client's: a file, or a preview of the API.
    pub(crate) accept: Option<&'static str>,
    /// The required parameters, without those of the path.
    pub(crate) required: &'static [&'static str],
    /// The parameters that are headers.
    pub(crate) headers: &'static [&'static str],
    /// The lists whose elements are one value, with commas between them.
    pub(crate) joined: &'static [&'static str],
    /// The media type of the request body, if it has one.
    pub(crate) content_type: Option<&'static str>,
    pub(crate) needs_body: bool,
    /// The path parameter that repeats the tag of the body.
    pub(crate) tag: Option<&'static str>,
}

impl Operation {
    pub(crate) const fn new(id: &'static str, method: Method, path: &'static str) -> Self {
        Self {
            id,
            method,
            path,
            accept: None,
            required: &[],
            headers: &[],
            joined: &[],
            content_type: None,
            needs_body: false,
            tag: None,
        }
    }

    pub(crate) const fn body(mut self, content_type: &'static str, is_required: bool) -> Self {
        self.content_type = Some(content_type);
        self.needs_body = is_required;
        self
    }

    pub(crate) const fn tag(mut self, parameter: &'static str) -> Self {
        self.tag = Some(parameter);
        self
    }
}

#[allow(dead_code, reason = "not every document has such an operation")]
impl Operation {
    pub(crate) const fn accept(mut self, media_type: &'static str) -> Self {
        self.accept = Some(media_type);
        self
    }

    pub(crate) const fn required(mut self, parameters: &'static [&'static str]) -> Self {
        self.required = parameters;
        self
    }

    pub(crate) const fn headers(mut self, parameters: &'static [&'static str]) -> Self {
        self.headers = parameters;
        self
    }

    pub(crate) const fn joined(mut self, parameters: &'static [&'static str]) -> Self {
        self.joined = parameters;
        self
    }
}

/// The state that all calls of a client share.
pub(crate) struct Pipeline {
    pub(crate) http: Http,
    pub(crate) authenticator: Authenticator,
    pub(crate) retry: RetryPolicy,
    /// The host name and port of the server, for tracing.
    pub(crate) server: (String, u16),
}

impl Pipeline {
    /// Sends a request until it succeeds, at most as many times as the policy allows.
    pub(crate) async fn call(
        &self,
        request: &Request,
        operation: &Operation,
        options: &CallOptions,
    ) -> Result<Response> {
        let policy = options.retry_policy().unwrap_or(&self.retry);
        let span = trace::call(&self.server, request, operation);
        let attempts = self.attempts(request, policy);
        let outcome = attempts.instrument(span.clone()).await;
        trace::record(&span, &outcome);
        outcome
    }

    async fn attempts(&self, request: &Request, policy: &RetryPolicy) -> Result<Response> {
        let started = Instant::now();
        let mut attempts = 0;
        loop {
            attempts += 1;
            let remaining = policy.remaining(started.elapsed());
            let outcome = self.traced_attempt(request, attempts, remaining).await;
            let elapsed = started.elapsed();
            let error = match outcome {
                Ok(response) => return Ok(response.after(attempts, elapsed)),
                Err(error) => error.after(attempts, elapsed),
            };
            let (method, random) = (request.method(), fastrand::f64());
            let Some(wait) = policy.wait(method, &error, attempts, elapsed, random) else {
                return Err(error);
            };
            trace::wait(wait);
            sleep(wait).await;
        }
    }

    /// Makes one attempt, within the time left before the deadline.
    async fn traced_attempt(
        &self,
        request: &Request,
        attempts: u32,
        remaining: Option<(Duration, Duration)>,
    ) -> Result<Response> {
        let span = trace::attempt(request, attempts);
        let attempt = self.attempt(request).instrument(span.clone());
        let outcome = match remaining {
            None => attempt.await,
            Some((remaining, deadline)) => match timeout(remaining, attempt).await {
                Ok(outcome) => outcome,
                Err(_) => Err(Error::new(
                    ErrorKind::Timeout,
                    format!(
                        "no complete response was received within {deadline:?}, the deadline set \
                         by `RetryPolicy`"
                    ),
                )
                .transient()),
            },
        };
        trace::record(&span, &outcome);
        trace::outcome(&span, &outcome);
        outcome
    }

    /// Makes one attempt. If the response has an envelope, the status inside it decides.
    async fn attempt(&self, request: &Request) -> Result<Response> {
        let mut response = self.authenticated(request).await?;
        if envelope::is_requested(request.url()) && response.status().is_success() {
            envelope::open(&mut response)?;
        }
        match response.status().is_success() {
            true => Ok(response),
            false => Err(status::error(&response)),
        }
    }

    /// Sends the request, and resends it if a 401 shows that a new proof may be accepted.
    async fn authenticated(&self, request: &Request) -> Result<Response> {
        let mut exchange = self.authenticator.exchange();
        loop {
            let mut copy = request
                .try_clone()
                .ok_or_else(|| Error::invalid_request("the request body is a stream"))?;
            exchange.authenticate(&self.http, &mut copy).await?;
            let response = self.http.send(copy).await?;
            if !exchange.should_resend(&response).await? {
                return Ok(response);
            }
        }
    }
}

/// Returns the error for a success response whose body is not what the operation returns.
pub(crate) fn undecodable(response: &Response, fault: atlas_integrations_model::Fault) -> Error {
    let cause = match &fault.path {
        Some(_) => fault.to_string(),
        None => format!("{fault} ({})", status::outline(response)),
    };
    Error::unreadable(response.status(), cause)
        .with_headers(response.headers())
        .with_json_path(fault.path)
        .after(response.attempts(), response.elapsed())
}
