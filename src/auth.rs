//! Authentication: what a request carries to prove who calls, and what a 401 leads to.

mod digest;
mod service_account;

use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

use reqwest::Request;
use reqwest::header::{AUTHORIZATION, HeaderValue};

use self::digest::{Digest, Turn};
use self::service_account::ServiceAccount;
use crate::Client;
use crate::credentials::{Credentials, Kind};
use crate::error::{Error, Result};
use crate::runtime::ClientInfo as _;
use crate::transport::{Response, Wire};

/// How a client authenticates itself. It holds the state that all its calls share.
pub(crate) enum Authenticator {
    Bearer(HeaderValue),
    ServiceAccount(Box<ServiceAccount>),
    Digest(Digest),
}

/// What one request was authenticated with.
pub(crate) enum Proof<'a> {
    Bearer,
    AccessToken(HeaderValue),
    Digest(Turn<'a>),
}

impl Authenticator {
    /// Prepares for requests to `base_url`.
    pub(crate) fn new(credentials: Credentials, base_url: &str) -> Result<Self> {
        Ok(match credentials.0 {
            Kind::Bearer { token } => {
                Self::Bearer(bearer(token.expose_secret()).ok_or_else(|| {
                    Error::configuration(
                        "the bearer token cannot stand in a header: it has a character that is not \
                     visible ASCII, such as a line break at its end",
                    )
                })?)
            }
            Kind::ServiceAccount {
                client_id,
                client_secret,
            } => Self::ServiceAccount(Box::new(ServiceAccount::new(
                client_id,
                client_secret,
                base_url,
            )?)),
            Kind::ApiKey {
                public_key,
                private_key,
            } => Self::Digest(Digest::new(public_key, private_key)?),
        })
    }

    /// Authenticates `request`, fetching a token or waiting for a challenge where that must be.
    pub(crate) async fn authenticate<'a>(
        &'a self,
        wire: &Wire<'_>,
        request: &mut Request,
    ) -> Result<Proof<'a>> {
        let (header, proof) = match self {
            Self::Bearer(header) => (Some(header.clone()), Proof::Bearer),
            Self::ServiceAccount(account) => {
                let header = account.access_token(wire).await?;
                (Some(header.clone()), Proof::AccessToken(header))
            }
            Self::Digest(digest) => {
                let (header, turn) = digest.authorize(request).await?;
                (header, Proof::Digest(turn))
            }
        };
        if let Some(mut header) = header {
            header.set_sensitive(true);
            request.headers_mut().insert(AUTHORIZATION, header);
        }
        Ok(proof)
    }

    /// Takes note of the answer to a request that carried `proof`, which was sent `rounds` times by
    /// now. True where it should be sent again, because another proof may be accepted.
    pub(crate) fn answered(
        &self,
        proof: Proof<'_>,
        response: &Response,
        rounds: u32,
    ) -> Result<bool> {
        let unauthorized = response.status() == reqwest::StatusCode::UNAUTHORIZED;
        match (self, proof) {
            (Self::ServiceAccount(account), Proof::AccessToken(used)) if unauthorized => {
                account.forget(&used);
                Ok(rounds < 2)
            }
            (Self::Digest(digest), Proof::Digest(turn)) if unauthorized => {
                digest.challenged(turn, response, rounds)
            }
            (Self::Digest(digest), Proof::Digest(turn)) => {
                digest.accepted(turn, response);
                Ok(false)
            }
            _ => Ok(false),
        }
    }
}

impl Client {
    /// Gives a service account's access token back to Atlas, with `POST /api/oauth/revoke` (RFC
    /// 7009). All clones of the client share it; a later call fetches a new one. Without a token at
    /// hand it does nothing.
    ///
    /// # Errors
    ///
    /// Atlas could not be reached or refused, in which case the token is dropped all the same; or
    /// the credentials are not a service account's.
    pub async fn revoke_token(&self) -> Result<()> {
        match &self.inner().authenticator {
            Authenticator::ServiceAccount(account) => account.revoke(&self.wire()).await,
            other => Err(Error::invalid_request(format!(
                "there is no token to revoke: the credentials are of the kind {other:?}, and only \
                 a service account's token can be given back"
            ))),
        }
    }
}

/// `Bearer <token>` (RFC 6750, section 2.1).
fn bearer(token: &str) -> Option<HeaderValue> {
    let visible = !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_graphic());
    HeaderValue::from_str(&format!("Bearer {token}"))
        .ok()
        .filter(|_| visible)
}

/// Locks a mutex that is never held where something can panic.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The kind alone.
impl fmt::Debug for Authenticator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Bearer(_) => "bearer token",
            Self::ServiceAccount(_) => "service account",
            Self::Digest(_) => "API key",
        })
    }
}
