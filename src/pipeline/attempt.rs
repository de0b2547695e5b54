//! One attempt of a call: authenticated, within the deadline, with the status that counts.

use super::deadline::Deadline;
use super::{Call, Pipeline, envelope, status};
use crate::auth::Exchange;
use crate::error::Result;
use crate::http::Response;
use crate::secrets::Secrets;

impl Pipeline {
    /// Makes one attempt. If the response has an envelope, the status inside it decides.
    pub(super) async fn attempt(&self, call: &Call<'_>, deadline: Deadline) -> Result<Response> {
        let mut exchange = self.authenticator.exchange();
        let outcome = self.authenticated(call, &mut exchange, deadline).await;
        let outcome = outcome.and_then(|mut response| {
            if envelope::is_requested(&call.draft.url) && response.status().is_success() {
                envelope::open(&mut response)?;
            }
            Ok(response)
        });
        match outcome {
            Ok(response) if response.status().is_success() => Ok(response),
            Ok(response) => Err(status::error(response, &secrets(call, &exchange))),
            Err(error) => {
                let secrets = secrets(call, &exchange);
                Err(status::explained(error, self.http.limits(), &secrets))
            }
        }
    }

    /// Sends the request, and resends it if a 401 shows that a new proof may be accepted.
    async fn authenticated(
        &self,
        call: &Call<'_>,
        exchange: &mut Exchange<'_>,
        deadline: Deadline,
    ) -> Result<Response> {
        let mut refused: Option<Response> = None;
        loop {
            let response = match (self.sent(call, exchange, deadline).await, refused) {
                (Ok(response), _) => response,
                (Err(error), Some(refused)) if error.status().is_none() && exchange.is_final() => {
                    return Err(status::after_refusal(refused, error));
                }
                (Err(error), _) => return Err(error),
            };
            if !deadline.bound(exchange.should_resend(&response)).await? {
                return Ok(response);
            }
            refused = Some(response);
        }
    }

    async fn sent(
        &self,
        call: &Call<'_>,
        exchange: &mut Exchange<'_>,
        deadline: Deadline,
    ) -> Result<Response> {
        let mut request = self.http.request(call.draft);
        let authenticated = exchange.authenticate(&self.http, &mut request);
        deadline.bound(authenticated).await?;
        deadline.shorten(&mut request);
        let outcome = self.http.send(request).await;
        outcome.map_err(|error| deadline.explain(error))
    }
}

/// Returns what the server was sent and must not be shown.
fn secrets(call: &Call<'_>, exchange: &Exchange<'_>) -> Secrets {
    let mut secrets = exchange.secrets();
    let headers = call.draft.headers.values();
    headers
        .filter(|value| value.is_sensitive())
        .for_each(|value| secrets.add_header(value));
    let body = call.draft.body.as_ref();
    let in_body = body
        .map(|(_, body)| (call.secrets)(body))
        .unwrap_or_default();
    for secret in in_body {
        secrets.add(secret);
    }
    secrets
}
