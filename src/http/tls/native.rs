//! Which certificates are trusted, and the client's own, for the operating system's library.

use std::path::Path;

use reqwest::{Certificate, Identity};

use super::TlsSettings;
use crate::environment::Environment;
use crate::error::{Error, Result};
use atlas_integrations_model::Secret;

/// Returns the certificates that the caller adds to those that the system trusts. A file that OpenSSL
/// would silently pass over is an error.
pub(super) fn roots(settings: &TlsSettings, env: Environment<'_>) -> Result<Vec<Certificate>> {
    if cfg!(all(
        unix,
        not(target_vendor = "apple"),
        not(target_os = "android")
    )) && let Some(file) = env.path("SSL_CERT_FILE")
    {
        check_file(&file)?;
    }
    let mut added = Vec::new();
    for pem in &settings.root_certificates {
        added.extend(certificates(pem).map_err(|fault| {
            Error::configuration(format!("invalid root_certificate: it {fault}"))
        })?);
    }
    Ok(added)
}

/// Returns the client's own certificate, with those that lead to its issuer, and its private key.
pub(super) fn identity(chain: &[u8], key: &Secret) -> Result<Identity> {
    Identity::from_pkcs8_pem(chain, key.expose_secret().as_bytes()).map_err(|_| {
        Error::configuration(
            "invalid client_certificate: the certificates must be in PEM format, and the private key \
             in PKCS #8 in PEM format",
        )
    })
}

fn check_file(file: &Path) -> Result<()> {
    let invalid =
        |fault: String| Error::configuration(format!("SSL_CERT_FILE ({}) {fault}", file.display()));
    let pem = std::fs::read(file).map_err(|error| invalid(format!("cannot be used: {error}")))?;
    certificates(&pem).map_err(|fault| invalid(fault.to_owned()))?;
    Ok(())
}

/// Reads certificates in PEM format, or says what is wrong with them.
fn certificates(pem: &[u8]) -> Result<Vec<Certificate>, &'static str> {
    match Certificate::from_pem_bundle(pem) {
        Err(_) => Err("is not in PEM format"),
        Ok(certificates) if certificates.is_empty() => Err("contains no certificate in PEM format"),
        Ok(certificates) => Ok(certificates),
    }
}
