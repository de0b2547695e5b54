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

/// Looks for the property `name` in the object that the JSON text `json` is, wherever it stands.
/// `None` where it is not an object.
pub(crate) fn find_tag<'a>(json: &'a str, name: &str) -> Option<Tag<'a>> {
    let members = scan::members(json)?;
    let mut tags = members.filter_map(|(token, value)| scan::is_name(token, name).then_some(value));
    let (tag, second) = (tags.next(), tags.next());
    Some(match tag {
        _ if second.is_some() => Tag::Ambiguous,
        None | Some("null") => Tag::Missing,
        Some(tag) => unicode(tag).map_or(Tag::NotText, Tag::Text),
    })
}

/// The string that `json` is, if it is one and Unicode text.
fn unicode(json: &str) -> Option<Cow<'_, str>> {
    match json.contains('\\') {
        true => serde_json::from_str::<String>(json).ok().map(Cow::from),
        false => scan::string(json),
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
            (r#"{"type":"A","type":"A"}"#, Some(Tag::Ambiguous)),
            (r#"{"type":"\ud800"}"#, Some(Tag::NotText)),
            (r#"{"\ud800":1,"type":"A"}"#, text("A")),
            ("[]", None),
            ("\"type\"", None),
        ] {
            assert_eq!(find_tag(json, "type"), tag, "{json}");
        }
    }
}
