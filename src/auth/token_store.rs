//! Where access tokens outlive a client.

mod file;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use futures_core::future::BoxFuture;
use sha2::{Digest as _, Sha256};
use tokio::time::timeout;

pub use self::file::FileTokenStore;
use super::access_token::AccessToken;
use super::hex;

/// How long a store may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// Any error, as [`TokenStore`] and [`AuthProvider`](crate::AuthProvider) return them.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// A place where the access tokens of service accounts outlive a client, so that programs which run
/// often share a token: Atlas limits how many an address may request in a minute.
///
/// [`FileTokenStore`] keeps them in files. A store of your own implements these three functions:
///
/// ```
/// use std::collections::HashMap;
/// use std::sync::Mutex;
///
/// use atlas_integrations::{AccessToken, BoxError, Credentials, TokenKey, TokenStore};
///
/// #[derive(Default)]
/// struct InMemory(Mutex<HashMap<TokenKey, AccessToken>>);
///
/// impl TokenStore for InMemory {
///     async fn load(&self, key: &TokenKey) -> Result<Option<AccessToken>, BoxError> {
///         Ok(self.0.lock().unwrap().get(key).cloned())
///     }
///
///     async fn save(&self, key: &TokenKey, token: &AccessToken) -> Result<(), BoxError> {
///         self.0.lock().unwrap().insert(key.clone(), token.clone());
///         Ok(())
///     }
///
///     async fn remove(&self, key: &TokenKey) -> Result<(), BoxError> {
///         self.0.lock().unwrap().remove(key);
///         Ok(())
///     }
/// }
///
/// let credentials = Credentials::service_account("mdb_sa_id_0123", "mdb_sa_sk_4567")
///     .token_store(InMemory::default());
/// ```
///
/// The client checks what a store returns: a token that has ended, or that Atlas has just refused, is
/// not used. A store that fails, or takes longer than five seconds, costs no call; the failure is a `tracing` event at level `WARN`, so
/// its error must not contain the token.
pub trait TokenStore: Send + Sync {
    /// Returns the token that was last saved for `key`, if there is one.
    fn load(
        &self,
        key: &TokenKey,
    ) -> impl Future<Output = Result<Option<AccessToken>, BoxError>> + Send;

    /// Keeps `token` in place of the one saved for `key` before.
    fn save(
        &self,
        key: &TokenKey,
        token: &AccessToken,
    ) -> impl Future<Output = Result<(), BoxError>> + Send;

    /// Forgets the token saved for `key`, if there is one: it has been revoked.
    fn remove(&self, key: &TokenKey) -> impl Future<Output = Result<(), BoxError>> + Send;
}

/// A store that several clients share.
impl<T: TokenStore> TokenStore for Arc<T> {
    async fn load(&self, key: &TokenKey) -> Result<Option<AccessToken>, BoxError> {
        T::load(self, key).await
    }

    async fn save(&self, key: &TokenKey, token: &AccessToken) -> Result<(), BoxError> {
        T::save(self, key, token).await
    }

    async fn remove(&self, key: &TokenKey) -> Result<(), BoxError> {
        T::remove(self, key).await
    }
}

/// Whose token it is: a service account's, at one base URL.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct TokenKey {
    base_url: String,
    client_id: String,
}

impl TokenKey {
    pub(super) fn new(base_url: &str, client_id: &str) -> Self {
        Self {
            base_url: base_url.to_owned(),
            client_id: client_id.to_owned(),
        }
    }

    /// Returns the base URL that the token comes from, without a trailing slash.
    #[must_use]
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// Returns the client ID of the service account.
    #[must_use]
    pub fn client_id(&self) -> &str {
        &self.client_id
    }

    /// Returns 64 hexadecimal digits that stand for this key alone, for use as the name of a file or
    /// a row.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        let mut hash = Sha256::new();
        hash.update(&self.base_url);
        // No URL contains a line break.
        hash.update("\n");
        hash.update(&self.client_id);
        hex::encode(&hash.finalize())
    }
}

/// A [`TokenStore`] of whatever type.
#[derive(Clone)]
pub(crate) struct AnyTokenStore(Arc<dyn Erased>);

impl AnyTokenStore {
    pub(crate) fn new(store: impl TokenStore + 'static) -> Self {
        Self(Arc::new(store))
    }

    /// Loads a token for a call, which goes on without one if that fails.
    pub(super) async fn load(&self, key: &TokenKey) -> Option<AccessToken> {
        self.try_load(key).await.ok().flatten()
    }

    pub(super) async fn try_load(&self, key: &TokenKey) -> Result<Option<AccessToken>, BoxError> {
        ended("load", self.0.load(key)).await
    }

    pub(super) async fn save(&self, key: &TokenKey, token: &AccessToken) {
        let _ = ended("save", self.0.save(key, token)).await;
    }

    pub(super) async fn remove(&self, key: &TokenKey) -> Result<(), BoxError> {
        ended("remove", self.0.remove(key)).await
    }
}

/// Waits for the end of an action, though not for ever, and logs its failure.
async fn ended<T>(action: &str, future: BoxFuture<'_, Result<T, BoxError>>) -> Result<T, BoxError> {
    let outcome = timeout(PATIENCE, future).await;
    let outcome = outcome.unwrap_or_else(|elapsed| Err(elapsed.into()));
    if let Err(error) = &outcome {
        tracing::warn!(action, %error, "the token store failed");
    }
    outcome
}

impl fmt::Debug for AnyTokenStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("token store")
    }
}

/// What a store does, in a form that can be a trait object.
trait Erased: Send + Sync {
    fn load<'a>(
        &'a self,
        key: &'a TokenKey,
    ) -> BoxFuture<'a, Result<Option<AccessToken>, BoxError>>;
    fn save<'a>(
        &'a self,
        key: &'a TokenKey,
        token: &'a AccessToken,
    ) -> BoxFuture<'a, Result<(), BoxError>>;
    fn remove<'a>(&'a self, key: &'a TokenKey) -> BoxFuture<'a, Result<(), BoxError>>;
}

impl<T: TokenStore> Erased for T {
    fn load<'a>(
        &'a self,
        key: &'a TokenKey,
    ) -> BoxFuture<'a, Result<Option<AccessToken>, BoxError>> {
        Box::pin(TokenStore::load(self, key))
    }

    fn save<'a>(
        &'a self,
        key: &'a TokenKey,
        token: &'a AccessToken,
    ) -> BoxFuture<'a, Result<(), BoxError>> {
        Box::pin(TokenStore::save(self, key, token))
    }

    fn remove<'a>(&'a self, key: &'a TokenKey) -> BoxFuture<'a, Result<(), BoxError>> {
        Box::pin(TokenStore::remove(self, key))
    }
}
