//! From the upstream document to the operations we want, and what these refer to.

use std::collections::BTreeSet;

use anyhow::{Result, bail};
use serde_json::{Map, Value, json};

use super::document::{component, references};
use super::operations::{Operation, Operations, is_date};

/// Cuts the listed operations out of `upstream`, each with the newest resource version that is
/// not after the API date, and every component that they reach.
pub(super) fn select(upstream: &Value, operations: &Operations) -> Result<Value> {
    let mut paths = Map::new();
    for operation in &operations.list {
        let cut = cut(upstream, operation, &operations.api_date)?;
        paths
            .entry(&operation.path)
            .or_insert_with(|| json!({}))
            .as_object_mut()
            .map(|item| item.insert(operation.method.clone(), cut));
    }
    let mut document = json!({
        "openapi": "3.0.3",
        "info": { "title": "", "version": operations.api_date },
        "paths": paths,
        "components": {},
    });
    close(upstream, &mut document)?;
    Ok(document)
}

fn cut(upstream: &Value, wanted: &Operation, api_date: &str) -> Result<Value> {
    let Operation { name, method, path } = wanted;
    let paths = upstream.get("paths").and_then(Value::as_object);
    let Some(item) = paths.and_then(|paths| paths.get(path)) else {
        bail!(
            "upstream has no path {path}, which openapi/operations.toml wants for {name}; \
             the nearest it has are {}",
            nearest(path, paths.into_iter().flat_map(Map::keys))
        );
    };
    let Some(operation) = item.get(method).and_then(Value::as_object) else {
        let methods = item.as_object().into_iter().flat_map(Map::keys);
        bail!(
            "upstream has no {method} of {path}, which openapi/operations.toml wants for {name}; \
             it has {}",
            methods
                .filter(|method| *method != "parameters")
                .cloned()
                .collect::<Vec<_>>()
                .join(", ")
        );
    };

    let mut cut = Map::new();
    cut.insert("operationId".into(), json!(name));
    if let Some(theirs) = operation.get("operationId") {
        cut.insert("x-upstream-operation-id".into(), theirs.clone());
    }
    let parameters: Vec<_> = [item.get("parameters"), operation.get("parameters")]
        .into_iter()
        .flatten()
        .filter_map(Value::as_array)
        .flatten()
        .cloned()
        .collect();
    cut.insert("parameters".into(), parameters.into());
    for keyword in ["requestBody", "responses"] {
        if let Some(part) = operation.get(keyword) {
            cut.insert(keyword.into(), part.clone());
        }
    }
    let mut cut = Value::Object(cut);
    if let Some(body) = cut.get_mut("requestBody") {
        choose_version(body, api_date, name)?;
    }
    for response in cut
        .get_mut("responses")
        .and_then(Value::as_object_mut)
        .into_iter()
        .flat_map(Map::values_mut)
    {
        choose_version(response, api_date, name)?;
    }
    Ok(cut)
}

/// Leaves one resource version in the `content` of a body or a response: the newest that is not
/// after `api_date`.
fn choose_version(body: &mut Value, api_date: &str, name: &str) -> Result<()> {
    let Some(content) = body.get_mut("content").and_then(Value::as_object_mut) else {
        return Ok(());
    };
    let dates: Vec<&str> = content
        .keys()
        .filter_map(|media_type| date(media_type))
        .collect();
    if dates.is_empty() {
        return Ok(());
    }
    let Some(newest) = dates.iter().filter(|date| **date <= api_date).max() else {
        bail!(
            "{name}: upstream has no resource version up to {api_date}, the api_date of \
             openapi/operations.toml; it has {}",
            dates.join(", ")
        );
    };
    let chosen = format!("application/vnd.atlas.{newest}+json");
    content.retain(|media_type, _| *media_type == chosen);
    Ok(())
}

/// The date in `application/vnd.atlas.<date>+json`.
pub(super) fn date(media_type: &str) -> Option<&str> {
    media_type
        .strip_prefix("application/vnd.atlas.")?
        .strip_suffix("+json")
        .filter(|date| is_date(date))
}

/// The three of `paths` that are most like `path`.
fn nearest<'a>(path: &str, paths: impl Iterator<Item = &'a String>) -> String {
    let mut paths: Vec<_> = paths
        .map(|candidate| {
            (
                strsim::normalized_damerau_levenshtein(path, candidate),
                candidate,
            )
        })
        .collect();
    paths.sort_by(|(a, _), (b, _)| b.total_cmp(a));
    paths
        .iter()
        .take(3)
        .map(|(_, candidate)| candidate.as_str())
        .collect::<Vec<_>>()
        .join(", ")
}

/// Copies every component that `document` reaches out of `upstream`.
fn close(upstream: &Value, document: &mut Value) -> Result<()> {
    let mut done = BTreeSet::new();
    let mut open = references(document);
    while let Some(reference) = open.pop() {
        if !done.insert(reference.clone()) {
            continue;
        }
        let found = reference
            .strip_prefix('#')
            .and_then(|pointer| upstream.pointer(pointer));
        let (Some((kind, name)), Some(found)) = (component(&reference), found) else {
            bail!("`$ref: {reference}` leads nowhere: upstream has no such component");
        };
        open.extend(references(found));
        if let Some(components) = document
            .get_mut("components")
            .and_then(Value::as_object_mut)
            && let Some(kind) = components
                .entry(kind)
                .or_insert_with(|| json!({}))
                .as_object_mut()
        {
            kind.insert(name.to_owned(), found.clone());
        }
    }
    Ok(())
}

/// Drops the components that nothing reaches any more.
pub(super) fn prune(document: &mut Value) -> Result<()> {
    let before = std::mem::replace(&mut document["components"], json!({}));
    close(&json!({ "components": before }), document)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn operations(path: &str) -> Operations {
        Operations::parse(&format!(
            "api_date = '2025-03-12'\n[[operation]]\nname = 'get_a'\nmethod = 'get'\npath = '{path}'"
        ))
        .expect("valid")
    }

    fn upstream(media_types: &[&str]) -> Value {
        let content: Map<_, _> = media_types
            .iter()
            .map(|media_type| {
                let schema = json!({ "schema": { "$ref": "#/components/schemas/A" } });
                ((*media_type).to_owned(), schema)
            })
            .collect();
        json!({
            "openapi": "3.0.1",
            "paths": { "/a": { "get": {
                "operationId": "theirs",
                "responses": { "200": { "content": content } },
            } }, "/ab": {}, "/somewhere/else": {} },
            "components": { "schemas": {
                "A": { "properties": { "b": { "$ref": "#/components/schemas/B" } } },
                "B": { "discriminator": { "propertyName": "t", "mapping": { "C": "C" } } },
                "C": { "type": "object" },
                "D": { "type": "object" },
            } },
        })
    }

    #[test]
    fn the_newest_version_up_to_the_api_date_is_picked() {
        let version = |date: &str| format!("application/vnd.atlas.{date}+json");
        for (offered, picked) in [
            (vec!["2023-01-01"], "2023-01-01"),
            (vec!["2024-05-30", "2023-01-01", "2025-03-12"], "2025-03-12"),
            (vec!["2023-01-01", "2025-03-13"], "2023-01-01"),
        ] {
            let offered: Vec<_> = offered.into_iter().map(version).collect();
            let mut offered: Vec<_> = offered.iter().map(String::as_str).collect();
            offered.extend([
                "application/vnd.atlas.preview+json",
                "application/vnd.atlas.2024-01-01+csv",
            ]);
            let document = select(&upstream(&offered), &operations("/a")).expect("selects");
            let content = &document["paths"]["/a"]["get"]["responses"]["200"]["content"];
            let left: Vec<_> = content.as_object().expect("object").keys().collect();
            assert_eq!(left, [&version(picked)]);
        }
    }

    #[test]
    fn a_resource_that_is_too_new_is_refused() {
        let upstream = upstream(&["application/vnd.atlas.2025-03-13+json"]);
        let error = select(&upstream, &operations("/a")).expect_err("must be refused");
        assert!(error.to_string().ends_with("it has 2025-03-13"), "{error}");
    }

    #[test]
    fn what_is_reached_is_taken_and_no_more() {
        let document =
            select(&upstream(&["application/json"]), &operations("/a")).expect("selects");
        let names: Vec<_> = document["components"]["schemas"]
            .as_object()
            .expect("object")
            .keys()
            .collect();
        assert_eq!(names.len(), 3, "{names:?}");
        assert_eq!(document["paths"]["/a"]["get"]["operationId"], "get_a");
        assert_eq!(
            document["paths"]["/a"]["get"]["x-upstream-operation-id"],
            "theirs"
        );
    }

    #[test]
    fn what_upstream_lacks_is_named_with_the_nearest() {
        let upstream = upstream(&["application/json"]);
        let error = select(&upstream, &operations("/b"))
            .expect_err("must be refused")
            .to_string();
        assert!(
            error.contains("no path /b") && error.contains("are /ab, /a, /somewhere"),
            "{error}"
        );

        let mut operations = operations("/a");
        operations.list[0].method = "put".into();
        let error = select(&upstream, &operations)
            .expect_err("must be refused")
            .to_string();
        assert!(
            error.contains("no put of /a") && error.ends_with("it has get"),
            "{error}"
        );
    }

    #[test]
    fn a_reference_that_leads_nowhere_is_named() {
        for reference in ["#/components/schemas/Gone", "other.yaml#/A", "#/paths/~1a"] {
            let mut upstream = upstream(&["application/json"]);
            upstream["components"]["schemas"]["A"] = json!({ "$ref": reference });
            let error = select(&upstream, &operations("/a")).expect_err("must be refused");
            assert!(
                error
                    .to_string()
                    .starts_with(&format!("`$ref: {reference}` leads nowhere"))
            );
        }
    }
}
