//! The metric integrations of a project: their properties.

use serde_json::{Map, Value};

use crate::project::Project;
use crate::redaction::mask_header_values;
use crate::resource::Resource;
use crate::response::ApiResponse;
use crate::validation::{Kind, Property};

/// The metric integrations.
pub(crate) struct MetricIntegrations;

const METRICS: &[&str] = &[
    "ATLAS_STREAM_PROCESSING",
    "MONGODB_METRICS",
    "HARDWARE_METRICS",
];

/// The type comes first, so that the error for an unknown one is about that. Authentication by
/// header is the only one there is, so that the headers are always required.
const PROPERTIES: &[Property] = &[
    Property::required("integrationType", Kind::OneOf(&["OTEL"])),
    Property::required(
        "providerType",
        Kind::OneOf(&["CUSTOM", "DYNATRACE", "NEW_RELIC"]),
    ),
    Property::required(
        "aggregationTemporality",
        Kind::OneOf(&["DELTA", "CUMULATIVE"]),
    ),
    Property::required("authType", Kind::OneOf(&["HEADER"])),
    Property::required("endpoint", Kind::HttpsUrl),
    Property::required("headers", Kind::Headers),
    Property::required("metricSelection", Kind::OneOrMoreOf(METRICS)),
];

impl Resource for MetricIntegrations {
    const NOUN: &'static str = "metric integration";
    const NOT_FOUND: &'static str = "METRIC_INTEGRATION_NOT_FOUND";
    const ID: &'static str = "metricIntegrationId";
    const TYPE: &'static str = "integrationType";
    const READ_ONLY: &'static [&'static str] = &["headersRedacted"];
    const FILTERS: &'static [(&'static str, &'static str)] = &[
        ("integrationType", "integrationType"),
        ("providerType", "providerType"),
    ];

    fn all(project: &mut Project) -> &mut Vec<Map<String, Value>> {
        &mut project.metric_integrations
    }

    fn validate(body: &Map<String, Value>) -> Result<(), ApiResponse> {
        PROPERTIES
            .iter()
            .try_for_each(|property| property.check(body))
    }

    /// The headers are returned under another name, with their values masked.
    fn redact(resource: &Map<String, Value>) -> Value {
        let mut redacted = resource.clone();
        if let Some(mut headers) = redacted.shift_remove("headers") {
            mask_header_values(&mut headers);
            redacted.insert("headersRedacted".to_owned(), headers);
        }
        redacted.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples;

    #[test]
    fn the_samples_are_valid_and_show_no_header() {
        for sample in samples::metric_integrations() {
            assert!(MetricIntegrations::validate(&sample).is_ok(), "{sample:?}");
            let redacted = MetricIntegrations::redact(&sample);
            assert_eq!(redacted.get("headers"), None);
            assert_eq!(
                redacted["headersRedacted"][0]["value"],
                "************************6d7e"
            );
        }
    }
}
