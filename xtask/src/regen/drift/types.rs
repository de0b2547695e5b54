//! Types of values, in words.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::regen::document::referenced_schema;

/// The type of `schema`, without its own format.
pub(super) fn type_of(schema: &Value) -> String {
    if let Some(name) = referenced_schema(schema) {
        return name.to_owned();
    }
    if let Some(items) = schema.get("items") {
        return format!("array of {}", element(items));
    }
    if schema.get("discriminator").is_some() || schema.get("oneOf").is_some() {
        return "union".to_owned();
    }
    if schema["enum"][0].is_string() {
        return "enumeration".to_owned();
    }
    if schema.get("properties").is_some() {
        return "object".to_owned();
    }
    if let Some(values) = schema
        .get("additionalProperties")
        .filter(|it| it.is_object())
    {
        return format!("map of {}", element(values));
    }
    schema["type"].as_str().unwrap_or("any value").to_owned()
}

fn element(schema: &Value) -> String {
    let nullable = if schema["nullable"] == true {
        "nullable "
    } else {
        ""
    };
    let format = match schema["format"].as_str() {
        Some(format) => format!(" ({format})"),
        None => String::new(),
    };
    format!("{nullable}{}{format}", type_of(schema))
}

/// The values of an enumeration.
pub(super) fn values(schema: &Value) -> BTreeSet<String> {
    let values = schema["enum"].as_array().into_iter().flatten();
    values
        .map(|value| {
            value
                .as_str()
                .map_or_else(|| value.to_string(), str::to_owned)
        })
        .collect()
}
