//! Changes of what operations have in common, unless one has its own: servers and security.

use serde_json::{Map, Value};

use super::{Change, Severity};
use crate::regen::document::children;

/// What a document or an operation has, in words.
const SHARED: [(&str, &str); 2] = [
    ("security", "security requirements"),
    ("servers", "servers"),
];

/// The changes between two documents without their documentation.
pub(super) fn changes(before: &Value, after: &Value) -> Vec<Change> {
    let mut changes = schemes(before, after);
    for (keyword, what) in SHARED {
        let (shared_old, shared_new) = (before.get(keyword), after.get(keyword));
        let mut is_shared = false;
        for (name, one, other) in operations(before, after) {
            let own = (one.get(keyword), other.get(keyword));
            let (old, new) = (own.0.or(shared_old), own.1.or(shared_new));
            if old == new {
                continue;
            }
            if own == (None, None) {
                is_shared = true;
                continue;
            }
            let text = format!("The operation `{name}` has");
            changes.push(changed("operation", name, keyword, &text, what, (old, new)));
        }
        if is_shared {
            let values = (shared_old, shared_new);
            let text = "The operations have";
            changes.push(changed("document", "", keyword, text, what, values));
        }
    }
    changes.extend(tags(before, after));
    let version = |document: &Value| document["info"]["version"].clone();
    let (old, new) = (version(before), version(after));
    if old != new {
        let text = format!("The API date is {new} instead of {old}.");
        changes.push(Change::new(
            "document",
            "",
            "api date",
            Severity::Neither,
            text,
        ));
    }
    changes
}

/// A list that changed. A program uses what was in it, and needs nothing else.
fn changed(
    kind: &'static str,
    subject: &str,
    keyword: &'static str,
    start: &str,
    what: &str,
    (old, new): (Option<&Value>, Option<&Value>),
) -> Change {
    let items = |list: Option<&Value>| list.and_then(Value::as_array).cloned().unwrap_or_default();
    let has_all = items(old).iter().all(|item| items(new).contains(item));
    let severity = Severity::breaks_programs_if(!has_all, Severity::Neither);
    let shown =
        |list: Option<&Value>| list.map_or_else(|| "none".to_owned(), |it| format!("`{it}`"));
    let text = format!(
        "{start} the {what} {} instead of {}.",
        shown(new),
        shown(old)
    );
    Change::new(kind, subject, keyword, severity, text)
}

/// Security schemes that are other ones. One that is new or gone shows in what requires it.
fn schemes(before: &Value, after: &Value) -> Vec<Change> {
    let schemes = |document: &Value| document["components"]["securitySchemes"].clone();
    let (before, after) = (schemes(before), schemes(after));
    let names = before.as_object().into_iter().flat_map(Map::keys);
    let changed = names.filter(|name| after.get(*name).is_some_and(|it| *it != before[*name]));
    changed
        .map(|name| {
            let (old, new) = (&before[name], &after[name]);
            let text = format!("The security scheme `{name}` is `{new}` instead of `{old}`.");
            let severity = Severity::BreaksPrograms;
            Change::new("security scheme", name, "changed", severity, text)
        })
        .collect()
}

/// Upstream's headings for operations, which mean nothing to the client.
fn tags(before: &Value, after: &Value) -> Vec<Change> {
    operations(before, after)
        .into_iter()
        .filter(|(_, before, after)| before["tags"] != after["tags"])
        .map(|(name, before, after)| {
            let (old, new) = (&before["tags"], &after["tags"]);
            let text = format!("The operation `{name}` has the tags {new} instead of {old}.");
            Change::new("operation", name, "tags", Severity::Neither, text)
        })
        .collect()
}

/// The operations that both documents have, each with our name for it.
fn operations<'a>(before: &'a Value, after: &'a Value) -> Vec<(&'a str, &'a Value, &'a Value)> {
    children(before, "/paths")
        .flat_map(|item| children(before, &item))
        .filter_map(|pointer| {
            let (one, other) = (before.pointer(&pointer)?, after.pointer(&pointer)?);
            Some((one["operationId"].as_str()?, one, other))
        })
        .collect()
}
