//! Changes of an operation's request body and of the bodies of its responses.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::operation::Operation;
use super::types::type_of;
use super::{Change, Severity};
use crate::regen::document::resolve;
use crate::regen::versions::version_date;

pub(super) fn changes(
    operation: &str,
    before: &Operation<'_>,
    after: &Operation<'_>,
) -> Vec<Change> {
    let mut changes = request(operation, before, after);
    let statuses = |operation: &Operation<'_>| -> BTreeSet<String> {
        let responses = operation.value["responses"].as_object();
        responses.into_iter().flat_map(Map::keys).cloned().collect()
    };
    for status in statuses(before).intersection(&statuses(after)) {
        let part = |operation: &Operation<'_>| {
            resolved(operation.document, &operation.value["responses"][status])
        };
        let (before, after) = (part(before), part(after));
        let name = format!("The response {status} of `{operation}`");
        let subject = format!("{operation} {status}");
        // Errors are read in one way, whichever schema they have.
        let severity = Severity::breaks_programs_if(status.starts_with('2'), Severity::Neither);
        changes.extend(content(&subject, &name, &before, &after, severity));
        changes.extend(headers(&subject, &name, &before, &after));
    }
    changes
}

fn request(operation: &str, before: &Operation<'_>, after: &Operation<'_>) -> Vec<Change> {
    let part = |operation: &Operation<'_>| {
        let body = resolved(operation.document, operation.value.get("requestBody")?);
        Some(body)
    };
    let name = format!("The request body of `{operation}`");
    let one = |change, severity, text: &str| {
        vec![Change::new(
            "request body",
            operation,
            change,
            severity,
            format!("{name} {text}."),
        )]
    };
    let is_required = |body: &Value| body["required"] == true;
    match (part(before), part(after)) {
        (None, None) => Vec::new(),
        (None, Some(body)) if is_required(&body) => {
            one("added", Severity::BreaksPrograms, "is new and required")
        }
        (None, Some(_)) => one("added", Severity::Neither, "is new"),
        (Some(_), None) => one("removed", Severity::BreaksCode, "is gone"),
        (Some(before), Some(after)) => {
            let mut changes = match (is_required(&before), is_required(&after)) {
                (false, true) => one("required", Severity::BreaksPrograms, "is now required"),
                (true, false) => one("optional", Severity::Neither, "is no longer required"),
                _ => Vec::new(),
            };
            let subject = format!("{operation} request");
            changes.extend(content(
                &subject,
                &name,
                &before,
                &after,
                Severity::BreaksPrograms,
            ));
            changes
        }
    }
}

/// The body, or the target of its `$ref`.
fn resolved(document: &Value, body: &Value) -> Value {
    let target = body["$ref"].as_str().and_then(|it| it.strip_prefix('#'));
    let target = target.and_then(|it| document.pointer(&resolve(document, it.to_owned())));
    target.unwrap_or(body).clone()
}

/// Changes of the media types and of their schemas. `severity` is that of another type of value.
fn content(
    subject: &str,
    name: &str,
    before: &Value,
    after: &Value,
    severity: Severity,
) -> Vec<Change> {
    let mut changes = Vec::new();
    let types = |body: &Value| -> Vec<String> {
        let content = body["content"].as_object();
        content.into_iter().flat_map(Map::keys).cloned().collect()
    };
    let (old, new) = (types(before), types(after));
    if old != new {
        let text = format!("{name} has {} instead of {}.", shown(&new), shown(&old));
        let severity = if is_newer(&old, &new) {
            Severity::Neither
        } else {
            severity
        };
        changes.push(Change::new(
            "media type",
            subject,
            "changed",
            severity,
            text,
        ));
    }
    let schemas = |body: &Value| -> BTreeSet<String> {
        let content = body["content"].as_object();
        content
            .into_iter()
            .flat_map(Map::values)
            .filter_map(|media_type| Some(type_of(media_type.get("schema")?)))
            .collect()
    };
    let (old, new) = (schemas(before), schemas(after));
    if old != new {
        let (old, new) = (Vec::from_iter(old), Vec::from_iter(new));
        let text = format!("{name} is {} instead of {}.", shown(&new), shown(&old));
        changes.push(Change::new("body", subject, "type", severity, text));
    }
    changes
}

/// Whether all that changed is that a resource version is newer; the old one is still served to
/// the programs that ask for it.
fn is_newer(before: &[String], after: &[String]) -> bool {
    let dates = |types: &[String]| -> Option<Vec<String>> {
        let dates = types.iter().map(|it| version_date(it).map(str::to_owned));
        dates.collect()
    };
    match (dates(before), dates(after)) {
        (Some(before), Some(after)) => {
            !before.is_empty() && before.len() == after.len() && before < after
        }
        _ => false,
    }
}

/// Headers of a response that came or went; none is part of the generated client.
fn headers(subject: &str, name: &str, before: &Value, after: &Value) -> Vec<Change> {
    let headers = |response: &Value| -> BTreeSet<String> {
        let headers = response["headers"].as_object();
        headers.into_iter().flat_map(Map::keys).cloned().collect()
    };
    let (before, after) = (headers(before), headers(after));
    let change = |header: &String, change, text| {
        let subject = format!("{subject} {header}");
        let text = format!("{name} {text} the header `{header}`.");
        Change::new("header", subject, change, Severity::Neither, text)
    };
    let gone = before
        .difference(&after)
        .map(|it| change(it, "removed", "no longer has"));
    let new = after
        .difference(&before)
        .map(|it| change(it, "added", "has"));
    gone.chain(new).collect()
}

fn shown(names: &[String]) -> String {
    if names.is_empty() {
        return "nothing".to_owned();
    }
    let quoted: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
    quoted.join(", ")
}
