//! What no rule compares, so that whatever changes is reported somehow.

use serde_json::Value;

/// What `type_of` says of a schema.
const TYPE: &[&str] = &[
    "$ref",
    "additionalProperties",
    "allOf",
    "discriminator",
    "enum",
    "items",
    "oneOf",
    "type",
];
const SCHEMA: &[&str] = &[
    "deprecated",
    "format",
    "required",
    "x-keys",
    "x-request",
    "x-tag",
    "x-tag-enumeration",
];
const PROPERTY: &[&str] = &[
    "deprecated",
    "format",
    "nullable",
    "readOnly",
    "writeOnly",
    "x-box",
    "x-template",
    "x-withheld",
];
const OPERATION: &[&str] = &[
    "deprecated",
    "operationId",
    "security",
    "servers",
    "tags",
    "x-list",
    "x-upstream-operation-id",
];
const PARAMETER: &[&str] = &[
    "$ref",
    "allowReserved",
    "deprecated",
    "explode",
    "required",
    "style",
];
/// The limits of a parameter.
const LIMITS: &[&str] = &[
    "default",
    "exclusiveMaximum",
    "exclusiveMinimum",
    "format",
    "maxItems",
    "maxLength",
    "maxProperties",
    "maximum",
    "minItems",
    "minLength",
    "minProperties",
    "minimum",
    "multipleOf",
    "pattern",
    "uniqueItems",
];

/// The keywords that a rule compares, by where they stand; `*` is any name or index.
const COMPARED: [(&str, &[&[&str]]); 16] = [
    ("", &[&["info", "security", "servers", "tags"]]),
    ("components", &[&["securitySchemes"]]),
    ("components/schemas/*", &[TYPE, SCHEMA]),
    ("components/schemas/*/properties/*", &[TYPE, PROPERTY]),
    ("components/parameters/*", &[PARAMETER]),
    ("components/parameters/*/schema", &[TYPE, LIMITS]),
    ("components/requestBodies/*", &[&["$ref", "required"]]),
    ("components/requestBodies/*/content/*/schema", &[TYPE]),
    ("components/responses/*/content/*/schema", &[TYPE]),
    ("paths/*/*", &[OPERATION]),
    ("paths/*/*/parameters/*", &[PARAMETER]),
    ("paths/*/*/parameters/*/schema", &[TYPE, LIMITS]),
    ("paths/*/*/requestBody", &[&["$ref", "required"]]),
    ("paths/*/*/requestBody/content/*/schema", &[TYPE]),
    ("paths/*/*/responses/*", &[&["$ref"]]),
    ("paths/*/*/responses/*/content/*/schema", &[TYPE]),
];

/// Maps and lists of what is compared by its name. What comes or goes in one is reported.
const NAMED: [&str; 8] = [
    "content",
    "headers",
    "parameters",
    "paths",
    "properties",
    "requestBodies",
    "responses",
    "schemas",
];

/// Whether two documents differ in what no rule compares.
pub(super) fn differs(before: &Value, after: &Value) -> bool {
    differs_at(&mut Vec::new(), before, after)
}

fn differs_at<'a>(path: &mut Vec<&'a str>, before: &'a Value, after: &'a Value) -> bool {
    match (before, after) {
        (Value::Object(old), Value::Object(new)) => {
            let compared = compared(path);
            let is_compared = |key: &str| compared.iter().any(|keywords| keywords.contains(&key));
            let has_names = has_names(path);
            let unknown = old.keys().chain(new.keys()).filter(|key| !is_compared(key));
            for key in unknown {
                let is_different = match (old.get(key), new.get(key)) {
                    (Some(before), Some(after)) => {
                        path.push(key);
                        let is_different = differs_at(path, before, after);
                        path.pop();
                        is_different
                    }
                    _ => !has_names && !NAMED.contains(&key.as_str()) && key != "requestBody",
                };
                if is_different {
                    return true;
                }
            }
            false
        }
        (Value::Array(old), Value::Array(new)) if path.last() == Some(&"parameters") => {
            path.push("*");
            let keys = ["$ref", "in", "name"];
            let is_different = old.iter().any(|before| {
                let after = new
                    .iter()
                    .find(|it| keys.iter().all(|key| it[key] == before[key]));
                after.is_some_and(|after| differs_at(path, before, after))
            });
            path.pop();
            is_different
        }
        _ => before != after,
    }
}

/// Whether the keys of the object at `path` are names rather than keywords. A name in such a map may
/// be that of one.
fn has_names(path: &[&str]) -> bool {
    let is_map = |key: Option<&&str>| key.is_some_and(|key| NAMED.contains(key));
    let mut keys = path.iter().rev();
    let is_path = matches!(path, ["paths", _]);
    is_path || is_map(keys.next()) && !is_map(keys.next())
}

fn compared(path: &[&str]) -> &'static [&'static [&'static str]] {
    let matches = |pattern: &str| {
        let segments: Vec<&str> = pattern.split('/').filter(|it| !it.is_empty()).collect();
        let mut pairs = segments.iter().zip(path);
        segments.len() == path.len() && pairs.all(|(one, other)| *one == "*" || one == other)
    };
    let found = COMPARED.iter().find(|(pattern, _)| matches(pattern));
    found.map_or(&[], |(_, keywords)| keywords)
}
