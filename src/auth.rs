//! Authentication: how a request proves who sends it, and what happens after a 401.

pub(crate) mod access_token;
mod digest;
mod form;
mod header;
mod hex;
mod lock;
pub(crate) mod provider;
mod rejected;
pub(crate) mod service_account;
pub(crate) mod token_store;
#[cfg(feature = "atlas-cli-profile")]
pub(crate) mod user_account;

use std::fmt;
use std::sync::Arc;

use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderValue};
use reqwest::{Request, StatusCode};

use self::access_token::AccessToken;
use self::digest::Digest;
use self::provider::AnyAuthProvider;
use self::service_account::{Account, ServiceAccount, Token};
#[cfg(feature = "atlas-cli-profile")]
use self::user_account::{UserAccount, UserLogin};
use crate::error::{Error, Result};
use crate::http::{Http, Response};
use crate::secrets::Secrets;
use atlas_integrations_model::Secret;

/// How a client authenticates, with the state that all its calls share.
pub(crate) enum Authenticator {
    Bearer(HeaderValue),
    ServiceAccount(Arc<ServiceAccount>),
    Digest(Digest),
    #[cfg(feature = "atlas-cli-profile")]
    UserAccount(Arc<UserAccount>),
    Provider(AnyAuthProvider),
}

/// One attempt's dealings with authentication, however often its request is sent.
pub(crate) enum Exchange<'a> {
    Bearer(&'a HeaderValue),
    ServiceAccount {
        account: &'a Arc<ServiceAccount>,
        refused: bool,
        token: Option<Arc<Token>>,
    },
    Digest(digest::Exchange<'a>),
    #[cfg(feature = "atlas-cli-profile")]
    UserAccount {
        account: &'a Arc<UserAccount>,
        refused: bool,
        header: Option<HeaderValue>,
    },
    Provider {
        provider: &'a AnyAuthProvider,
        refused: bool,
        headers: HeaderMap,
    },
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

    /// Authenticates as a user of the Atlas CLI.
    #[cfg(feature = "atlas-cli-profile")]
    pub(crate) fn user_account(login: UserLogin, base_url: &str) -> Result<Self> {
        let account = UserAccount::new(login, base_url)?;
        Ok(Self::UserAccount(Arc::new(account)))
    }

    /// Begins an attempt.
    pub(crate) fn exchange(&self) -> Exchange<'_> {
        match self {
            Self::Bearer(header) => Exchange::Bearer(header),
            Self::ServiceAccount(account) => Exchange::ServiceAccount {
                account,
                refused: false,
                token: None,
            },
            Self::Digest(digest) => Exchange::Digest(digest.exchange()),
            #[cfg(feature = "atlas-cli-profile")]
            Self::UserAccount(account) => Exchange::UserAccount {
                account,
                refused: false,
                header: None,
            },
            Self::Provider(provider) => Exchange::Provider {
                provider,
                refused: false,
                headers: HeaderMap::new(),
            },
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

impl Exchange<'_> {
    /// Authenticates `request`. It may have to fetch a token or wait for a challenge first.
    pub(crate) async fn authenticate(&mut self, http: &Http, request: &mut Request) -> Result<()> {
        let header = match self {
            Self::Bearer(header) => Some(header.clone()),
            Self::ServiceAccount { account, token, .. } => {
                let valid = account.token(http).await?;
                Some(token.insert(valid).header())
            }
            Self::Digest(exchange) => exchange.authorization(request).await?,
            #[cfg(feature = "atlas-cli-profile")]
            Self::UserAccount {
                account, header, ..
            } => {
                *header = Some(account.header(http).await?);
                header.clone()
            }
            Self::Provider {
                provider, headers, ..
            } => {
                *headers = provider.authenticate(request).await?;
                None
            }
        };
        if let Some(mut header) = header {
            header.set_sensitive(true);
            request.headers_mut().insert(AUTHORIZATION, header);
        }
        Ok(())
    }

    /// Returns the secrets that the server knows, or may come to know.
    pub(crate) fn secrets(&self) -> Secrets {
        let mut secrets = Secrets::default();
        match self {
            Self::Bearer(header) => secrets.add_header(header),
            Self::ServiceAccount { account, token, .. } => {
                secrets = account.secrets().clone();
                if let Some(token) = token {
                    secrets.add_header(&token.header());
                }
            }
            Self::Digest(exchange) => secrets.add(exchange.private_key().clone()),
            #[cfg(feature = "atlas-cli-profile")]
            Self::UserAccount { header, .. } => {
                if let Some(it) = header {
                    secrets.add_header(it);
                }
            }
            Self::Provider { headers, .. } => {
                for it in headers.values() {
                    secrets.add_header(it);
                }
            }
        }
        secrets
    }

    /// Returns whether a 401 means that the credentials were refused, rather than that there is another
    /// challenge to respond to.
    pub(crate) fn is_final(&self) -> bool {
        !matches!(self, Self::Digest(_))
    }

    /// Processes the response. Returns whether the request should be sent again, because it may be
    /// accepted then.
    pub(crate) async fn should_resend(&mut self, response: &Response) -> Result<bool> {
        let is_refused = response.status() == StatusCode::UNAUTHORIZED;
        match self {
            Self::Digest(exchange) => exchange.should_resend(response),
            Self::ServiceAccount {
                account,
                refused,
                token: Some(token),
            } if is_refused => {
                account.refuse(token);
                Ok(!std::mem::replace(refused, true))
            }
            #[cfg(feature = "atlas-cli-profile")]
            Self::UserAccount {
                account,
                refused,
                header: Some(header),
            } if is_refused => {
                account.refuse(header).await;
                Ok(!std::mem::replace(refused, true))
            }
            Self::Provider {
                provider,
                refused,
                headers,
            } if is_refused => {
                let may_succeed = provider.refused(headers).await;
                Ok(may_succeed && !std::mem::replace(refused, true))
            }
            _ => Ok(false),
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
            #[cfg(feature = "atlas-cli-profile")]
            Self::UserAccount(_) => "user account",
            Self::Provider(_) => "provider",
        })
    }
}
