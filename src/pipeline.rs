//! One call: from a request to a success response.
//!
//! ```text
//! call ─────── attempt ────────── authenticated ─ http
//! └─ retry     └─ envelope,       └─ auth
//!                 status
//! ```

mod attempt;
mod deadline;
mod envelope;
mod metrics;
mod options;
pub(crate) mod retry;
mod status;
mod trace;

use reqwest::Method;
use tokio::time::{Instant, sleep};
use tracing::Instrument as _;

use self::deadline::Deadline;
pub use self::options::CallOptions;
use self::retry::RetryPolicy;
use crate::auth::Authenticator;
use crate::error::{Error, Result};
use crate::http::{Draft, Http, Response};
use crate::telemetry;
use atlas_integrations_model::{Fault, Secret};

/// What a call needs to know about its operation.
#[derive(Debug)]
pub(crate) struct Operation {
    /// The name of its `Client` method.
    pub(crate) id: &'static str,
    pub(crate) method: Method,
    /// The path, with its parameters in braces; empty if there is no such template.
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

impl Operation {
    /// Returns the path, unless it is not a template.
    fn template(&self) -> Option<&'static str> {
        Some(self.path).filter(|path| !path.is_empty())
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

/// A request to be sent, and what belongs to it.
pub(crate) struct Call<'a> {
    pub(crate) draft: &'a Draft,
    pub(crate) operation: &'a Operation,
    pub(crate) options: &'a CallOptions,
    /// Finds the secrets in the request's body.
    pub(crate) secrets: fn(&[u8]) -> Vec<Secret>,
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
    pub(crate) async fn call(&self, call: Call<'_>) -> Result<Response> {
        let policy = call.options.retry_policy().unwrap_or(&self.retry);
        let span = trace::call(&self.server, call.operation);
        let attempts = self.attempts(&call, policy);
        let outcome = attempts.instrument(span.clone()).await;
        trace::record(&span, &outcome);
        metrics::call(&self.server, call.operation, &outcome);
        outcome
    }

    async fn attempts(&self, call: &Call<'_>, policy: &RetryPolicy) -> Result<Response> {
        let started = Instant::now();
        let deadline = Deadline::new(policy.limit());
        let mut attempts = 0;
        let mut previous = None;
        loop {
            attempts += 1;
            let outcome = self.traced_attempt(call, attempts, deadline).await;
            let elapsed = started.elapsed();
            let error = match outcome {
                Ok(response) => return Ok(response.after(attempts, elapsed)),
                Err(error) => error,
            };
            let error = deadline.replace(error, previous).after(attempts, elapsed);
            let (method, random) = (&call.draft.method, fastrand::f64());
            let Some(wait) = policy.wait(method, &error, attempts, elapsed, random) else {
                return Err(error);
            };
            trace::wait(wait);
            metrics::wait(call.operation, wait, &error);
            previous = Some(error);
            sleep(wait).await;
        }
    }

    async fn traced_attempt(
        &self,
        call: &Call<'_>,
        attempts: u32,
        deadline: Deadline,
    ) -> Result<Response> {
        let span = trace::attempt(&self.server, call.operation, &call.draft.url, attempts);
        let start = telemetry::start();
        let attempt = self.attempt(call, deadline);
        let outcome = attempt.instrument(span.clone()).await;
        trace::record(&span, &outcome);
        trace::outcome(&span, &outcome);
        metrics::attempt(&self.server, call.operation, start, &outcome);
        outcome
    }
}

/// Returns the error for a success response whose body is not what the operation returns.
pub(crate) fn undecodable(response: Response, fault: Fault) -> Error {
    let cause = match &fault.path {
        Some(_) => fault.to_string(),
        None => format!("{fault} ({})", status::outline(&response)),
    };
    let error = Error::unreadable(response.status(), cause)
        .with_json_path(fault.path)
        .after(response.attempts(), response.elapsed());
    response.into_error(error)
}
