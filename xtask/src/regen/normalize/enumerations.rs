//! Only enumerations of strings are enumerations.

use serde_json::{Map, Value, json};

/// Removes the schema's `enum` unless all of its values are strings. A type of a few numbers would
/// refuse a number that the server starts to send, and a list of values of several types says
/// nothing about the type at all. A `null` in the list stands for `nullable`.
pub(super) fn open(schema: &mut Map<String, Value>) {
    let Some(Value::Array(values)) = schema.get_mut("enum") else {
        return;
    };
    let has_null = values.iter().any(Value::is_null);
    let mut seen = Vec::new();
    values.retain(|value| {
        !value.is_null() && !seen.contains(value) && {
            seen.push(value.clone());
            true
        }
    });
    let is_of_strings = !values.is_empty() && values.iter().all(Value::is_string);
    let is_mixed = values
        .iter()
        .map(type_of)
        .any(|it| Some(it) != values.first().map(type_of));
    if has_null {
        schema.insert("nullable".into(), json!(true));
    }
    if is_of_strings {
        schema.insert("type".into(), json!("string"));
    } else {
        schema.remove("enum");
    }
    if is_mixed {
        schema.remove("type");
    }
}

/// The JSON type of a value.
fn type_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}
