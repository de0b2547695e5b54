//! Walking over JSON text that is known to be valid, without building anything of it.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, Visitor};

/// The strings in `json` that are values, at whatever depth, with their escapes resolved.
pub(crate) fn strings(json: &str) -> impl Iterator<Item = Cow<'_, str>> {
    let mut rest = json;
    std::iter::from_fn(move || {
        loop {
            let start = rest.find('"')?;
            let (token, behind) = split_string(rest.get(start..)?);
            rest = behind;
            // What stands before a colon is a name.
            if !behind.trim_start().starts_with(':') {
                return Some(text(token));
            }
        }
    })
}

/// Whether `json` is a string, and which.
pub(crate) fn string(json: &str) -> Option<Cow<'_, str>> {
    json.trim_start()
        .starts_with('"')
        .then(|| text(json.trim()))
}

/// Splits what follows the string that `json` starts with from it.
fn split_string(json: &str) -> (&str, &str) {
    let mut is_escaped = false;
    let end = json.bytes().skip(1).position(|byte| {
        let is_end = byte == b'"' && !is_escaped;
        is_escaped = byte == b'\\' && !is_escaped;
        is_end
    });
    end.and_then(|end| json.split_at_checked(end + 2))
        .unwrap_or((json, ""))
}

/// The text of a JSON string. What is no Unicode text, as JSON allows (RFC 8259, section 8.2), has
/// replacement characters in its place.
fn text(token: &str) -> Cow<'_, str> {
    let plain = token.strip_prefix('"').and_then(|it| it.strip_suffix('"'));
    match plain {
        Some(plain) if !plain.contains('\\') => plain.into(),
        _ => serde_json::from_str(token).map_or(token.into(), |Lossy(text)| text.into()),
    }
}

/// A string that may hold lone surrogates.
struct Lossy(String);

impl<'de> Deserialize<'de> for Lossy {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Bytes;

        impl Visitor<'_> for Bytes {
            type Value = Lossy;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string")
            }

            fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Lossy, E> {
                Ok(Lossy(String::from_utf8_lossy(bytes).into_owned()))
            }
        }
        deserializer.deserialize_bytes(Bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_are_found_at_any_depth_and_without_their_escapes() {
        let found = |json| strings(json).map(Cow::into_owned).collect::<Vec<_>>();
        assert_eq!(found(r#""a""#), ["a"]);
        assert_eq!(
            found(r#"{"x" : "\u002a\"b", "y":[1, {"z":"c\\"}, "d"] , "e" :null}"#),
            ["*\"b", "c\\", "d"]
        );
        assert_eq!(found(r#"["\ud800\u002a"]"#), ["\u{fffd}\u{fffd}\u{fffd}*"]);
        let deep = format!("{}\"a\"{}", "[".repeat(100_000), "]".repeat(100_000));
        assert_eq!(found(&deep), ["a"]);
        assert!(found("[1, true, {}]").is_empty());
    }
}
