//! What a tag tells apart always has one.

use serde_json::{Value, json};

use super::marks::TAG;
use crate::regen::document::schemas;

/// Requires the tag of every component that only unions refer to: they could not tell it from the
/// others without. For a component that something else refers to, this would be untrue there.
pub(super) fn require(document: &mut Value) {
    for (_, schema) in schemas(document).into_iter().flatten() {
        let Some(tag) = schema.get(TAG).cloned() else {
            continue;
        };
        match schema.get_mut("required").and_then(Value::as_array_mut) {
            Some(required) if required.contains(&tag) => {}
            Some(required) => required.push(tag),
            None => schema["required"] = json!([tag]),
        }
    }
}
