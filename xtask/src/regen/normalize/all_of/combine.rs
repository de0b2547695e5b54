//! One schema for what several say of the same value.

use serde_json::{Map, Value, json};

use crate::regen::normalize::annotations::ANNOTATIONS;

/// The keywords that refer to other schemas for what a value is.
const REFERENCES: [&str; 5] = ["$ref", "allOf", "anyOf", "discriminator", "oneOf"];
/// The keywords that say more of a value than its type.
const PARTS: [&str; 4] = ["additionalProperties", "enum", "items", "properties"];

/// Lets `schema` say what `more` says as well. What `more` says of the same keyword is the special
/// case, as a child's word is.
pub(super) fn combine(schema: &mut Map<String, Value>, more: Map<String, Value>) {
    for (keyword, value) in more {
        let Some(present) = schema.get_mut(&keyword) else {
            schema.insert(keyword, value);
            continue;
        };
        match (keyword.as_str(), present, value) {
            ("properties", Value::Object(all), Value::Object(properties)) => {
                for (name, property) in properties {
                    match all.get_mut(&name) {
                        Some(present) => refine(present, property),
                        None => {
                            all.insert(name, property);
                        }
                    }
                }
            }
            ("required", Value::Array(all), Value::Array(names)) => {
                let new: Vec<_> = names.into_iter().filter(|it| !all.contains(it)).collect();
                all.extend(new);
            }
            ("items", present, items) => refine(present, items),
            // What is said of the place by either holds.
            (keyword, Value::Bool(true), _) if ANNOTATIONS.contains(&keyword) => {}
            (_, present, value) => *present = value,
        }
    }
}

/// Lets a property say what a child says of it as well. If keywords cannot be put together, because
/// they stand in other schemas or are about another type, those of the child take the place of the
/// parent's, unless the child has only repeated the type.
fn refine(schema: &mut Value, more: Value) {
    let (Value::Object(schema), Value::Object(mut more)) = (schema, more) else {
        return;
    };
    let has = |schema: &Map<String, Value>, keywords: &[&str]| {
        keywords.iter().any(|it| schema.contains_key(*it))
    };
    let are_types_different = match (schema.get("type"), more.get("type")) {
        (Some(one), Some(other)) => one != other,
        _ => false,
    };
    if are_types_different || has(schema, &REFERENCES) || has(&more, &REFERENCES) {
        let loser = if are_types_different || has(&more, &REFERENCES) || has(&more, &PARTS) {
            &mut *schema
        } else {
            &mut more
        };
        loser.retain(|keyword, _| ANNOTATIONS.contains(&keyword.as_str()));
    }
    combine(schema, more);
    // What stands beside a bare `$ref` means nothing.
    if schema.len() > 1
        && let Some(reference) = schema.remove("$ref")
    {
        schema.insert("allOf".into(), json!([{ "$ref": reference }]));
    }
}
