//! Text, a number or a truth value is no type of its own.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::regen::document::{reference_of, schemas, visit_objects};

/// Puts each component that is no more than a scalar in the place of the references to it. Then the
/// name of a property says whether it holds a secret, and parameters keep the limits that models
/// lose.
pub(super) fn inline(document: &mut Value) {
    // A component that only refers to a scalar becomes one.
    while replace_references(document) {}
}

/// Returns whether there were any.
fn replace_references(document: &mut Value) -> bool {
    let scalars: BTreeMap<String, Map<String, Value>> = schemas(document)
        .into_iter()
        .flatten()
        .filter_map(|(name, schema)| Some((name.clone(), schema.as_object()?.clone())))
        .filter(|(_, schema)| is_scalar(schema))
        .collect();
    let mut has_replaced = false;
    visit_objects(document, &mut |object| {
        let Some(scalar) = reference_of(object).and_then(|name| scalars.get(name)) else {
            return;
        };
        object.retain(|keyword, _| keyword != "$ref" && keyword != "allOf");
        // What the place says goes before what the component says.
        for (keyword, value) in scalar {
            object.entry(keyword).or_insert_with(|| value.clone());
        }
        has_replaced = true;
    });
    has_replaced
}

fn is_scalar(schema: &Map<String, Value>) -> bool {
    let scalars = ["boolean", "integer", "number", "string"];
    let kind = schema.get("type").and_then(Value::as_str);
    let others = ["$ref", "allOf", "anyOf", "oneOf", "properties"];
    // Only an enumeration of strings becomes a type.
    let values = schema.get("enum").and_then(Value::as_array);
    let is_enumeration = values.is_some_and(|values| values.iter().any(Value::is_string));
    kind.is_some_and(|kind| scalars.contains(&kind))
        && !is_enumeration
        && !others.iter().any(|keyword| schema.contains_key(*keyword))
}
