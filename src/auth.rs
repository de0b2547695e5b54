//! Authentication: how a request proves who sends it, and what happens after a 401.

mod digest;
mod service_account;

use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

use reqwest::header::{AUTHORIZATION, HeaderValue};
use reqwest::{Request, StatusCode};

use self::digest::Digest;
use self::service_account::ServiceAccount;
use crate::error::{Error, Result};
use crate::http::{Http, Response};
use atlas_integrations_model::Secret;

/// How a client authenticates, with the state that all its calls share.
pub(crate) enum Authenticator {
    Bearer(HeaderValue),
    ServiceAccount(Box<ServiceAccount>),
    Digest(Digest),
}

/// What a request was authenticated with.
pub(crate) enum Proof<'a> {
    Bearer,
    AccessToken(HeaderValue),
    Digest(digest::Proof<'a>),
}

impl Authenticator {
    /// Authenticates with an access token that the caller already has (RFC 6750).
    pub(crate) fn bearer(token: &Secret) -> Result<Self> {
        bearer(token.expose_secret())
            .map(Self::Bearer)
            .ok_or_else(|| {
                Error::configuration(
                    "the bearer token cannot be sent in a header: it is empty, or contains a \
                     character that is not visible ASCII, such as a trailing line break",
                )
            })
    }

    /// Authenticates as a service account, whose tokens come from `base_url`.
    pub(crate) fn service_account(
        client_id: String,
        client_secret: Secret,
        base_url: &str,
    ) -> Result<Self> {
        let account = ServiceAccount::new(client_id, client_secret, base_url)?;
        Ok(Self::ServiceAccount(Box::new(account)))
    }

    /// Authenticates with an API key, by digest authentication.
    pub(crate) fn api_key(public_key: String, private_key: Secret) -> Result<Self> {
        Digest::new(public_key, private_key).map(Self::Digest)
    }

    /// Authenticates `request`. It may have to fetch a token or wait for a challenge first.
    pub(crate) async fn authenticate<'a>(
        &'a self,
        http: &Http,
        request: &mut Request,
    ) -> Result<Proof<'a>> {
        let (header, proof) = match self {
            Self::Bearer(header) => (Some(header.clone()), Proof::Bearer),
            Self::ServiceAccount(account) => {
                let header = account.access_token(http).await?;
                (Some(header.clone()), Proof::AccessToken(header))
            }
            Self::Digest(digest) => {
                let (header, proof) = digest.authorize(request).await?;
                (header, Proof::Digest(proof))
            }
        };
        if let Some(mut header) = header {
            header.set_sensitive(true);
            request.headers_mut().insert(AUTHORIZATION, header);
        }
        Ok(proof)
    }

    /// Processes the response to a request that carried `proof` and has been sent `sent` times.
    /// Returns whether it should be sent again, because a new proof may be accepted.
    pub(crate) fn should_resend(
        &self,
        proof: Proof<'_>,
        response: &Response,
        sent: u32,
    ) -> Result<bool> {
        let is_refused = response.status() == StatusCode::UNAUTHORIZED;
        match (self, proof) {
            (Self::ServiceAccount(account), Proof::AccessToken(used)) if is_refused => {
                account.forget(&used);
                Ok(sent < 2)
            }
            (Self::Digest(digest), Proof::Digest(proof)) if is_refused => {
                digest.challenged(proof, response, sent)
            }
            (Self::Digest(digest), Proof::Digest(proof)) => {
                digest.accepted(proof, response);
                Ok(false)
            }
            _ => Ok(false),
        }
    }

    /// Revokes the access token, if there is one.
    pub(crate) async fn revoke_token(&self, http: &Http) -> Result<()> {
        match self {
            Self::ServiceAccount(account) => account.revoke(http).await,
            other => Err(Error::invalid_request(format!(
                "there is no token to revoke: the client uses credentials of the kind {other:?}, \
                 and only a service account's token can be revoked"
            ))),
        }
    }
}

/// Returns `Bearer <token>` (RFC 6750, section 2.1), if the token can be sent in a header.
fn bearer(token: &str) -> Option<HeaderValue> {
    let is_visible = !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_graphic());
    HeaderValue::from_str(&format!("Bearer {token}"))
        .ok()
        .filter(|_| is_visible)
}

/// Returns the error for authentication that failed with this response, whose body stays out of the
/// message.
fn rejected(cause: impl fmt::Display, response: &Response) -> Error {
    let error = Error::authentication(cause)
        .with_status(response.status())
        .with_headers(response.headers());
    match response.is_transient() {
        true => error.transient(),
        false => error,
    }
}

/// Locks a mutex that is never held while anything can panic.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Shows only the kind.
impl fmt::Debug for Authenticator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Bearer(_) => "bearer token",
            Self::ServiceAccount(_) => "service account",
            Self::Digest(_) => "API key",
        })
    }
}
