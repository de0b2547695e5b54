//! A union has a `discriminator`, or members that differ in what they require; what has neither is no
//! union.

mod itself;
mod merge;
mod shared;
pub(super) mod told_apart;

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Result, bail};
use serde_json::{Map, Value, json};

use super::annotations::keep_annotations;
use super::members::{UNION, is_constraint, is_new};
use crate::regen::document::{referenced_schema, schema_reference, schemas};

/// Makes every component that is a union depend on its mapping alone. Older upstream documents have
/// nothing else; newer ones also list the members and repeat their properties.
pub(super) fn declare(document: &mut Value) -> Result<()> {
    shared::give_properties(document);
    let Some(schemas) = schemas(document) else {
        return Ok(());
    };
    itself::split(schemas);
    let originals = schemas.clone();
    for (name, schema) in schemas.iter_mut() {
        declare_schema(&originals, name, schema)?;
    }
    shared::give_tags(document);
    Ok(())
}

/// Replaces a union with the simplest schema that says the same. `schemas` are the components.
pub(super) fn declare_schema(
    schemas: &Map<String, Value>,
    name: &str,
    schema: &mut Value,
) -> Result<()> {
    let members = ["oneOf", "anyOf"].iter().find_map(|it| schema.get(it));
    let discriminator = schema.get("discriminator");
    let declared = match (discriminator, members) {
        (None, None) => return Ok(()),
        (Some(discriminator), None) => union(name, schema, discriminator)?,
        (Some(discriminator), Some(_)) if discriminator.get("mapping").is_some() => {
            union(name, schema, discriminator)?
        }
        (_, Some(members)) => {
            let members = members.as_array().map(Vec::as_slice).unwrap_or_default();
            if members.is_empty() {
                bail!("the schema {name} is a union without a discriminator");
            }
            undeclared(schemas, schema, members)?
        }
    };
    let original = std::mem::replace(schema, declared);
    if let Some(schema) = schema.as_object_mut() {
        keep_annotations(&original, schema);
    }
    Ok(())
}

/// The schema that stands for a union without a discriminator: of what all members are, or of
/// members that something tells apart, or of all that an object can have.
fn undeclared(schemas: &Map<String, Value>, schema: &Value, members: &[Value]) -> Result<Value> {
    if members.iter().all(is_constraint) {
        let mut rest = schema.clone();
        if let Some(rest) = rest.as_object_mut() {
            rest.retain(|keyword, _| !UNION.contains(&keyword.as_str()));
        }
        return Ok(rest);
    }
    if let Some(values) = enumeration(schemas, members) {
        return Ok(json!({ "type": "string", "enum": values }));
    }
    let resolved: Vec<&Value> = members.iter().map(|it| resolved(schemas, it)).collect();
    let kind = |schema: &&Value| schema["type"].as_str().map(str::to_owned);
    let kinds: BTreeSet<_> = resolved.iter().map(kind).collect();
    if let [member] = members {
        return Ok(member.clone());
    }
    if !resolved.iter().all(|schema| is_object(schema)) {
        return Ok(
            match kinds.into_iter().collect::<Option<Vec<_>>>().as_deref() {
                Some([kind]) if kind == "array" => {
                    let items: Vec<_> = resolved
                        .iter()
                        .map(|schema| schema["items"].clone())
                        .collect();
                    json!({ "type": "array", "items": distinct(items) })
                }
                Some([kind]) if kind != "object" => json!({ "type": kind }),
                _ => json!({}),
            },
        );
    }
    if members
        .iter()
        .all(|member| referenced_schema(member).is_some())
    {
        if let Some((property, mapping)) = told_apart::by_values(schemas, members) {
            let targets: BTreeSet<_> = mapping.values().collect();
            let members: Vec<_> = targets
                .iter()
                .map(|target| json!({ "$ref": target }))
                .collect();
            let discriminator = json!({ "propertyName": property, "mapping": mapping });
            return Ok(json!({ "oneOf": members, "discriminator": discriminator }));
        }
        if told_apart::by_keys(schemas, members).is_some() {
            return Ok(json!({ "oneOf": members }));
        }
    }
    merge::members(schemas, schema, members)
}

/// Whether a schema is an object of which the properties are known.
fn is_object(schema: &Value) -> bool {
    let keywords = ["properties", "discriminator", "oneOf", "anyOf"];
    schema["type"].as_str().is_none_or(|it| it == "object")
        && schema.get("enum").is_none()
        && keywords.iter().any(|keyword| schema.get(keyword).is_some())
}

/// What `schema` refers to, or itself.
pub(super) fn resolved<'a>(schemas: &'a Map<String, Value>, mut schema: &'a Value) -> &'a Value {
    // No specification has long chains of references; the limit stops at circular ones.
    for _ in 0..16 {
        match referenced_schema(schema).and_then(|name| schemas.get(name)) {
            Some(target) => schema = target,
            None => break,
        }
    }
    schema
}

/// One schema for a value that has one of these.
fn distinct(schemas: Vec<Value>) -> Value {
    let mut different: Vec<Value> = Vec::new();
    for schema in schemas {
        if !different.contains(&schema) {
            different.push(schema);
        }
    }
    match different.as_slice() {
        [schema] => schema.clone(),
        _ => json!({ "oneOf": different }),
    }
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
pub(super) fn enumeration(schemas: &Map<String, Value>, members: &[Value]) -> Option<Vec<Value>> {
    let mut values = Vec::new();
    enumerate(schemas, members, &mut BTreeSet::new(), &mut values)?;
    Some(values)
}

fn enumerate(
    schemas: &Map<String, Value>,
    members: &[Value],
    seen: &mut BTreeSet<String>,
    values: &mut Vec<Value>,
) -> Option<()> {
    for member in members {
        if !is_new(member, seen) {
            continue;
        }
        let member = resolved(schemas, member);
        let inner = ["oneOf", "anyOf"]
            .iter()
            .find_map(|it| member[it].as_array());
        if let Some(members) = inner {
            enumerate(schemas, members, seen, values)?;
            continue;
        }
        for value in member["enum"].as_array()?.iter().filter(|it| !it.is_null()) {
            if !value.is_string() {
                return None;
            }
            if !values.contains(value) {
                values.push(value.clone());
            }
        }
    }
    Some(())
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
    let lists = ["oneOf", "anyOf"].iter();
    let members = lists.filter_map(|it| schema.get(it)?.as_array()).flatten();
    for member in members.filter(|member| !is_constraint(member)) {
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
