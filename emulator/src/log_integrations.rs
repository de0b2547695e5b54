//! The log integrations of a project: their types and properties.

use serde_json::{Map, Value};

use crate::project::Project;
use crate::redaction::{hide_header_values, redact};
use crate::resource::Resource;
use crate::response::ApiResponse;
use crate::validation::{Kind, Property, invalid, invalid_enum_value};

/// The log integrations.
pub(crate) struct LogIntegrations;

const LOG_TYPES: &[&str] = &["MONGOD", "MONGOS", "MONGOD_AUDIT", "MONGOS_AUDIT"];
const DATADOG_REGIONS: &[&str] = &["US1", "US3", "US5", "EU", "AP1", "AP2", "US1_FED"];

const AZURE: &[Property] = &[
    Property::required("prefixPath", Kind::Text),
    Property::required("roleId", Kind::ObjectId),
    Property::required("storageAccountName", Kind::Text),
    Property::required("storageContainerName", Kind::Text),
];
const DATADOG: &[Property] = &[
    Property::required("apiKey", Kind::Text),
    Property::required("region", Kind::OneOf(DATADOG_REGIONS)),
];
const GCS: &[Property] = &[
    Property::required("bucketName", Kind::Text),
    Property::required("prefixPath", Kind::Text),
    Property::required("roleId", Kind::ObjectId),
];
const OTEL: &[Property] = &[
    Property::required("otelEndpoint", Kind::HttpsUrl),
    Property::required("otelSuppliedHeaders", Kind::Headers),
];
const S3: &[Property] = &[
    Property::required("bucketName", Kind::Text),
    Property::required("iamRoleId", Kind::ObjectId),
    Property::required("prefixPath", Kind::Text),
    Property::optional("kmsKey", Kind::Text),
    Property::optional("useLegacyPathStructure", Kind::Boolean),
];
const SPLUNK: &[Property] = &[
    Property::required("hecToken", Kind::Text),
    Property::required("hecUrl", Kind::Text),
];

/// The properties that only integrations of one type have.
fn properties(log_integration_type: &str) -> Option<&'static [Property]> {
    match log_integration_type {
        "AZURE_LOG_EXPORT" => Some(AZURE),
        "DATADOG_LOG_EXPORT" => Some(DATADOG),
        "GCS_LOG_EXPORT" => Some(GCS),
        "OTEL_LOG_EXPORT" => Some(OTEL),
        "S3_LOG_EXPORT" => Some(S3),
        "SPLUNK_LOG_EXPORT" => Some(SPLUNK),
        _ => None,
    }
}

impl Resource for LogIntegrations {
    const NOUN: &'static str = "log integration";
    const NOT_FOUND: &'static str = "LOG_INTEGRATION_NOT_FOUND";
    const ID: &'static str = "id";
    const TYPE: &'static str = "type";
    const FILTERS: &'static [(&'static str, &'static str)] = &[("integrationType", "type")];

    fn all(project: &mut Project) -> &mut Vec<Map<String, Value>> {
        &mut project.log_integrations
    }

    fn validate(body: &Map<String, Value>) -> Result<(), ApiResponse> {
        let Some(log_integration_type) = body.get("type").and_then(Value::as_str) else {
            return Err(invalid("The property type is required.".to_owned()));
        };
        let properties = properties(log_integration_type)
            .ok_or_else(|| invalid_enum_value(log_integration_type))?;
        Property::required("logTypes", Kind::SomeOf(LOG_TYPES)).check(body)?;
        properties
            .iter()
            .try_for_each(|property| property.check(body))
    }

    fn redact(resource: &Map<String, Value>) -> Value {
        let mut redacted = redact(resource);
        if let Some(headers) = redacted.get_mut("otelSuppliedHeaders") {
            hide_header_values(headers);
        }
        redacted
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples;

    #[test]
    fn the_samples_are_valid() {
        for sample in samples::log_integrations() {
            assert!(LogIntegrations::validate(&sample).is_ok(), "{sample:?}");
        }
    }
}
