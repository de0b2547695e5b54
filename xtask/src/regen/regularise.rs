//! Upstream's schemas, made regular: what a client generator and a client that survives drift
//! need. Each step is a function of the document alone; `openapi/README.md` lists them for the
//! document's readers.

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Result, bail};
use serde_json::{Map, Value, json};

use super::document::{component, schema_reference, schemas, visit_objects};

/// All steps, in the order in which they build on each other.
pub(super) fn regularise(document: &mut Value) -> Result<()> {
    empty_no_content(document);
    flatten_all_of(document)?;
    declare_unions(document)?;
    hoist_enumerations(document)?;
    loosen_models(document);
    mark_nullable(document);
    mark_secrets(document);
    Ok(())
}

/// Takes the schema from an answer that has no body (RFC 9110, section 15.3.5): older upstream
/// documents give one that means nothing.
fn empty_no_content(document: &mut Value) {
    visit_objects(document, &mut |object| {
        let answer = object
            .get_mut("responses")
            .and_then(|responses| responses.get_mut("204"));
        let content = answer.and_then(|answer| answer.get_mut("content")?.as_object_mut());
        for media_type in content.into_iter().flat_map(|content| content.values_mut()) {
            if let Some(media_type) = media_type.as_object_mut() {
                media_type.remove("schema");
            }
        }
    });
}

/// Merges the parts of an `allOf` into one object. A part that is a union gives its properties
/// only: following it would lead back to where it came from.
fn flatten_all_of(document: &mut Value) -> Result<()> {
    let Some(schemas) = schemas(document) else {
        return Ok(());
    };
    let before = schemas.clone();
    for (name, schema) in schemas.iter_mut() {
        if schema.get("allOf").is_some() {
            let mut merged = Map::new();
            merge(&before, schema, &mut merged, &mut vec![name])?;
            merged.insert("type".into(), json!("object"));
            *schema = Value::Object(merged);
        }
    }
    Ok(())
}

fn merge<'a>(
    schemas: &'a Map<String, Value>,
    part: &'a Value,
    into: &mut Map<String, Value>,
    trail: &mut Vec<&'a str>,
) -> Result<()> {
    if let Some((_, name)) = part.get("$ref").and_then(Value::as_str).and_then(component) {
        if trail.contains(&name) {
            bail!("the schema {name} is its own `allOf` parent");
        }
        if let Some(schema) = schemas.get(name) {
            trail.push(name);
            merge(schemas, schema, into, trail)?;
            trail.pop();
        }
    }
    for inner in part
        .get("allOf")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
    {
        merge(schemas, inner, into, trail)?;
    }
    if let Some(properties) = part.get("properties").and_then(Value::as_object)
        && let Some(all) = object_at(into, "properties")
    {
        all.extend(properties.clone());
    }
    if let Some(required) = part.get("required").and_then(Value::as_array)
        && let Some(all) = into
            .entry("required")
            .or_insert_with(|| json!([]))
            .as_array_mut()
    {
        all.extend(
            required
                .iter()
                .filter(|name| !all.contains(name))
                .cloned()
                .collect::<Vec<_>>(),
        );
    }
    Ok(())
}

fn object_at<'a>(map: &'a mut Map<String, Value>, key: &str) -> Option<&'a mut Map<String, Value>> {
    map.entry(key).or_insert_with(|| json!({})).as_object_mut()
}

/// Gives every schema with a `discriminator` the `oneOf` that its mapping implies, and nothing
/// else: older upstream documents have the mapping alone, newer ones repeat the members'
/// properties beside it.
fn declare_unions(document: &mut Value) -> Result<()> {
    for (name, schema) in schemas(document).into_iter().flatten() {
        let Some(discriminator) = schema.get("discriminator").cloned() else {
            if schema.get("oneOf").is_some() || schema.get("anyOf").is_some() {
                bail!("the schema {name} is a union without a discriminator");
            }
            continue;
        };
        let mapping: BTreeMap<String, String> = discriminator["mapping"]
            .as_object()
            .into_iter()
            .flatten()
            .filter_map(|(tag, target)| Some((tag.clone(), schema_reference(target.as_str()?))))
            .collect();
        let targets: BTreeSet<_> = mapping.values().collect();
        for member in schema
            .get("oneOf")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
        {
            let member = member["$ref"].as_str().unwrap_or("an inline schema");
            if !targets.contains(&member.to_owned()) {
                bail!(
                    "the union {name} has the member {member}, which no tag of its mapping names"
                );
            }
        }
        if mapping.is_empty() {
            bail!("the union {name} has a discriminator without a mapping");
        }
        let members: Vec<_> = targets
            .iter()
            .map(|target| json!({ "$ref": target }))
            .collect();
        *schema = json!({
            "oneOf": members,
            "discriminator": {
                "propertyName": discriminator["propertyName"],
                "mapping": mapping,
            },
        });
    }
    Ok(())
}

/// Moves the enumeration of a parameter to a schema of the parameter's name, so that all
/// operations share one type.
fn hoist_enumerations(document: &mut Value) -> Result<()> {
    let mut hoisted: BTreeMap<String, Value> = BTreeMap::new();
    let mut clash = None;
    visit_objects(document, &mut |object| {
        let (Some(Value::String(name)), true) = (object.get("name"), object.contains_key("in"))
        else {
            return;
        };
        let name = pascal_case(name);
        let Some(schema) = object
            .get_mut("schema")
            .filter(|schema| schema.get("enum").is_some())
        else {
            return;
        };
        let reference = json!({ "$ref": format!("#/components/schemas/{name}") });
        let enumeration = std::mem::replace(schema, reference);
        if let Some(twin) = hoisted.insert(name.clone(), enumeration.clone())
            && twin != enumeration
        {
            clash = Some(name);
        }
    });
    if let Some(name) = clash {
        bail!("two parameters are called {name} and differ in their values");
    }
    for (name, schema) in hoisted {
        let components = &mut document["components"]["schemas"];
        if components.get(&name).is_some() {
            bail!("the parameter {name} would take the name of a schema");
        }
        components[name] = schema;
    }
    Ok(())
}

/// `integrationType` becomes `IntegrationType`.
fn pascal_case(name: &str) -> String {
    let mut letters = name.chars();
    letters
        .next()
        .map(|first| first.to_ascii_uppercase())
        .into_iter()
        .chain(letters)
        .collect()
}

/// What a model says of a value, beyond its type, is a promise that the server does not keep: it
/// redacts keys, adds fields and leaves fields out. Drops the limits and the defaults, widens the
/// numbers and opens the objects.
fn loosen_models(document: &mut Value) {
    for schema in schemas(document)
        .into_iter()
        .flat_map(|schemas| schemas.values_mut())
    {
        visit_objects(schema, &mut |schema| {
            schema.retain(|keyword, _| !LIMITS.contains(&keyword.as_str()));
            if schema.contains_key("properties") {
                schema.insert("type".into(), json!("object"));
            }
            match schema.get("type").and_then(Value::as_str) {
                Some("integer") => {
                    schema.insert("format".into(), json!("int64"));
                }
                Some("number") => {
                    schema.insert("format".into(), json!("double"));
                }
                Some("string")
                    if schema
                        .get("format")
                        .is_some_and(|format| format != "password") =>
                {
                    schema.remove("format");
                }
                Some("object") if schema.contains_key("properties") => {
                    schema.insert("additionalProperties".into(), json!({}));
                }
                // A bare `type: object` of upstream's stands for any value at all.
                Some("object") if !schema.contains_key("additionalProperties") => {
                    schema.remove("type");
                }
                _ => {}
            }
        });
    }
}

const LIMITS: [&str; 14] = [
    "default",
    "exclusiveMaximum",
    "exclusiveMinimum",
    "maxItems",
    "maxLength",
    "maxProperties",
    "maximum",
    "minItems",
    "minLength",
    "minProperties",
    "minimum",
    "multipleOf",
    "pattern",
    "uniqueItems",
];

/// Puts `nullable` where a generator needs it: on properties rather than on the components they
/// refer to, and on optional arrays and maps, whose absence would otherwise become emptiness.
/// A property's reference is wrapped, so that `nullable` and words may stand beside it.
fn mark_nullable(document: &mut Value) {
    let Some(schemas) = schemas(document) else {
        return;
    };
    let nullable: BTreeSet<String> = schemas
        .iter_mut()
        .filter_map(|(name, schema)| {
            let was = schema.as_object_mut()?.remove("nullable")? == json!(true);
            was.then(|| format!("#/components/schemas/{name}"))
        })
        .collect();
    for schema in schemas.values_mut() {
        visit_objects(schema, &mut |schema| {
            let required = schema.get("required").cloned().unwrap_or_else(|| json!([]));
            let Some(Value::Object(properties)) = schema.get_mut("properties") else {
                return;
            };
            for (name, property) in properties {
                if let Some(reference) = property.get("$ref").cloned() {
                    *property = json!({ "allOf": [{ "$ref": reference }] });
                    if reference
                        .as_str()
                        .is_some_and(|place| nullable.contains(place))
                    {
                        property["nullable"] = json!(true);
                    }
                }
                let optional = required
                    .as_array()
                    .is_none_or(|required| !required.iter().any(|required| required == name));
                let empty_by_default = property["type"] == "array"
                    || property["type"] == "object" && property.get("properties").is_none();
                if optional && empty_by_default {
                    property["nullable"] = json!(true);
                }
            }
        });
    }
}

/// Marks with `format: password`, OpenAPI's word for it, every string property whose name ends
/// in a word for a secret. The overlay marks the others.
fn mark_secrets(document: &mut Value) {
    for schema in schemas(document)
        .into_iter()
        .flat_map(|schemas| schemas.values_mut())
    {
        visit_objects(schema, &mut |schema| {
            let Some(Value::Object(properties)) = schema.get_mut("properties") else {
                return;
            };
            for (name, property) in properties {
                if names_a_secret(name)
                    && property["type"] == "string"
                    && property.get("enum").is_none()
                {
                    property["format"] = json!("password");
                }
            }
        });
    }
}

/// Whether the last word of a camel-case name is one for a secret. A bare `key` is half of a
/// key and value pair.
pub(super) fn names_a_secret(name: &str) -> bool {
    let last_word = name.rfind(|c: char| c.is_ascii_uppercase()).unwrap_or(0);
    let word = name
        .get(last_word..)
        .unwrap_or_default()
        .to_ascii_lowercase();
    ["key", "password", "secret", "token"].contains(&word.as_str()) && name != "key"
}
