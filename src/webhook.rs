//! Receiving what a webhook integration sends: is this alert from Atlas?
//!
//! If a webhook integration has a [`secret`](crate::types::Webhook::secret), Atlas signs each alert that
//! it posts: the header `X-MMS-Signature` is the base64 of the HMAC-SHA-1 (RFC 2104) of the body, under
//! that secret. [`verify`] checks it.
//!
//! ```
//! use atlas_integrations::webhook;
//!
//! let body = br#"{"eventTypeName":"OUTSIDE_METRIC_THRESHOLD","status":"OPEN"}"#;
//! let signature = "ALMSMqcSpdTU7lhVL+LycFxnJTU=";
//! webhook::verify("a secret of the webhook", body, signature)?;
//! # Ok::<(), webhook::SignatureError>(())
//! ```
//!
//! The signature covers the bytes of the body: verify them as they came, before they are parsed. It
//! does not cover the time, so whoever has seen an alert can send the same alert again. A receiver for
//! which this matters remembers the `id` and `updated` of the alerts that it has handled.
//!
//! `examples/webhook.rs` is a receiver made with axum.

use std::fmt;

use atlas_integrations_model::Secret;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha1::Sha1;

/// The name of the header with the signature. Names of headers are compared without regard to case; in
/// HTTP/2 and in the `http` crate they are lower case, as this is.
pub const SIGNATURE_HEADER: &str = "x-mms-signature";

/// How many bytes a SHA-1 hash has.
const HASH_LENGTH: usize = 20;

/// Checks that `signature` is that of `body` under `secret`, in a time that says nothing about the
/// right signature.
///
/// `secret` is what the integration was created with, `body` is the body of the request as it came, and
/// `signature` is the value of its header [`SIGNATURE_HEADER`], as text or as bytes. A request without
/// that header is not signed; treat it like one with a wrong signature.
///
/// # Errors
///
/// The signature is wrong, or cannot be checked: see [`SignatureError`].
pub fn verify(
    secret: impl Into<Secret>,
    body: impl AsRef<[u8]>,
    signature: impl AsRef<[u8]>,
) -> Result<(), SignatureError> {
    let secret = secret.into();
    // Room for one group of base64 more than a hash needs.
    let mut decoded = [0; HASH_LENGTH + 4];
    let signature = match STANDARD.decode_slice(signature, &mut decoded) {
        Ok(HASH_LENGTH) => decoded.get(..HASH_LENGTH).unwrap_or_default(),
        _ => return Err(SignatureError::Malformed),
    };
    let mac = mac(&secret, body.as_ref())?;
    mac.verify_slice(signature)
        .map_err(|_| match secret.is_redacted() {
            true => SignatureError::RedactedSecret,
            false => SignatureError::Mismatch,
        })
}

/// Returns the signature of `body` under `secret`: what Atlas sends, and what a test of a receiver
/// needs.
///
/// ```
/// use atlas_integrations::webhook;
///
/// let signature = webhook::sign("a secret of the webhook", "an alert")?;
/// webhook::verify("a secret of the webhook", "an alert", &signature)?;
/// assert!(webhook::verify("a secret of the webhook", "another alert", &signature).is_err());
/// # Ok::<(), webhook::SignatureError>(())
/// ```
///
/// # Errors
///
/// The secret is empty.
pub fn sign(secret: impl Into<Secret>, body: impl AsRef<[u8]>) -> Result<String, SignatureError> {
    let mac = mac(&secret.into(), body.as_ref())?;
    Ok(STANDARD.encode(mac.finalize().into_bytes()))
}

fn mac(secret: &Secret, body: &[u8]) -> Result<Hmac<Sha1>, SignatureError> {
    let secret = secret.expose_secret();
    if secret.is_empty() {
        return Err(SignatureError::EmptySecret);
    }
    // A key may have any length, so this does not fail.
    let mac = Hmac::<Sha1>::new_from_slice(secret.as_bytes());
    let mac = mac.map_err(|_| SignatureError::EmptySecret)?;
    Ok(mac.chain_update(body))
}

/// Why a signature does not prove that an alert is from Atlas.
///
/// Respond with 401 to [`Malformed`](Self::Malformed) and [`Mismatch`](Self::Mismatch); the others are
/// faults of the receiver's own settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SignatureError {
    /// The secret is empty, so that anybody could have signed this. Set the integration's secret, and
    /// give the receiver the same one.
    EmptySecret,
    /// The secret is one that Atlas has redacted, as `****2101`: what a response shows of it rather
    /// than what the integration was created with. Take the secret from where it is kept.
    RedactedSecret,
    /// The signature is not the base64 of 20 bytes. Atlas sends no such thing.
    Malformed,
    /// The signature is not that of this body under this secret. Someone else has sent this, or the
    /// body is not what was received, byte for byte, or the receiver has another secret than the
    /// integration.
    Mismatch,
}

impl fmt::Display for SignatureError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::EmptySecret => "the webhook's secret is empty, so that anybody can sign",
            Self::RedactedSecret => {
                "the webhook's secret is redacted: it is not the one that the integration was \
                 created with"
            }
            Self::Malformed => "the signature is not the base64 of an HMAC-SHA-1",
            Self::Mismatch => "the signature is not that of this body under this secret",
        })
    }
}

impl std::error::Error for SignatureError {}

#[cfg(test)]
mod tests;
