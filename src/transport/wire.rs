//! One request and its answer, as they go over the network.

use reqwest::Request;
use reqwest::header::USER_AGENT;

use super::Response;
use crate::client::Shared;
use crate::error::{Error, Result};

/// The HTTP client, with the settings that hold for every request.
pub(crate) struct Wire<'a> {
    pub(crate) http: &'a reqwest::Client,
    pub(crate) shared: &'a Shared,
}

impl Wire<'_> {
    /// Adds what every request has.
    pub(crate) fn complete(&self, request: &mut Request) {
        let headers = request.headers_mut();
        headers.insert(USER_AGENT, self.shared.user_agent.clone());
        *request.timeout_mut() = self.shared.timeout;
    }

    /// Sends a request and reads the whole answer, but no more than the limit.
    pub(crate) async fn send(&self, request: Request) -> Result<Response> {
        let mut answer = self.http.execute(request).await?;
        let status = answer.status();
        let limit = self.shared.response_limit;
        let mut body = Vec::new();
        loop {
            match answer.chunk().await {
                Ok(Some(chunk)) if chunk.len() > limit - body.len() => {
                    return Err(Error::too_long(status, limit));
                }
                Ok(Some(chunk)) => body.extend_from_slice(&chunk),
                Ok(None) => break,
                Err(error) => return Err(Error::broken_off(status, error)),
            }
        }
        Ok(Response::new(
            status,
            std::mem::take(answer.headers_mut()),
            body,
        ))
    }
}
