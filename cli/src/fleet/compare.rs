//! Whether a setting is as desired.

use atlas_integrations::Secret;
use serde_json::Value;

use super::desired::Setting;
use crate::integration::Fields;

/// How a setting stands to what Atlas shows of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Comparison {
    Same,
    /// Atlas shows a part of the secret, and that part is the same.
    SameAsShown,
    /// Atlas does not show it.
    NotShown,
    Different,
}

/// Compares a setting with the integration's.
pub(super) fn compare(setting: &Setting, actual: &Fields) -> Comparison {
    let desired = setting.json.get();
    match actual.get(&setting.name) {
        Some(shown) if shown == desired => Comparison::Same,
        None | Some("null") if desired == "null" => Comparison::Same,
        None | Some("null") if setting.is_secret => Comparison::NotShown,
        None => Comparison::Different,
        Some(shown) => match (parse(desired), parse(shown)) {
            (Some(desired), Some(shown)) if desired == shown => Comparison::Same,
            (Some(desired), Some(shown)) if same(&desired, &shown, setting.is_secret) => {
                match setting.is_secret {
                    true => Comparison::SameAsShown,
                    false => Comparison::Same,
                }
            }
            _ => Comparison::Different,
        },
    }
}

fn parse(json: &str) -> Option<Value> {
    serde_json::from_str(json).ok()
}

/// Whether `shown` has all of `desired`. Lists are compared without regard to order, since Atlas keeps
/// none; a secret is compared with what Atlas shows of it.
fn same(desired: &Value, shown: &Value, is_secret: bool) -> bool {
    match (desired, shown) {
        (Value::String(desired), Value::String(shown)) => {
            desired == shown
                || (is_secret && Secret::from(desired.as_str()).matches_redacted(shown))
        }
        (Value::Array(desired), Value::Array(shown)) => {
            desired.len() == shown.len()
                && desired
                    .iter()
                    .all(|one| shown.iter().any(|other| same(one, other, is_secret)))
                && shown
                    .iter()
                    .all(|other| desired.iter().any(|one| same(one, other, is_secret)))
        }
        (Value::Object(desired), Value::Object(shown)) => desired.iter().all(|(name, value)| {
            let shown = shown.get(name).unwrap_or(&Value::Null);
            same(value, shown, is_secret)
        }),
        _ => desired == shown,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::value::RawValue;

    use super::*;

    fn compared(desired: &str, is_secret: bool, actual: &str) -> Comparison {
        let setting = Setting {
            name: "x".to_owned(),
            json: RawValue::from_string(desired.to_owned()).expect("JSON"),
            is_secret,
        };
        compare(&setting, &serde_json::from_str(actual).expect("an object"))
    }

    #[test]
    fn settings_are_compared_by_value_and_secrets_by_what_is_shown() {
        for (desired, is_secret, actual, expected) in [
            ("\"EU\"", false, r#"{"x":"EU"}"#, Comparison::Same),
            ("1.50", false, r#"{"x":1.5}"#, Comparison::Same),
            ("null", false, "{}", Comparison::Same),
            ("\"EU\"", false, r#"{"x":"US"}"#, Comparison::Different),
            ("\"EU\"", false, "{}", Comparison::Different),
            (
                r#"["A","B"]"#,
                false,
                r#"{"x":["B","A"]}"#,
                Comparison::Same,
            ),
            (
                r#"["A","B"]"#,
                false,
                r#"{"x":["A","C"]}"#,
                Comparison::Different,
            ),
            (
                "\"0123456789aba23c\"",
                true,
                r#"{"x":"****a23c"}"#,
                Comparison::SameAsShown,
            ),
            (
                "\"0123456789abffff\"",
                true,
                r#"{"x":"****a23c"}"#,
                Comparison::Different,
            ),
            (
                "\"0123456789aba23c\"",
                true,
                r#"{"y":1}"#,
                Comparison::NotShown,
            ),
            (
                "\"0123456789aba23c\"",
                true,
                r#"{"x":null}"#,
                Comparison::NotShown,
            ),
            // What is no secret is never compared by its end.
            (
                "\"0123456789aba23c\"",
                false,
                r#"{"x":"****a23c"}"#,
                Comparison::Different,
            ),
            ("1e999", false, r#"{"x":1e998}"#, Comparison::Different),
        ] {
            assert_eq!(
                compared(desired, is_secret, actual),
                expected,
                "{desired} {actual}"
            );
        }
    }
}
