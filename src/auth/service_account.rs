//! Service accounts: the OAuth 2.0 client credentials grant (RFC 6749, section 4.4).

use std::sync::Mutex;
use std::time::Duration;

use reqwest::header::{ACCEPT, HeaderValue};
use reqwest::{Method, Request, Url};
use serde_json::Value;
use tokio::time::Instant;

use super::{bearer, lock};
use crate::Secret;
use crate::error::{Error, Result};
use crate::transport::{Response, Wire};

/// How long a token is taken to last where Atlas does not say so; it is what Atlas's tokens last.
/// One that lasts less is found out by a 401, and replaced.
const USUAL_LIFETIME: Duration = Duration::from_secs(3_600);

/// A token is not kept longer than this, whatever its answer says.
const LONGEST_LIFETIME: Duration = Duration::from_secs(24 * 3_600);

/// How long before its end a token is replaced, if that is less than a tenth of its life.
const EARLY: Duration = Duration::from_secs(300);

/// How long a failed replacement is not tried again while the old token is still valid.
const PAUSE: Duration = Duration::from_secs(30);

/// A service account, with the access token that its calls share.
pub(crate) struct ServiceAccount {
    client_id: String,
    client_secret: Secret,
    token_url: Url,
    revoke_url: Url,
    token: Mutex<Option<Token>>,
    /// Held by the one call that fetches a token.
    fetching: tokio::sync::Mutex<()>,
    rounds: Mutex<Rounds>,
}

struct Token {
    header: HeaderValue,
    value: Secret,
    replace_at: Instant,
    expires_at: Instant,
}

/// The fetches that came to an end: how many, and the error of the last one if it failed.
#[derive(Default)]
struct Rounds {
    ended: u64,
    failure: Option<Error>,
}

enum Cached {
    Fresh(HeaderValue),
    Ageing(HeaderValue),
    None,
}

impl ServiceAccount {
    pub(super) fn new(client_id: String, client_secret: Secret, base_url: &str) -> Result<Self> {
        if client_id.is_empty() || client_secret.expose_secret().is_empty() {
            return Err(Error::configuration(
                "a service account needs a client id and a client secret; one of them is empty",
            ));
        }
        if client_id.contains(':') {
            return Err(Error::configuration(
                "a service account's client id must not contain a colon (RFC 7617, section 2)",
            ));
        }
        let endpoint = |name: &str| {
            Url::parse(&format!("{base_url}/api/oauth/{name}"))
                .map_err(|error| Error::configuration(format!("invalid base_url: {error}")))
        };
        Ok(Self {
            client_id,
            client_secret,
            token_url: endpoint("token")?,
            revoke_url: endpoint("revoke")?,
            token: Mutex::default(),
            fetching: tokio::sync::Mutex::default(),
            rounds: Mutex::default(),
        })
    }

    /// The header with an access token: the one at hand, or a new one. However many calls ask at
    /// once, one of them fetches.
    pub(super) async fn access_token(&self, wire: &Wire<'_>) -> Result<HeaderValue> {
        match self.cached() {
            Cached::Fresh(header) => Ok(header),
            Cached::Ageing(header) => match self.fetching.try_lock() {
                Ok(_turn) => match self.fetch(wire).await {
                    Ok(header) => Ok(header),
                    Err(_) => {
                        self.postpone();
                        Ok(header)
                    }
                },
                Err(_) => Ok(header),
            },
            Cached::None => {
                let began = lock(&self.rounds).ended;
                let _turn = self.fetching.lock().await;
                if let Cached::Fresh(header) | Cached::Ageing(header) = self.cached() {
                    return Ok(header);
                }
                {
                    // Who waited while a fetch failed shares its error: a herd that took turns
                    // would ask a failing endpoint once for each call.
                    let rounds = lock(&self.rounds);
                    if let Some(failure) = rounds.failure.as_ref().filter(|_| rounds.ended > began)
                    {
                        return Err(failure.clone());
                    }
                }
                self.fetch(wire).await
            }
        }
    }

    /// Drops the token in `used`, unless another call has replaced it already.
    pub(super) fn forget(&self, used: &HeaderValue) {
        let mut token = lock(&self.token);
        if token.as_ref().is_some_and(|token| token.header == used) {
            *token = None;
        }
    }

    fn cached(&self) -> Cached {
        let now = Instant::now();
        match &*lock(&self.token) {
            Some(token) if now < token.replace_at => Cached::Fresh(token.header.clone()),
            Some(token) if now < token.expires_at => Cached::Ageing(token.header.clone()),
            _ => Cached::None,
        }
    }

    fn postpone(&self) {
        if let Some(token) = &mut *lock(&self.token) {
            token.replace_at = Instant::now() + PAUSE;
        }
    }

    /// Fetches a token and keeps it. Whoever calls holds `fetching`.
    async fn fetch(&self, wire: &Wire<'_>) -> Result<HeaderValue> {
        let outcome = self.request_token(wire).await;
        let mut rounds = lock(&self.rounds);
        rounds.ended += 1;
        rounds.failure = outcome.as_ref().err().cloned();
        let token = outcome?;
        let header = token.header.clone();
        *lock(&self.token) = Some(token);
        Ok(header)
    }

    /// Gives the token at hand back (RFC 7009), where there is one.
    pub(super) async fn revoke(&self, wire: &Wire<'_>) -> Result<()> {
        let Some(token) = lock(&self.token).take() else {
            return Ok(());
        };
        let form = [
            ("token", token.value.expose_secret()),
            ("token_type_hint", "access_token"),
        ];
        let response = self.post(wire, &self.revoke_url, &form).await?;
        if response.status().is_success() {
            return Ok(());
        }
        let message = format!("the revocation endpoint answered {}", response.status());
        Err(Error::rejected(message, &response))
    }

    async fn request_token(&self, wire: &Wire<'_>) -> Result<Token> {
        let asked_at = Instant::now();
        let form = [("grant_type", "client_credentials")];
        let response = self.post(wire, &self.token_url, &form).await?;
        token_from(&response, asked_at)
    }

    /// Posts a form as the service account (RFC 6749, section 2.3.1).
    async fn post(&self, wire: &Wire<'_>, url: &Url, form: &[(&str, &str)]) -> Result<Response> {
        let request = wire
            .http
            .request(Method::POST, url.clone())
            .basic_auth(&self.client_id, Some(self.client_secret.expose_secret()))
            .header(ACCEPT, "application/json")
            .form(form);
        let mut request: Request = request
            .build()
            .map_err(|error| Error::from(error).while_authenticating())?;
        wire.complete(&mut request);
        wire.send(request)
            .await
            .map_err(Error::while_authenticating)
    }
}

/// Reads the token endpoint's answer (RFC 6749, sections 5.1 and 5.2).
fn token_from(response: &Response, asked_at: Instant) -> Result<Token> {
    let status = response.status();
    let body = serde_json::from_str::<Value>(response.content()).unwrap_or_default();
    if !status.is_success() {
        // The error's code comes from a short list; what else the body says stays out.
        let code = body
            .get("error")
            .and_then(Value::as_str)
            .unwrap_or_default();
        let message = match (status.as_u16(), code) {
            (_, "invalid_client") | (401, _) => {
                format!(
                    "Atlas does not accept the service account's client id and secret ({status})"
                )
            }
            (_, "unauthorized_client" | "unsupported_grant_type" | "invalid_scope") => {
                format!("Atlas refuses the service account a token: {code} ({status})")
            }
            _ => format!("the token endpoint answered {status}"),
        };
        return Err(Error::rejected(message, response));
    }
    let (header, value) = body
        .get("access_token")
        .and_then(Value::as_str)
        .and_then(|token| Some((bearer(token)?, Secret::from(token))))
        .ok_or_else(|| {
            let message = format!("the token endpoint answered {status} without an access token");
            Error::rejected(message, response)
        })?;
    let lifetime = lifetime(body.get("expires_in"));
    let early = EARLY.min(lifetime / 10);
    Ok(Token {
        header,
        value,
        replace_at: asked_at + lifetime.saturating_sub(early),
        expires_at: asked_at + lifetime,
    })
}

/// What `expires_in` says: seconds, as a number or, against the standard, as text.
fn lifetime(expires_in: Option<&Value>) -> Duration {
    let seconds = match expires_in {
        Some(Value::Number(number)) => number.as_f64(),
        Some(Value::String(text)) => text.trim().parse::<f64>().ok(),
        _ => None,
    };
    seconds
        .filter(|seconds| seconds.is_finite())
        .map_or(USUAL_LIFETIME, |seconds| {
            let seconds = seconds.clamp(0.0, LONGEST_LIFETIME.as_secs_f64());
            Duration::from_secs_f64(seconds)
        })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_absurd_lifetime_is_brought_to_reason() {
        for (expires_in, seconds) in [
            (None, 3_600),
            (Some(json!(3600)), 3_600),
            (Some(json!(90.0)), 90),
            (Some(json!("120")), 120),
            (Some(json!("soon")), 3_600),
            (Some(json!(null)), 3_600),
            (Some(json!({})), 3_600),
            (Some(json!(0)), 0),
            (Some(json!(-5)), 0),
            (Some(json!(1e300)), 86_400),
        ] {
            assert_eq!(
                lifetime(expires_in.as_ref()).as_secs(),
                seconds,
                "{expires_in:?}"
            );
        }
    }
}
