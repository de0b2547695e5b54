//! Names that would become one in Rust. typify gives the second type of a name the first one's
//! shape, without a word.

use std::collections::BTreeMap;

use serde_json::Value;

use super::tables::snake_case;

/// Refuses two schemas, or two properties of a schema, that would share a name.
pub(crate) fn check(document: &Value) -> Result<(), String> {
    let mut types = BTreeMap::new();
    let schemas = document["components"]["schemas"].as_object();
    for (name, schema) in schemas.into_iter().flatten() {
        claim(&mut types, name, format!("the schema {name}"))?;
        let mut fields = BTreeMap::new();
        for (property, value) in schema["properties"].as_object().into_iter().flatten() {
            let place = format!("the property {property} of {name}");
            claim(&mut fields, property, place.clone())?;
            if value.get("enum").is_some() || value.get("properties").is_some() {
                claim(
                    &mut types,
                    &format!("{name}_{property}"),
                    format!("the type of {place}"),
                )?;
            }
        }
    }
    Ok(())
}

/// Notes that `place` takes `name`.
fn claim(taken: &mut BTreeMap<String, String>, name: &str, place: String) -> Result<(), String> {
    let words = snake_case(name);
    let key = words
        .split(|letter: char| !letter.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join("_");
    match taken.insert(key, place.clone()) {
        Some(other) => Err(format!(
            "{other} and {place} would have the same name in Rust"
        )),
        None => Ok(()),
    }
}
