//! What a schema says about the place where it is used rather than about the value.

use serde_json::{Map, Value};

use super::models::CONSTRAINTS;
use crate::regen::document::visit_objects;
use crate::regen::strip::PROSE;

/// The keywords that belong to the place of use.
pub(super) const ANNOTATIONS: [&str; 4] = ["deprecated", "nullable", "readOnly", "writeOnly"];

/// Takes the annotations out of `schema`.
pub(super) fn take_annotations(schema: &mut Value) -> Map<String, Value> {
    let mut taken = Map::new();
    for keyword in ANNOTATIONS {
        if let Some(value) = schema.as_object_mut().and_then(|it| it.remove(keyword)) {
            taken.insert(keyword.to_owned(), value);
        }
    }
    taken
}

/// Copies the annotations of `original` to `schema`, which is built from it.
pub(super) fn keep_annotations(original: &Value, schema: &mut Map<String, Value>) {
    for keyword in ANNOTATIONS {
        if let Some(value) = original.get(keyword) {
            schema.insert(keyword.to_owned(), value.clone());
        }
    }
}

/// Moves out of every `allOf`, to the schema that has it, what its parts say of the place where the whole
/// is used, and the parts that say nothing of a type. What is left may be a reference alone, which is no
/// type of its own.
pub(super) fn lift(document: &mut Value) {
    visit_objects(document, &mut lift_from_parts);
}

fn lift_from_parts(schema: &mut Map<String, Value>) {
    let Some(Value::Array(parts)) = schema.get_mut("allOf") else {
        return;
    };
    let mut left = Vec::new();
    for mut part in std::mem::take(parts) {
        if let Some(part) = part.as_object_mut() {
            lift_from_parts(part);
        }
        for (keyword, value) in take_annotations(&mut part) {
            // What one part says holds, although another does not say it.
            if value == true || !schema.contains_key(&keyword) {
                schema.insert(keyword, value);
            }
        }
        match part {
            Value::Object(part) if !part.keys().any(|keyword| is_of_type(keyword)) => {
                for (keyword, value) in part {
                    schema.entry(keyword).or_insert(value);
                }
            }
            part => left.push(part),
        }
    }
    if left.is_empty() {
        schema.remove("allOf");
    } else {
        schema.insert("allOf".into(), left.into());
    }
}

/// Whether a keyword says what type a value has.
fn is_of_type(keyword: &str) -> bool {
    let others = [&ANNOTATIONS[..], &CONSTRAINTS, &PROSE, &["format"]];
    !others.iter().any(|keywords| keywords.contains(&keyword))
}
