//! JSON to values, with errors that name the place and never repeat the value in it.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{DeserializeOwned, DeserializeSeed};
use serde_path_to_error::{Path, Segment};

use crate::repair::{Step, without};
use crate::scan;

/// How the reason starts where there is far more of something than Atlas sends.
pub(crate) const TOO_MANY: &str = "there are too many";

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

/// What may be in a text, so that what it is decoded to takes no more memory than it should.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// How many JSON values there may be. Each may take up far more memory than text.
    pub values: usize,
    /// How long a string may be, in bytes, as it is written. While it is decoded, there may be three of it.
    pub string: usize,
}

impl Limits {
    /// Whether `text` is within the limits; if not, why.
    pub(crate) fn check(self, text: &str) -> Result<(), Fault> {
        let Self { values, string } = self;
        if scan::count_values(text, values) > values {
            return Err(whole(format!("{TOO_MANY} JSON values: more than {values}")));
        }
        if scan::has_longer_string(text, string) {
            return Err(whole(format!(
                "a string in it has more than {string} bytes"
            )));
        }
        Ok(())
    }

    /// Whether `text` is within the limits.
    pub fn permit(self, text: &str) -> bool {
        self.check(text).is_ok()
    }
}

/// Decodes `text`, if it is within `limits`.
pub fn from_str_within<T: DeserializeOwned>(text: &str, limits: Limits) -> Result<T, Fault> {
    limits.check(text)?;
    from_str(text)
}

/// How many unreadable values are left out of one text.
const MAX_FAULTS: usize = 32;

/// Decodes `text` without the values in it that cannot be read, if it can do without them.
pub fn from_str_leniently<T: DeserializeOwned>(text: &str) -> Option<T> {
    let mut text = Cow::Borrowed(text);
    for _ in 0..MAX_FAULTS {
        if let Ok(value) = serde_json::from_str(&text) {
            return Some(value);
        }
        let steps = steps_to_fault::<T>(&text);
        text = without(&text, &steps)?.into();
    }
    None
}

/// The steps to what cannot be read in `text`.
fn steps_to_fault<T: DeserializeOwned>(text: &str) -> Vec<Step> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let mut track = serde_path_to_error::Track::new();
    let tracked = serde_path_to_error::Deserializer::new(&mut deserializer, &mut track);
    let _ = T::deserialize(tracked);
    let place = track.path();
    let steps = place.iter().filter_map(|segment| match segment {
        Segment::Seq { index } => Some(Step::Element(*index)),
        Segment::Map { key } => Some(Step::Member(key.clone())),
        Segment::Enum { .. } | Segment::Unknown => None,
    });
    steps.collect()
}

/// Why something that is no object is no member of a union.
pub(crate) fn not_an_object() -> Fault {
    at(".", None, "it is not an object")
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
    let place = track.path();
    let path = place.to_string();
    let message = error.to_string();
    if let Some(field) = named(&message, "missing field `") {
        return at(&path, Some(field), "it is missing");
    }
    if message.starts_with("duplicate field") {
        return at(&path, None, "duplicate field");
    }
    if message.starts_with(TOO_MANY) {
        return at(&path, None, without_position(&message));
    }
    // serde's message repeats the value; what it wanted comes last, from our own types.
    let is_serdes = ["invalid ", "unknown "]
        .iter()
        .any(|start| message.starts_with(start));
    let wanted = message.rsplit_once(", expected ").filter(|_| is_serdes);
    let wanted = wanted.map(|(_, wanted)| match without_position(wanted) {
        "i64" => "an integer",
        "f64" => "a number",
        wanted => wanted,
    });
    let found = value_at(text, &place).and_then(kind);
    let reason = match (found, wanted) {
        (Some(found), Some(wanted)) => format!("it is {found}, not {wanted}"),
        (_, Some(wanted)) => format!("it is not {wanted}"),
        _ => "the value is invalid".to_owned(),
    };
    at(&path, None, reason)
}

/// A message of serde_json's without its last part, such as ` at line 1 column 2`.
fn without_position(message: &str) -> &str {
    message
        .split_once(" at line ")
        .map_or(message, |(message, _)| message)
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

/// The value at `place` in the JSON `text`.
fn value_at<'a>(text: &'a str, place: &Path) -> Option<&'a str> {
    place.iter().try_fold(text, |json, segment| match segment {
        Segment::Seq { index } => scan::elements(json)?.nth(*index),
        Segment::Map { key } => scan::member(json, key),
        Segment::Enum { .. } | Segment::Unknown => None,
    })
}

/// What the JSON value `json` is.
fn kind(json: &str) -> Option<&'static str> {
    Some(match json.trim_start().bytes().next()? {
        b'n' => "null",
        b't' | b'f' => "a boolean",
        b'"' => "a string",
        b'[' => "an array",
        b'{' => "an object",
        _ => "a number",
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn fault<T: DeserializeOwned + fmt::Debug>(text: &str) -> String {
        from_str::<T>(text).expect_err(text).to_string()
    }

    #[test]
    fn a_fault_says_where_it_is_and_what_is_there() {
        for (text, kind) in [
            ("null", "null"),
            (" true", "a boolean"),
            ("false", "a boolean"),
            ("5", "a number"),
            ("[]", "an array"),
            ("{}", "an object"),
        ] {
            let place = format!(r#"{{"other":[],"names":["a",{text}]}}"#);
            assert_eq!(
                fault::<BTreeMap<String, Vec<String>>>(&place),
                format!("$.names[1]: it is {kind}, not a string")
            );
        }
        assert_eq!(
            fault::<Vec<i64>>(r#"["SESAME"]"#),
            "$[0]: it is a string, not an integer"
        );
        assert_eq!(
            fault::<f64>(r#""SESAME""#),
            "$: it is a string, not a number"
        );
    }

    #[test]
    fn a_member_that_is_missing_is_named() {
        for (text, expected) in [
            (
                r#"[{"secs":1,"nanos":2},{"secs":1}]"#,
                "$[1].nanos: it is missing",
            ),
            (r#"[{"secs":1,"secs":2}]"#, "$[0]: duplicate field"),
        ] {
            assert_eq!(fault::<Vec<std::time::Duration>>(text), expected);
        }
    }

    #[test]
    fn what_is_no_json_is_said_without_a_word_of_it() {
        assert_eq!(
            fault::<Vec<String>>(r#"["SES"#),
            "the JSON text is truncated"
        );
        let text = "[\n\"a\" SESAME]";
        let syntax = "it is not valid JSON, at line 2, column 5";
        assert_eq!(fault::<Vec<String>>(text), syntax);
        let is_syntax = fault::<Vec<String>>("[] []").starts_with("it is not valid JSON");
        assert!(is_syntax);
    }

    #[test]
    fn a_text_is_within_its_limits_up_to_the_last_value_and_byte() {
        let limits = |values, string| Limits { values, string };
        let text = r#"[1,"abcd"]"#;
        assert!(limits(3, 6).permit(text));
        assert!(!limits(2, 6).permit(text));
        assert!(!limits(3, 5).permit(text));
        let values = from_str_within::<Vec<u8>>("[1,2]", limits(2, 9)).unwrap_err();
        assert_eq!(
            values.to_string(),
            "there are too many JSON values: more than 2"
        );
    }

    #[test]
    fn one_unreadable_member_does_not_cost_the_others() {
        type Texts = BTreeMap<String, String>;
        let read = from_str_leniently::<Texts>(r#"{"a":5,"b":"x","c":["y"]}"#);
        assert_eq!(read, Some(Texts::from([("b".to_owned(), "x".to_owned())])));
        assert_eq!(from_str_leniently::<Texts>("[]"), None);
        let many = "1,".repeat(MAX_FAULTS) + "1";
        assert_eq!(
            from_str_leniently::<Vec<String>>(&format!("[{many}]")),
            None
        );
    }
}
