//! Walking over JSON text without building anything of it. What is found in text that is not valid means
//! nothing, but the walk ends.

use std::borrow::Cow;
use std::fmt;

use memchr::memchr2;

use serde::de::{Deserialize, Deserializer, Error, Visitor};

/// A name or a value, as it is written.
#[derive(Clone, Copy, Default)]
pub(crate) struct Token<'a> {
    pub(crate) json: &'a str,
    /// Whether it is a string without escapes.
    is_plain: bool,
}

impl<'a> Token<'a> {
    /// The text, if it is a string without escapes.
    #[inline]
    pub(crate) fn plain(self) -> Option<&'a str> {
        match self.is_plain {
            true => self.json.get(1..self.json.len() - 1),
            false => None,
        }
    }

    /// Whether it is the string `name`.
    pub(crate) fn is(self, name: &str) -> bool {
        let plain = name.len() + 2;
        match self.is_plain {
            true => self.json.len() == plain && self.plain() == Some(name),
            // An escape is longer than what it stands for.
            false => self.json.len() > plain && text(self.json) == name,
        }
    }
}

/// The names and values of the object that `json` is. `None` if it is none.
pub(crate) fn tokens(json: &str) -> Option<impl Iterator<Item = (Token<'_>, Token<'_>)>> {
    let mut rest = json.trim_ascii_start().strip_prefix('{')?;
    Some(std::iter::from_fn(move || {
        rest = skip_between(rest);
        if !rest.starts_with('"') {
            return None;
        }
        let (name, behind) = split_string(rest);
        let (value, behind) = split_value(skip_between(behind));
        rest = behind;
        Some((name, value))
    }))
}

/// The names and values of the object that `json` is, as they are written. `None` if it is none.
pub(crate) fn members(json: &str) -> Option<impl Iterator<Item = (&str, &str)>> {
    Some(tokens(json)?.map(|(name, value)| (name.json, value.json)))
}

/// The elements of the array that `json` is, as they are written. `None` if it is none.
pub fn elements(json: &str) -> Option<impl Iterator<Item = &str>> {
    let mut rest = json.trim_ascii_start().strip_prefix('[')?;
    Some(std::iter::from_fn(move || {
        let (Token { json: element, .. }, behind) = split_value(skip_between(rest));
        rest = behind;
        (!element.is_empty()).then_some(element)
    }))
}

/// The values of those of the `members` that are called `name`.
pub(crate) fn values<'a>(
    members: impl Iterator<Item = (Token<'a>, Token<'a>)>,
    name: &str,
) -> impl Iterator<Item = Token<'a>> {
    members.filter_map(move |(token, value)| token.is(name).then_some(value))
}

/// The member `name` of the object that `json` is, as it is written.
pub fn member<'a>(json: &'a str, name: &str) -> Option<&'a str> {
    values(tokens(json)?, name).next().map(|value| value.json)
}

/// The strings in `json` that are values, at whatever depth, with their escapes resolved.
pub fn strings(json: &str) -> impl Iterator<Item = Cow<'_, str>> {
    named_strings("", json).map(|(_, text)| text)
}

/// The strings in `json` that are values, each with the last name before it. `name` is that of the
/// whole.
pub(crate) fn named_strings<'a>(
    name: &'a str,
    json: &'a str,
) -> impl Iterator<Item = (Cow<'a, str>, Cow<'a, str>)> {
    let mut name = Cow::Borrowed(name);
    let mut rest = json;
    std::iter::from_fn(move || {
        loop {
            let (token, behind) = find_string(rest)?;
            rest = behind;
            match behind.trim_start().starts_with(':') {
                true => name = text(token),
                false => return Some((name.clone(), text(token))),
            }
        }
    })
}

/// `json` with what `change` makes of its strings, be they values or names. Where one holds a lone
/// surrogate or a control character, which is no text, that is replaced or escaped.
pub fn map_strings(json: &str, change: impl Fn(&str) -> Option<String>) -> Cow<'_, str> {
    let mut changed = String::new();
    let (mut copied, mut end) = (0, 0);
    while let Some((token, behind)) = json.get(end..).and_then(find_string) {
        end = json.len() - behind.len();
        if !is_closed(token) {
            break;
        }
        let found = text(token);
        let new = change(&found).or_else(|| is_illegible(token).then(|| found.into_owned()));
        if let Some(new) = new.and_then(|new| serde_json::to_string(&new).ok()) {
            changed.push_str(json.get(copied..end - token.len()).unwrap_or_default());
            changed.push_str(&new);
            copied = end;
        }
    }
    if copied == 0 {
        return json.into();
    }
    changed.push_str(json.get(copied..).unwrap_or_default());
    changed.into()
}

/// Whether the string `token` has its closing quotation mark.
fn is_closed(token: &str) -> bool {
    let inside = token.get(1..).and_then(|rest| rest.strip_suffix('"'));
    let is_backslash = |byte: &u8| *byte == b'\\';
    inside.is_some_and(|inside| inside.bytes().rev().take_while(is_backslash).count() % 2 == 0)
}

/// Whether the string `token` has something in it that stands for no text.
fn is_illegible(token: &str) -> bool {
    let is_plain = token.bytes().all(|byte| byte != b'\\' && byte >= b' ');
    !is_plain && serde_json::from_str::<Cow<'_, str>>(token).is_err()
}

/// The text of the string that `json` is, if it is one.
pub(crate) fn string(json: &str) -> Option<Cow<'_, str>> {
    json.trim_start()
        .starts_with('"')
        .then(|| text(json.trim()))
}

/// How many values there are in `json`, at most; and how many if that is more than `enough`.
pub(crate) fn count_values(json: &str, enough: usize) -> usize {
    // No value is shorter than a byte.
    if json.len() <= enough {
        return json.len();
    }
    let starts = json.bytes().filter(|byte| starts_value(*byte)).count();
    match starts < enough {
        true => starts + 1,
        // Some may be inside strings.
        false => {
            outside_strings(json)
                .filter(|byte| starts_value(*byte))
                .count()
                + 1
        }
    }
}

/// Whether a value follows `byte`: each but the first one does.
fn starts_value(byte: u8) -> bool {
    matches!(byte, b',' | b'[' | b'{')
}

/// The bytes of `json` that are in no string.
fn outside_strings(json: &str) -> impl Iterator<Item = u8> {
    let (mut is_string, mut is_escaped) = (false, false);
    json.bytes().filter(move |byte| {
        is_string ^= *byte == b'"' && !is_escaped;
        is_escaped = *byte == b'\\' && !is_escaped;
        !is_string
    })
}

/// Whether a string of `json`, be it a value or a name, has more than `limit` bytes.
pub(crate) fn has_longer_string(json: &str, limit: usize) -> bool {
    let mut rest = json;
    while rest.len() > limit {
        let Some((token, behind)) = find_string(rest) else {
            break;
        };
        if token.len() > limit {
            return true;
        }
        rest = behind;
    }
    false
}

/// Whether `byte` may be between two values.
fn is_between(byte: u8) -> bool {
    matches!(byte, b' ' | b'\n' | b'\r' | b'\t' | b',' | b':')
}

/// `json` from its next value on.
fn skip_between(json: &str) -> &str {
    let start = json.bytes().position(|byte| !is_between(byte));
    json.split_at_checked(start.unwrap_or(json.len()))
        .map_or("", |(_, rest)| rest)
}

/// Splits the value that `json` starts with from what follows.
fn split_value(json: &str) -> (Token<'_>, &str) {
    match json.bytes().next() {
        Some(b'"') => split_string(json),
        Some(b'{' | b'[') => split(json, nested_end(json), false),
        _ => {
            let is_end = |byte| matches!(byte, b'}' | b']') || is_between(byte);
            let end = json.bytes().position(is_end);
            split(json, end.unwrap_or(json.len()), false)
        }
    }
}

/// Where the object or array that `json` starts with ends.
fn nested_end(json: &str) -> usize {
    let (mut depth, mut end) = (0_usize, 0);
    while let Some(byte) = json.as_bytes().get(end) {
        match byte {
            b'"' => {
                let (string, _) = split_string(json.get(end..).unwrap_or_default());
                end += string.json.len();
                continue;
            }
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        end += 1;
        if depth == 0 {
            break;
        }
    }
    end
}

/// Splits the string that `json` starts with from what follows.
fn split_string(json: &str) -> (Token<'_>, &str) {
    let bytes = json.as_bytes();
    let (mut end, mut is_plain) = (1, true);
    while let Some(rest) = bytes.get(end..) {
        let Some(length) = memchr2(b'"', b'\\', rest) else {
            break;
        };
        end += length;
        if bytes.get(end) == Some(&b'"') {
            return split(json, end + 1, is_plain);
        }
        // A backslash and what it escapes, of which a quotation mark has one byte.
        end += 2;
        is_plain = false;
    }
    split(json, json.len(), false)
}

#[inline]
fn split(json: &str, end: usize, is_plain: bool) -> (Token<'_>, &str) {
    let (json, rest) = json.split_at_checked(end).unwrap_or((json, ""));
    (Token { json, is_plain }, rest)
}

/// The next string in `json`, be it a value or a name, as it is written, and what is behind it.
fn find_string(json: &str) -> Option<(&str, &str)> {
    let start = json.find('"')?;
    let (token, rest) = split_string(json.get(start..)?);
    Some((token.json, rest))
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

    #[test]
    fn strings_are_changed_where_they_are() {
        let change = |text: &str| text.contains("key").then(|| text.replace("key", "\"***\""));
        for (json, expected) in [
            (r#"{"a": ["b", 1e999]}"#, r#"{"a": ["b", 1e999]}"#),
            (
                r#"{"a":"my \u006bey","key" :1.50}"#,
                r#"{"a":"my \"***\"","\"***\"" :1.50}"#,
            ),
            (
                r#"["\ud800","\u00e9"]"#,
                "[\"\u{fffd}\u{fffd}\u{fffd}\",\"\\u00e9\"]",
            ),
            ("", ""),
            (r#"{"a":"key"#, r#"{"a":"key"#),
        ] {
            assert_eq!(map_strings(json, change), expected, "{json}");
        }
    }

    #[test]
    fn members_and_elements_are_found_as_they_are_written() {
        let json =
            " {\"a\" : 1.50 ,\n\"b\\\"}\":{\"c\":[\"}\\\\\",{}]},\"d\":\"]\\\"\" , \"e\":null}";
        let found: Vec<_> = members(json).expect("an object").collect();
        assert_eq!(
            found,
            [
                ("\"a\"", "1.50"),
                ("\"b\\\"}\"", "{\"c\":[\"}\\\\\",{}]}"),
                ("\"d\"", "\"]\\\"\""),
                ("\"e\"", "null"),
            ]
        );
        assert_eq!(member(json, "b\"}"), Some("{\"c\":[\"}\\\\\",{}]}"));
        assert_eq!(member(json, "c"), None);
        let found: Vec<_> = elements("[ 1,[ ] , {}, \"a\\\"\",true ]")
            .expect("one")
            .collect();
        assert_eq!(found, ["1", "[ ]", "{}", "\"a\\\"\"", "true"]);
        assert_eq!(elements(" [ ] ").expect("one").count(), 0);
        assert_eq!(members("{ }").expect("one").count(), 0);
        assert!(members("[]").is_none() && elements("{}").is_none());
    }

    #[test]
    fn values_are_counted_outside_of_strings() {
        for (json, count) in [
            ("1", 1),
            ("[]", 2),
            ("[1,2,3]", 4),
            (r#"{"a":1,"b":[{}]}"#, 5),
            (r#"[",,,,[[[{\",,","\\",1]"#, 4),
        ] {
            assert_eq!(count_values(json, 1), count, "{json}");
            assert!(count_values(json, 100) >= count, "{json}");
        }
        // Where it is enough, nobody looks whether some are inside strings.
        assert_eq!(count_values("[1,2,3]", 6), 4);
    }

    #[test]
    fn a_string_is_read_without_what_is_around_it() {
        assert_eq!(string(" \"a\\n\" ").as_deref(), Some("a\n"));
        assert_eq!(string("[\"a\"]"), None);
    }

    #[test]
    fn a_long_string_is_found_among_values_and_names() {
        for (json, longest) in [
            (r#"["a","abcdef"]"#, 8),
            (r#"{"ab\"cdef":1}"#, 10),
            ("[1111111111111111]", 0),
        ] {
            assert!(!has_longer_string(json, longest), "{json}");
            assert!(
                longest == 0 || has_longer_string(json, longest - 1),
                "{json}"
            );
        }
    }
}
