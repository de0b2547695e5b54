//! What was sent and must not be shown, even if a server quotes it.

use reqwest::header::HeaderValue;
use zeroize::Zeroizing;

use super::header::form_encode;
use atlas_integrations_model::Secret;

/// The secrets of a request, in the forms in which they were sent.
#[derive(Clone, Default)]
pub(super) struct Secrets(Vec<Secret>);

impl Secrets {
    /// Collects a client secret and the value of `Authorization` that it is part of.
    pub(super) fn new(client_secret: &Secret, authorization: &HeaderValue) -> Self {
        let header = authorization.to_str().unwrap_or_default();
        let encoded = header.rsplit(' ').next().unwrap_or_default();
        Self::default().and(client_secret).and(&encoded.into())
    }

    /// Adds a secret.
    pub(super) fn and(mut self, secret: &Secret) -> Self {
        let mut encoded = Zeroizing::new(String::new());
        form_encode(secret.expose_secret(), &mut encoded);
        self.0.push(encoded.as_str().into());
        self.0.push(secret.clone());
        self
    }

    /// Replaces what is secret in `text`.
    pub(super) fn mask(&self, text: String) -> String {
        let secrets = self.0.iter().map(Secret::expose_secret);
        secrets
            .filter(|secret| !secret.is_empty())
            .fold(text, |text, secret| text.replace(secret, "***"))
    }
}
