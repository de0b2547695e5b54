//! The OAuth endpoints of a service account.

use std::time::Duration;

use reqwest::Url;
use reqwest::header::HeaderValue;
use tokio::time::Instant;
use zeroize::Zeroizing;

use super::refusal;
use super::token::Token;
use crate::auth::{form, header};
use crate::error::{Error, Result};
use crate::http::{Http, Response};
use crate::secrets::Secrets;
use crate::telemetry;
use atlas_integrations_model::{self as model, Secret};

/// How long a token is assumed to last if its response does not say; Atlas's tokens last this long. One
/// that ends sooner leads to a 401 and is replaced.
const USUAL_LIFETIME: Duration = Duration::from_secs(3_600);

/// The token endpoint and the revocation endpoint, with what authenticates the client to them.
pub(super) struct Endpoint {
    authorization: HeaderValue,
    secrets: Secrets,
    token_url: Url,
    revoke_url: Url,
}

impl Endpoint {
    pub(super) fn new(client_id: &str, client_secret: &Secret, base_url: &str) -> Result<Self> {
        if client_id.is_empty() || client_secret.expose_secret().is_empty() {
            return Err(Error::configuration(
                "a service account needs a client ID and a client secret; one of them is empty",
            ));
        }
        let url = |name: &str| {
            Url::parse(&format!("{base_url}/api/oauth/{name}"))
                .map_err(|error| Error::configuration(format!("invalid base_url: {error}")))
        };
        let authorization = header::basic(client_id, client_secret).ok_or_else(|| {
            Error::configuration("the client ID and the client secret cannot be sent in a header")
        })?;
        let mut secrets = Secrets::default();
        secrets.add(client_secret.clone());
        secrets.add_header(&authorization);
        Ok(Self {
            authorization,
            secrets,
            token_url: url("token")?,
            revoke_url: url("revoke")?,
        })
    }

    /// The secrets that authenticate the client.
    pub(super) fn secrets(&self) -> &Secrets {
        &self.secrets
    }

    /// Requests a token, and measures how long that takes.
    pub(super) async fn request_token(&self, http: &Http) -> Result<Token> {
        let start = telemetry::start();
        let outcome = self.token(http).await;
        telemetry::token_fetch(&self.token_url, start, &outcome);
        outcome
    }

    /// Requests a token (RFC 6749, section 4.4.2).
    async fn token(&self, http: &Http) -> Result<Token> {
        let requested_at = Instant::now();
        let form = Zeroizing::new("grant_type=client_credentials".to_owned());
        let mut response = self.post(http, &self.token_url, form).await?;
        if !response.status().is_success() {
            return Err(refusal::of_token(&response, &self.secrets));
        }
        let token =
            read(&response, requested_at).map_err(|reason| refusal::unusable(&response, &reason));
        drop(Zeroizing::new(response.take_bytes()));
        token
    }

    /// Revokes a token (RFC 7009, section 2.1).
    pub(super) async fn revoke(&self, http: &Http, token: &Secret) -> Result<()> {
        let value = token.expose_secret();
        let mut form = Zeroizing::new(String::with_capacity(3 * value.len() + 64));
        form.push_str("token_type_hint=access_token&token=");
        header::form_encode(value, &mut form);
        let response = self.post(http, &self.revoke_url, form).await?;
        if response.status().is_success() {
            return Ok(());
        }
        let mut secrets = self.secrets.clone();
        secrets.add(token.clone());
        Err(refusal::of_revocation(&response, &secrets))
    }

    /// Posts a form as the service account (RFC 6749, section 2.3.1).
    async fn post(&self, http: &Http, url: &Url, form: Zeroizing<String>) -> Result<Response> {
        form::post(http, url, Some(&self.authorization), form).await
    }
}

/// Reads the response of the token endpoint (RFC 6749, section 5.1), or says what is wrong with it.
fn read(response: &Response, requested_at: Instant) -> Result<Token, String> {
    let members = model::members(response.content()).unwrap_or_default();
    let member = |name: &str| members.get(name).filter(|json| *json != "null");
    if let Some(token_type) = member("token_type") {
        let name: Option<String> = serde_json::from_str(token_type).ok();
        if !name.is_some_and(|name| name.trim().eq_ignore_ascii_case("bearer")) {
            return Err("with an access token of a type other than bearer".to_owned());
        }
    }
    let value = member("access_token").and_then(|json| serde_json::from_str(json).ok());
    value
        .and_then(|value| Token::issued(value, requested_at, lifetime(member("expires_in"))))
        .ok_or_else(|| "without an access token that can be sent in a header".to_owned())
}

/// Parses `expires_in`: seconds, as a number or, contrary to the standard, as a string. What is no
/// positive number says nothing.
fn lifetime(expires_in: Option<&str>) -> Duration {
    let seconds = expires_in.and_then(|json| {
        let text = serde_json::from_str(json).unwrap_or_else(|_| json.to_owned());
        text.trim().parse::<f64>().ok()
    });
    seconds
        .filter(|seconds| *seconds > 0.0)
        .map_or(USUAL_LIFETIME, |seconds| {
            Duration::try_from_secs_f64(seconds).unwrap_or(Duration::MAX)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_odd_lifetime_is_read_as_what_it_can_mean() {
        for (expires_in, seconds) in [
            ("3600", 3_600),
            ("90.0", 90),
            ("\"120\"", 120),
            ("\" 120.5 \"", 120),
            ("\"soon\"", 3_600),
            ("\"NaN\"", 3_600),
            ("{}", 3_600),
            ("true", 3_600),
            ("0", 3_600),
            ("-5", 3_600),
            ("1e300", u64::MAX),
            ("\"inf\"", u64::MAX),
        ] {
            assert_eq!(
                lifetime(Some(expires_in)).as_secs(),
                seconds,
                "{expires_in}"
            );
        }
        assert_eq!(lifetime(None).as_secs(), 3_600);
    }
}
