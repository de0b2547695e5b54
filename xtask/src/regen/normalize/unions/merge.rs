//! A union whose members nothing tells apart is one object, which has what any of them has.

use std::collections::BTreeSet;

use anyhow::Result;
use serde_json::{Map, Value, json};

use super::{distinct, resolved};
use crate::regen::normalize::all_of::flatten_schema;
use crate::regen::normalize::annotations::take_annotations;
use crate::regen::normalize::members::{is_new, members as members_of};

/// The object that stands for all members. It requires what each of them requires.
pub(super) fn members(
    schemas: &Map<String, Value>,
    schema: &Value,
    members: &[Value],
) -> Result<Value> {
    let mut objects = Vec::new();
    for member in members {
        collect(schemas, member, &mut BTreeSet::new(), &mut objects)?;
    }
    let names = |object: &Value| -> BTreeSet<String> {
        let required = object["required"].as_array().into_iter().flatten();
        required
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect()
    };
    let required = objects.iter().map(names).reduce(|one, other| &one & &other);
    let required = &required.unwrap_or_default() | &names(schema);
    objects.push(schema.clone());
    let mut properties = Map::new();
    for object in &objects {
        for (name, _) in object["properties"].as_object().into_iter().flatten() {
            let all = objects
                .iter()
                .filter_map(|object| object["properties"].get(name));
            properties
                .entry(name)
                .or_insert_with(|| property(all.cloned().collect()));
        }
    }
    Ok(json!({ "type": "object", "properties": properties, "required": required }))
}

/// The objects that a member stands for: itself, or its own members if it is a union.
fn collect(
    schemas: &Map<String, Value>,
    member: &Value,
    seen: &mut BTreeSet<String>,
    objects: &mut Vec<Value>,
) -> Result<()> {
    if !is_new(member, seen) {
        return Ok(());
    }
    let mut object = resolved(schemas, member).clone();
    flatten_schema(schemas, None, &mut object)?;
    for inner in members_of(&object) {
        collect(schemas, &inner, seen, objects)?;
    }
    if object.get("properties").is_some() {
        objects.push(object);
    }
    Ok(())
}

/// One schema for a property that has one of these.
fn property(mut all: Vec<Value>) -> Value {
    let annotations: Vec<_> = all.iter_mut().map(take_annotations).collect();
    let mut property = distinct(all);
    let has = |keyword: &str| {
        annotations
            .iter()
            .filter(|it| it.contains_key(keyword))
            .count()
    };
    for keyword in ["deprecated", "readOnly", "writeOnly"] {
        if has(keyword) == annotations.len() {
            property[keyword] = json!(true);
        }
    }
    if has("nullable") > 0 {
        property["nullable"] = json!(true);
    }
    property
}
