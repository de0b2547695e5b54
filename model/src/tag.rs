//! Finding the property that distinguishes the members of a union.

use std::fmt;

use serde::de::{Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::json::members;
use crate::key::Key;

/// What an object has for a tag.
#[derive(Debug, PartialEq)]
pub(crate) enum Tag {
    /// One string.
    Text(String),
    /// Nothing, or null.
    Missing,
    /// Something that is not a string.
    NotText,
    /// More than one.
    Ambiguous,
}

/// Looks for the property `name` in the object that the JSON text `json` is, wherever it stands.
/// `None` where it is not an object.
pub(crate) fn find_tag(json: &str, name: &str) -> Option<Tag> {
    if !json.trim_start().starts_with('{') {
        return None;
    }
    let mut deserializer = serde_json::Deserializer::from_str(json);
    // JSON allows names that are no Unicode text (RFC 8259, section 8.2), and Rust does not.
    let tag = deserializer.deserialize_map(TagVisitor { name });
    Some(tag.unwrap_or(Tag::NotText))
}

/// Looks for the one of `names` that the object that the JSON text `json` is has for a property.
/// `None` where it is not an object.
pub(crate) fn find_key(json: &str, names: &[&str]) -> Option<Tag> {
    if !json.trim_start().starts_with('{') {
        return None;
    }
    let Some(members) = members(json) else {
        return Some(Tag::NotText);
    };
    let mut found = names.iter().filter(|name| members.contains_key(**name));
    Some(match (found.next(), found.next()) {
        (None, _) => Tag::Missing,
        (Some(name), None) => Tag::Text((*name).to_owned()),
        _ => Tag::Ambiguous,
    })
}

struct TagVisitor<'a> {
    name: &'a str,
}

impl<'de> Visitor<'de> for TagVisitor<'_> {
    type Value = Tag;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Tag, A::Error> {
        let mut found: Option<Tag> = None;
        while let Some(key) = map.next_key::<Key<'de>>()? {
            if key.as_str() != self.name {
                map.next_value::<IgnoredAny>()?;
                continue;
            }
            // As text, since a value of any depth may stand here.
            let value = map.next_value::<Box<RawValue>>()?;
            let tag = match value.get() {
                "null" => Tag::Missing,
                text => serde_json::from_str(text).map_or(Tag::NotText, Tag::Text),
            };
            found = Some(if found.is_some() { Tag::Ambiguous } else { tag });
        }
        Ok(found.unwrap_or(Tag::Missing))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tag_is_found_wherever_it_stands_and_however_it_is_written() {
        let text = |text: &str| Some(Tag::Text(text.to_owned()));
        for (json, tag) in [
            (r#"{"type":"A"}"#, text("A")),
            (
                r#"{"x":{"type":"B"},"y":[{"type":"C"}],"type":"A"}"#,
                text("A"),
            ),
            (r#"{"t\u0079pe":"\u0041"}"#, text("A")),
            (r#"{"type":""}"#, text("")),
            ("{}", Some(Tag::Missing)),
            (r#"{"type":null}"#, Some(Tag::Missing)),
            (r#"{"type":["A"]}"#, Some(Tag::NotText)),
            (r#"{"type":"A","type":"A"}"#, Some(Tag::Ambiguous)),
            (r#"{"type":"\ud800"}"#, Some(Tag::NotText)),
            (r#"{"\ud800":1,"type":"A"}"#, Some(Tag::NotText)),
            ("[]", None),
            ("\"type\"", None),
        ] {
            assert_eq!(find_tag(json, "type"), tag, "{json}");
        }
    }
}
