//! Changes of an operation's parameters.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::operation::Operation;
use super::types::{type_of, values};
use super::{Change, Severity, limits};
use crate::regen::document::resolve;

/// How a parameter is written into a request.
const STYLE: [&str; 4] = ["allowReserved", "content", "explode", "style"];

pub(super) fn changes(
    operation: &str,
    before: &Operation<'_>,
    after: &Operation<'_>,
) -> Vec<Change> {
    let (before, after) = (parameters(before), parameters(after));
    let keys: BTreeSet<_> = before.keys().chain(after.keys()).collect();
    keys.into_iter()
        .flat_map(|key| {
            let subject = format!("{operation} {}", key.0);
            let name = format!("The {} parameter `{}` of `{operation}`", key.1, key.0);
            match (before.get(key), after.get(key)) {
                (Some(before), Some(after)) => changed(&subject, &name, before, after),
                (Some(_), None) => vec![Change::new(
                    "parameter",
                    subject,
                    "removed",
                    Severity::BreaksCode,
                    format!("{name} is gone."),
                )],
                (None, after) => vec![added(subject, &name, after.copied())],
            }
        })
        .collect()
}

/// The parameters of an operation by name and place.
fn parameters<'a>(operation: &Operation<'a>) -> BTreeMap<(&'a str, &'a str), &'a Value> {
    let Operation {
        document, value, ..
    } = *operation;
    let count = value["parameters"].as_array().map_or(0, Vec::len);
    (0..count)
        .filter_map(|index| {
            let parameter = &value["parameters"][index];
            let parameter = match parameter["$ref"]
                .as_str()
                .and_then(|it| it.strip_prefix('#'))
            {
                Some(target) => document.pointer(&resolve(document, target.to_owned()))?,
                None => parameter,
            };
            Some((
                (parameter["name"].as_str()?, parameter["in"].as_str()?),
                parameter,
            ))
        })
        .collect()
}

fn added(subject: String, name: &str, parameter: Option<&Value>) -> Change {
    let required = parameter.is_some_and(is_required);
    let severity = Severity::breaks_programs_if(required, Severity::Neither);
    let rest = if required { " and required" } else { "" };
    Change::new(
        "parameter",
        subject,
        "added",
        severity,
        format!("{name} is new{rest}."),
    )
}

fn is_required(parameter: &Value) -> bool {
    parameter["required"] == true
}

fn changed(subject: &str, name: &str, before: &Value, after: &Value) -> Vec<Change> {
    let mut changes = Vec::new();
    let mut add = |change, severity, text: String| {
        changes.push(Change::new(
            "parameter",
            subject,
            change,
            severity,
            format!("{name} {text}."),
        ));
    };
    match (is_required(before), is_required(after)) {
        (false, true) => add(
            "required",
            Severity::BreaksPrograms,
            "is now required".to_owned(),
        ),
        (true, false) => add(
            "optional",
            Severity::Neither,
            "is no longer required".to_owned(),
        ),
        _ => {}
    }
    match (before["deprecated"] == true, after["deprecated"] == true) {
        (false, true) => add("deprecated", Severity::Neither, "is deprecated".to_owned()),
        (true, false) => add(
            "undeprecated",
            Severity::Neither,
            "is no longer deprecated".to_owned(),
        ),
        _ => {}
    }
    let (old, new) = (type_of(&before["schema"]), type_of(&after["schema"]));
    if old != new {
        add(
            "type",
            Severity::BreaksPrograms,
            format!("is {new} instead of {old}"),
        );
    }
    if STYLE
        .iter()
        .any(|keyword| before.get(keyword) != after.get(keyword))
    {
        add(
            "style",
            Severity::BreaksPrograms,
            "is written differently into a request".to_owned(),
        );
    }
    let (old, new) = (values(&before["schema"]), values(&after["schema"]));
    match (old.is_empty(), new.is_empty()) {
        (true, false) => {
            let text = "accepts only certain values".to_owned();
            add("values limited", Severity::BreaksPrograms, text);
        }
        (false, true) => {
            let text = "accepts all values of its type".to_owned();
            add("values unlimited", Severity::Neither, text);
        }
        _ => {
            for value in old.difference(&new) {
                let text = format!("no longer accepts `{value}`");
                add("value removed", Severity::BreaksPrograms, text);
            }
            for value in new.difference(&old) {
                let text = format!("also accepts `{value}`");
                add("value added", Severity::Neither, text);
            }
        }
    }
    for limit in limits::changes(&before["schema"], &after["schema"]) {
        add("limit", limit.severity, limit.text);
    }
    changes
}
