//! A page to open in a browser and to print: one file, without anything from elsewhere.
//!
//! The page's script shows the data that stands in it, always as text: no name that comes from a server
//! is ever markup.

use serde_json::{Value, json};

const PAGE: &str = include_str!("report/page.html");

/// The page of an export: which project has which integration.
pub(crate) fn export_page(exports: &[Value]) -> String {
    let rows = exports.iter().map(|export| {
        let cells = members(export, "integrations").map(|integration| {
            let settings = integration.as_object().into_iter().flatten();
            let details: Vec<_> = settings
                .filter(|(name, _)| *name != "type")
                .map(|(name, value)| format!("{name}: {value}"))
                .collect();
            cell(integration, "there", details)
        });
        row(export, cells.collect())
    });
    page("Integrations", rows.collect())
}

/// The page of a plan: what would change in which project.
pub(crate) fn plan_page(plans: &[Value]) -> String {
    let rows = plans.iter().map(|plan| {
        let cells = members(plan, "changes").map(|change| {
            let action = change
                .get("action")
                .and_then(Value::as_str)
                .unwrap_or_default();
            let reason = change
                .get("reason")
                .and_then(Value::as_str)
                .map(str::to_owned);
            let properties = members(change, "properties").map(|property| {
                let text = |name: &str| property.get(name).and_then(Value::as_str);
                let (name, to) = (
                    text("name").unwrap_or_default(),
                    text("to").unwrap_or_default(),
                );
                match text("from") {
                    Some(from) => format!("{name}: {from} → {to}"),
                    None => format!("{name}: {to}"),
                }
            });
            let notes = members(change, "notes")
                .filter_map(Value::as_str)
                .map(str::to_owned);
            let details = reason.into_iter().chain(properties).chain(notes);
            cell(change, action, details.collect())
        });
        row(plan, cells.collect())
    });
    page("Plan", rows.collect())
}

/// The page of an audit: which project has, lacks or must not have which integration.
pub(crate) fn audit_page(rows: &[AuditRow<'_>]) -> String {
    let rows = rows.iter().map(|row| {
        let there = row.there.iter().map(|name| {
            let state = if row.forbidden.contains(name) {
                "forbidden"
            } else {
                "there"
            };
            json!({ "column": name, "state": state, "details": [] })
        });
        let missing = row.missing.iter();
        let missing =
            missing.map(|name| json!({ "column": name, "state": "missing", "details": [] }));
        json!({
            "name": row.name,
            "id": row.id,
            "error": row.error,
            "cells": there.chain(missing).collect::<Vec<_>>(),
        })
    });
    page("Audit", rows.collect())
}

/// What an audit found out about a project.
pub(crate) struct AuditRow<'a> {
    pub(crate) name: &'a str,
    pub(crate) id: &'a str,
    pub(crate) there: Vec<&'a str>,
    pub(crate) missing: Vec<&'a str>,
    pub(crate) forbidden: Vec<&'a str>,
    pub(crate) error: Option<&'a str>,
}

fn members<'a>(value: &'a Value, name: &str) -> impl Iterator<Item = &'a Value> {
    value
        .get(name)
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
}

fn cell(of: &Value, state: &str, details: Vec<String>) -> Value {
    json!({ "column": of.get("type"), "state": state, "details": details })
}

fn row(of: &Value, cells: Vec<Value>) -> Value {
    let project = of.get("project");
    let text = |name: &str| project.and_then(|project| project.get(name));
    json!({ "name": text("name"), "id": text("id"), "error": of.get("error"), "cells": cells })
}

fn page(title: &str, rows: Vec<Value>) -> String {
    let data = json!({ "title": title, "rows": rows }).to_string();
    // Nothing in the data can end the element that it stands in.
    let data = data
        .replace('<', "\\u003c")
        .replace('\u{2028}', "\\u2028")
        .replace('\u{2029}', "\\u2029");
    PAGE.replace("{{title}}", title).replace("{{data}}", &data)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_data_and_never_markup() {
        let name = "</script><img src=x onerror=alert(1)>{{title}}";
        let export = json!({
            "project": { "id": "1", "name": name },
            "integrations": [{ "type": name, "region": name }],
            "error": null,
        });
        let page = export_page(&[export]);
        assert!(!page.contains("</script><img"), "{page}");
        assert_eq!(page.matches("</script>").count(), 2);
        assert!(page.contains("\\u003c/script>"));
    }
}
