//! Properties that hold secrets have `format: password`.

use heck::ToSnakeCase as _;
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
/// not: it is half of a key-value pair. Nor does one that names a key, or is the public half of one.
fn names_a_secret(name: &str) -> bool {
    let words = name.to_snake_case();
    let (first, last) = words.rsplit_once('_').unwrap_or(("", &words));
    let is_name = ["kms", "partition", "primary", "public", "shard", "sort"];
    let is_secret = ["key", "password", "secret", "token"].contains(&last) && name != "key";
    is_secret && !(last == "key" && first.split('_').any(|word| is_name.contains(&word)))
}
