//! A schema with a `discriminator` is a `oneOf` of the mapping's targets, and nothing else.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Result, bail};
use serde_json::{Value, json};

use crate::regen::document::{schema_reference, schemas};

/// Replaces every schema that has a `discriminator` with the `oneOf` that its mapping implies.
/// Older upstream documents have the mapping alone; newer ones also repeat the members' properties.
pub(super) fn declare(document: &mut Value) -> Result<()> {
    for (name, schema) in schemas(document).into_iter().flatten() {
        let Some(discriminator) = schema.get("discriminator") else {
            if schema.get("oneOf").is_some() || schema.get("anyOf").is_some() {
                bail!("the schema {name} is a union without a discriminator");
            }
            continue;
        };
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
