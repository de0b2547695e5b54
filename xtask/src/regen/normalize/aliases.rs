//! No component stands for itself.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::regen::document::{references, schemas};

/// Lets a component be any value that is a list, a map or another name and leads back to itself by
/// these alone: a Rust alias cannot do so.
pub(super) fn break_cycles(document: &mut Value) {
    let Some(schemas) = schemas(document) else {
        return;
    };
    let names: Vec<_> = schemas.keys().cloned().collect();
    for name in names {
        if leads_to(schemas, &name, &name)
            && let Some(schema) = schemas.get_mut(&name)
        {
            *schema = json!({});
        }
    }
}

fn leads_to(schemas: &Map<String, Value>, start: &str, wanted: &str) -> bool {
    let (mut seen, mut pending) = (BTreeSet::new(), targets(schemas, start));
    while let Some(name) = pending.pop() {
        if name == wanted {
            return true;
        }
        if seen.insert(name.clone()) {
            pending.extend(targets(schemas, &name));
        }
    }
    false
}

/// The components that a component which is no type of its own refers to.
fn targets(schemas: &Map<String, Value>, name: &str) -> Vec<String> {
    let Some(schema) = schemas.get(name) else {
        return Vec::new();
    };
    let keywords = ["properties", "discriminator", "oneOf", "enum"];
    if keywords.iter().any(|keyword| schema.get(keyword).is_some()) {
        return Vec::new();
    }
    let references = references(schema).into_iter();
    references
        .filter_map(|it| it.rsplit('/').next().map(str::to_owned))
        .collect()
}
