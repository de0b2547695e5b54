//! TLS, selected by feature, with nothing installed process-wide.

use crate::error::{Error, Result};

/// Builds a `reqwest` client that uses TLS with ring and trusts what the operating system trusts. If
/// TLS is not `needed`, for plain http to a loopback address, it trusts no certificates, so that it
/// also works on a machine that has none.
#[cfg(feature = "rustls")]
pub(crate) fn build(builder: reqwest::ClientBuilder, needed: bool) -> Result<reqwest::Client> {
    use std::sync::Arc;

    use rustls::{ClientConfig, RootCertStore};
    use rustls_platform_verifier::BuilderVerifierExt as _;

    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let failed = |error: rustls::Error| {
        Error::configuration(format!(
            "TLS cannot be set up: {error}; on a system without trusted certificates, install \
             them (the package is often called ca-certificates) or set an `http_client`"
        ))
    };
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(failed)?;
    let config = if needed {
        config.with_platform_verifier().map_err(failed)?
    } else {
        config.with_root_certificates(RootCertStore::empty())
    };
    finish(builder.tls_backend_preconfigured(config.with_no_client_auth()))
}

/// Builds a `reqwest` client that uses TLS with the operating system's library.
#[cfg(all(feature = "native-tls", not(feature = "rustls")))]
pub(crate) fn build(builder: reqwest::ClientBuilder, _needed: bool) -> Result<reqwest::Client> {
    finish(builder.tls_backend_native())
}

/// Builds a `reqwest` client without TLS.
#[cfg(not(any(feature = "native-tls", feature = "rustls")))]
pub(crate) fn build(builder: reqwest::ClientBuilder, needed: bool) -> Result<reqwest::Client> {
    if needed {
        return Err(Error::configuration(
            "this build has no TLS: enable the `rustls` or `native-tls` feature of \
             atlas-integrations, or set an `http_client` that supports it",
        ));
    }
    finish(builder)
}

fn finish(builder: reqwest::ClientBuilder) -> Result<reqwest::Client> {
    builder
        .build()
        .map_err(|error| Error::configuration(format!("the HTTP client cannot be built: {error}")))
}
