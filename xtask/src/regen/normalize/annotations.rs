//! What a schema says about the place where it is used rather than about the value.

use serde_json::{Map, Value, json};

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

/// Puts the annotations that the parts of an `allOf` have beside it: they are about the place where the
/// whole is used. What one part says holds, although another does not say it.
pub(super) fn lift_annotations(schema: &mut Map<String, Value>) {
    let Some(Value::Array(mut parts)) = schema.remove("allOf") else {
        return;
    };
    for part in &mut parts {
        if let Some(part) = part.as_object_mut() {
            lift_annotations(part);
        }
        for (keyword, value) in take_annotations(part) {
            if value == true || !schema.contains_key(&keyword) {
                schema.insert(keyword, value);
            }
        }
    }
    parts.retain(|part| *part != json!({}));
    if !parts.is_empty() {
        schema.insert("allOf".into(), parts.into());
    }
}

/// Copies the annotations of `original` to `schema`, which is built from it.
pub(super) fn keep_annotations(original: &Value, schema: &mut Map<String, Value>) {
    for keyword in ANNOTATIONS {
        if let Some(value) = original.get(keyword) {
            schema.insert(keyword.to_owned(), value.clone());
        }
    }
}

/// Moves what is a part of an `allOf` and says nothing of a type to the schema itself. What is left
/// may be a reference alone, which is no type of its own.
pub(super) fn lift(document: &mut Value) {
    visit_objects(document, &mut |schema| {
        let Some(Value::Array(parts)) = schema.get_mut("allOf") else {
            return;
        };
        let is_typed = |part: &Value| {
            let part = part.as_object();
            part.is_none_or(|part| part.keys().any(|keyword| is_of_type(keyword)))
        };
        let (typed, lifted) = std::mem::take(parts).into_iter().partition(is_typed);
        *parts = typed;
        if parts.is_empty() {
            schema.remove("allOf");
        }
        let lifted: Vec<Value> = lifted;
        for (keyword, value) in lifted.iter().filter_map(Value::as_object).flatten() {
            schema.entry(keyword).or_insert_with(|| value.clone());
        }
    });
}

/// Whether a keyword says what type a value has.
fn is_of_type(keyword: &str) -> bool {
    let others = [&ANNOTATIONS[..], &CONSTRAINTS, &PROSE, &["format"]];
    !others.iter().any(|keywords| keywords.contains(&keyword))
}
