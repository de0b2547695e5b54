//! A schema with a `discriminator` is a `oneOf` of the mapping's targets, and nothing else.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Result, bail};
use serde_json::{Map, Value, json};

use super::annotations::keep_annotations;
use crate::regen::document::{referenced_schema, schema_reference, schemas};

/// Makes every component that is a union depend on its mapping alone. Older upstream documents have
/// nothing else; newer ones also list the members and repeat their properties.
pub(super) fn declare(document: &mut Value) -> Result<()> {
    let Some(schemas) = schemas(document) else {
        return Ok(());
    };
    let originals = schemas.clone();
    for (name, schema) in schemas.iter_mut() {
        declare_schema(&originals, name, schema)?;
    }
    Ok(())
}

/// Replaces a schema that has a `discriminator` with the `oneOf` that its mapping implies, and a
/// union of enumerations with one enumeration. `schemas` are the components.
pub(super) fn declare_schema(
    schemas: &Map<String, Value>,
    name: &str,
    schema: &mut Value,
) -> Result<()> {
    let declared = match schema.get("discriminator") {
        Some(discriminator) => union(name, schema, discriminator)?,
        None => {
            let Some(members) = schema.get("oneOf").or_else(|| schema.get("anyOf")) else {
                return Ok(());
            };
            let Some(values) = enumeration(schemas, members) else {
                bail!("the schema {name} is a union without a discriminator");
            };
            json!({ "type": "string", "enum": values })
        }
    };
    let original = std::mem::replace(schema, declared);
    if let Some(schema) = schema.as_object_mut() {
        keep_annotations(&original, schema);
    }
    Ok(())
}

fn union(name: &str, schema: &Value, discriminator: &Value) -> Result<Value> {
    let mapping = mapping(discriminator);
    if mapping.is_empty() {
        bail!("the union {name} has a discriminator without a mapping");
    }
    let targets: BTreeSet<_> = mapping.values().map(String::as_str).collect();
    check_members(name, schema, &targets)?;
    let members: Vec<_> = targets
        .iter()
        .map(|target| json!({ "$ref": target }))
        .collect();
    Ok(json!({
        "oneOf": members,
        "discriminator": {
            "propertyName": discriminator["propertyName"],
            "mapping": mapping,
        },
    }))
}

/// The values of all members, if every member is an enumeration of strings.
fn enumeration(schemas: &Map<String, Value>, members: &Value) -> Option<Vec<Value>> {
    let mut values: Vec<Value> = Vec::new();
    for member in members.as_array().filter(|members| !members.is_empty())? {
        let member = match referenced_schema(member) {
            Some(name) => schemas.get(name)?,
            None => member,
        };
        for value in member["enum"].as_array()? {
            if !value.is_string() {
                return None;
            }
            if !values.contains(value) {
                values.push(value.clone());
            }
        }
    }
    Some(values)
}

/// The discriminator's tags, each with a full reference to its schema.
fn mapping(discriminator: &Value) -> BTreeMap<String, String> {
    discriminator["mapping"]
        .as_object()
        .into_iter()
        .flatten()
        .filter_map(|(tag, target)| Some((tag.clone(), schema_reference(target.as_str()?))))
        .collect()
}

/// Refuses a union with a member that no tag stands for, since such a value could not be decoded.
fn check_members(name: &str, schema: &Value, targets: &BTreeSet<&str>) -> Result<()> {
    let members = schema.get("oneOf").and_then(Value::as_array);
    for member in members.into_iter().flatten() {
        let member = member["$ref"].as_str().unwrap_or("an inline schema");
        if !targets.contains(member) {
            bail!(
                "the union {name} has the member {member}, which its discriminator mapping does \
                 not list"
            );
        }
    }
    Ok(())
}
