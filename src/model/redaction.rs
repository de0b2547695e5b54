//! What is checked before a change is sent, so that it does no harm.

use crate::error::{Error, Result};
use crate::quote::quoted;
use crate::types::{IntegrationType, ThirdPartyIntegration};

/// What Atlas puts in the place of what it does not show.
const MASK: &str = "****";

/// Whether `text` is what Atlas shows of a secret, such as `****a23c`.
pub(crate) fn is_redacted(text: &str) -> bool {
    text.contains(MASK)
}

impl ThirdPartyIntegration {
    /// What a creation or an update checks before it sends these settings: that they are of the type
    /// `integration_type`, and hold no redacted value in the place of a secret.
    ///
    /// # Errors
    ///
    /// One of the two is not so. The error names the types, or the field, and what to do.
    pub fn check(&self, integration_type: &IntegrationType) -> Result<()> {
        check(self, &[("integration_type", integration_type.to_string())])
    }
}

/// Refuses a body that is for another service than the path, or that would store a redacted value.
pub(crate) fn check(body: &ThirdPartyIntegration, path: &[(&str, String)]) -> Result<()> {
    let value = serde_json::to_value(body)
        .map_err(|error| Error::invalid_request(format!("invalid body: {error}")))?;
    let sent = value.get("type").and_then(serde_json::Value::as_str);
    let asked = path
        .iter()
        .find(|(name, _)| *name == "integration_type")
        .map(|(_, value)| value.as_str());
    if let Some(asked) = asked
        && sent != Some(asked)
    {
        let sent = sent.map_or_else(
            || "has no type".to_owned(),
            |sent| format!("is of the type {}", quoted(sent)),
        );
        return Err(Error::invalid_request(format!(
            "invalid body: it {sent}, and integration_type is {}; the two must agree",
            quoted(asked)
        )));
    }
    match body.redacted_field() {
        None => Ok(()),
        Some(name) => Err(Error::invalid_request(format!(
            "invalid body: {name} is redacted (it holds {MASK}): so Atlas shows it, and would store \
             it in the place of the real value. Set the real value; to send it as it is, mark it \
             with `verbatim`"
        ))),
    }
}
