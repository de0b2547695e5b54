//! Whether a setting is as desired.

use atlas_integrations::Secret;

use super::setting::Setting;
use crate::integration::Fields;
use crate::json::Json;

/// What ends the name of a property that shows another one, redacted.
pub(super) const REDACTED: &str = "Redacted";

/// How a setting compares with what Atlas shows of it, from the best to the worst.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
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
        None if desired == "null" => Comparison::Same,
        None if is_withheld => Comparison::NotShown,
        None => Comparison::Different,
        Some(shown) => match (Json::parse(desired), Json::parse(shown)) {
            (Some(desired), Some(shown)) => compared(&desired, &shown, setting.is_secret),
            _ if desired == shown => Comparison::Same,
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

/// Compares `shown` with `desired`, all of which it should have. Lists are compared without regard to
/// order, since Atlas keeps none; a secret is compared with what Atlas shows of it.
fn compared(desired: &Json, shown: &Json, is_secret: bool) -> Comparison {
    match (desired, shown) {
        (Json::Text(desired), Json::Text(shown)) if is_secret => compared_secrets(desired, shown),
        (Json::List(desired), Json::List(shown)) if desired.len() == shown.len() => {
            let found = desired.iter().map(|one| {
                let others = shown.iter().map(|other| compared(one, other, is_secret));
                others.min()
            });
            let wanted = shown.iter().map(|other| {
                let ones = desired.iter().map(|one| compared(one, other, is_secret));
                ones.min()
            });
            let worst = found.chain(wanted).flatten().max();
            worst.unwrap_or(Comparison::Same)
        }
        (Json::Object(desired), Json::Object(shown)) => {
            let members = desired.iter().map(|(name, value)| match shown.get(name) {
                Some(shown) => compared(value, shown, is_secret),
                None if value.is_null() => Comparison::Same,
                // Of a header, Atlas shows the name alone.
                None if is_secret => Comparison::NotShown,
                None => Comparison::Different,
            });
            members.max().unwrap_or(Comparison::Same)
        }
        _ if desired == shown => Comparison::Same,
        _ => Comparison::Different,
    }
}

fn compared_secrets(desired: &str, shown: &str) -> Comparison {
    match Secret::from(desired).matches_redacted(shown) {
        _ if Secret::from(shown).is_fully_redacted() && !desired.is_empty() => Comparison::NotShown,
        _ if desired == shown => Comparison::Same,
        true => Comparison::SameAsShown,
        false => Comparison::Different,
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
                Comparison::NotShown,
            ),
            (
                r#"[{"name":"a","value":"0123456789"}]"#,
                true,
                r#"{"xRedacted":[{"name":"a","value":"****6780"}]}"#,
                Comparison::Different,
            ),
            ("\"{}\"", true, r#"{"x":"******"}"#, Comparison::NotShown),
            (
                "\"******\"",
                true,
                r#"{"x":"******"}"#,
                Comparison::NotShown,
            ),
            ("\"\"", true, r#"{"x":"******"}"#, Comparison::Different),
            ("null", true, r#"{"x":"******"}"#, Comparison::Different),
            ("\"******\"", false, r#"{"x":"******"}"#, Comparison::Same),
            (
                "\"****a23c\"",
                true,
                r#"{"x":"****a23c"}"#,
                Comparison::Same,
            ),
            (
                r#"[{"name":"a","value":"01234567"},{"name":"b","value":"0123"}]"#,
                true,
                r#"{"x":[{"name":"b","value":"****"},{"name":"a","value":"****4567"}]}"#,
                Comparison::NotShown,
            ),
            ("[]", true, r#"{"x":[]}"#, Comparison::Same),
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
