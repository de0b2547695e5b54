//! JSON values that keep the digits of their numbers.

use std::fmt;

use indexmap::IndexMap;
use serde::{Serialize, Serializer};
use serde_json::value::RawValue;

/// How deep a value may be nested: as deep as serde_json allows.
const MAX_DEPTH: usize = 128;

/// A JSON value. `Debug` shows nothing of it, since it may hold a secret. Equal are those whose members
/// are, in any order, and whose numbers are, in any notation.
#[derive(Clone, PartialEq)]
pub(crate) enum Json {
    /// A number, `true`, `false` or `null`, as it was written.
    Literal(atlas_integrations::Json),
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
            _ => serde_json::from_str(text).ok().map(Self::Literal),
        }
    }

    pub(crate) fn null() -> Self {
        Self::Literal(serde_json::Value::Null.into())
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
        assert_eq!(
            parse("{\"a\":1.0,\"b\":[2]}"),
            parse("{\"b\":[2.0],\"a\":1}")
        );
        let (one, other) = ("[12345678901234567890123]", "[12345678901234567890124]");
        assert_ne!(parse(one), parse(other));
    }

    #[test]
    fn what_is_nested_too_deep_is_not_read() {
        let nested = |depth| format!("{}1{}", "[".repeat(depth), "]".repeat(depth));
        assert!(Json::parse(&nested(100)).is_some());
        assert!(Json::parse(&nested(100_000)).is_none());
    }
}
