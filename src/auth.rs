//! Authentication: how a request proves who sends it, and what happens after a 401.

pub(crate) mod access_token;
mod digest;
mod header;
mod hex;
mod lock;
pub(crate) mod provider;
mod rejected;
pub(crate) mod service_account;
pub(crate) mod token_store;

use std::fmt;
use std::sync::Arc;

use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderValue};
use reqwest::{Request, StatusCode};

use self::access_token::AccessToken;
use self::digest::Digest;
use self::provider::AnyAuthProvider;
use self::service_account::{Account, ServiceAccount, Token};
use crate::error::{Error, Result};
use crate::http::{Http, Response};
use atlas_integrations_model::Secret;

/// How a client authenticates, with the state that all its calls share.
pub(crate) enum Authenticator {
    Bearer(HeaderValue),
    ServiceAccount(Arc<ServiceAccount>),
    Digest(Digest),
    Provider(AnyAuthProvider),
}

/// What a request was authenticated with.
pub(crate) enum Proof<'a> {
    Bearer,
    AccessToken(Arc<Token>),
    Digest(digest::Proof<'a>),
    Headers(HeaderMap),
}

impl Authenticator {
    /// Authenticates with an access token that the caller already has (RFC 6750).
    pub(crate) fn bearer(token: &Secret) -> Result<Self> {
        header::bearer(token).map(Self::Bearer).ok_or_else(|| {
            Error::configuration(
                "the bearer token cannot be sent in a header: it is empty, or contains a \
                 character that is not visible ASCII, such as a trailing line break",
            )
        })
    }

    /// Authenticates as a service account, whose tokens come from `base_url`.
    pub(crate) fn service_account(account: Account, base_url: &str) -> Result<Self> {
        let account = ServiceAccount::new(account, base_url)?;
        Ok(Self::ServiceAccount(Arc::new(account)))
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
                let token = account.token(http).await?;
                (Some(token.header()), Proof::AccessToken(token))
            }
            Self::Digest(digest) => {
                let (header, proof) = digest.authorize(request).await?;
                (header, Proof::Digest(proof))
            }
            Self::Provider(provider) => {
                let headers = provider.authenticate(request).await?;
                (None, Proof::Headers(headers))
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
    pub(crate) async fn should_resend(
        &self,
        proof: Proof<'_>,
        response: &Response,
        sent: u32,
    ) -> Result<bool> {
        let is_refused = response.status() == StatusCode::UNAUTHORIZED;
        match (self, proof) {
            (Self::ServiceAccount(account), Proof::AccessToken(used)) if is_refused => {
                account.refuse(&used);
                Ok(sent < 2)
            }
            (Self::Digest(digest), Proof::Digest(proof)) if is_refused => {
                digest.challenged(proof, response, sent)
            }
            (Self::Digest(digest), Proof::Digest(proof)) => {
                digest.accepted(proof, response);
                Ok(false)
            }
            (Self::Provider(provider), Proof::Headers(headers)) if is_refused => {
                Ok(provider.refused(&headers).await && sent < 2)
            }
            _ => Ok(false),
        }
    }

    /// Returns a valid access token, and when it ends.
    pub(crate) async fn access_token(&self, http: &Http) -> Result<AccessToken> {
        let token = self.as_service_account("take out")?.token(http).await?;
        Ok(token.access_token().clone())
    }

    /// Revokes the access token, if there is one.
    pub(crate) async fn revoke_token(&self, http: &Http) -> Result<()> {
        self.as_service_account("revoke")?.revoke(http).await
    }

    /// Returns the service account, or the error that there is no token to do `action` with.
    fn as_service_account(&self, action: &str) -> Result<&Arc<ServiceAccount>> {
        match self {
            Self::ServiceAccount(account) => Ok(account),
            other => Err(Error::invalid_request(format!(
                "there is no token to {action}: the client uses credentials of the kind {other:?}, \
                 and only a service account has tokens that the client manages"
            ))),
        }
    }
}

/// Shows only the kind.
impl fmt::Debug for Authenticator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Bearer(_) => "bearer token",
            Self::ServiceAccount(_) => "service account",
            Self::Digest(_) => "API key",
            Self::Provider(_) => "provider",
        })
    }
}
