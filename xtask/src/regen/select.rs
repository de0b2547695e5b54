//! Selects the operations that the client has from the upstream document.

use std::collections::BTreeSet;

use anyhow::{Result, bail};
use serde_json::{Map, Value, json};

use super::closure::close;
use super::document::resolved;
use super::operations::{Operation, Operations};
use super::strip::UPSTREAM_OPERATION_ID;
use super::versions::keep_newest;

/// What upstream states for the whole document, unless an operation has its own.
const SHARED: [&str; 2] = ["security", "servers"];

/// Builds a document of the listed operations, each in the newest resource version that is not
/// later than the API date, and of the servers, the security schemes, the tags and every other
/// component that they use.
pub(super) fn select(upstream: &Value, operations: &Operations) -> Result<Value> {
    let mut paths = Map::new();
    for operation in &operations.list {
        let selected = select_operation(upstream, operation, &operations.api_date)?;
        paths
            .entry(&operation.path)
            .or_insert_with(|| json!({}))
            .as_object_mut()
            .map(|item| item.insert(operation.method.clone(), selected));
    }
    let mut document = json!({
        "openapi": "3.0.3",
        "info": { "title": "", "version": operations.api_date },
        "paths": paths,
        "components": {},
    });
    share(upstream, &mut document);
    close(upstream, &mut document)?;
    Ok(document)
}

/// Adds what the operations in `document` have in common: what they do not state themselves, and
/// the tags that they have.
fn share(upstream: &Value, document: &mut Value) {
    let operations: Vec<&Value> = document["paths"]
        .as_object()
        .into_iter()
        .flat_map(Map::values)
        .filter_map(Value::as_object)
        .flat_map(Map::values)
        .collect();
    let mut shared = Map::new();
    for keyword in SHARED {
        let is_used = operations
            .iter()
            .any(|operation| operation.get(keyword).is_none());
        if let Some(value) = upstream.get(keyword).filter(|_| is_used) {
            shared.insert(keyword.into(), value.clone());
        }
    }
    let tags: BTreeSet<&str> = operations
        .iter()
        .filter_map(|operation| operation["tags"].as_array())
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    if !tags.is_empty() {
        let tags = tags.into_iter().map(|name| json!({ "name": name }));
        shared.insert("tags".into(), tags.collect());
    }
    if let Some(document) = document.as_object_mut() {
        document.extend(shared);
    }
}

fn select_operation(upstream: &Value, wanted: &Operation, api_date: &str) -> Result<Value> {
    let (item, operation) = find(upstream, wanted)?;
    let mut selected = Map::new();
    selected.insert("operationId".into(), json!(wanted.name));
    if let Some(upstream_id) = operation.get("operationId") {
        selected.insert(UPSTREAM_OPERATION_ID.into(), upstream_id.clone());
    }
    for keyword in ["deprecated", "security", "servers", "tags"] {
        if let Some(value) = operation.get(keyword) {
            selected.insert(keyword.into(), value.clone());
        }
    }
    // A path item's servers and parameters belong to all of its operations.
    if let Some(servers) = item.get("servers") {
        selected.entry("servers").or_insert_with(|| servers.clone());
    }
    let parameters = parameters(upstream, item, operation);
    selected.insert("parameters".into(), parameters.into());
    if let Some(body) = operation.get("requestBody") {
        let body = newest(upstream, body, api_date, &wanted.name)?;
        selected.insert("requestBody".into(), body);
    }
    if let Some(responses) = operation.get("responses") {
        let mut responses = responses.clone();
        for response in responses
            .as_object_mut()
            .into_iter()
            .flat_map(Map::values_mut)
        {
            *response = newest(upstream, response, api_date, &wanted.name)?;
        }
        selected.insert("responses".into(), responses);
    }
    Ok(selected.into())
}

/// A request body or a response in its newest version. One behind a reference stays there if that is
/// all it has, and otherwise takes the reference's place.
fn newest(upstream: &Value, body: &Value, api_date: &str, operation: &str) -> Result<Value> {
    let target = resolved(upstream, body);
    let mut newest = target.clone();
    keep_newest(&mut newest, api_date, operation)?;
    Ok(if newest == *target {
        body.clone()
    } else {
        newest
    })
}

/// The parameters of a path item, which belong to all of its operations, and of an operation, which
/// take the place of those. Headers that OpenAPI has other words for are no parameters.
fn parameters(upstream: &Value, item: &Value, operation: &Value) -> Vec<Value> {
    let key = |parameter: &Value| {
        let parameter = resolved(upstream, parameter);
        (parameter["name"].clone(), parameter["in"].clone())
    };
    let mut parameters: Vec<Value> = Vec::new();
    for parameter in [&item["parameters"], &operation["parameters"]] {
        for parameter in parameter.as_array().into_iter().flatten() {
            let (name, place) = key(parameter);
            let is_standard = ["accept", "authorization", "content-type"]
                .iter()
                .any(|it| {
                    name.as_str()
                        .is_some_and(|name| name.eq_ignore_ascii_case(it))
                });
            if place == "header" && is_standard {
                continue;
            }
            parameters.retain(|other| key(other) != key(parameter));
            parameters.push(parameter.clone());
        }
    }
    parameters
}

/// The path item and the operation that `wanted` names.
fn find<'a>(upstream: &'a Value, wanted: &Operation) -> Result<(&'a Value, &'a Value)> {
    let Operation { name, method, path } = wanted;
    let paths = upstream.get("paths").and_then(Value::as_object);
    let Some(item) = paths.and_then(|paths| paths.get(path)) else {
        bail!(
            "the specification has no path {path}, which openapi/operations.toml lists for {name}; \
             the closest are {}",
            closest(path, paths.into_iter().flat_map(Map::keys))
        );
    };
    match item.get(method).filter(|operation| operation.is_object()) {
        Some(operation) => Ok((item, operation)),
        None => bail!(
            "the specification has no {method} operation on {path}, which openapi/operations.toml \
             lists for {name}; it has {}",
            methods(item)
        ),
    }
}

fn methods(item: &Value) -> String {
    item.as_object()
        .into_iter()
        .flat_map(Map::keys)
        .filter(|method| !["parameters", "servers"].contains(&method.as_str()))
        .map(String::as_str)
        .collect::<Vec<_>>()
        .join(", ")
}

/// The three of `paths` that are most similar to `path`.
fn closest<'a>(path: &str, paths: impl Iterator<Item = &'a String>) -> String {
    let mut scored: Vec<_> = paths
        .map(|candidate| {
            let score = strsim::normalized_damerau_levenshtein(path, candidate);
            (score, candidate.as_str())
        })
        .collect();
    scored.sort_by(|(a, _), (b, _)| b.total_cmp(a));
    let closest: Vec<_> = scored.iter().take(3).map(|(_, path)| *path).collect();
    closest.join(", ")
}

#[cfg(test)]
mod tests {
    use super::super::closure::prune;
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
                "operationId": "upstream_get_a",
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
    fn the_newest_version_up_to_the_api_date_is_selected() {
        let version = |date: &str| format!("application/vnd.atlas.{date}+json");
        for (offered, selected) in [
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
            let kept: Vec<_> = content.as_object().expect("object").keys().collect();
            assert_eq!(kept, [&version(selected)]);
        }
    }

    #[test]
    fn a_body_behind_a_reference_comes_in_its_newest_version_as_well() {
        let version = |date: &str| format!("application/vnd.atlas.{date}+json");
        let dates = ["2023-01-01", "2025-03-12", "2025-03-13"];
        let offered: Vec<_> = dates.iter().map(|date| version(date)).collect();
        let offered: Vec<_> = offered.iter().map(String::as_str).collect();
        let mut upstream = upstream(&offered);
        let body = upstream["paths"]["/a"]["get"]["responses"]["200"].take();
        let reference = |kind, name| json!({ "$ref": format!("#/components/{kind}/{name}") });
        upstream["paths"]["/a"]["get"]["requestBody"] = reference("requestBodies", "alias");
        upstream["paths"]["/a"]["get"]["responses"] = json!({
            "200": reference("responses", "thing"), "404": reference("responses", "error"),
        });
        let components = &mut upstream["components"];
        components["requestBodies"] =
            json!({ "alias": reference("requestBodies", "thing"), "thing": body });
        let error = json!({ "content": { "application/json": {} } });
        components["responses"] = json!({ "thing": body, "error": error });
        let document = select(&upstream, &operations("/a")).expect("selects");
        let operation = &document["paths"]["/a"]["get"];
        for body in [&operation["requestBody"], &operation["responses"]["200"]] {
            let kept: Vec<_> = body["content"]
                .as_object()
                .expect("object")
                .keys()
                .collect();
            assert_eq!(kept, [&version("2025-03-12")]);
        }
        let error = &operation["responses"]["404"];
        assert_eq!(*error, reference("responses", "error"), "it is shared");
    }

    #[test]
    fn a_resource_that_is_too_new_is_rejected() {
        let upstream = upstream(&["application/vnd.atlas.2025-03-13+json"]);
        let error = select(&upstream, &operations("/a")).expect_err("must be rejected");
        assert!(error.to_string().ends_with("it has 2025-03-13"), "{error}");
    }

    #[test]
    fn only_components_that_are_reached_are_included() {
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
            "upstream_get_a"
        );
    }

    #[test]
    fn a_deprecated_operation_stays_deprecated() {
        let mut upstream = upstream(&["application/json"]);
        let select = |upstream: &Value| {
            let document = select(upstream, &operations("/a")).expect("selects");
            document["paths"]["/a"]["get"].get("deprecated").cloned()
        };
        assert_eq!(select(&upstream), None);
        upstream["paths"]["/a"]["get"]["deprecated"] = json!(true);
        assert_eq!(select(&upstream), Some(json!(true)));
    }

    /// An upstream document whose operation has `security`, `servers` and `tags` as in `own`.
    fn secured(own: Value) -> Value {
        let mut upstream = upstream(&["application/json"]);
        for (keyword, value) in [
            ("servers", json!([{ "url": "https://all.example" }])),
            (
                "security",
                json!([{ "All": [] }, { "Both": [], "Ways": [] }]),
            ),
            (
                "tags",
                json!([{ "name": "Unused" }, { "name": "T", "description": "theirs" }]),
            ),
        ] {
            upstream[keyword] = value;
        }
        let scheme = json!({ "type": "http", "scheme": "digest" });
        upstream["components"]["securitySchemes"] = ["All", "Both", "Ways", "Own", "Unused"]
            .into_iter()
            .map(|name| (name.to_owned(), scheme.clone()))
            .collect();
        for (keyword, value) in own.as_object().into_iter().flatten() {
            upstream["paths"]["/a"]["get"][keyword] = value.clone();
        }
        upstream
    }

    fn schemes(document: &Value) -> Vec<&str> {
        let schemes = document["components"]["securitySchemes"].as_object();
        let mut names: Vec<_> = schemes
            .into_iter()
            .flat_map(Map::keys)
            .map(String::as_str)
            .collect();
        names.sort_unstable();
        names
    }

    #[test]
    fn what_all_operations_share_is_kept() {
        let upstream = secured(json!({ "tags": ["T"] }));
        let mut document = select(&upstream, &operations("/a")).expect("selects");
        assert_eq!(document["servers"], upstream["servers"]);
        assert_eq!(document["security"], upstream["security"]);
        assert_eq!(document["tags"], json!([{ "name": "T" }]));
        assert_eq!(schemes(&document), ["All", "Both", "Ways"]);
        let operation = &document["paths"]["/a"]["get"];
        assert_eq!(operation["tags"], json!(["T"]));
        assert_eq!(operation.get("security"), None);
        assert_eq!(operation.get("servers"), None);

        prune(&mut document).expect("prunes");
        assert_eq!(schemes(&document), ["All", "Both", "Ways"]);
    }

    #[test]
    fn what_an_operation_states_itself_replaces_what_is_shared() {
        let servers = json!([{ "url": "https://own.example" }]);
        let own = json!({ "security": [{ "Own": ["scope"] }], "servers": servers });
        let document = select(&secured(own.clone()), &operations("/a")).expect("selects");
        for keyword in SHARED {
            assert_eq!(document.get(keyword), None, "{keyword}");
            assert_eq!(document["paths"]["/a"]["get"][keyword], own[keyword]);
        }
        assert_eq!(document.get("tags"), None);
        assert_eq!(schemes(&document), ["Own"]);

        let public = secured(json!({ "security": [] }));
        let document = select(&public, &operations("/a")).expect("selects");
        assert_eq!(document["paths"]["/a"]["get"]["security"], json!([]));
        assert_eq!(document.get("security"), None);
        assert!(schemes(&document).is_empty());

        let mut of_path = secured(json!({}));
        of_path["paths"]["/a"]["servers"] = servers.clone();
        let document = select(&of_path, &operations("/a")).expect("selects");
        assert_eq!(document["paths"]["/a"]["get"]["servers"], servers);
        assert_eq!(document.get("servers"), None);
    }

    #[test]
    fn a_security_scheme_that_is_missing_is_named() {
        let upstream = secured(json!({ "security": [{ "Gone": [] }] }));
        let error = select(&upstream, &operations("/a")).expect_err("must be rejected");
        let error = error.to_string();
        assert!(error.contains("securitySchemes/Gone"), "{error}");
    }

    #[test]
    fn a_missing_operation_is_named_with_the_closest_matches() {
        let upstream = upstream(&["application/json"]);
        let error = select(&upstream, &operations("/b"))
            .expect_err("must be rejected")
            .to_string();
        assert!(
            error.contains("no path /b") && error.contains("are /ab, /a, /somewhere"),
            "{error}"
        );

        let mut operations = operations("/a");
        operations.list[0].method = "put".into();
        let error = select(&upstream, &operations)
            .expect_err("must be rejected")
            .to_string();
        assert!(
            error.contains("no put operation on /a") && error.ends_with("it has get"),
            "{error}"
        );
    }

    #[test]
    fn an_unresolved_reference_is_named() {
        for reference in ["#/components/schemas/Gone", "other.yaml#/A", "#/paths/~1a"] {
            let mut upstream = upstream(&["application/json"]);
            upstream["components"]["schemas"]["A"] = json!({ "$ref": reference });
            let error = select(&upstream, &operations("/a")).expect_err("must be rejected");
            assert!(
                error
                    .to_string()
                    .starts_with(&format!("`$ref: {reference}` does not resolve"))
            );
        }
    }
}
