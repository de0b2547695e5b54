//! `allOf` is flattened.

use anyhow::{Result, bail};
use serde_json::{Map, Value, json};

use super::annotations::keep_annotations;
use crate::regen::document::{component, schemas};

/// Merges the parts of every component's `allOf` into one object.
pub(super) fn flatten(document: &mut Value) -> Result<()> {
    let Some(schemas) = schemas(document) else {
        return Ok(());
    };
    let originals = schemas.clone();
    for (name, schema) in schemas.iter_mut() {
        flatten_schema(&originals, Some(name), schema)?;
    }
    Ok(())
}

/// Merges the parts of the schema's `allOf`, if it has one, into one object. A part that is a union
/// contributes only its properties: following its members would lead back to the schema being
/// flattened. `schemas` are the components, `name` is the schema's name if it is one of them.
pub(super) fn flatten_schema(
    schemas: &Map<String, Value>,
    name: Option<&str>,
    schema: &mut Value,
) -> Result<()> {
    if schema.get("allOf").is_some() {
        let mut merged = Map::new();
        merge(schemas, schema, &mut merged, &mut Vec::from_iter(name))?;
        if merged.contains_key("properties") {
            merged.insert("type".into(), json!("object"));
        } else {
            // Parts that are no objects, of which the first says most.
            let mut parts = schema["allOf"].as_array().into_iter().flatten();
            let part = parts.find(|part| **part != json!({})).cloned();
            merged = part
                .and_then(|it| it.as_object().cloned())
                .unwrap_or_default();
        }
        keep_annotations(schema, &mut merged);
        *schema = Value::Object(merged);
    }
    Ok(())
}

/// Merges `part`, and whatever it refers to or includes, into `merged`. `ancestors` are the names
/// of the schemas that led here.
fn merge<'a>(
    schemas: &'a Map<String, Value>,
    part: &'a Value,
    merged: &mut Map<String, Value>,
    ancestors: &mut Vec<&'a str>,
) -> Result<()> {
    if let Some((_, name)) = part.get("$ref").and_then(Value::as_str).and_then(component) {
        if ancestors.contains(&name) {
            bail!("the schema {name} includes itself through `allOf`");
        }
        if let Some(schema) = schemas.get(name) {
            ancestors.push(name);
            merge(schemas, schema, merged, ancestors)?;
            ancestors.pop();
        }
    }
    let parts = part.get("allOf").and_then(Value::as_array);
    for inner in parts.into_iter().flatten() {
        merge(schemas, inner, merged, ancestors)?;
    }
    merge_properties(part, merged);
    merge_required(part, merged);
    Ok(())
}

fn merge_properties(part: &Value, merged: &mut Map<String, Value>) {
    if let Some(properties) = part.get("properties").and_then(Value::as_object)
        && let Some(all) = merged
            .entry("properties")
            .or_insert_with(|| json!({}))
            .as_object_mut()
    {
        all.extend(properties.clone());
    }
}

fn merge_required(part: &Value, merged: &mut Map<String, Value>) {
    if let Some(required) = part.get("required").and_then(Value::as_array)
        && let Some(all) = merged
            .entry("required")
            .or_insert_with(|| json!([]))
            .as_array_mut()
    {
        for name in required {
            if !all.contains(name) {
                all.push(name.clone());
            }
        }
    }
}
