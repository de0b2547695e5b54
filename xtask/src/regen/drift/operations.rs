//! Changes of operations: their existence, their names, and what they accept and return.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::operation::Operation;
use super::{Change, Severity, Side, bodies, parameters};
use crate::regen::normalize::marks;
use crate::regen::strip::UPSTREAM_OPERATION_ID;

pub(super) fn changes(from: &Side, to: &Side) -> Vec<Change> {
    let (before, after) = (operations(&from.document), operations(&to.document));
    let names: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let mut changes = Vec::new();
    for name in names {
        match (before.get(name), after.get(name)) {
            (Some(before), Some(after)) => changes.extend(changed(name, before, after)),
            (Some(_), None) => {
                let reason = to.absent.get(name);
                let reason = reason.map(|it| format!(": {it}")).unwrap_or_default();
                changes.push(Change::new(
                    "operation",
                    name,
                    "removed",
                    Severity::BreaksPrograms,
                    format!("The operation `{name}` is gone{reason}."),
                ));
            }
            _ => changes.push(Change::new(
                "operation",
                name,
                "added",
                Severity::Neither,
                format!("The operation `{name}` is new."),
            )),
        }
    }
    changes
}

/// The operations of a document by our names for them.
fn operations(document: &Value) -> BTreeMap<String, Operation<'_>> {
    let mut operations = BTreeMap::new();
    for (path, item) in document["paths"].as_object().into_iter().flatten() {
        for (method, value) in item.as_object().into_iter().flatten() {
            let name = value["operationId"].as_str().unwrap_or_default();
            let operation = Operation {
                document,
                value,
                endpoint: format!("{method} {path}"),
            };
            operations.insert(name.to_owned(), operation);
        }
    }
    operations
}

fn changed(name: &str, before: &Operation<'_>, after: &Operation<'_>) -> Vec<Change> {
    let mut changes = Vec::new();
    let mut add = |kind, change, severity, text| {
        changes.push(Change::new(kind, name, change, severity, text));
    };
    if before.endpoint != after.endpoint {
        let (old, new) = (&before.endpoint, &after.endpoint);
        let text = format!("The operation `{name}` is `{new}` instead of `{old}`.");
        add("operation", "moved", Severity::BreaksPrograms, text);
    }
    let id = |operation: &Operation<'_>| operation.value[UPSTREAM_OPERATION_ID].clone();
    if id(before) != id(after) {
        let (old, new) = (id(before), id(after));
        let text = format!("Upstream calls the operation `{name}` {new} instead of {old}.");
        add("operation id", "renamed", Severity::Neither, text);
    }
    match flags(before, after, "deprecated") {
        (false, true) => {
            let text = format!("The operation `{name}` is deprecated.");
            add("operation", "deprecated", Severity::Neither, text);
        }
        (true, false) => {
            let text = format!("The operation `{name}` is no longer deprecated.");
            add("operation", "undeprecated", Severity::Neither, text);
        }
        _ => {}
    }
    match flags(before, after, marks::LIST) {
        (false, true) => {
            let text =
                format!("The operation `{name}` has become a list with `pages` and `items`.");
            add("operation", "list", Severity::Neither, text);
        }
        (true, false) => {
            let text = format!(
                "The operation `{name}` is no list any more, so that `pages` and `items` are gone."
            );
            add("operation", "no list", Severity::BreaksCode, text);
        }
        _ => {}
    }
    changes.extend(statuses(name, before, after));
    changes.extend(parameters::changes(name, before, after));
    changes.extend(bodies::changes(name, before, after));
    changes
}

fn flags(before: &Operation<'_>, after: &Operation<'_>, keyword: &str) -> (bool, bool) {
    (before.value[keyword] == true, after.value[keyword] == true)
}

/// Statuses that came or went.
fn statuses(name: &str, before: &Operation<'_>, after: &Operation<'_>) -> Vec<Change> {
    let statuses = |operation: &Operation<'_>| -> BTreeSet<String> {
        let responses = operation.value["responses"].as_object();
        responses.into_iter().flat_map(Map::keys).cloned().collect()
    };
    let (before, after) = (statuses(before), statuses(after));
    let gone = before.difference(&after).map(|status| {
        let severity = Severity::breaks_programs_if(status.starts_with('2'), Severity::Neither);
        let text = format!("The operation `{name}` no longer responds with {status}.");
        Change::new(
            "status",
            format!("{name} {status}"),
            "removed",
            severity,
            text,
        )
    });
    let new = after.difference(&before).map(|status| {
        let text = format!("The operation `{name}` can respond with {status}.");
        Change::new(
            "status",
            format!("{name} {status}"),
            "added",
            Severity::Neither,
            text,
        )
    });
    gone.chain(new).collect()
}
