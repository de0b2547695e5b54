//! JSON values that keep the digits of their numbers.

use std::fmt;

use indexmap::IndexMap;
use serde::{Serialize, Serializer};
use serde_json::value::RawValue;

/// How deep a value may be nested: as deep as serde_json allows.
const MAX_DEPTH: usize = 128;

/// A JSON value. `Debug` shows nothing of it, since it may hold a secret.
#[derive(Clone)]
pub(crate) enum Json {
    /// A number, `true`, `false` or `null`, as it was written.
    Literal(Box<RawValue>),
    Text(String),
    List(Vec<Json>),
    Object(IndexMap<String, Json>),
}

impl Json {
    /// The value of a JSON text; none if it is not JSON, or nested too deep.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        Self::read(serde_json::from_str(text).ok()?, MAX_DEPTH)
    }

    fn read(json: &RawValue, depth: usize) -> Option<Self> {
        let text = json.get();
        let below = depth.checked_sub(1)?;
        match text.as_bytes().first()? {
            b'"' => serde_json::from_str(text).ok().map(Self::Text),
            b'[' => {
                let items: Vec<&RawValue> = serde_json::from_str(text).ok()?;
                let items = items.into_iter().map(|item| Self::read(item, below));
                items.collect::<Option<_>>().map(Self::List)
            }
            b'{' => {
                let members: IndexMap<String, &RawValue> = serde_json::from_str(text).ok()?;
                let members = members.into_iter();
                let members = members.map(|(name, it)| Some((name, Self::read(it, below)?)));
                members.collect::<Option<_>>().map(Self::Object)
            }
            _ => Some(Self::Literal(json.to_owned())),
        }
    }

    pub(crate) fn null() -> Self {
        Self::Literal(RawValue::NULL.to_owned())
    }

    pub(crate) fn is_null(&self) -> bool {
        matches!(self, Self::Literal(literal) if literal.get() == "null")
    }

    pub(crate) fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }
}

impl Serialize for Json {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Literal(literal) => literal.serialize(serializer),
            Self::Text(text) => text.serialize(serializer),
            Self::List(items) => items.serialize(serializer),
            Self::Object(members) => members.serialize(serializer),
        }
    }
}

impl fmt::Display for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&serde_json::to_string(self).map_err(|_| fmt::Error)?)
    }
}

impl fmt::Debug for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Json(***)")
    }
}

/// Equal if the values are: members in any order, numbers in any notation.
impl PartialEq for Json {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Literal(one), Self::Literal(other)) => {
                let (one, other) = (one.get(), other.get());
                one == other || decimal(one).is_some_and(|one| Some(one) == decimal(other))
            }
            (Self::Text(one), Self::Text(other)) => one == other,
            (Self::List(one), Self::List(other)) => one == other,
            (Self::Object(one), Self::Object(other)) => one == other,
            _ => false,
        }
    }
}

/// Whether a number is negative, its digits without the zeros at both ends, and the power of ten by
/// which they are multiplied. None if `text` is no number, or its exponent beyond all measure.
fn decimal(text: &str) -> Option<(bool, String, i64)> {
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let unsigned = mantissa.strip_prefix('-');
    let (whole, fraction) = unsigned
        .unwrap_or(mantissa)
        .split_once('.')
        .unwrap_or((unsigned.unwrap_or(mantissa), ""));
    let digits = format!("{whole}{fraction}");
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let significant = digits.trim_end_matches('0');
    let zeros = i64::try_from(digits.len() - significant.len()).ok()?;
    let places = i64::try_from(fraction.len()).ok()?;
    let exponent = exponent.parse::<i64>().ok()?;
    let exponent = exponent.checked_add(zeros)?.checked_sub(places)?;
    match significant.trim_start_matches('0') {
        "" => Some((false, String::new(), 0)),
        digits => Some((unsigned.is_some(), digits.to_owned(), exponent)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Json {
        Json::parse(text).expect(text)
    }

    #[test]
    fn what_is_read_is_written_with_every_digit() {
        for text in [
            "null",
            "12345678901234567890123",
            r#"{"b":[1.50,-0,1e999,{"a":1E+2}],"a":"\"é"}"#,
        ] {
            assert_eq!(parse(text).to_string(), text);
        }
        assert_eq!(parse("[ 1.50,\n true ]").to_string(), "[1.50,true]");
    }

    #[test]
    fn numbers_are_equal_if_their_values_are() {
        for (one, other) in [
            ("1.50", "1.5"),
            ("150e-2", "1.5"),
            ("1", "1.0"),
            ("1e999", "10E+998"),
            ("0", "-0.00e5"),
            (r#"{"a":1.0,"b":[2]}"#, r#"{"b":[2.0],"a":1}"#),
        ] {
            assert_eq!(parse(one), parse(other));
        }
        for (one, other) in [
            ("12345678901234567890123", "12345678901234567890124"),
            ("1e999", "1e998"),
            ("1", "-1"),
            ("1", "\"1\""),
            ("0", "null"),
            ("true", "false"),
            ("1e99999999999999999999", "1e99999999999999999998"),
        ] {
            assert_ne!(parse(one), parse(other));
        }
    }

    #[test]
    fn what_is_nested_too_deep_is_not_read() {
        let nested = |depth| format!("{}1{}", "[".repeat(depth), "]".repeat(depth));
        assert!(Json::parse(&nested(100)).is_some());
        assert!(Json::parse(&nested(100_000)).is_none());
    }
}
