//! Changes of schemas: objects, enumerations, unions.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::enumeration::{self, loss};
use super::types::type_of;
use super::usage::{Usage, Usages};
use super::{Change, Severity, Side, properties};
use crate::regen::document::{component, referenced_schema, schema_reference};
use crate::regen::normalize::marks;

pub(super) fn changes(from: &Side, to: &Side, usages: &Usages) -> Vec<Change> {
    let schemas = |side: &Side| {
        let schemas = side.document["components"]["schemas"].as_object();
        schemas.cloned().unwrap_or_default()
    };
    let (before, after) = (schemas(from), schemas(to));
    let names: BTreeSet<_> = before.keys().chain(after.keys()).collect();
    names
        .into_iter()
        .flat_map(|name| match (before.get(name), after.get(name)) {
            (Some(before), Some(after)) => changed(name, before, after, usages.get(name)),
            (Some(schema), None) => {
                let mut new = after.iter().filter(|(name, _)| !before.contains_key(*name));
                let is_renamed = new.any(|(_, new)| has_all(new, schema));
                let kind = if is_renamed { "schema" } else { kind(schema) };
                let text = format!("The {} `{name}` is gone.", type_of(schema));
                let severity = Severity::BreaksCode;
                vec![Change::new(kind, name, "removed", severity, text)]
            }
            (None, after) => {
                let what = after.map(type_of).unwrap_or_default();
                let text = format!("The {what} `{name}` is new.");
                vec![Change::new(
                    "schema",
                    name,
                    "added",
                    Severity::Neither,
                    text,
                )]
            }
        })
        .collect()
}

fn changed(name: &str, before: &Value, after: &Value, usage: Usage) -> Vec<Change> {
    let (old, new) = (type_of(before), type_of(after));
    if old != new {
        let text = format!("`{name}` is {new} instead of {old}.");
        return vec![Change::new(
            kind(before),
            name,
            "type",
            Severity::BreaksPrograms,
            text,
        )];
    }
    let mut changes = deprecation(name, before, after);
    if before.get("format") != after.get("format") {
        let text = format!(
            "`{name}` has the format {} instead of {}.",
            after["format"], before["format"]
        );
        changes.push(Change::new(
            "schema",
            name,
            "format",
            Severity::BreaksCode,
            text,
        ));
    }
    changes.extend(enumeration::changes(name, before, after, usage));
    changes.extend(union(name, before, after, usage));
    changes.extend(marks(name, before, after));
    changes.extend(properties::changes(name, before, after, usage));
    changes
}

/// What is lost with a union are its members, which no other schema has.
fn kind(schema: &Value) -> &'static str {
    match type_of(schema).as_str() {
        "union" => "union",
        _ => "schema",
    }
}

/// Whether a schema has all the tags and members of a union, so that only its name is another.
fn has_all(schema: &Value, union: &Value) -> bool {
    let (tags, all) = (tags(schema), tags(union));
    all.iter()
        .all(|(tag, member)| tags.get(tag) == Some(member))
        && members(union).is_subset(&members(schema))
}

fn deprecation(name: &str, before: &Value, after: &Value) -> Vec<Change> {
    let (change, text) = match (before["deprecated"] == true, after["deprecated"] == true) {
        (false, true) => ("deprecated", format!("`{name}` is deprecated.")),
        (true, false) => ("undeprecated", format!("`{name}` is no longer deprecated.")),
        _ => return Vec::new(),
    };
    vec![Change::new("schema", name, change, Severity::Neither, text)]
}

fn union(name: &str, before: &Value, after: &Value, usage: Usage) -> Vec<Change> {
    let (old, new) = (&before["discriminator"], &after["discriminator"]);
    let mut changes = Vec::new();
    if old["propertyName"] != new["propertyName"] {
        let (old, new) = (&old["propertyName"], &new["propertyName"]);
        let text = format!("The union `{name}` is told apart by {new} instead of {old}.");
        changes.push(Change::new(
            "union",
            name,
            "tag property",
            Severity::BreaksPrograms,
            text,
        ));
    }
    let (old, new) = (tags(before), tags(after));
    let all: BTreeSet<_> = old.keys().chain(new.keys()).collect();
    for tag in all {
        let subject = format!("{name} {tag}");
        let (change, severity, text) = match (old.get(tag), new.get(tag)) {
            (Some(old), Some(new)) if old == new => continue,
            (Some(old), Some(new)) => (
                "tag moved",
                Severity::BreaksPrograms,
                format!("The tag `{tag}` of `{name}` stands for `{new}` instead of `{old}`."),
            ),
            (Some(member), None) => (
                "tag removed",
                loss(usage),
                format!("The union `{name}` no longer has the tag `{tag}` (`{member}`)."),
            ),
            (None, member) => (
                "tag added",
                Severity::Neither,
                format!(
                    "The union `{name}` has the new tag `{tag}` (`{}`).",
                    member.map_or("", String::as_str)
                ),
            ),
        };
        changes.push(Change::new("union", subject, change, severity, text));
    }
    changes.extend(changed_members(name, before, after, usage));
    changes
}

fn changed_members(name: &str, before: &Value, after: &Value, usage: Usage) -> Vec<Change> {
    let (before, after) = (members(before), members(after));
    let gone = before.difference(&after).map(|member| {
        let text = format!("The union `{name}` no longer has the member `{member}`.");
        Change::new(
            "union",
            format!("{name} {member}"),
            "member removed",
            loss(usage),
            text,
        )
    });
    let new = after.difference(&before).map(|member| {
        let text = format!("The union `{name}` has the new member `{member}`.");
        let subject = format!("{name} {member}");
        Change::new("union", subject, "member added", Severity::Neither, text)
    });
    gone.chain(new).collect()
}

/// The members of a union, however they are told apart.
fn members(union: &Value) -> BTreeSet<String> {
    let members = union["oneOf"].as_array().into_iter().flatten();
    members
        .filter_map(|member| Some(referenced_schema(member)?.to_owned()))
        .collect()
}

/// The tags of a union, each with the name of its member.
fn tags(union: &Value) -> BTreeMap<String, String> {
    let mapping = union["discriminator"]["mapping"].as_object();
    mapping
        .into_iter()
        .flatten()
        .filter_map(|(tag, target)| {
            let target = schema_reference(target.as_str()?);
            Some((tag.clone(), component(&target)?.1.to_owned()))
        })
        .collect()
}

/// Changes of the marks that decide which fields and methods there are, and what tells a union's
/// members apart.
fn marks(name: &str, before: &Value, after: &Value) -> Vec<Change> {
    use Severity::{BreaksCode, Neither};

    [
        (marks::TAG, "the tag that is no field", BreaksCode),
        (
            marks::TAG_ENUMERATION,
            "the enumeration of its tags",
            BreaksCode,
        ),
        (
            marks::REQUEST,
            "what a request takes in its place",
            BreaksCode,
        ),
        // That a property is no longer required is a change of its own.
        (marks::KEYS, "the keys of its members", Neither),
    ]
    .into_iter()
    .filter(|(mark, ..)| before.get(mark) != after.get(mark))
    .map(|(mark, what, severity)| {
        let text = format!(
            "`{name}` has another mark for {what}: {} instead of {}.",
            shown(after.get(mark)),
            shown(before.get(mark))
        );
        Change::new("mark", name, mark, severity, text)
    })
    .collect()
}

fn shown(mark: Option<&Value>) -> String {
    mark.map_or_else(|| "none".to_owned(), Value::to_string)
}
