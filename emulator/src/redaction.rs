//! Redaction of secrets, which Atlas never returns in full.

use serde_json::{Map, Value};

/// The integration as Atlas returns it: passwords are left out, keys keep their last four
/// characters, webhook URLs keep their scheme and host.
pub(crate) fn redact(integration: &Map<String, Value>) -> Value {
    let mut redacted = integration.clone();
    redacted.shift_remove("password");
    for (name, value) in &mut redacted {
        let Value::String(text) = value else {
            continue;
        };
        match name.as_str() {
            "apiKey" | "apiToken" | "hecToken" | "licenseKey" | "readToken" | "serviceKey"
            | "writeToken" => {
                *text = mask_all_but_last_four(text);
            }
            "microsoftTeamsWebhookUrl" | "url" => *text = mask_path(text),
            "secret" => *text = "*".repeat(text.chars().count()),
            _ => {}
        }
    }
    redacted.into()
}

/// Leaves out the values of HTTP headers.
pub(crate) fn hide_header_values(headers: &mut Value) {
    for header in headers.as_array_mut().into_iter().flatten() {
        if let Some(header) = header.as_object_mut() {
            header.shift_remove("value");
        }
    }
}

/// Masks the values of HTTP headers, apart from their last four characters.
pub(crate) fn mask_header_values(headers: &mut Value) {
    for header in headers.as_array_mut().into_iter().flatten() {
        if let Some(Value::String(value)) = header.get_mut("value") {
            *value = mask_all_but_last_four(value);
        }
    }
}

fn mask_all_but_last_four(key: &str) -> String {
    let masked = key.chars().count().saturating_sub(4);
    let kept: String = key.chars().skip(masked).collect();
    format!("{}{kept}", "*".repeat(masked))
}

fn mask_path(url: &str) -> String {
    let origin = url.splitn(4, '/').take(3).collect::<Vec<_>>().join("/");
    format!("{origin}/****")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples;

    #[test]
    fn secrets_are_redacted() {
        let redacted =
            |integration_type| redact(&samples::integration(integration_type).expect("a sample"));
        assert_eq!(
            redacted("PAGER_DUTY")["serviceKey"],
            "****************************7890"
        );
        assert_eq!(redacted("WEBHOOK")["url"], "https://hooks.example.com/****");
        assert_eq!(redacted("WEBHOOK")["secret"], "*".repeat(23));
        assert_eq!(redacted("PROMETHEUS").get("password"), None);
    }
}
