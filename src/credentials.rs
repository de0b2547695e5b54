//! Who calls.

mod environment;
#[cfg(feature = "atlas-cli-profile")]
mod profile;

use std::fmt;

use crate::Secret;

/// What a client proves itself to Atlas with. `Debug` shows the kind alone.
///
/// ```
/// use atlas_integrations::Credentials;
///
/// let credentials = Credentials::service_account("mdb_sa_id_0123", "mdb_sa_sk_4567");
/// assert_eq!(format!("{credentials:?}"), "Credentials(service account)");
/// ```
#[derive(Clone)]
pub struct Credentials(pub(crate) Kind);

#[derive(Clone)]
pub(crate) enum Kind {
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
    /// An access token that the caller got elsewhere (RFC 6750). It is sent as it is, until Atlas
    /// refuses it.
    #[must_use]
    pub fn bearer(token: impl Into<Secret>) -> Self {
        Self(Kind::Bearer {
            token: token.into(),
        })
    }

    /// A service account: Atlas's way of the OAuth 2.0 client credentials grant (RFC 6749,
    /// section 4.4). The client asks `POST /api/oauth/token` for an access token when it first
    /// needs one, and keeps it as long as Atlas says.
    #[must_use]
    pub fn service_account(client_id: impl Into<String>, client_secret: impl Into<Secret>) -> Self {
        Self(Kind::ServiceAccount {
            client_id: client_id.into(),
            client_secret: client_secret.into(),
        })
    }

    /// A programmatic API key: HTTP digest authentication (RFC 7616), the public key standing for
    /// the user's name and the private key for the password.
    #[must_use]
    pub fn api_key(public_key: impl Into<String>, private_key: impl Into<Secret>) -> Self {
        Self(Kind::ApiKey {
            public_key: public_key.into(),
            private_key: private_key.into(),
        })
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
