//! A union that is one of its own members.

use serde_json::{Map, Value, json};

use crate::regen::document::{schema_pointer, schema_reference};
use crate::regen::normalize::members::UNION;
use crate::regen::normalize::names::numbered;

/// Gives what a union is itself, where its mapping lists that, a component of its own. The members
/// have their properties from it, and a value may be no more than that.
pub(super) fn split(schemas: &mut Map<String, Value>) {
    let names: Vec<_> = schemas.keys().cloned().collect();
    for name in names {
        let itself = numbered(&format!("{name}Itself"), |name| !schemas.contains_key(name));
        let (old, new) = (schema_pointer(&name), schema_pointer(&itself));
        let Some(union) = schemas.get_mut(&name) else {
            continue;
        };
        let mapping = union.pointer_mut("/discriminator/mapping");
        let mapping = mapping.and_then(Value::as_object_mut).into_iter();
        let mut has_itself = false;
        for target in mapping.flat_map(Map::values_mut) {
            if target.as_str().map(schema_reference).as_ref() == Some(&old) {
                *target = json!(new);
                has_itself = true;
            }
        }
        if !has_itself {
            continue;
        }
        for keyword in ["oneOf", "anyOf"] {
            let members = union.get_mut(keyword).and_then(Value::as_array_mut);
            for member in members.into_iter().flatten() {
                if member["$ref"] == *old {
                    *member = json!({ "$ref": new });
                }
            }
        }
        let mut own = union.clone();
        if let Some(own) = own.as_object_mut() {
            own.retain(|keyword, _| !UNION.contains(&keyword.as_str()));
            own.entry("properties").or_insert_with(|| json!({}));
        }
        schemas.insert(itself, own);
    }
}
