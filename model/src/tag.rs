//! Finding the property that distinguishes the members of a union.

use std::borrow::Cow;

use crate::scan::{self, Token};

/// What an object has for a tag.
#[derive(Debug, PartialEq)]
pub(crate) enum Tag<'a> {
    /// One string.
    Text(Cow<'a, str>),
    /// Nothing, or null.
    Missing,
    /// Something that is not a string.
    NotText,
    /// More than one.
    Ambiguous,
}

/// Looks for the property `name` among the `members` of an object, wherever it is. Only the first
/// counts.
pub(crate) fn find_tag<'a>(
    members: impl Iterator<Item = (Token<'a>, Token<'a>)>,
    name: &str,
) -> Tag<'a> {
    match scan::values(members, name).next() {
        None => Tag::Missing,
        Some(tag) => match unicode(tag) {
            Some(text) => Tag::Text(text),
            None if tag.json == "null" => Tag::Missing,
            None => Tag::NotText,
        },
    }
}

/// Whether the object that `json` is has the property `name` twice. This is looked for only where
/// something else is wrong: reading a member finds it too.
pub(crate) fn is_ambiguous(json: &str, name: &str) -> bool {
    scan::tokens(json).is_some_and(|members| scan::values(members, name).count() > 1)
}

/// The string that `token` is, if it is one and Unicode text.
fn unicode(token: Token<'_>) -> Option<Cow<'_, str>> {
    match token.plain() {
        Some(text) => Some(text.into()),
        None => serde_json::from_str::<String>(token.json)
            .ok()
            .map(Cow::from),
    }
}

/// Looks for the one of `names` that the object that the JSON text `json` is has for a property.
/// `None` where it is not an object.
pub(crate) fn find_key<'a>(json: &'a str, names: &[&'a str]) -> Option<Tag<'a>> {
    let mut found: Option<&str> = None;
    for (token, _) in scan::tokens(json)? {
        match names.iter().find(|name| token.is(name)) {
            Some(name) if found.is_none_or(|found| found == *name) => found = Some(name),
            Some(_) => return Some(Tag::Ambiguous),
            None => {}
        }
    }
    Some(found.map_or(Tag::Missing, |name| Tag::Text(name.into())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tag_is_found_wherever_it_stands_and_however_it_is_written() {
        let text = |text: &'static str| Some(Tag::Text(text.into()));
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
            (r#"{"type":"A","type":"B"}"#, text("A")),
            (r#"{"type":"\ud800"}"#, Some(Tag::NotText)),
            (r#"{"\ud800":1,"type":"A"}"#, text("A")),
            ("[]", None),
            ("\"type\"", None),
        ] {
            let found = scan::tokens(json).map(|members| find_tag(members, "type"));
            assert_eq!(found, tag, "{json}");
        }
    }

    #[test]
    fn a_second_tag_is_found() {
        for (json, is_second) in [
            (r#"{"type":"A","type":"A"}"#, true),
            (r#"{"type":"A","x":1,"\u0074ype":null}"#, true),
            (r#"{"type":"A","x":{"type":"B"}}"#, false),
            ("[]", false),
        ] {
            assert_eq!(is_ambiguous(json, "type"), is_second, "{json}");
        }
    }

    #[test]
    fn a_key_is_found_if_it_is_the_only_one_of_its_kind() {
        let names = ["radius", "side"];
        for (json, key) in [
            (r#"{"name":"a","side":1}"#, Some(Tag::Text("side".into()))),
            (
                r#"{"side":1,"s\u0069de":2}"#,
                Some(Tag::Text("side".into())),
            ),
            (r#"{"side":1,"radius":1}"#, Some(Tag::Ambiguous)),
            (r#"{"name":"side"}"#, Some(Tag::Missing)),
            ("5", None),
        ] {
            assert_eq!(find_key(json, &names), key, "{json}");
        }
    }
}
