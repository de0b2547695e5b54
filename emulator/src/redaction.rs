//! Redaction of secrets, which Atlas never returns in full.

use serde_json::Value;

/// The integration as Atlas returns it: passwords are left out, keys and secrets keep their last four
/// characters, webhook URLs keep their host and these, and templates nothing.
pub(crate) fn redact(mut integration: Value) -> Value {
    if let Some(properties) = integration.as_object_mut() {
        properties.shift_remove("password");
    }
    for (name, value) in integration.as_object_mut().into_iter().flatten() {
        let Value::String(text) = value else {
            continue;
        };
        match name.as_str() {
            "apiKey" | "apiToken" | "hecToken" | "licenseKey" | "readToken" | "secret"
            | "serviceKey" | "writeToken" => *text = mask_all_but_last_four(text),
            "microsoftTeamsWebhookUrl" | "url" => *text = mask_path(text),
            "bodyTemplate" | "headersTemplate" => *text = "*".repeat(6),
            _ => {}
        }
    }
    integration
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
    let kept = last_four(key);
    let masked = key.chars().count() - kept.chars().count();
    format!("{}{kept}", "*".repeat(masked))
}

fn mask_path(url: &str) -> String {
    let mut parts = url.splitn(4, '/');
    let origin = parts.by_ref().take(3).collect::<Vec<_>>().join("/");
    format!(
        "{origin}/****{}",
        last_four(parts.next().unwrap_or_default())
    )
}

/// The last four characters, or none of a text that has no more than these.
fn last_four(text: &str) -> &str {
    let start = text
        .char_indices()
        .rev()
        .nth(3)
        .map_or(0, |(start, _)| start);
    match start {
        0 => "",
        start => text.get(start..).unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::samples;

    #[test]
    fn secrets_are_redacted() {
        let redacted = |integration_type| {
            redact(
                samples::integration(integration_type)
                    .expect("a sample")
                    .into(),
            )
        };
        assert_eq!(
            redacted("PAGER_DUTY")["serviceKey"],
            "****************************7890"
        );
        let webhook = redacted("WEBHOOK");
        assert_eq!(webhook["url"], "https://hooks.example.com/****7d6c");
        assert_eq!(webhook["secret"], "*******************cret");
        assert_eq!(redacted("PROMETHEUS").get("password"), None);
        let templates = json!({ "bodyTemplate": "{\"a\": 1}", "headersTemplate": null });
        assert_eq!(
            redact(templates),
            json!({ "bodyTemplate": "******", "headersTemplate": null })
        );
        assert_eq!(redact(json!({ "apiKey": "1234" }))["apiKey"], "****");
        assert_eq!(
            redact(json!({ "url": "https://example.com/2101" }))["url"],
            "https://example.com/****"
        );
    }
}
