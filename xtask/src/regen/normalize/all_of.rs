//! `allOf` is flattened.

mod combine;

use anyhow::{Result, bail};
use serde_json::{Map, Value, json};

use self::combine::combine;
use super::annotations::{ANNOTATIONS, keep_annotations};
use super::members::{UNION, has_member, is_union, lacking};
use crate::regen::document::{component, schemas};

/// Merges the parts of every component's `allOf` into one schema.
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

/// Merges the parts of the schema's `allOf`, if it has one, into one schema. `schemas` are the
/// components, `name` is the schema's name if it is one of them.
pub(super) fn flatten_schema(
    schemas: &Map<String, Value>,
    name: Option<&str>,
    schema: &mut Value,
) -> Result<()> {
    if schema.get("allOf").is_none() {
        return Ok(());
    }
    let mut merged = Map::new();
    merge(schemas, schema, &mut merged, &mut Vec::from_iter(name))?;
    let is_union = UNION.iter().any(|it| merged.contains_key(*it));
    if merged.contains_key("properties") && !is_union {
        merged.insert("type".into(), json!("object"));
    } else if let Some(reference) = only_reference(schema) {
        merged = Map::from_iter([("$ref".to_owned(), reference.clone())]);
    }
    keep_annotations(schema, &mut merged);
    *schema = Value::Object(merged);
    // Those of a component are given to its members.
    if name.is_none()
        && let Some(lack) = lacking(schemas, schema).first()
    {
        bail!(
            "an inline schema combines a union with the property {}, which its member {} lacks",
            lack.property,
            lack.member
        );
    }
    Ok(())
}

/// The `$ref` of a schema whose `allOf` is nothing but another name for what it refers to.
fn only_reference(schema: &Value) -> Option<&Value> {
    let has_only = |schema: &Value, keywords: &[&str]| {
        let mut all = schema.as_object().into_iter().flat_map(Map::keys);
        all.all(|it| keywords.contains(&it.as_str()) || ANNOTATIONS.contains(&it.as_str()))
    };
    let says_nothing = |part: &Value| has_only(part, &["type"]);
    let mut parts = schema["allOf"].as_array()?.iter();
    let reference = parts.find(|part| !says_nothing(part))?.get("$ref")?;
    (has_only(schema, &["allOf", "type"]) && parts.all(says_nothing)).then_some(reference)
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
    let own = part.as_object().into_iter().flatten();
    let own = own.map(|(keyword, value)| (keyword.clone(), value.clone()));
    let (union, mut rest): (Map<_, _>, Map<_, _>) =
        own.partition(|(keyword, _)| UNION.contains(&keyword.as_str()));
    rest.retain(|it, _| {
        !["$ref", "allOf"].contains(&it.as_str()) && !ANNOTATIONS.contains(&it.as_str())
    });
    if is_union(part) {
        if ancestors.iter().any(|name| has_member(schemas, part, name)) {
            // A parent: following its members would lead back to the schema being flattened.
            rest.entry("properties").or_insert_with(|| json!({}));
        } else if UNION.iter().any(|it| merged.contains_key(*it)) {
            let name = ancestors.first().unwrap_or(&"that is inline");
            bail!("the schema {name} combines two unions in its `allOf`, which no type can be");
        } else {
            merged.extend(union);
        }
    }
    combine(merged, rest);
    Ok(())
}
