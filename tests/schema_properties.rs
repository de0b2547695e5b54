//! Every schema of the document under values that are made from it: they decode, and come back equal.

use std::fs;

use atlas_integrations::types;
use proptest::collection::{btree_map, vec};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::Union;
use proptest::test_runner::{Config, TestRunner};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

/// How deep schemas are followed; below, what is optional is left out.
const DEPTH: u32 = 5;

fn document() -> Value {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/openapi/atlas-integrations.json"
    );
    let text = fs::read_to_string(path).expect("a document");
    serde_json::from_str(&text).expect("JSON")
}

/// Values of a schema. Where the document says nothing, anything goes.
fn instance(document: &Value, schema: &Value, depth: u32) -> BoxedStrategy<Value> {
    let plain = match schema["allOf"].as_array().map(Vec::as_slice) {
        Some([part]) => instance(document, part, depth),
        _ => match schema["$ref"].as_str().and_then(|it| it.strip_prefix('#')) {
            Some(pointer) => instance(document, document.pointer(pointer).expect(pointer), depth),
            None => inline(document, schema, depth),
        },
    };
    match schema["nullable"] == true {
        true => prop_oneof![1 => Just(Value::Null), 4 => plain].boxed(),
        false => plain,
    }
}

fn inline(document: &Value, schema: &Value, depth: u32) -> BoxedStrategy<Value> {
    if let Some(mapping) = schema["discriminator"]["mapping"].as_object() {
        let tag = schema["discriminator"]["propertyName"].clone();
        let tag = tag.as_str().expect("a tag").to_owned();
        let members = mapping.iter().map(|(value, target)| {
            let (tag, value) = (tag.clone(), value.clone());
            let member = instance(document, &json!({ "$ref": target }), depth);
            let tagged = move |mut member: Value| {
                member[&tag] = json!(value);
                member
            };
            member.prop_map(tagged).boxed()
        });
        return Union::new(members.collect::<Vec<_>>()).boxed();
    }
    if let Some(values) = schema["enum"].as_array() {
        return prop_oneof![
            select(values.clone()),
            any::<String>().prop_map(Value::from)
        ]
        .boxed();
    }
    match schema["type"].as_str() {
        Some("object") if schema["properties"].is_object() => object(document, schema, depth),
        Some("object") => {
            let value = instance(
                document,
                &schema["additionalProperties"],
                depth.saturating_sub(1),
            );
            btree_map(any::<String>(), value, 0..3)
                .prop_map(|map| Value::Object(map.into_iter().collect()))
                .boxed()
        }
        Some("array") if depth == 0 => Just(json!([])).boxed(),
        Some("array") => vec(instance(document, &schema["items"], depth - 1), 0..3)
            .prop_map(Value::from)
            .boxed(),
        Some("string") if schema["pattern"].is_string() => {
            "[0-9a-f]{24}".prop_map(Value::from).boxed()
        }
        Some("string") => any::<String>().prop_map(Value::from).boxed(),
        Some("integer") => any::<i64>().prop_map(Value::from).boxed(),
        Some("number") => (-1e9..1e9_f64).prop_map(Value::from).boxed(),
        Some("boolean") => any::<bool>().prop_map(Value::from).boxed(),
        _ => prop_oneof![
            Just(json!(null)),
            Just(json!({ "a": [1, "b"] })),
            any::<i64>().prop_map(Value::from)
        ]
        .boxed(),
    }
}

fn object(document: &Value, schema: &Value, depth: u32) -> BoxedStrategy<Value> {
    let mut fields = Just(Map::new()).boxed();
    for (name, property) in schema["properties"].as_object().into_iter().flatten() {
        let required = schema["required"].as_array();
        let is_required = required.is_some_and(|required| required.contains(&json!(name)));
        if !is_required && depth == 0 {
            continue;
        }
        let value = instance(document, property, depth.saturating_sub(1));
        // What is absent and what is null are different values.
        let value = match is_required {
            true => value.prop_map(Some).boxed(),
            false => option::of(prop_oneof![1 => Just(Value::Null), 6 => value]).boxed(),
        };
        let name = name.clone();
        fields = (fields, value)
            .prop_map(move |(mut fields, value)| {
                if let Some(value) = value {
                    fields.insert(name.clone(), value);
                }
                fields
            })
            .boxed();
    }
    let unknown = btree_map("x[a-z]{3}", any::<i64>().prop_map(Value::from), 0..2);
    (fields, unknown)
        .prop_map(|(mut fields, unknown)| {
            fields.extend(unknown);
            Value::Object(fields)
        })
        .boxed()
}

fn comes_back<T: DeserializeOwned + Serialize>(name: &str, document: &Value) {
    let schema = json!({ "$ref": format!("#/components/schemas/{name}") });
    let mut runner = TestRunner::new(Config {
        cases: 64,
        failure_persistence: None,
        ..Config::default()
    });
    let outcome = runner.run(&instance(document, &schema, DEPTH), |value| {
        let decoded: T = serde_json::from_value(value.clone())
            .map_err(|error| TestCaseError::fail(format!("{value}: {error}")))?;
        let back = serde_json::to_value(&decoded)
            .map_err(|error| TestCaseError::fail(format!("{value}: {error}")))?;
        prop_assert_eq!(back, value);
        Ok(())
    });
    if let Err(failure) = outcome {
        panic!("{name}: {failure}");
    }
}

macro_rules! schemas {
    ($($name:ident)*) => {
        #[test]
        fn values_of_every_schema_come_back_equal() {
            let document = document();
            let schemas = document["components"]["schemas"].as_object().expect("schemas");
            let names: Vec<_> = schemas.keys().map(String::as_str).collect();
            assert_eq!(names, [$(stringify!($name)),*], "the list below is not the document's");
            $(comes_back::<types::$name>(stringify!($name), &document);)*
        }
    };
}

schemas! {
    ApiError
    AzureLogIntegrationRequest
    AzureLogIntegrationRequestLogTypes
    AzureLogIntegrationResponse
    AzureLogIntegrationResponseLogTypes
    BadRequestDetail
    Datadog
    DatadogLogIntegrationRequest
    DatadogLogIntegrationRequestLogTypes
    DatadogLogIntegrationRequestRegion
    DatadogLogIntegrationResponse
    DatadogLogIntegrationResponseLogTypes
    DatadogLogIntegrationResponseRegion
    DatadogRegion
    FieldViolation
    GcsLogIntegrationRequest
    GcsLogIntegrationRequestLogTypes
    GcsLogIntegrationResponse
    GcsLogIntegrationResponseLogTypes
    Group
    GroupRegionUsageRestrictions
    Header
    IntegrationType
    Link
    LogIntegrationRequest
    LogIntegrationResponse
    MetricIntegrationRequest
    MetricIntegrationRequestAggregationTemporality
    MetricIntegrationRequestAuthType
    MetricIntegrationRequestIntegrationType
    MetricIntegrationRequestMetricSelection
    MetricIntegrationRequestProviderType
    MetricIntegrationResponse
    MetricIntegrationResponseAggregationTemporality
    MetricIntegrationResponseAuthType
    MetricIntegrationResponseIntegrationType
    MetricIntegrationResponseMetricSelection
    MetricIntegrationResponseProviderType
    MetricIntegrationUpdateRequest
    MetricIntegrationUpdateRequestAggregationTemporality
    MetricIntegrationUpdateRequestAuthType
    MetricIntegrationUpdateRequestIntegrationType
    MetricIntegrationUpdateRequestMetricSelection
    MetricIntegrationUpdateRequestProviderType
    MicrosoftTeams
    NewRelic
    OpsGenie
    OpsGenieRegion
    OtelLogIntegrationRequest
    OtelLogIntegrationRequestLogTypes
    OtelLogIntegrationResponse
    OtelLogIntegrationResponseLogTypes
    PagerDuty
    PagerDutyRegion
    PaginatedAtlasGroupView
    PaginatedIntegrationView
    PaginatedLogIntegrationResponse
    PaginatedMetricIntegrationResponse
    Prometheus
    PrometheusServiceDiscovery
    RedactedHeader
    ResourceTag
    S3LogIntegrationRequest
    S3LogIntegrationRequestLogTypes
    S3LogIntegrationResponse
    S3LogIntegrationResponseLogTypes
    Slack
    SplunkLogIntegrationRequest
    SplunkLogIntegrationRequestLogTypes
    SplunkLogIntegrationResponse
    SplunkLogIntegrationResponseLogTypes
    ThirdPartyIntegration
    VictorOps
    Webhook
}
