//! JSON to values, with errors that name the place and never repeat the value in it.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{DeserializeOwned, DeserializeSeed};
use serde_json::Value;

/// Why JSON text is not the value that was expected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Where, as an RFC 9535 path such as `$.region`, if one place is to blame.
    pub path: Option<String>,
    /// What is wrong, without any value of the text.
    pub reason: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.path {
            Some(path) => write!(f, "{path}: {}", self.reason),
            None => f.write_str(&self.reason),
        }
    }
}

/// Decodes `text`.
pub fn from_str<T: DeserializeOwned>(text: &str) -> Result<T, Fault> {
    from_str_seed(text, PhantomData)
}

/// Decodes `text` as `seed` says. The cause of a failure is looked for only if there is one.
pub(crate) fn from_str_seed<'de, S: DeserializeSeed<'de> + Copy>(
    text: &'de str,
    seed: S,
) -> Result<S::Value, Fault> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    seed.deserialize(&mut deserializer)
        .and_then(|value| deserializer.end().map(|()| value))
        .map_err(|error| find_fault(text, seed, &error))
}

fn find_fault<'de, S: DeserializeSeed<'de>>(
    text: &'de str,
    seed: S,
    first: &serde_json::Error,
) -> Fault {
    if first.is_eof() {
        return whole("the JSON text is truncated");
    }
    if first.is_syntax() {
        let (line, column) = (first.line(), first.column());
        return whole(format!(
            "it is not valid JSON, at line {line}, column {column}"
        ));
    }
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let mut track = serde_path_to_error::Track::new();
    let tracked = serde_path_to_error::Deserializer::new(&mut deserializer, &mut track);
    let Err(error) = seed.deserialize(tracked) else {
        return whole("something follows the JSON text");
    };
    let path = track.path().to_string();
    let message = error.to_string();
    if let Some(field) = named(&message, "missing field `") {
        return at(&path, Some(field), "it is missing");
    }
    if message.starts_with("duplicate field") {
        return at(&path, None, "duplicate field");
    }
    // serde's message repeats the value; what it wanted comes last, from our own types.
    let is_serdes = ["invalid ", "unknown "]
        .iter()
        .any(|start| message.starts_with(start));
    let wanted = message.rsplit_once(", expected ").filter(|_| is_serdes);
    let wanted = wanted.map(|(_, wanted)| {
        let wanted = wanted
            .split_once(" at line ")
            .map_or(wanted, |(wanted, _)| wanted);
        match wanted {
            "i64" => "an integer",
            "f64" => "a number",
            wanted => wanted,
        }
    });
    let found = serde_json::from_str::<Value>(text)
        .ok()
        .and_then(|value| value.pointer(&pointer(&path)).map(kind));
    let reason = match (found, wanted) {
        (Some(found), Some(wanted)) => format!("it is {found}, not {wanted}"),
        (_, Some(wanted)) => format!("it is not {wanted}"),
        _ => "the value is invalid".to_owned(),
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
