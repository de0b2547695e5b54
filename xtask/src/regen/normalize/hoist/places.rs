//! Where operations have schemas, and what types there are named.

use serde_json::Value;

use crate::regen::document::children;
use crate::regen::normalize::names::{part_name, type_name};

/// What a parameter belongs to.
pub(super) enum Owner {
    /// The operation with this `operationId`.
    Operation(String),
    /// All operations that refer to the component with this name.
    Component(String),
}

/// JSON pointers to all parameters, shared ones first.
pub(super) fn parameters(document: &Value) -> Vec<(String, Owner)> {
    let shared = children(document, "/components/parameters").map(|parameter| {
        let key = last_segment(&parameter).to_owned();
        (parameter, Owner::Component(key))
    });
    let own = operations(document).flat_map(|(operation, id)| {
        children(document, &format!("{operation}/parameters"))
            .map(move |parameter| (parameter, Owner::Operation(id.clone())))
    });
    shared.chain(own).collect()
}

/// JSON pointers to the schemas of all request and response bodies, each with the name for its
/// type.
pub(super) fn bodies(document: &Value) -> Vec<(String, String)> {
    let mut bodies = Vec::new();
    for (operation, id) in operations(document) {
        bodies.push((
            format!("{operation}/requestBody"),
            part_name(&type_name(&id), "Request"),
        ));
        // Codes of success sort before those of errors.
        for response in children(document, &format!("{operation}/responses")) {
            bodies.push((response, part_name(&type_name(&id), "Response")));
        }
    }
    for (kind, suffix) in [("requestBodies", "Request"), ("responses", "Response")] {
        for body in children(document, &format!("/components/{kind}")) {
            let name = part_name(&type_name(last_segment(&body)), suffix);
            bodies.push((body, name));
        }
    }
    bodies
        .into_iter()
        .flat_map(|(body, name)| {
            children(document, &format!("{body}/content"))
                .map(move |media_type| (format!("{media_type}/schema"), name.clone()))
        })
        .collect()
}

/// JSON pointers to all operations, each with its `operationId`.
fn operations(document: &Value) -> impl Iterator<Item = (String, String)> {
    children(document, "/paths")
        .flat_map(|item| children(document, &item))
        .map(|operation| {
            let id = document
                .pointer(&format!("{operation}/operationId"))
                .and_then(Value::as_str);
            let id = id.unwrap_or_default().to_owned();
            (operation, id)
        })
}

fn last_segment(pointer: &str) -> &str {
    pointer.rsplit('/').next().unwrap_or(pointer)
}
