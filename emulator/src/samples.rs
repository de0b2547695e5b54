//! Sample integrations with made-up secrets.

use serde_json::{Map, Value, json};

use crate::integration_type::INTEGRATION_TYPES;

/// A sample integration, with its secrets unredacted.
///
/// Returns `None` for `HIP_CHAT` and for unknown types.
pub(crate) fn integration(integration_type: &str) -> Option<Map<String, Value>> {
    let position = INTEGRATION_TYPES
        .iter()
        .position(|known| *known == integration_type)?;
    let id = format!("65a0c3f4d2b1e098765430{position:02x}");
    let mut integration = Map::new();
    integration.insert("id".to_owned(), id.into());
    integration.insert("type".to_owned(), integration_type.into());
    integration.append(properties(integration_type)?.as_object_mut()?);
    Some(integration)
}

/// The properties other than the ID and the type.
fn properties(integration_type: &str) -> Option<Value> {
    let properties = match integration_type {
        "DATADOG" => json!({
            "apiKey": "1f0c5d7a9b3e4826a1c4d7e8f902a23c",
            "region": "US",
            "sendCollectionLatencyMetrics": false,
            "sendDatabaseMetrics": true,
            "sendQueryStatsMetrics": false,
            "sendUserProvidedResourceTags": false,
        }),
        "MICROSOFT_TEAMS" => json!({
            "microsoftTeamsWebhookUrl": "https://example.webhook.office.com/webhookb2/5f1b0e6c",
        }),
        "NEW_RELIC" => json!({
            "accountId": "4012345",
            "licenseKey": "0f4be5a1d6c94e0c8a7b21d34c5e6f708192a3b4",
            "readToken": "NRAK-READ-7C1E9A4B2D8F6E3A5B0C",
            "writeToken": "NRAK-WRITE-2B4D6F8A1C3E5D7F9B0A",
        }),
        "OPS_GENIE" => json!({
            "apiKey": "b51a2c46-5f0e-4d3e-8f5b-9f1a6c0da111",
            "region": "EU",
        }),
        "PAGER_DUTY" => json!({
            "serviceKey": "4d1f9a7c3b5e8d2f6a0c9e4b7d517890",
            "region": "US",
        }),
        "PROMETHEUS" => json!({
            "enabled": true,
            "serviceDiscovery": "http",
            "username": "prom_user_5f1b0e6c9a3d4b7e8c2f0a1d",
            "password": "correct-horse-battery-staple",
        }),
        "SLACK" => json!({
            "apiToken": "xoxb-not-a-real-token-0123456789abcd",
            "channelName": "alerts",
            "teamName": "MongoDB",
        }),
        "VICTOR_OPS" => json!({
            "apiKey": "a9c4f1d2-77aa-4b10-a2d5-0c1e6f8b9abc",
            "routingKey": "database-team",
        }),
        "WEBHOOK" => json!({
            "url": "https://hooks.example.com/atlas/9f8e7d6c",
            "secret": "whsec-not-a-real-secret",
        }),
        _ => return None,
    };
    Some(properties)
}

/// Sample log integrations, with their secrets unredacted.
pub(crate) fn log_integrations() -> Vec<Map<String, Value>> {
    objects(json!([
        {
            "id": "65a0c3f4d2b1e09876544001",
            "type": "S3_LOG_EXPORT",
            "logTypes": ["MONGOD", "MONGOS"],
            "bucketName": "example-logs",
            "iamRoleId": "65a0c3f4d2b1e09876545001",
            "kmsKey": "arn:aws:kms:us-east-1:123456789012:key/1f0c5d7a-9b3e-4826-a1c4-d7e8f902a23c",
            "prefixPath": "atlas/fleet",
            "useLegacyPathStructure": false,
        },
        {
            "id": "65a0c3f4d2b1e09876544002",
            "type": "DATADOG_LOG_EXPORT",
            "logTypes": ["MONGOD"],
            "apiKey": "2e1d6c8b0a4f5937b2d5e8f9013b34d7",
            "region": "EU",
        },
        {
            "id": "65a0c3f4d2b1e09876544003",
            "type": "OTEL_LOG_EXPORT",
            "logTypes": ["MONGOD_AUDIT", "MONGOS_AUDIT"],
            "otelEndpoint": "https://otel.example.com:4318/v1/logs",
            "otelSuppliedHeaders": [
                { "name": "Authorization", "value": "Bearer not-a-real-token-4b5c" },
                { "name": "X-Environment", "value": "production" },
            ],
        },
        {
            "id": "65a0c3f4d2b1e09876544004",
            "type": "SPLUNK_LOG_EXPORT",
            "logTypes": ["MONGOD", "MONGOS_AUDIT"],
            "hecToken": "3a7c9e1b-5d2f-4860-9b4e-7c0a1d3f8e52",
            "hecUrl": "https://splunk.example.com:8088/services/collector",
        },
    ]))
}

/// Sample metric integrations, with their secrets unredacted.
pub(crate) fn metric_integrations() -> Vec<Map<String, Value>> {
    objects(json!([
        {
            "metricIntegrationId": "65a0c3f4d2b1e09876546001",
            "integrationType": "OTEL",
            "providerType": "CUSTOM",
            "aggregationTemporality": "CUMULATIVE",
            "authType": "HEADER",
            "endpoint": "https://otel.example.com:4318/v1/metrics",
            "headers": [{ "name": "Authorization", "value": "Bearer not-a-real-token-6d7e" }],
            "metricSelection": ["MONGODB_METRICS", "HARDWARE_METRICS"],
        },
    ]))
}

/// The objects in an array.
fn objects(array: Value) -> Vec<Map<String, Value>> {
    let Value::Array(items) = array else {
        return Vec::new();
    };
    let objects = items.into_iter().filter_map(|item| match item {
        Value::Object(object) => Some(object),
        _ => None,
    });
    objects.collect()
}
