//! A property that is never in a response is not required in one.

use std::collections::BTreeSet;

use serde_json::Value;

use super::pages::is_success;
use crate::regen::document::{children, component, references, schemas};

/// Takes the `writeOnly` properties out of `required` in every schema that a successful response
/// refers to, itself or through others. Upstream uses one schema for both directions: if such a
/// property were required, no response could be read.
pub(super) fn make_optional(document: &mut Value) {
    let received = received(document);
    for (name, schema) in schemas(document).into_iter().flatten() {
        if !received.contains(name) {
            continue;
        }
        let properties = schema["properties"].clone();
        let is_received = |name: &Value| {
            let property = name.as_str().and_then(|name| properties.get(name));
            property.is_none_or(|property| property["writeOnly"] != true)
        };
        if let Some(required) = schema.get_mut("required").and_then(Value::as_array_mut) {
            required.retain(is_received);
        }
    }
}

/// The schemas that the successful responses refer to, directly or through others.
fn received(document: &Value) -> BTreeSet<String> {
    let mut open: Vec<String> = children(document, "/paths")
        .flat_map(|item| children(document, &item))
        .flat_map(|operation| children(document, &format!("{operation}/responses")))
        .filter(|response| is_success(response))
        .filter_map(|response| document.pointer(response.as_str()))
        .flat_map(references)
        .collect();
    let mut seen = BTreeSet::new();
    while let Some(reference) = open.pop() {
        if seen.insert(reference.clone()) {
            let target = reference.strip_prefix('#');
            let target = target.and_then(|pointer| document.pointer(pointer));
            open.extend(target.map(references).unwrap_or_default());
        }
    }
    let schemas = seen.iter().filter_map(|reference| component(reference));
    schemas
        .filter(|(kind, _)| *kind == "schemas")
        .map(|(_, name)| name.to_owned())
        .collect()
}
