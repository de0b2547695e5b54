//! The enumeration of a parameter becomes a schema with the parameter's name.

use std::collections::BTreeMap;

use anyhow::{Result, bail};
use serde_json::{Map, Value, json};

use crate::regen::document::visit_objects;

/// Moves every parameter's enumeration to a schema with the parameter's name, so that all
/// operations share one type.
pub(super) fn hoist(document: &mut Value) -> Result<()> {
    for (name, schema) in take(document)? {
        let schemas = &mut document["components"]["schemas"];
        if schemas.get(&name).is_some() {
            bail!("the enumeration of the parameter {name} would replace the schema of that name");
        }
        schemas[name] = schema;
    }
    Ok(())
}

/// Replaces every parameter's enumeration with a reference, and returns the enumerations by the
/// name of their new schema.
fn take(document: &mut Value) -> Result<BTreeMap<String, Value>> {
    let mut taken: BTreeMap<String, Value> = BTreeMap::new();
    let mut conflict = None;
    visit_objects(document, &mut |object| {
        let Some((name, enumeration)) = take_from(object) else {
            return;
        };
        if let Some(other) = taken.insert(name.clone(), enumeration.clone())
            && other != enumeration
        {
            conflict = Some(name);
        }
    });
    match conflict {
        Some(name) => bail!("two parameters named {name} list different values"),
        None => Ok(taken),
    }
}

/// Does so for `object`, if it is a parameter with an enumeration.
fn take_from(object: &mut Map<String, Value>) -> Option<(String, Value)> {
    // Other objects have a `name` too; only a parameter says where it goes.
    object.get("in")?;
    let name = pascal_case(object.get("name")?.as_str()?);
    let schema = object.get_mut("schema")?;
    schema.get("enum")?;
    let reference = json!({ "$ref": format!("#/components/schemas/{name}") });
    Some((name, std::mem::replace(schema, reference)))
}

/// Turns `integrationType` into `IntegrationType`.
fn pascal_case(name: &str) -> String {
    let mut letters = name.chars();
    letters
        .next()
        .map(|first| first.to_ascii_uppercase())
        .into_iter()
        .chain(letters)
        .collect()
}
