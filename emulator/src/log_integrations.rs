//! The log integrations of a project: their properties.

use serde_json::{Map, Value};

use crate::project::Project;
use crate::redaction::{hide_header_values, redact};
use crate::resource::Resource;
use crate::validation::Rule;

/// The log integrations.
pub(crate) struct LogIntegrations;

impl Resource for LogIntegrations {
    const NOUN: &'static str = "log integration";
    const NOT_FOUND: &'static str = "LOG_INTEGRATION_NOT_FOUND";
    const ID: &'static str = "id";
    const TYPE: &'static str = "type";
    const SCHEMAS: [&'static str; 2] = ["LogIntegrationRequest"; 2];
    const RULES: &'static [(&'static str, Rule)] = &[
        ("logTypes", Rule::Distinct),
        ("iamRoleId", Rule::ObjectId),
        ("roleId", Rule::ObjectId),
        ("otelEndpoint", Rule::HttpsUrl),
        ("otelSuppliedHeaders", Rule::Headers),
    ];
    const FILTERS: &'static [(&'static str, &'static str)] = &[("integrationType", "type")];

    fn all(project: &mut Project) -> &mut Vec<Map<String, Value>> {
        &mut project.log_integrations
    }

    fn redact(resource: &Map<String, Value>) -> Value {
        let mut redacted = redact(resource.clone().into());
        if let Some(headers) = redacted.get_mut("otelSuppliedHeaders") {
            hide_header_values(headers);
        }
        redacted
    }
}
