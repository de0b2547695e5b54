//! Whether a setting is as desired.

use atlas_integrations::Secret;

use super::setting::Setting;
use crate::integration::Fields;
use crate::json::Json;

/// What ends the name of a property that shows another one, redacted.
pub(super) const REDACTED: &str = "Redacted";

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

/// Compares a setting with the integration's. `is_withheld` says that Atlas may keep a value that it
/// does not show.
pub(super) fn compare(setting: &Setting, actual: &Fields, is_withheld: bool) -> Comparison {
    let desired = setting.json.get();
    match shown(&setting.name, actual) {
        Some(shown) if shown == desired => Comparison::Same,
        None if desired == "null" => Comparison::Same,
        None if is_withheld => Comparison::NotShown,
        None => Comparison::Different,
        Some(shown) => match (Json::parse(desired), Json::parse(shown)) {
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

/// What Atlas shows of a property, unless that is nothing. `headers` it shows as `headersRedacted`.
fn shown<'a>(name: &str, actual: &'a Fields) -> Option<&'a str> {
    let value = actual.get(name);
    let value = value.or_else(|| actual.get(&format!("{name}{REDACTED}")));
    value.filter(|value| *value != "null")
}

/// Whether `shown` has all of `desired`. Lists are compared without regard to order, since Atlas keeps
/// none; a secret is compared with what Atlas shows of it.
fn same(desired: &Json, shown: &Json, is_secret: bool) -> bool {
    match (desired, shown) {
        (Json::Text(desired), Json::Text(shown)) => {
            desired == shown
                || (is_secret && Secret::from(desired.as_str()).matches_redacted(shown))
        }
        (Json::List(desired), Json::List(shown)) => {
            desired.len() == shown.len()
                && desired
                    .iter()
                    .all(|one| shown.iter().any(|other| same(one, other, is_secret)))
                && shown
                    .iter()
                    .all(|other| desired.iter().any(|one| same(one, other, is_secret)))
        }
        (Json::Object(desired), Json::Object(shown)) => {
            desired.iter().all(|(name, value)| match shown.get(name) {
                Some(shown) => same(value, shown, is_secret),
                // Of a header, Atlas shows the name alone.
                None => is_secret || value.is_null(),
            })
        }
        _ => desired == shown,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::value::RawValue;

    use super::*;

    fn compared(desired: &str, is_secret: bool, is_withheld: bool, actual: &str) -> Comparison {
        let setting = Setting {
            name: "x".to_owned(),
            json: RawValue::from_string(desired.to_owned()).expect("JSON"),
            is_secret,
        };
        let actual = serde_json::from_str(actual).expect("an object");
        compare(&setting, &actual, is_withheld)
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
                r#"[{"name":"a","value":"0123456789"}]"#,
                true,
                r#"{"x":[{"name":"a"}]}"#,
                Comparison::SameAsShown,
            ),
            (
                r#"[{"name":"a","value":"0123456789"}]"#,
                true,
                r#"{"xRedacted":[{"name":"a","value":"****6780"}]}"#,
                Comparison::Different,
            ),
            // What is no secret is never compared by its end.
            (
                "\"0123456789aba23c\"",
                false,
                r#"{"x":"****a23c"}"#,
                Comparison::Different,
            ),
            ("1e999", false, r#"{"x":1e998}"#, Comparison::Different),
            (
                "[12345678901234567890123]",
                false,
                r#"{"x":[12345678901234567890124]}"#,
                Comparison::Different,
            ),
        ] {
            assert_eq!(
                compared(desired, is_secret, false, actual),
                expected,
                "{desired} {actual}"
            );
        }
    }

    #[test]
    fn a_secret_that_is_not_there_is_missing_unless_atlas_may_hide_it() {
        for actual in [r#"{"y":1}"#, r#"{"x":null}"#] {
            let compared =
                |is_withheld| compared("\"0123456789aba23c\"", true, is_withheld, actual);
            assert_eq!(compared(false), Comparison::Different);
            assert_eq!(compared(true), Comparison::NotShown);
        }
    }
}
