//! Finding the property that distinguishes the members of a union.

use std::borrow::Cow;

use crate::scan;

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

/// Looks for the property `name` in the object that the JSON text `json` is, wherever it stands. Only
/// the first counts.
/// `None` where it is not an object.
pub(crate) fn find_tag<'a>(json: &'a str, name: &str) -> Option<Tag<'a>> {
    let tag = tags(json, name)?.next();
    Some(match tag {
        None | Some("null") => Tag::Missing,
        Some(tag) => unicode(tag).map_or(Tag::NotText, Tag::Text),
    })
}

/// Whether the object that `json` is has the property `name` twice. This is looked for only where
/// something else is wrong: to read a member finds it, too.
pub(crate) fn is_ambiguous(json: &str, name: &str) -> bool {
    tags(json, name).is_some_and(|tags| tags.count() > 1)
}

fn tags<'a>(json: &'a str, name: &str) -> Option<impl Iterator<Item = &'a str>> {
    let members = scan::members(json)?;
    Some(members.filter_map(move |(token, value)| scan::is_name(token, name).then_some(value)))
}

/// The string that `json` is, if it is one and Unicode text.
fn unicode(json: &str) -> Option<Cow<'_, str>> {
    let text = json.strip_prefix('"')?.strip_suffix('"')?;
    match text.contains('\\') {
        true => serde_json::from_str::<String>(json).ok().map(Cow::from),
        false => Some(text.into()),
    }
}

/// Looks for the one of `names` that the object that the JSON text `json` is has for a property.
/// `None` where it is not an object.
pub(crate) fn find_key<'a>(json: &'a str, names: &[&'a str]) -> Option<Tag<'a>> {
    let mut found: Option<&str> = None;
    for (token, _) in scan::members(json)? {
        match names.iter().find(|name| scan::is_name(token, name)) {
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
            assert_eq!(find_tag(json, "type"), tag, "{json}");
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
}
