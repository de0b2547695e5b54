//! Credentials of the user's own kind.

use std::sync::Arc;

use futures_core::future::BoxFuture;
use reqwest::Request;
use reqwest::header::HeaderMap;

use super::token_store::BoxError;
use crate::error::{Error, Result};

/// Credentials of your own kind: headers that authenticate a request. It may take them from a vault, a
/// sidecar or another identity provider.
///
/// ```
/// use std::sync::Mutex;
///
/// use atlas_integrations::reqwest::Request;
/// use atlas_integrations::reqwest::header::{AUTHORIZATION, HeaderMap};
/// use atlas_integrations::{AuthProvider, BoxError, Client, Credentials};
///
/// struct Vault(Mutex<Option<String>>);
///
/// # async fn read_from_vault() -> Result<String, BoxError> { Ok("t".to_owned()) }
/// impl AuthProvider for Vault {
///     async fn headers(&self, _request: &Request) -> Result<HeaderMap, BoxError> {
///         let known = self.0.lock().unwrap().clone();
///         let token = match known {
///             Some(token) => token,
///             None => read_from_vault().await?,
///         };
///         let header = format!("Bearer {token}").parse()?;
///         *self.0.lock().unwrap() = Some(token);
///         Ok(HeaderMap::from_iter([(AUTHORIZATION, header)]))
///     }
///
///     async fn refused(&self, _headers: &HeaderMap) -> bool {
///         self.0.lock().unwrap().take().is_some()
///     }
/// }
///
/// let credentials = Credentials::provider(Vault(Mutex::default()));
/// let client = Client::builder().credentials(credentials).build()?;
/// # Ok::<(), atlas_integrations::Error>(())
/// ```
pub trait AuthProvider: Send + Sync {
    /// Returns the headers that authenticate `request`, each of which replaces one of the same name.
    /// They are marked as sensitive, so that they are shown nowhere. It is asked each time that a request
    /// is sent, and only the call's deadline limits how long it takes.
    ///
    /// # Errors
    ///
    /// Whatever the provider fails with: the call fails with it as the source. It is not retried, unless
    /// it is this crate's own [`Error`] and [transient](Error::is_transient).
    fn headers(
        &self,
        request: &Request,
    ) -> impl Future<Output = Result<HeaderMap, BoxError>> + Send;

    /// Is told that the server answered a request with these headers with 401. Returns whether other
    /// headers may be accepted, in which case the request is sent once more; by default, they may not.
    fn refused(&self, _headers: &HeaderMap) -> impl Future<Output = bool> + Send {
        std::future::ready(false)
    }
}

/// An [`AuthProvider`] of whatever type.
#[derive(Clone)]
pub(crate) struct AnyAuthProvider(Arc<dyn Erased>);

impl AnyAuthProvider {
    pub(crate) fn new(provider: impl AuthProvider + 'static) -> Self {
        Self(Arc::new(provider))
    }

    /// Adds the provider's headers to `request`, and returns them.
    pub(super) async fn authenticate(&self, request: &mut Request) -> Result<HeaderMap> {
        let mut headers = self.0.headers(request).await.map_err(failed)?;
        for value in headers.values_mut() {
            value.set_sensitive(true);
        }
        request.headers_mut().extend(headers.clone());
        Ok(headers)
    }

    pub(super) async fn refused(&self, headers: &HeaderMap) -> bool {
        self.0.refused(headers).await
    }
}

fn failed(cause: BoxError) -> Error {
    match cause.downcast::<Error>() {
        Ok(error) => error.while_authenticating(),
        Err(cause) => {
            let message = format!("the credentials' provider failed: {cause}");
            Error::authentication(message).with_boxed_source(cause)
        }
    }
}

/// What a provider does, in a form that can be a trait object.
trait Erased: Send + Sync {
    fn headers<'a>(&'a self, request: &'a Request) -> BoxFuture<'a, Result<HeaderMap, BoxError>>;
    fn refused<'a>(&'a self, headers: &'a HeaderMap) -> BoxFuture<'a, bool>;
}

impl<T: AuthProvider> Erased for T {
    fn headers<'a>(&'a self, request: &'a Request) -> BoxFuture<'a, Result<HeaderMap, BoxError>> {
        Box::pin(AuthProvider::headers(self, request))
    }

    fn refused<'a>(&'a self, headers: &'a HeaderMap) -> BoxFuture<'a, bool> {
        Box::pin(AuthProvider::refused(self, headers))
    }
}
