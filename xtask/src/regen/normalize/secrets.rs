//! Properties that hold secrets have `format: password`.

use serde_json::{Value, json};

use crate::codegen::names_a_secret;
use crate::regen::document::visit_schemas;

/// Marks every string property whose name says that it holds a secret with `format: password`,
/// OpenAPI's standard hint for one. The overlay marks those whose names do not say so.
pub(super) fn mark(document: &mut Value) {
    visit_schemas(document, &mut |schema| {
        let Some(Value::Object(properties)) = schema.get_mut("properties") else {
            return;
        };
        for (name, property) in properties {
            let is_text = property["type"] == "string" && property.get("enum").is_none();
            if is_text && names_a_secret(name) {
                property["format"] = json!("password");
            }
        }
    });
}
