//! The client, and what it is built from.

mod base;
mod builder;
mod from_settings;

use std::fmt;
use std::sync::Arc;

use reqwest::header::HeaderValue;

pub(crate) use self::base::Base;
pub use self::builder::ClientBuilder;
use crate::auth::access_token::AccessToken;
use crate::error::Result;
use crate::pipeline::Pipeline;

/// The API date that a client requests by default: the one that its operations and types were
/// generated for.
pub const DEFAULT_API_DATE: &str = "2025-03-12";

/// A client for the Atlas Administration API. Clones are cheap and share everything: connections,
/// tokens and the digest challenge.
///
/// ```
/// use atlas_integrations::{Client, Credentials};
///
/// let client = Client::builder()
///     .credentials(Credentials::service_account("mdb_sa_id_0123", "mdb_sa_sk_4567"))
///     .build()?;
/// # Ok::<(), atlas_integrations::Error>(())
/// ```
#[derive(Clone)]
pub struct Client(Arc<Inner>);

struct Inner {
    base: Base,
    accept: HeaderValue,
    pipeline: Pipeline,
}

impl Client {
    /// Returns a builder for a client.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::default()
    }

    /// Returns the base URL, without a trailing slash.
    #[must_use]
    pub fn base_url(&self) -> &str {
        self.0.base.as_str()
    }

    /// Returns a service account's access token and when it ends, for use elsewhere or by
    /// [`Credentials::access_token`](crate::Credentials::access_token): the one that the client's calls
    /// use, or a new one if there is none.
    ///
    /// # Errors
    ///
    /// No token could be obtained, or the credentials are not those of a service account.
    pub async fn access_token(&self) -> Result<AccessToken> {
        let pipeline = self.pipeline();
        pipeline.authenticator.access_token(&pipeline.http).await
    }

    /// Revokes a service account's access token, with `POST /api/oauth/revoke` (RFC 7009). All clones
    /// of the client share the token; a later call fetches a new one. A client without a token revokes
    /// the one in its [`TokenStore`](crate::TokenStore), and without one there does nothing.
    ///
    /// # Errors
    ///
    /// Atlas could not be reached or refused the request, in which case the token is dropped anyway; the
    /// token store failed, so that there may be a token left in it; or the credentials are not those of a
    /// service account.
    pub async fn revoke_token(&self) -> Result<()> {
        let Pipeline {
            http,
            authenticator,
            ..
        } = self.pipeline();
        authenticator.revoke_token(http).await
    }

    pub(crate) fn base(&self) -> &Base {
        &self.0.base
    }

    pub(crate) fn pipeline(&self) -> &Pipeline {
        &self.0.pipeline
    }

    /// Returns the value of the `Accept` header.
    pub(crate) fn accept(&self) -> HeaderValue {
        self.0.accept.clone()
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("base_url", &self.base_url())
            .field("accept", &self.0.accept)
            .field("authenticator", &self.0.pipeline.authenticator)
            .finish_non_exhaustive()
    }
}
