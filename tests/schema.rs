//! The JSON Schema of the model, checked with a third-party validator.

mod support;

use atlas_integrations::schemars::schema_for;
use atlas_integrations::types::{Datadog, PaginatedIntegrationView, ThirdPartyIntegration};
use serde_json::{Value, json};

fn validator(schema: &impl serde::Serialize) -> jsonschema::Validator {
    let schema = serde_json::to_value(schema).expect("JSON");
    jsonschema::meta::validate(&schema).expect("a valid schema");
    jsonschema::validator_for(&schema).expect("a valid schema")
}

#[test]
fn documented_examples_are_valid() {
    let validator = validator(&schema_for!(ThirdPartyIntegration));
    for example in support::examples() {
        let error = validator
            .validate(&example)
            .err()
            .map(|error| error.to_string());
        assert_eq!(error, None, "{example}");
    }
}

#[test]
fn drifted_values_are_valid_and_nonsense_is_not() {
    let validator = validator(&schema_for!(ThirdPartyIntegration));
    for (value, valid) in [
        (json!({ "type": "TEAMS_2030", "x": 1 }), true),
        (json!({ "x": 1 }), true),
        (
            json!({ "type": "DATADOG", "apiKey": "k", "region": "MOON", "new": [1] }),
            true,
        ),
        (
            json!({ "type": "DATADOG", "apiKey": "k", "region": null }),
            true,
        ),
        (json!({ "type": "DATADOG" }), false),
        (json!({ "type": "DATADOG", "apiKey": 5 }), false),
        (json!([]), false),
        (json!("DATADOG"), false),
    ] {
        assert_eq!(validator.is_valid(&value), valid, "{value}");
    }
}

#[test]
fn a_page_is_a_list_of_its_elements() {
    let schema = serde_json::to_value(schema_for!(PaginatedIntegrationView)).expect("JSON");
    let name = "Elements_of_ThirdPartyIntegration";
    let reference = json!(format!("#/$defs/{name}"));
    assert_eq!(
        schema["properties"]["results"]["$ref"], reference,
        "{schema}"
    );
    let list = &schema["$defs"][name];
    assert_eq!(list["type"], "array", "{schema}");
    assert_eq!(
        list["items"]["$ref"], "#/$defs/ThirdPartyIntegration",
        "{schema}"
    );
    assert!(
        schema["$defs"]["ThirdPartyIntegration"]["anyOf"].is_array(),
        "{schema}"
    );
}

#[test]
fn every_property_is_documented() {
    let schema = serde_json::to_value(schema_for!(Datadog)).expect("JSON");
    assert_eq!(schema["required"], json!(["apiKey"]));
    let properties = schema["properties"].as_object().expect("an object");
    // All but the tag, which the union adds.
    assert_eq!(properties.len(), 7);
    for (name, property) in properties {
        let words = property["description"].as_str().unwrap_or_default();
        assert!(!words.is_empty(), "{name}");
    }
    assert_eq!(properties["apiKey"]["format"], "password");
    assert_eq!(properties["apiKey"]["type"], Value::from("string"));
}
