//! The credentials of a client, and where they come from.

mod environment;
#[cfg(feature = "atlas-cli-profile")]
mod profile;

use std::fmt;

use crate::auth::Authenticator;
use crate::error::Result;
use atlas_integrations_model::Secret;

/// The base URL of Atlas, which is a client's default.
pub const CLOUD: &str = "https://cloud.mongodb.com";

/// The base URL of Atlas for Government.
pub const GOVERNMENT_CLOUD: &str = "https://cloud.mongodbgov.com";

/// The settings of a client, from the environment or a profile.
pub(crate) struct Settings {
    pub(crate) credentials: Credentials,
    pub(crate) base_url: Option<String>,
}

/// What a client authenticates to Atlas with. `Debug` shows only the kind.
///
/// ```
/// use atlas_integrations::Credentials;
///
/// let credentials = Credentials::service_account("mdb_sa_id_0123", "mdb_sa_sk_4567");
/// assert_eq!(format!("{credentials:?}"), "Credentials(service account)");
/// ```
#[derive(Clone)]
pub struct Credentials(Kind);

#[derive(Clone)]
enum Kind {
    Bearer {
        token: Secret,
    },
    ServiceAccount {
        client_id: String,
        client_secret: Secret,
    },
    ApiKey {
        public_key: String,
        private_key: Secret,
    },
}

impl Credentials {
    /// Uses an access token that the caller has obtained elsewhere (RFC 6750). It is sent as is and
    /// not renewed.
    #[must_use]
    pub fn bearer(token: impl Into<Secret>) -> Self {
        Self(Kind::Bearer {
            token: token.into(),
        })
    }

    /// Uses a service account: Atlas's form of the OAuth 2.0 client credentials grant (RFC 6749,
    /// section 4.4). The client requests an access token from `POST /api/oauth/token` when it first
    /// needs one, and keeps it for as long as Atlas says.
    #[must_use]
    pub fn service_account(client_id: impl Into<String>, client_secret: impl Into<Secret>) -> Self {
        Self(Kind::ServiceAccount {
            client_id: client_id.into(),
            client_secret: client_secret.into(),
        })
    }

    /// Uses a programmatic API key: HTTP digest authentication (RFC 7616), with the public key as the
    /// user name and the private key as the password.
    #[must_use]
    pub fn api_key(public_key: impl Into<String>, private_key: impl Into<Secret>) -> Self {
        Self(Kind::ApiKey {
            public_key: public_key.into(),
            private_key: private_key.into(),
        })
    }

    /// Returns the authenticator for requests to `base_url`.
    pub(crate) fn into_authenticator(self, base_url: &str) -> Result<Authenticator> {
        match self.0 {
            Kind::Bearer { token } => Authenticator::bearer(&token),
            Kind::ServiceAccount {
                client_id,
                client_secret,
            } => Authenticator::service_account(client_id, client_secret, base_url),
            Kind::ApiKey {
                public_key,
                private_key,
            } => Authenticator::api_key(public_key, private_key),
        }
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match self.0 {
            Kind::Bearer { .. } => "bearer token",
            Kind::ServiceAccount { .. } => "service account",
            Kind::ApiKey { .. } => "API key",
        };
        write!(f, "Credentials({kind})")
    }
}
