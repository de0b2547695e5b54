//! What a schema says about the place where it is used rather than about the value.

use serde_json::{Map, Value};

/// The keywords that belong to the place of use.
const ANNOTATIONS: [&str; 4] = ["deprecated", "nullable", "readOnly", "writeOnly"];

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
