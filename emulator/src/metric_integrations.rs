//! The metric integrations of a project: their properties.

use serde_json::{Map, Value};

use crate::project::Project;
use crate::redaction::mask_header_values;
use crate::resource::Resource;
use crate::validation::Rule;

/// The metric integrations.
pub(crate) struct MetricIntegrations;

impl Resource for MetricIntegrations {
    const NOUN: &'static str = "metric integration";
    const NOT_FOUND: &'static str = "METRIC_INTEGRATION_NOT_FOUND";
    const ID: &'static str = "metricIntegrationId";
    const TYPE: &'static str = "integrationType";
    const READ_ONLY: &'static [&'static str] = &["headersRedacted"];
    const SCHEMAS: [&'static str; 2] =
        ["MetricIntegrationRequest", "MetricIntegrationUpdateRequest"];
    /// Authentication by header is the only one there is, so that the headers are always required.
    const RULES: &'static [(&'static str, Rule)] = &[
        ("endpoint", Rule::HttpsUrl),
        ("headers", Rule::Required),
        ("headers", Rule::Headers),
        ("metricSelection", Rule::Distinct),
        ("metricSelection", Rule::NotEmpty),
    ];
    const FILTERS: &'static [(&'static str, &'static str)] = &[
        ("integrationType", "integrationType"),
        ("providerType", "providerType"),
    ];

    fn all(project: &mut Project) -> &mut Vec<Map<String, Value>> {
        &mut project.metric_integrations
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
    fn no_header_is_shown() {
        for sample in samples::metric_integrations() {
            let redacted = MetricIntegrations::redact(&sample);
            assert_eq!(redacted.get("headers"), None);
            assert_eq!(
                redacted["headersRedacted"][0]["value"],
                "************************6d7e"
            );
        }
    }
}
