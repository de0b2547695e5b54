//! Parameters have a form that the client knows.

use serde_json::{Value, json};

use crate::regen::document::{children, resolve, visit_objects};

/// The spellings of the pattern of Atlas's ids.
const OBJECT_ID: [&str; 5] = [
    "^([0-9a-f]{24})$",
    "^([a-fA-F0-9]{24})$",
    "^[0-9a-f]{24}$",
    "^[a-f0-9]{24}$",
    "^[a-fA-F0-9]{24}$",
];

/// Spells the pattern of ids in one way, and removes `not`. A list takes the place of the reference to
/// it: it is no type of its own, and models say nothing of its elements beyond their type.
pub(super) fn simplify(document: &mut Value) {
    let shared = children(document, "/components/parameters");
    let own = children(document, "/paths")
        .flat_map(|item| children(document, &item))
        .flat_map(|operation| children(document, &format!("{operation}/parameters")));
    for parameter in shared.chain(own).collect::<Vec<_>>() {
        let pointer = format!("{parameter}/schema");
        let target = document.pointer(&resolve(document, pointer.clone()));
        let list = target.filter(|schema| schema["type"] == "array").cloned();
        let Some(schema) = document.pointer_mut(&pointer) else {
            continue;
        };
        if let Some(list) = list {
            *schema = list;
        }
        visit_objects(schema, &mut |schema| {
            schema.remove("not");
            let pattern = schema.get("pattern").and_then(Value::as_str);
            if pattern.is_some_and(|pattern| OBJECT_ID.contains(&pattern)) {
                schema.insert("pattern".into(), json!("^([a-f0-9]{24})$"));
            }
        });
    }
}
