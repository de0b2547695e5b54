//! Properties that hold secrets have `format: password`.

use serde_json::{Value, json};

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

/// Whether the last word of a camel-case name stands for a secret. A property named just `key` does
/// not: it is half of a key-value pair.
fn names_a_secret(name: &str) -> bool {
    let last_word = name.rfind(|c: char| c.is_ascii_uppercase()).unwrap_or(0);
    let word = name
        .get(last_word..)
        .unwrap_or_default()
        .to_ascii_lowercase();
    ["key", "password", "secret", "token"].contains(&word.as_str()) && name != "key"
}
