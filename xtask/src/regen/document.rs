//! The structure of an OpenAPI document: its objects, its references and its sorted text.

use serde_json::{Map, Value};

/// Keywords whose value maps freely chosen names to objects: a property may well be called
/// `description` or `example`.
const NAME_MAPS: [&str; 14] = [
    "callbacks",
    "content",
    "encoding",
    "headers",
    "mapping",
    "parameters",
    "paths",
    "properties",
    "requestBodies",
    "responses",
    "schemas",
    "scopes",
    "securitySchemes",
    "variables",
];

/// Keywords whose value is data rather than part of the document's structure.
const DATA: [&str; 5] = ["default", "enum", "example", "examples", "security"];

/// Calls `visit` on every object whose keys are OpenAPI keywords, parents first. Maps from names to
/// objects are not visited themselves, but their values are.
pub(super) fn visit_objects(value: &mut Value, visit: &mut impl FnMut(&mut Map<String, Value>)) {
    match value {
        Value::Object(object) => {
            visit(object);
            for (keyword, child) in object.iter_mut() {
                match child {
                    Value::Object(named) if NAME_MAPS.contains(&keyword.as_str()) => named
                        .values_mut()
                        .for_each(|value| visit_objects(value, visit)),
                    _ if DATA.contains(&keyword.as_str()) => {}
                    _ => visit_objects(child, visit),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| visit_objects(item, visit)),
        _ => {}
    }
}

/// Calls `visit` on every schema in the document's components, nested ones included.
pub(super) fn visit_schemas(document: &mut Value, visit: &mut impl FnMut(&mut Map<String, Value>)) {
    for (_, schema) in schemas(document).into_iter().flatten() {
        visit_objects(schema, visit);
    }
}

/// The component schemas of `document`.
pub(super) fn schemas(document: &mut Value) -> Option<&mut Map<String, Value>> {
    document.pointer_mut("/components/schemas")?.as_object_mut()
}

/// Every reference in `value`, whether in a `$ref`, in a `discriminator.mapping` or in a security
/// requirement, which refers to a scheme by its name.
pub(super) fn references(value: &Value) -> Vec<String> {
    let mut found = Vec::new();
    // `visit_objects` takes the document mutably; a copy is cheap, as no caller passes a whole
    // upstream document.
    visit_objects(&mut value.clone(), &mut |object| {
        if let Some(Value::String(reference)) = object.get("$ref") {
            found.push(reference.clone());
        }
        let mapping = object
            .get("discriminator")
            .and_then(|discriminator| discriminator.get("mapping")?.as_object());
        let targets = mapping.into_iter().flat_map(Map::values);
        found.extend(targets.filter_map(Value::as_str).map(schema_reference));
        let requirements = object.get("security").and_then(Value::as_array);
        let requirements = requirements.into_iter().flatten();
        let schemes = requirements
            .filter_map(Value::as_object)
            .flat_map(Map::keys);
        found.extend(schemes.map(|name| format!("#/components/securitySchemes/{name}")));
    });
    found
}

/// The target of a discriminator mapping as a reference; OpenAPI also allows a bare schema name.
pub(super) fn schema_reference(target: &str) -> String {
    if target.contains('#') || target.contains('/') {
        target.to_owned()
    } else {
        schema_pointer(target)
    }
}

/// The kind and the name in `#/components/<kind>/<name>`.
pub(super) fn component(reference: &str) -> Option<(&str, &str)> {
    reference
        .strip_prefix("#/components/")?
        .split_once('/')
        .filter(|(_, name)| !name.contains('/'))
}

/// JSON pointers to the members of the object, or to the items of the array, at `pointer`.
pub(super) fn children(document: &Value, pointer: &str) -> impl Iterator<Item = String> + use<> {
    let keys: Vec<_> = match document.pointer(pointer) {
        Some(Value::Object(object)) => object
            .keys()
            .map(|key| key.replace('~', "~0").replace('/', "~1"))
            .collect(),
        Some(Value::Array(items)) => (0..items.len()).map(|index| index.to_string()).collect(),
        _ => Vec::new(),
    };
    let parent = pointer.to_owned();
    keys.into_iter().map(move |key| format!("{parent}/{key}"))
}

/// Follows the `$ref`, if there is one at `pointer`, itself or in an `allOf` of nothing else, to the
/// pointer of its target.
pub(super) fn resolve(document: &Value, mut pointer: String) -> String {
    // No specification has long chains of references; the limit stops at circular ones.
    for _ in 0..16 {
        let object = document.pointer(&pointer).and_then(Value::as_object);
        let reference = object.and_then(|object| link(object)?.strip_prefix('#'));
        match reference {
            Some(target) => pointer = target.to_owned(),
            None => break,
        }
    }
    pointer
}

/// What `value` refers to, or itself.
pub(super) fn resolved<'a>(document: &'a Value, value: &'a Value) -> &'a Value {
    let target = value["$ref"].as_str().and_then(|it| it.strip_prefix('#'));
    target
        .and_then(|pointer| document.pointer(&resolve(document, pointer.to_owned())))
        .unwrap_or(value)
}

/// A reference to the component schema `name`.
pub(super) fn schema_pointer(name: &str) -> String {
    format!("#/components/schemas/{name}")
}

/// The name of the component schema that `schema` refers to, either with a `$ref` or with an
/// `allOf` of nothing but a `$ref`, which is how a reference carries a description.
pub(super) fn referenced_schema(schema: &Value) -> Option<&str> {
    reference_of(schema.as_object()?)
}

/// Does so for the keywords of a schema.
pub(super) fn reference_of(schema: &Map<String, Value>) -> Option<&str> {
    match component(link(schema)?)? {
        ("schemas", name) => Some(name),
        _ => None,
    }
}

/// The `$ref` of an object, itself or in an `allOf` of nothing else.
fn link(object: &Map<String, Value>) -> Option<&str> {
    let parts = object.get("allOf").and_then(Value::as_array);
    let reference = match parts.map(Vec::as_slice) {
        Some([part]) => part.get("$ref"),
        _ => object.get("$ref"),
    };
    reference?.as_str()
}

/// Sorts every object by key, along with the arrays whose order has no meaning.
pub(super) fn sort(value: &mut Value) {
    match value {
        Value::Object(object) => {
            for (keyword, child) in object.iter_mut() {
                sort(child);
                if let Value::Array(items) = child {
                    match keyword.as_str() {
                        "required" => items.sort_by_key(Value::to_string),
                        "parameters" => items.sort_by_key(parameter_key),
                        _ => {}
                    }
                }
            }
            object.sort_keys();
        }
        Value::Array(items) => items.iter_mut().for_each(sort),
        _ => {}
    }
}

fn parameter_key(parameter: &Value) -> String {
    let text = |key| {
        parameter
            .get(key)
            .and_then(Value::as_str)
            .unwrap_or_default()
    };
    format!("{} {} {}", text("$ref"), text("in"), text("name"))
}

/// The document's text as it is committed: sorted, indented by two spaces, and ending in one
/// newline.
pub(super) fn to_text(document: &Value) -> String {
    let mut document = document.clone();
    sort(&mut document);
    format!("{document:#}\n")
}
