//! Checks request bodies against the schemas of the OpenAPI document.

use std::collections::HashMap;
use std::sync::LazyLock;

use axum::http::StatusCode;
use jsonschema::error::ValidationErrorKind;
use jsonschema::{ValidationError, Validator};
use serde_json::{Map, Value, json};

use crate::response::{ApiResponse, Violation};

/// The project's document. In a checkout, this path is a symbolic link to it.
const DOCUMENT: &str = include_str!("openapi.json");

const _: () = assert!(
    matches!(DOCUMENT.as_bytes(), [b'{', ..]),
    "emulator/src/openapi.json is not a symbolic link here: check out with core.symlinks=true"
);

/// The validators of the schemas that are the request body of an operation, by name.
static VALIDATORS: LazyLock<HashMap<String, Validator>> = LazyLock::new(|| {
    let mut document: Value = serde_json::from_str(DOCUMENT).unwrap_or_default();
    let names = body_schemas(&document);
    let components = document.get_mut("components").map(Value::take);
    let mut components = components.unwrap_or_default();
    if let Some(schemas) = components.get_mut("schemas") {
        to_json_schema(schemas);
    }
    let validators = names.into_iter().filter_map(|name| {
        let schema = json!({
            "$ref": format!("#/components/schemas/{name}"),
            "components": components,
        });
        Some((name, jsonschema::validator_for(&schema).ok()?))
    });
    validators.collect()
});

/// Checks a request body against the schema of this name.
///
/// What `stored`, which the body replaces, has too is allowed: Atlas may know it while the document does
/// not.
pub(crate) fn check(
    name: &str,
    body: &Map<String, Value>,
    stored: Option<&Map<String, Value>>,
) -> Result<(), ApiResponse> {
    let Some(validator) = VALIDATORS.get(name) else {
        let detail = format!("The emulator has no schema {name}.");
        let status = StatusCode::INTERNAL_SERVER_ERROR;
        return Err(ApiResponse::error(status, "UNEXPECTED_ERROR", detail, &[]));
    };
    let is_new = |violation: &Violation| {
        let property = violation.field.split('.').next().unwrap_or_default();
        let value = body.get(property);
        value.is_none() || value != stored.and_then(|stored| stored.get(property))
    };
    let body = Value::Object(body.clone());
    let violations: Vec<_> = validator
        .iter_errors(&body)
        .map(to_violation)
        .filter(is_new)
        .collect();
    if violations.is_empty() {
        return Ok(());
    }
    Err(ApiResponse::invalid_body(&violations))
}

fn to_violation(error: ValidationError<'_>) -> Violation {
    let path = error.instance_path().to_string();
    let field = path.trim_start_matches('/').replace('/', ".");
    match error.kind() {
        ValidationErrorKind::Required { property } => {
            let name = property.as_str().unwrap_or_default();
            let separator = if field.is_empty() { "" } else { "." };
            Violation::new(format!("{field}{separator}{name}"), "is required")
        }
        ValidationErrorKind::Enum { options } => {
            let options = options.as_array().into_iter().flatten();
            let names: Vec<_> = options.filter_map(Value::as_str).collect();
            Violation {
                unknown_value: error.instance().as_str().map(str::to_owned),
                ..Violation::new(field, format!("must be one of {}", names.join(", ")))
            }
        }
        ValidationErrorKind::MinLength { .. } => Violation::new(field, "must not be empty"),
        // The value may be a secret.
        _ => Violation::new(field, format!("is invalid: {}", error.masked_with("it"))),
    }
}

/// The names of the schemas that are the JSON request body of an operation.
fn body_schemas(document: &Value) -> Vec<String> {
    let items = document.get("paths").and_then(Value::as_object);
    let operations = items
        .into_iter()
        .flat_map(Map::values)
        .filter_map(Value::as_object);
    let contents = operations
        .flat_map(Map::values)
        .filter_map(|operation| operation.pointer("/requestBody/content")?.as_object());
    let references = contents
        .flat_map(Map::values)
        .filter_map(|media_type| media_type.pointer("/schema/$ref")?.as_str());
    let mut names: Vec<_> = references
        .filter_map(|reference| reference.rsplit('/').next())
        .map(str::to_owned)
        .collect();
    names.sort();
    names.dedup();
    names
}

/// Turns schemas of OpenAPI 3.0 into JSON Schema, as Atlas reads request bodies: a property that is not
/// required may be null, and text that is required may not be empty.
fn to_json_schema(schema: &mut Value) {
    for child in schema.as_array_mut().into_iter().flatten() {
        to_json_schema(child);
    }
    let Some(map) = schema.as_object_mut() else {
        return;
    };
    map.values_mut().for_each(to_json_schema);
    choose_by_discriminator(map);
    let required = map.get("required").cloned().unwrap_or_default();
    let is_required = |name: &String| {
        let mut names = required.as_array().into_iter().flatten();
        names.any(|required| required.as_str() == Some(name))
    };
    if map.get("type") == Some(&json!("object"))
        && let Some(Value::Object(properties)) = map.get_mut("properties")
    {
        for (name, property) in properties {
            if !is_required(name) {
                allow_null(property);
            } else if let Some(property) = property.as_object_mut()
                && property.get("type") == Some(&json!("string"))
            {
                property.insert("minLength".to_owned(), 1.into());
            }
        }
    }
    if map.get("nullable") == Some(&Value::Bool(true)) {
        allow_null(schema);
    }
}

/// Replaces `oneOf` and its discriminator by a condition for each value of the discriminator. Then an
/// error is about the schema that is meant, and not about all of them.
fn choose_by_discriminator(map: &mut Map<String, Value>) {
    let Some(discriminator) = map.remove("discriminator") else {
        return;
    };
    let (Some(name), Some(mapping)) = (
        discriminator.get("propertyName").and_then(Value::as_str),
        discriminator.get("mapping").and_then(Value::as_object),
    ) else {
        return;
    };
    map.remove("oneOf");
    let choices = mapping.iter().map(|(value, reference)| {
        json!({
            "if": { "properties": { name: { "const": value } }, "required": [name] },
            "then": { "$ref": reference },
        })
    });
    map.insert("allOf".to_owned(), choices.collect());
    map.insert("type".to_owned(), "object".into());
    map.insert("required".to_owned(), json!([name]));
    let values: Vec<_> = mapping.keys().collect();
    map.insert(
        "properties".to_owned(),
        json!({ name: { "type": "string", "enum": values } }),
    );
}

fn allow_null(schema: &mut Value) {
    let unless_null = schema.take();
    *schema = json!({ "if": { "type": "null" }, "else": unless_null });
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The violations of a body, as `field problem`.
    fn violations(schema: &str, body: Value) -> Vec<String> {
        let errors = VALIDATORS[schema].iter_errors(&body).map(to_violation);
        let texts = errors.map(|violation| format!("{} {}", violation.field, violation.problem));
        texts.collect()
    }

    #[test]
    fn a_violation_names_the_property_and_what_would_be_right() {
        for (body, expected) in [
            (json!({ "type": "DATADOG", "apiKey": "k" }), ""),
            (
                json!({ "type": "DATADOG", "apiKey": "k", "region": null, "new": [1] }),
                "",
            ),
            (
                json!({ "type": "SLACK", "apiToken": "k", "channelName": null }),
                "",
            ),
            (
                json!({ "type": "DATADOG", "apiKey": "k", "region": "MOON" }),
                "region must be one of US, EU, US3, US5, AP1, US1_FED",
            ),
            (
                json!({ "type": "DATADOG", "apiKey": 5 }),
                "apiKey is invalid: it is not of type \"string\"",
            ),
            (json!({ "type": "DATADOG" }), "apiKey is required"),
            (
                json!({ "type": "DATADOG", "apiKey": "" }),
                "apiKey must not be empty",
            ),
            (
                json!({ "type": "DATADOG", "apiKey": null }),
                "apiKey is invalid: it is not of type \"string\"",
            ),
            (json!({ "apiKey": "k" }), "type is required"),
            (
                json!({ "type": "HIP_CHAT" }),
                "type must be one of DATADOG, MICROSOFT_TEAMS, NEW_RELIC, OPS_GENIE, PAGER_DUTY, \
                 PROMETHEUS, SLACK, VICTOR_OPS, WEBHOOK",
            ),
        ] {
            let found = violations("ThirdPartyIntegration", body.clone());
            assert_eq!(found.join("; "), expected, "{body}");
        }
    }

    #[test]
    fn a_violation_may_be_deep_inside() {
        let body = json!({
            "type": "OTEL_LOG_EXPORT", "logTypes": ["MONGOD", "NOPE"], "otelEndpoint": "https://a",
            "otelSuppliedHeaders": [{ "name": "a", "value": "b" }, { "value": 5 }],
        });
        let mut found = violations("LogIntegrationRequest", body);
        found.sort();
        assert_eq!(
            found,
            [
                "logTypes.1 must be one of MONGOD, MONGOS, MONGOD_AUDIT, MONGOS_AUDIT",
                "otelSuppliedHeaders.1.name is required",
                "otelSuppliedHeaders.1.value is invalid: it is not of type \"string\"",
            ]
        );
    }
}
