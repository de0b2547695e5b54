//! JSON to values, with errors that name the place and never repeat what stood there.

use std::fmt;

use serde::de::DeserializeOwned;
use serde_json::Value;

/// Why a JSON text is not the value that was wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    /// Where, as an RFC 9535 path such as `$.region`, if one place is to blame.
    pub(crate) path: Option<String>,
    /// What is wrong, without a value that stood in the text.
    pub(crate) reason: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.path {
            Some(path) => write!(f, "{path}: {}", self.reason),
            None => f.write_str(&self.reason),
        }
    }
}

/// Decodes `text`. The cause is looked for only when it is needed.
pub(crate) fn from_str<T: DeserializeOwned>(text: &str) -> Result<T, Fault> {
    serde_json::from_str(text).map_err(|error| find_fault::<T>(text, &error))
}

fn find_fault<T: DeserializeOwned>(text: &str, first: &serde_json::Error) -> Fault {
    if first.is_eof() {
        return whole("the JSON text breaks off");
    }
    if first.is_syntax() {
        let (line, column) = (first.line(), first.column());
        return whole(format!(
            "it is not valid JSON, at line {line}, column {column}"
        ));
    }
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let Err(error) = serde_path_to_error::deserialize::<_, T>(&mut deserializer) else {
        return whole("something follows the JSON text");
    };
    let path = error.path().to_string();
    let message = error.inner().to_string();
    if let Some(field) = named(&message, "missing field `") {
        return at(&path, Some(field), "it is missing");
    }
    if let Some(field) = named(&message, "duplicate field `") {
        return at(&path, Some(field), "it stands twice");
    }
    // serde's message repeats the value; what it wanted comes last, from our own types.
    let wanted = message.rsplit_once(", expected ").map(|(_, wanted)| {
        wanted
            .split_once(" at line ")
            .map_or(wanted, |(wanted, _)| wanted)
    });
    let found = serde_json::from_str::<Value>(text)
        .ok()
        .and_then(|value| value.pointer(&pointer(&path)).map(kind));
    let reason = match (found, wanted) {
        (Some(found), Some(wanted)) => format!("it is {found}, not {wanted}"),
        (_, Some(wanted)) => format!("it is not {wanted}"),
        _ => "it does not fit".to_owned(),
    };
    at(&path, None, reason)
}

fn whole(reason: impl Into<String>) -> Fault {
    Fault {
        path: None,
        reason: reason.into(),
    }
}

/// A fault at serde_path_to_error's `path` (`a.b[0]`, or `.` for the whole), or in `field` of it.
fn at(path: &str, field: Option<&str>, reason: impl Into<String>) -> Fault {
    let mut place = "$".to_owned();
    if path != "." {
        place = format!("{place}.{path}").replace(".[", "[");
    }
    if let Some(field) = field {
        place = format!("{place}.{field}");
    }
    Fault {
        path: Some(place),
        reason: reason.into(),
    }
}

/// The name in a message such as ``missing field `name` at line 1 column 2``.
fn named<'a>(message: &'a str, start: &str) -> Option<&'a str> {
    message
        .strip_prefix(start)?
        .split_once('`')
        .map(|(name, _)| name)
}

/// serde_path_to_error's `path` as a JSON pointer (RFC 6901).
fn pointer(path: &str) -> String {
    if path == "." {
        return String::new();
    }
    let steps = path.replace('[', ".").replace(']', "");
    steps
        .split('.')
        .filter(|step| !step.is_empty())
        .map(|step| format!("/{}", step.replace('~', "~0").replace('/', "~1")))
        .collect()
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::{ApiError, Datadog};

    fn fault<T: DeserializeOwned + fmt::Debug>(text: &str) -> String {
        from_str::<T>(text)
            .expect_err("must not decode")
            .to_string()
    }

    #[test]
    fn the_place_is_named_and_the_value_is_not() {
        for (text, sentence) in [
            (r#"{"apiKey": 1}"#, "$.apiKey: it is a number, not a string"),
            (r#"{"apiKey": null}"#, "$.apiKey: it is null, not a string"),
            (r#"{"region": "US"}"#, "$.apiKey: it is missing"),
            (
                r#"{"apiKey": "a", "apiKey": "b"}"#,
                "$.apiKey: it stands twice",
            ),
            (
                r#"{"apiKey": "a", "sendDatabaseMetrics": "sesame, expected x at line 1"}"#,
                "$.sendDatabaseMetrics: it is a string, not a boolean",
            ),
            (
                r#"{"apiKey": "a", "region": ["sesame"]}"#,
                "$.region: it is an array, not a string",
            ),
            ("[]", "$: it is an array, not an object"),
            (r#"{"apiKey": "#, "the JSON text breaks off"),
            ("<html>", "it is not valid JSON, at line 1, column 1"),
            (
                r#"{"apiKey": "a"} {}"#,
                "it is not valid JSON, at line 1, column 17",
            ),
        ] {
            assert_eq!(fault::<Datadog>(text), sentence, "{text}");
        }
    }

    #[test]
    fn places_inside_lists_are_named() {
        let text = r#"{"error": 400, "errorCode": "X", "badRequestDetail": {"fields": [
            {"field": "a", "description": "b"}, {"field": 5, "description": "b"}]}}"#;
        assert_eq!(
            fault::<ApiError>(text),
            "$.badRequestDetail.fields[1].field: it is a number, not a string"
        );
    }
}
