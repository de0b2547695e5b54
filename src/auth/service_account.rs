//! Service accounts: the OAuth 2.0 client credentials grant (RFC 6749, section 4.4).

use std::sync::Mutex;
use std::time::Duration;

use reqwest::Url;
use reqwest::header::{ACCEPT, HeaderValue};
use serde_json::value::RawValue;
use tokio::time::Instant;

use super::{bearer, lock, rejected};
use crate::error::{Error, Result};
use crate::http::{Http, Response};
use atlas_integrations_model::{self as model, Secret};

/// How long a token is assumed to last if Atlas does not say; Atlas's tokens normally last this long.
/// A token that expires sooner leads to a 401 and is replaced.
const USUAL_LIFETIME: Duration = Duration::from_secs(3_600);

/// The longest time that a token is kept, whatever the response says.
const LONGEST_LIFETIME: Duration = Duration::from_secs(24 * 3_600);

/// How long before its expiry a token is replaced, or a tenth of its lifetime if that is less.
const EARLY: Duration = Duration::from_secs(300);

/// How long to wait after a failed replacement while the old token is still valid.
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
    fetches: Mutex<Fetches>,
}

struct Token {
    header: HeaderValue,
    value: Secret,
    replace_at: Instant,
    expires_at: Instant,
}

/// The completed fetches: how many there were, and the error of the last one if it failed.
#[derive(Default)]
struct Fetches {
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
                "a service account needs a client ID and a client secret; one of them is empty",
            ));
        }
        if client_id.contains(':') {
            return Err(Error::configuration(
                "a service account's client ID must not contain a colon (RFC 7617, section 2)",
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
            fetches: Mutex::default(),
        })
    }

    /// Returns the header with an access token, either the current one or a new one. However many
    /// calls ask at once, only one of them fetches.
    pub(super) async fn access_token(&self, http: &Http) -> Result<HeaderValue> {
        match self.cached() {
            Cached::Fresh(header) => Ok(header),
            Cached::Ageing(header) => match self.fetching.try_lock() {
                Ok(_guard) => match self.fetch(http).await {
                    Ok(header) => Ok(header),
                    Err(_) => {
                        self.postpone();
                        Ok(header)
                    }
                },
                Err(_) => Ok(header),
            },
            Cached::None => {
                let began = lock(&self.fetches).ended;
                let _guard = self.fetching.lock().await;
                if let Cached::Fresh(header) | Cached::Ageing(header) = self.cached() {
                    return Ok(header);
                }
                {
                    // A call that waited while a fetch failed shares its error. Otherwise a failing
                    // endpoint would be called once for each waiting call.
                    let fetches = lock(&self.fetches);
                    if let Some(failure) = &fetches.failure
                        && fetches.ended > began
                    {
                        return Err(failure.clone());
                    }
                }
                self.fetch(http).await
            }
        }
    }

    /// Drops the token in `used`, unless another call has already replaced it.
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

    /// Fetches a token and keeps it. The caller holds `fetching`.
    async fn fetch(&self, http: &Http) -> Result<HeaderValue> {
        let outcome = self.request_token(http).await;
        let mut fetches = lock(&self.fetches);
        fetches.ended += 1;
        fetches.failure = outcome.as_ref().err().cloned();
        let token = outcome?;
        let header = token.header.clone();
        *lock(&self.token) = Some(token);
        Ok(header)
    }

    /// Revokes the token (RFC 7009), if there is one.
    pub(super) async fn revoke(&self, http: &Http) -> Result<()> {
        let Some(token) = lock(&self.token).take() else {
            return Ok(());
        };
        let form = [
            ("token", token.value.expose_secret()),
            ("token_type_hint", "access_token"),
        ];
        let response = self.post(http, &self.revoke_url, &form).await?;
        if response.status().is_success() {
            return Ok(());
        }
        let message = format!(
            "the revocation endpoint responded with {}",
            response.status()
        );
        Err(rejected(message, &response))
    }

    async fn request_token(&self, http: &Http) -> Result<Token> {
        let requested_at = Instant::now();
        let form = [("grant_type", "client_credentials")];
        let response = self.post(http, &self.token_url, &form).await?;
        token_from(&response, requested_at)
    }

    /// Posts a form as the service account (RFC 6749, section 2.3.1).
    async fn post(&self, http: &Http, url: &Url, form: &[(&str, &str)]) -> Result<Response> {
        let request = http
            .client
            .post(url.clone())
            .basic_auth(&self.client_id, Some(self.client_secret.expose_secret()))
            .header(ACCEPT, "application/json")
            .form(form);
        let request = http.build(request).map_err(Error::while_authenticating)?;
        let response = http.send(request).await;
        response.map_err(Error::while_authenticating)
    }
}

/// Reads the response of the token endpoint (RFC 6749, sections 5.1 and 5.2).
fn token_from(response: &Response, requested_at: Instant) -> Result<Token> {
    let status = response.status();
    let members = model::members(response.content()).unwrap_or_default();
    let text = |name: &str| serde_json::from_str::<String>(members.get(name)?.get()).ok();
    if !status.is_success() {
        return Err(refused(&text("error").unwrap_or_default(), response));
    }
    let (header, value) = text("access_token")
        .and_then(|token| Some((bearer(&token)?, Secret::from(token))))
        .ok_or_else(|| {
            let message =
                format!("the token endpoint responded with {status} without an access token");
            rejected(message, response)
        })?;
    let lifetime = lifetime(members.get("expires_in").copied());
    let early = EARLY.min(lifetime / 10);
    Ok(Token {
        header,
        value,
        replace_at: requested_at + lifetime.saturating_sub(early),
        expires_at: requested_at + lifetime,
    })
}

/// Returns the error for a token endpoint that responds with `code`. Only codes from a short list are
/// shown; the rest of the body stays out.
fn refused(code: &str, response: &Response) -> Error {
    let status = response.status();
    let message = match (status.as_u16(), code) {
        (_, "invalid_client") | (401, _) => {
            format!("Atlas rejected the service account's client ID and secret ({status})")
        }
        (_, "unauthorized_client" | "unsupported_grant_type" | "invalid_scope") => {
            format!("Atlas refused to issue the service account a token: {code} ({status})")
        }
        _ => format!("the token endpoint responded with {status}"),
    };
    rejected(message, response)
}

/// Parses `expires_in`: seconds, as a number or, contrary to the standard, as a string.
fn lifetime(expires_in: Option<&RawValue>) -> Duration {
    let number = expires_in.and_then(|raw| {
        let text = serde_json::from_str(raw.get()).unwrap_or_else(|_| raw.get().to_owned());
        text.trim().parse::<f64>().ok()
    });
    number
        .filter(|seconds| seconds.is_finite())
        .map_or(USUAL_LIFETIME, |seconds| {
            let seconds = seconds.clamp(0.0, LONGEST_LIFETIME.as_secs_f64());
            Duration::from_secs_f64(seconds)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_absurd_lifetime_is_bounded() {
        for (expires_in, seconds) in [
            ("null", 3_600),
            ("3600", 3_600),
            ("90.0", 90),
            ("\"120\"", 120),
            ("\"soon\"", 3_600),
            ("{}", 3_600),
            ("0", 0),
            ("-5", 0),
            ("1e300", 86_400),
        ] {
            let raw: &RawValue = serde_json::from_str(expires_in).expect("JSON");
            assert_eq!(lifetime(Some(raw)).as_secs(), seconds, "{expires_in}");
        }
        assert_eq!(lifetime(None).as_secs(), 3_600);
    }
}
