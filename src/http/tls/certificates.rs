//! Which certificates are trusted, and the client's own, for rustls.

use std::sync::Arc;

use rustls::client::danger::ServerCertVerifier;
use rustls::crypto::CryptoProvider;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls_platform_verifier::Verifier;

use super::{TlsSettings, failed};
use crate::environment::Environment;
use crate::error::{Error, Result};
use atlas_integrations_model::Secret;

/// Returns what decides which servers are trusted: those that the operating system trusts and those
/// that the caller adds.
pub(super) fn verifier(
    settings: &TlsSettings,
    provider: Arc<CryptoProvider>,
    env: Environment<'_>,
) -> Result<Arc<dyn ServerCertVerifier>> {
    let mut added = Vec::new();
    for pem in &settings.root_certificates {
        added.extend(certificates(pem).map_err(|fault| {
            Error::configuration(format!("invalid root_certificate: it {fault}"))
        })?);
    }
    if let Some(verifier) = variables::verifier(&added, &provider, env)? {
        return Ok(verifier);
    }
    #[cfg(not(target_os = "android"))]
    let verifier = Verifier::new_with_extra_roots(added, provider);
    #[cfg(target_os = "android")]
    let verifier = match added.is_empty() {
        true => Verifier::new(provider),
        false => Err(rustls::Error::General(
            "on Android, the system alone decides what is trusted".to_owned(),
        )),
    };
    Ok(Arc::new(verifier.map_err(|error| failed(&error))?))
}

/// Returns the client's own certificate, with those that lead to its issuer, and its private key.
pub(super) fn identity(
    chain: &[u8],
    key: &Secret,
) -> Result<(Vec<CertificateDer<'static>>, PrivateKeyDer<'static>)> {
    let invalid =
        |fault: &str| Error::configuration(format!("invalid client_certificate: {fault}"));
    let chain = certificates(chain).map_err(|fault| invalid(&format!("it {fault}")))?;
    let key = PrivateKeyDer::from_pem_slice(key.expose_secret().as_bytes())
        .map_err(|_| invalid("its private key is not in PEM format"))?;
    Ok((chain, key))
}

/// Reads certificates in PEM format, or says what is wrong with them.
fn certificates(pem: &[u8]) -> Result<Vec<CertificateDer<'static>>, &'static str> {
    let certificates: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).collect();
    match certificates {
        Err(_) => Err("is not in PEM format"),
        Ok(certificates) if certificates.is_empty() => Err("contains no certificate in PEM format"),
        Ok(certificates) => Ok(certificates),
    }
}

/// Elsewhere than on these systems, no variable says what is trusted.
#[cfg(not(all(unix, not(target_vendor = "apple"), not(target_os = "android"))))]
mod variables {
    use super::{Arc, CertificateDer, CryptoProvider, Environment, Result, ServerCertVerifier};

    pub(super) fn verifier(
        _added: &[CertificateDer<'static>],
        _provider: &Arc<CryptoProvider>,
        _env: Environment<'_>,
    ) -> Result<Option<Arc<dyn ServerCertVerifier>>> {
        Ok(None)
    }
}

#[cfg(all(unix, not(target_vendor = "apple"), not(target_os = "android")))]
mod variables {
    use std::fmt::Display;

    use rustls::RootCertStore;
    use rustls::client::WebPkiServerVerifier;
    use rustls_native_certs::{CertificateResult, load_certs_from_paths};

    use super::{
        Arc, CertificateDer, CryptoProvider, Environment, Error, Result, ServerCertVerifier, failed,
    };

    /// Returns what trusts the certificates that `SSL_CERT_FILE` and `SSL_CERT_DIR` name, if one of them
    /// is set, and those that the caller adds.
    pub(super) fn verifier(
        added: &[CertificateDer<'static>],
        provider: &Arc<CryptoProvider>,
        env: Environment<'_>,
    ) -> Result<Option<Arc<dyn ServerCertVerifier>>> {
        let (file, folders) = (env.path("SSL_CERT_FILE"), env.path("SSL_CERT_DIR"));
        if file.is_none() && folders.is_none() {
            return Ok(None);
        }
        let mut roots = RootCertStore::empty();
        if let Some(file) = &file {
            let loaded = load_certs_from_paths(Some(file), None);
            add(
                &mut roots,
                loaded,
                &format_args!("SSL_CERT_FILE ({})", file.display()),
            )?;
        }
        if let Some(folders) = &folders {
            let name = format!("SSL_CERT_DIR ({})", folders.display());
            let mut all = CertificateResult::default();
            for folder in std::env::split_paths(folders) {
                let loaded = load_certs_from_paths(None, Some(&folder));
                all.certs.extend(loaded.certs);
                all.errors.extend(loaded.errors);
            }
            add(&mut roots, all, &name)?;
        }
        roots.add_parsable_certificates(added.iter().cloned());
        let provider = Arc::clone(provider);
        let verifier = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider);
        let verifier = verifier.build().map_err(|error| failed(&error))?;
        Ok(Some(verifier))
    }

    fn add(roots: &mut RootCertStore, loaded: CertificateResult, name: &dyn Display) -> Result<()> {
        if let Some(error) = loaded.errors.first() {
            return Err(Error::configuration(format!(
                "{name} cannot be used: {error}"
            )));
        }
        match roots.add_parsable_certificates(loaded.certs) {
            (0, _) => Err(Error::configuration(format!(
                "{name} contains no certificate in PEM format"
            ))),
            _ => Ok(()),
        }
    }
}
