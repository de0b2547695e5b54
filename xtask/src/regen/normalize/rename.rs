//! Schemas have the names of their types.

use std::collections::{BTreeMap, BTreeSet};

use heck::ToPascalCase as _;
use serde_json::{Map, Value, json};

use super::names::{numbered, type_name};
use crate::regen::document::{component, schema_pointer, schema_reference, schemas, visit_objects};

/// Gives every component schema a name that a Rust type can have, and lets all references follow.
pub(super) fn rename(document: &mut Value) {
    let builders = builders(document);
    let Some(schemas) = schemas(document) else {
        return;
    };
    let renamed = new_names(schemas.keys().cloned().collect(), builders);
    *schemas = std::mem::take(schemas)
        .into_iter()
        .map(|(name, schema)| (renamed.get(&name).cloned().unwrap_or(name), schema))
        .collect();
    visit_objects(document, &mut |object| {
        if let Some(reference) = object.get_mut("$ref") {
            follow(reference, &renamed);
        }
        let mapping = object
            .get_mut("discriminator")
            .and_then(|discriminator| discriminator.get_mut("mapping")?.as_object_mut());
        for target in mapping.into_iter().flat_map(|mapping| mapping.values_mut()) {
            if let Some(reference) = target.as_str().map(schema_reference) {
                *target = json!(reference);
                follow(target, &renamed);
            }
        }
    });
    visit_objects(document, &mut sort_members);
}

/// Sorts the members of a union by their new names.
fn sort_members(schema: &mut Map<String, Value>) {
    if schema.contains_key("discriminator")
        && let Some(members) = schema.get_mut("oneOf").and_then(Value::as_array_mut)
    {
        members.sort_by_key(Value::to_string);
    }
}

/// The names of the request builders, which are those of the operations.
pub(super) fn builders(document: &Value) -> BTreeSet<String> {
    let items = document["paths"]
        .as_object()
        .into_iter()
        .flat_map(Map::values);
    let operations = items.filter_map(Value::as_object).flat_map(Map::values);
    let names = operations.filter_map(|operation| operation["operationId"].as_str());
    names.map(str::to_pascal_case).collect()
}

/// The names that change, each with its new one. A name that is fine is never given to another
/// schema, so that a type does not change its name when upstream adds a schema.
fn new_names(names: BTreeSet<String>, builders: BTreeSet<String>) -> BTreeMap<String, String> {
    let (mut taken, changing): (BTreeSet<_>, BTreeSet<_>) = names
        .into_iter()
        .partition(|name| type_name(name) == *name && !builders.contains(name));
    taken.extend(builders);
    changing
        .into_iter()
        .map(|name| {
            let new = numbered(&type_name(&name), |name| !taken.contains(name));
            taken.insert(new.clone());
            (name, new)
        })
        .collect()
}

fn follow(reference: &mut Value, renamed: &BTreeMap<String, String>) {
    let new = reference
        .as_str()
        .and_then(component)
        .filter(|(kind, _)| *kind == "schemas")
        .and_then(|(_, name)| renamed.get(name));
    if let Some(name) = new {
        *reference = json!(schema_pointer(name));
    }
}
