//! TLS, selected by feature, with nothing installed process-wide.

#[cfg(feature = "rustls")]
mod certificates;
#[cfg(all(feature = "native-tls", not(feature = "rustls")))]
mod native;

use std::sync::Arc;

use crate::environment::Environment;
use crate::error::Result;
use atlas_integrations_model::Secret;

/// The certificates that a caller adds, in PEM format (RFC 7468).
#[derive(Clone, Default)]
pub(crate) struct TlsSettings {
    /// Certificates of authorities that are trusted besides those that the system trusts.
    pub(crate) root_certificates: Vec<Arc<[u8]>>,
    /// The client's own certificate, with its private key.
    pub(crate) client_certificate: Option<(Arc<[u8]>, Secret)>,
}

/// Returns a `reqwest` builder with this crate's TLS, which follows no redirects. It is the one to build
/// a client for [`http_client`](crate::ClientBuilder::http_client) with: while the feature `rustls` is
/// enabled, `reqwest::Client::new()` panics unless the program has installed a provider of cryptography.
///
/// ```
/// use atlas_integrations::{Client, Credentials, http_client_builder};
///
/// let http_client = http_client_builder()?.build().expect("a client");
/// let client = Client::builder()
///     .credentials(Credentials::bearer("token"))
///     .http_client(http_client)
///     .build()?;
/// # Ok::<(), atlas_integrations::Error>(())
/// ```
///
/// # Errors
///
/// TLS cannot be set up, for example because the system has no trusted certificates or `SSL_CERT_FILE`
/// cannot be read; or the crate was built without TLS.
pub fn http_client_builder() -> Result<reqwest::ClientBuilder> {
    let builder = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none());
    configure(
        builder,
        true,
        &TlsSettings::default(),
        Environment::process(),
    )
}

/// Makes a `reqwest` client use TLS with ring and trust what the operating system trusts. If TLS is not
/// `needed`, for plain http to a loopback address, it trusts no certificates, so that it also works on a
/// machine that has none.
#[cfg(feature = "rustls")]
pub(super) fn configure(
    builder: reqwest::ClientBuilder,
    needed: bool,
    settings: &TlsSettings,
    env: Environment<'_>,
) -> Result<reqwest::ClientBuilder> {
    use rustls::{ClientConfig, RootCertStore};

    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .map_err(|error| failed(&error))?;
    let config = if needed {
        let verifier = certificates::verifier(settings, provider, env)?;
        config
            .dangerous()
            .with_custom_certificate_verifier(verifier)
    } else {
        config.with_root_certificates(RootCertStore::empty())
    };
    let mut config = match &settings.client_certificate {
        Some((chain, key)) => {
            let (chain, key) = certificates::identity(chain, key)?;
            config.with_client_auth_cert(chain, key).map_err(|error| {
                crate::error::Error::configuration(format!("invalid client_certificate: {error}"))
            })?
        }
        None => config.with_no_client_auth(),
    };
    config.alpn_protocols = vec![
        #[cfg(feature = "http2")]
        b"h2".to_vec(),
        b"http/1.1".to_vec(),
    ];
    Ok(builder.tls_backend_preconfigured(config))
}

/// Makes a `reqwest` client use TLS with the operating system's library.
#[cfg(all(feature = "native-tls", not(feature = "rustls")))]
pub(super) fn configure(
    mut builder: reqwest::ClientBuilder,
    needed: bool,
    settings: &TlsSettings,
    env: Environment<'_>,
) -> Result<reqwest::ClientBuilder> {
    // Whatever changed the builder before does not turn verification off.
    builder = builder
        .tls_backend_native()
        .tls_danger_accept_invalid_certs(false)
        .tls_danger_accept_invalid_hostnames(false);
    if needed {
        builder = builder.tls_certs_merge(native::roots(settings, env)?);
    }
    if let Some((chain, key)) = &settings.client_certificate {
        builder = builder.identity(native::identity(chain, key)?);
    }
    Ok(builder)
}

/// Leaves a `reqwest` client without TLS.
#[cfg(not(any(feature = "native-tls", feature = "rustls")))]
pub(super) fn configure(
    builder: reqwest::ClientBuilder,
    needed: bool,
    _settings: &TlsSettings,
    _env: Environment<'_>,
) -> Result<reqwest::ClientBuilder> {
    if needed {
        return Err(crate::error::Error::configuration(
            "this build has no TLS: enable the `rustls` or `native-tls` feature of \
             atlas-integrations, or set an `http_client` that supports it",
        ));
    }
    Ok(builder)
}

#[cfg(feature = "rustls")]
fn failed(error: &dyn std::fmt::Display) -> crate::error::Error {
    crate::error::Error::configuration(format!(
        "TLS cannot be set up: {error}; on a system without trusted certificates, install them (the \
         package is often called ca-certificates) or set a `root_certificate`"
    ))
}
