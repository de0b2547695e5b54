//! The credentials of a client, and where they come from.

pub(crate) mod base_url;
mod check;
mod environment;
#[cfg(feature = "atlas-cli-profile")]
mod keyring;
mod keys;
mod place;
#[cfg(feature = "atlas-cli-profile")]
mod profile;
mod settings;

use std::fmt;

use self::check::check;
pub use self::settings::Settings;
use crate::auth::Authenticator;
use crate::auth::access_token::AccessToken;
use crate::auth::provider::{AnyAuthProvider, AuthProvider};
use crate::auth::service_account::Account;
use crate::auth::token_store::{AnyTokenStore, TokenStore};
#[cfg(feature = "atlas-cli-profile")]
use crate::auth::user_account::UserLogin;
use crate::error::Result;
use atlas_integrations_model::Secret;

/// The base URL of Atlas, which is a client's default.
pub const CLOUD: &str = "https://cloud.mongodb.com";

/// The base URL of Atlas for Government.
pub const GOVERNMENT_CLOUD: &str = "https://cloud.mongodbgov.com";

/// What a client authenticates to Atlas with. `Debug` shows only the kind.
///
/// A line break, a space or quotes that were copied along with a key or a token are refused when the
/// client is built, since no server would accept them.
///
/// ```
/// use atlas_integrations::Credentials;
///
/// let credentials = Credentials::service_account("mdb_sa_id_0123", "mdb_sa_sk_4567");
/// assert_eq!(format!("{credentials:?}"), "Credentials(service account)");
/// ```
#[derive(Clone)]
pub struct Credentials {
    kind: Kind,
    /// The server that they are for, if the place where they were found names one.
    base_url: Option<String>,
}

#[derive(Clone)]
enum Kind {
    Bearer {
        token: Secret,
    },
    ServiceAccount(Account),
    ApiKey {
        public_key: String,
        private_key: Secret,
    },
    #[cfg(feature = "atlas-cli-profile")]
    UserAccount(UserLogin),
    Provider(AnyAuthProvider),
}

impl From<Kind> for Credentials {
    fn from(kind: Kind) -> Self {
        let base_url = None;
        Self { kind, base_url }
    }
}

impl Credentials {
    /// Uses an access token that the caller has obtained elsewhere (RFC 6750). It is sent as is and
    /// not renewed.
    #[must_use]
    pub fn bearer(token: impl Into<Secret>) -> Self {
        Kind::Bearer {
            token: token.into(),
        }
        .into()
    }

    /// Uses a service account: Atlas's form of the OAuth 2.0 client credentials grant (RFC 6749,
    /// section 4.4). The client requests an access token from `POST /api/oauth/token` when it first
    /// needs one, and keeps it for as long as Atlas says.
    ///
    /// Atlas limits how many tokens an address may request in a minute. Programs that run often should
    /// share one, with a [`token_store`](Self::token_store).
    #[must_use]
    pub fn service_account(client_id: impl Into<String>, client_secret: impl Into<Secret>) -> Self {
        Kind::ServiceAccount(Account {
            client_id: client_id.into(),
            client_secret: client_secret.into(),
            token: None,
            store: None,
        })
        .into()
    }

    /// Uses a programmatic API key: HTTP digest authentication (RFC 7616), with the public key as the
    /// user name and the private key as the password.
    #[must_use]
    pub fn api_key(public_key: impl Into<String>, private_key: impl Into<Secret>) -> Self {
        Kind::ApiKey {
            public_key: public_key.into(),
            private_key: private_key.into(),
        }
        .into()
    }

    /// Uses credentials of your own kind; see [`AuthProvider`].
    #[must_use]
    pub fn provider(provider: impl AuthProvider + 'static) -> Self {
        Kind::Provider(AnyAuthProvider::new(provider)).into()
    }

    /// Sets where a service account's tokens outlive the client; see [`TokenStore`]. Credentials of
    /// another kind stay as they are, since the client requests no tokens for them.
    #[must_use]
    pub fn token_store(mut self, store: impl TokenStore + 'static) -> Self {
        if let Kind::ServiceAccount(account) = &mut self.kind {
            account.store = Some(AnyTokenStore::new(store));
        }
        self
    }

    /// Hands in a token of the service account, such as one that
    /// [`Client::access_token`](crate::Client::access_token) has returned. The client uses it until
    /// shortly before its end, and then requests a new one. Credentials of another kind stay as they
    /// are.
    #[must_use]
    pub fn access_token(mut self, token: AccessToken) -> Self {
        if let Kind::ServiceAccount(account) = &mut self.kind {
            account.token = Some(token);
        }
        self
    }

    /// Returns the base URL of the server that the credentials are for, if one is known.
    pub(crate) fn base_url(&self) -> Option<&str> {
        self.base_url.as_deref()
    }

    /// Returns the authenticator for requests to `base_url`.
    pub(crate) fn into_authenticator(self, base_url: &str) -> Result<Authenticator> {
        match self.kind {
            Kind::Bearer { token } => {
                check("access token", token.expose_secret())?;
                Authenticator::bearer(&token)
            }
            Kind::ServiceAccount(account) => {
                check("client ID", &account.client_id)?;
                check("client secret", account.client_secret.expose_secret())?;
                Authenticator::service_account(account, base_url)
            }
            Kind::ApiKey {
                public_key,
                private_key,
            } => {
                check("public key", &public_key)?;
                check("private key", private_key.expose_secret())?;
                Authenticator::api_key(public_key, private_key)
            }
            #[cfg(feature = "atlas-cli-profile")]
            Kind::UserAccount(login) => Authenticator::user_account(login, base_url),
            Kind::Provider(provider) => Ok(Authenticator::Provider(provider)),
        }
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match self.kind {
            Kind::Bearer { .. } => "bearer token",
            Kind::ServiceAccount(_) => "service account",
            Kind::ApiKey { .. } => "API key",
            #[cfg(feature = "atlas-cli-profile")]
            Kind::UserAccount(_) => "user account",
            Kind::Provider(_) => "provider",
        };
        write!(f, "Credentials({kind})")
    }
}
