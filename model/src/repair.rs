//! What remains of a JSON object that is damaged, or has something unreadable in it.

use std::collections::BTreeSet;

use serde::de::IgnoredAny;

use crate::scan;

/// A step from a JSON value to one inside it.
pub(crate) enum Step {
    Member(String),
    Element(usize),
}

/// The object that `json` is or starts to be, with those of its members that are complete: it may be
/// cut off, or have something in it that is no JSON. Of several with one name, the last one is kept.
/// `None` if there are none.
pub fn complete_members(json: &str) -> Option<String> {
    let members: Vec<_> = scan::members(json)?.collect();
    let mut names = BTreeSet::new();
    let mut kept: Vec<_> = members
        .into_iter()
        .rev()
        .filter(|(name, value)| is_complete(json, value) && is_json(name) && names.insert(*name))
        .collect();
    kept.reverse();
    (!kept.is_empty()).then(|| object(kept.into_iter()))
}

/// Whether `value`, a part of `json`, is all of a value. A number at the very end may have been longer.
fn is_complete(json: &str, value: &str) -> bool {
    if value.is_empty() {
        return false;
    }
    let end = value.as_ptr().addr() - json.as_ptr().addr() + value.len();
    let is_delimited = value.ends_with(['"', '}', ']']) || end < json.len();
    is_delimited && is_json(value)
}

fn is_json(text: &str) -> bool {
    serde_json::from_str::<IgnoredAny>(text).is_ok()
}

/// The object `json` with `value` in place of that of the member `name`. `None` if it has no such member.
pub fn with_member(json: &str, name: &str, value: &str) -> Option<String> {
    scan::member(json, name)?;
    let members = scan::tokens(json)?.map(|(token, old)| match token.is(name) {
        true => (token.json, value),
        false => (token.json, old.json),
    });
    Some(object(members))
}

/// `json` without the value that `steps` lead to. `None` if there is none.
pub(crate) fn without(json: &str, steps: &[Step]) -> Option<String> {
    let (step, deeper) = steps.split_first()?;
    match step {
        Step::Member(name) => {
            let inner = match deeper {
                [] => None,
                _ => Some(without(scan::member(json, name)?, deeper)?),
            };
            let members = scan::tokens(json)?.filter_map(|(token, value)| match token.is(name) {
                true => Some((token.json, inner.as_deref()?)),
                false => Some((token.json, value.json)),
            });
            Some(object(members))
        }
        Step::Element(index) => {
            let inner = match deeper {
                [] => None,
                _ => Some(without(scan::elements(json)?.nth(*index)?, deeper)?),
            };
            let elements = scan::elements(json)?.enumerate();
            let elements = elements.filter_map(|(at, element)| match at == *index {
                true => inner.as_deref(),
                false => Some(element),
            });
            Some(format!("[{}]", elements.collect::<Vec<_>>().join(",")))
        }
    }
}

fn object<'a>(members: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    let members = members.map(|(name, value)| format!("{name}:{value}"));
    format!("{{{}}}", members.collect::<Vec<_>>().join(","))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_complete_members_of_a_damaged_object_remain() {
        for (json, expected) in [
            (r#"{"a":1,"b":"c"}"#, Some(r#"{"a":1,"b":"c"}"#)),
            (r#"{"a":1,"b":"c"#, Some(r#"{"a":1}"#)),
            (r#"{"a":1,"b":[1,{"c":2}"#, Some(r#"{"a":1}"#)),
            (r#"{"a":1,"b":40"#, Some(r#"{"a":1}"#)),
            (r#"{"a":1,"b""#, Some(r#"{"a":1}"#)),
            (r#"{"a":1,"b":"c""#, Some(r#"{"a":1,"b":"c"}"#)),
            (r#"{"a":1,"b":nul,"c":2}"#, Some(r#"{"a":1,"c":2}"#)),
            (r#"{"a":1,"b":2,"a":3}"#, Some(r#"{"b":2,"a":3}"#)),
            ("{\"a\":\"\u{1}\",\"b\":2}", Some(r#"{"b":2}"#)),
            (r#"{"a"#, None),
            ("{", None),
            ("[1]", None),
            ("<html>", None),
            ("", None),
        ] {
            assert_eq!(complete_members(json).as_deref(), expected, "{json}");
        }
    }

    #[test]
    fn a_value_is_taken_out_at_any_depth() {
        let json = r#"{"a":{"b":[1,{"c":2,"d":3}]},"e":4}"#;
        let member = |name: &str| Step::Member(name.to_owned());
        for (steps, expected) in [
            (vec![member("a")], Some(r#"{"e":4}"#)),
            (
                vec![member("a"), member("b"), Step::Element(0)],
                Some(r#"{"a":{"b":[{"c":2,"d":3}]},"e":4}"#),
            ),
            (
                vec![member("a"), member("b"), Step::Element(1), member("c")],
                Some(r#"{"a":{"b":[1,{"d":3}]},"e":4}"#),
            ),
            (vec![member("x"), member("y")], None),
            (vec![member("e"), Step::Element(0)], None),
            (vec![], None),
        ] {
            assert_eq!(without(json, &steps).as_deref(), expected);
        }
    }

    #[test]
    fn a_member_is_replaced_only_if_it_is_there() {
        let json = r#"{"a":"x","b":2}"#;
        let replaced = with_member(json, "a", "1");
        assert_eq!(replaced.as_deref(), Some(r#"{"a":1,"b":2}"#));
        assert_eq!(with_member(json, "c", "1"), None);
    }
}
