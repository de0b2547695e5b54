//! What a file can be that says what should be there.

use serde_json::value::RawValue;

use super::{Document, VERSION, exported, yaml};
use crate::error::{CliError, CliResult};
use crate::fleet::sheet;

/// Parses YAML, JSON, or an export in JSON Lines or comma-separated values; `source` is what to call
/// the file. Numbers keep every digit.
pub(in crate::fleet) fn parse(text: &str, source: &str) -> CliResult<Document> {
    let refused = |reason: &str| CliError::usage(format!("{source}: {reason}"));
    if let Some(exported) = exported::parse(text) {
        let reason = |line| format!("line {line} is not a line of `export --output jsonl`");
        return exported.map_err(|line| refused(&reason(line)));
    }
    if let Some(exported) = sheet::parse(text) {
        let reason = |line| format!("line {line} is not a row of `export --output csv`");
        return exported.map_err(|line| refused(&reason(line)));
    }
    let json = match serde_json::from_str::<&RawValue>(text) {
        Ok(json) => json.get().to_owned(),
        Err(_) => yaml::to_json(text).map_err(|reason| refused(&reason))?,
    };
    let document: Document =
        serde_json::from_str(&json).map_err(|error| refused(&shown(&error)))?;
    if document.version != VERSION {
        let version = document.version;
        return Err(refused(&format!(
            "version {version} of the format is not known; this program reads version {VERSION}"
        )));
    }
    Ok(document)
}

/// What is wrong with the form of a file. A message of the parser could quote a value, which may be a
/// secret; those about names do not.
fn shown(error: &serde_json::Error) -> String {
    let message = error.to_string();
    let message = message.split(" at line ").next().unwrap_or_default();
    match message.starts_with("unknown field") || message.starts_with("missing field") {
        true => message.to_owned(),
        false => {
            "it does not have the form of a desired state, such as {\"version\": 1, \"rules\": \
             [{\"integrations\": [{\"type\": \"DATADOG\", \"region\": \"EU\"}], \"absent\": [\"SLACK\"]}]}"
                .to_owned()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(text: &str) -> String {
        let document = parse(text, "fleet").expect("a desired state");
        document.rules[0].integrations[0].json()
    }

    #[test]
    fn numbers_keep_every_digit_in_both_languages() {
        let json = r#"{"version":1,"rules":[{"integrations":[{"a":12345678901234567890123,"b":1.50,"c":1e999}]}]}"#;
        let yaml = "version: 1\nrules:\n- integrations:\n  - a: 12345678901234567890123\n    b: 1.50\n    \
                    c: 1e999\n";
        let expected = r#"{"a":12345678901234567890123,"b":1.50,"c":1e999}"#;
        assert_eq!(settings(json), expected);
        assert_eq!(settings(yaml), expected);
    }

    #[test]
    fn yaml_may_have_braces_anchors_and_other_notations() {
        let yaml = "{version: 1, rules: [{integrations: [{a: &x 1.50, b: *x, c: 0x10, d: '1.50', e: ~, f: \
                    NO, g: true, h: +5}]}]}";
        let expected = r#"{"a":1.50,"b":1.50,"c":16,"d":"1.50","e":null,"f":"NO","g":true,"h":5}"#;
        assert_eq!(settings(yaml), expected);
    }

    #[test]
    fn an_id_or_a_name_that_looks_like_a_number_is_text() {
        for (yaml, expected) in [
            ("000000006500000000000002", "000000006500000000000002"),
            ("65e123456789012345678901", "65e123456789012345678901"),
            ("2024", "2024"),
            ("1.50", "1.50"),
            ("'1.50'", "1.50"),
            ("NO", "NO"),
        ] {
            let text = format!("version: 1\nrules: [{{projects: {{include: [{yaml}]}}}}]");
            let mut document = parse(&text, "fleet").expect(yaml);
            let include = document.rules.remove(0).projects.include;
            assert_eq!(include.expect("named")[0].0, expected);
        }
    }

    #[test]
    fn what_is_wrong_is_said_without_a_value() {
        for (text, expected) in [
            (
                "version: 2\nrules: []",
                "version 2 of the format is not known",
            ),
            ("rules: []", "missing field `version`"),
            ("version: 1\nrule: []", "unknown field `rule`"),
            ("version: 1\nrules: sesame", "does not have the form"),
            (
                "version: 1\nrules: [sesame",
                "not valid YAML: error at line 2",
            ),
            (
                "version: 1\nversion: 1\nrules: []",
                "not valid YAML: error at line 2",
            ),
            (
                "{\"version\":1,\"rules\":[{\"absent\":\"sesame\"}]}",
                "does not have the form",
            ),
            (
                "version: 1\nrules: [{integrations: [{a: .inf}]}]",
                "no number of JSON",
            ),
            ("", "does not have the form"),
        ] {
            let error = parse(text, "fleet").map(drop);
            let error = error.expect_err(text).to_string();
            assert!(error.contains(expected), "{text}: {error}");
            assert!(!error.contains("sesame"), "{error}");
        }
    }
}
