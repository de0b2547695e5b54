//! From a request that is made to an answer that is a success.
//!
//! ```text
//! exec ─ call ─────── attempt ────────── authenticated ─ wire
//!        └─ retry     └─ envelope,       └─ auth
//!                        status
//! ```

mod envelope;
pub(crate) mod media_type;
mod response;
pub(crate) mod retry;
mod trace;
mod wire;

use reqwest::Request;
use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderValue};
use tokio::time::{Instant, sleep, timeout};
use tracing::Instrument as _;

pub(crate) use self::response::Response;
pub(crate) use self::wire::Wire;
use crate::Client;
use crate::client::Inner;
use crate::error::{Error, Result};
use crate::runtime::{ClientHooks, ClientInfo, OperationInfo};

impl ClientHooks<Inner> for Client {
    /// Says which version of the API is spoken, in place of the headers that the generator knows.
    async fn pre(&self, request: &mut Request, info: &OperationInfo) -> Result<()> {
        let headers = request.headers_mut();
        headers.remove("api-version");
        headers.insert(ACCEPT, self.inner().accept.clone());
        if let Some(content_type) = info.content_type {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
        }
        self.wire().complete(request);
        Ok(())
    }

    async fn exec(&self, request: Request, info: &OperationInfo) -> Result<Response> {
        let span = trace::call(self, &request, info);
        let outcome = self.call(&request).instrument(span.clone()).await;
        trace::record(&span, &outcome);
        outcome
    }
}

impl Client {
    pub(crate) fn wire(&self) -> Wire<'_> {
        Wire {
            http: self.client(),
            shared: self.inner(),
        }
    }

    /// Makes attempts until one succeeds or the policy ends it.
    async fn call(&self, request: &Request) -> Result<Response> {
        let policy = &self.inner().retry;
        let started = Instant::now();
        let mut attempts = 0;
        loop {
            attempts += 1;
            let span = trace::attempt(request, attempts);
            let attempt = self.attempt(request).instrument(span.clone());
            let outcome = match policy.remaining(started.elapsed()) {
                Some((remaining, deadline)) => timeout(remaining, attempt)
                    .await
                    .unwrap_or_else(|_| Err(Error::deadline(deadline))),
                None => attempt.await,
            };
            trace::record(&span, &outcome);
            trace::tell(&span, &outcome);
            let elapsed = started.elapsed();
            let error = match outcome {
                Ok(response) => return Ok(response.after(attempts, elapsed)),
                Err(error) => error.after(attempts, elapsed),
            };
            match policy.wait(request.method(), &error, attempts, elapsed, fastrand::f64()) {
                Some(wait) => {
                    trace::wait(wait);
                    sleep(wait).await;
                }
                None => return Err(error),
            }
        }
    }

    /// Makes one attempt. What is in an envelope counts.
    async fn attempt(&self, request: &Request) -> Result<Response> {
        let mut response = self.authenticated(request).await?;
        if envelope::is_wanted(request.url()) && response.status().is_success() {
            envelope::open(&mut response)?;
        }
        if response.status().is_success() {
            Ok(response)
        } else {
            Err(Error::from_response(&response))
        }
    }

    /// Sends the request, again where a 401 shows that another proof may be accepted.
    async fn authenticated(&self, request: &Request) -> Result<Response> {
        let wire = self.wire();
        let authenticator = &self.inner().authenticator;
        let mut rounds = 0;
        loop {
            let mut copy = request
                .try_clone()
                .ok_or_else(|| Error::invalid_request("the request's body is a stream".into()))?;
            let proof = authenticator.authenticate(&wire, &mut copy).await?;
            let response = wire.send(copy).await?;
            rounds += 1;
            if !authenticator.answered(proof, &response, rounds)? {
                return Ok(response);
            }
        }
    }
}
