//! Properties that hold secrets have `format: password`.

use serde_json::{Value, json};

use crate::codegen::names_a_secret;
use crate::regen::document::visit_schemas;

/// Marks every string property whose name says that it holds a secret with `format: password`,
/// OpenAPI's standard hint for one, and so the strings in a list or a map with such a name. The overlay
/// marks those whose names do not say so.
pub(super) fn mark(document: &mut Value) {
    visit_schemas(document, &mut |schema| {
        let Some(Value::Object(properties)) = schema.get_mut("properties") else {
            return;
        };
        for (name, property) in properties {
            if names_a_secret(name) {
                mark_text(property);
            }
        }
    });
}

fn mark_text(schema: &mut Value) {
    if schema["type"] == "string" && schema.get("enum").is_none() {
        schema["format"] = json!("password");
    }
    for keyword in ["items", "additionalProperties"] {
        if let Some(element @ Value::Object(_)) = schema.get_mut(keyword) {
            mark_text(element);
        }
    }
}
