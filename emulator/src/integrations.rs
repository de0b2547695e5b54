//! The operations on the third-party integrations of a project.

use axum::http::StatusCode;
use serde_json::{Map, Value};

use crate::call::Call;
use crate::integration_type::INTEGRATION_TYPES;
use crate::object_id;
use crate::pagination::Pagination;
use crate::project::Project;
use crate::redaction::redact;
use crate::response::{ApiResponse, Violation};
use crate::schema;

/// The schema of a request body.
const SCHEMA: &str = "ThirdPartyIntegration";

/// Rejects an integration type that Atlas does not know, whatever the operation.
pub(crate) fn check_type(integration_type: &str) -> Result<(), ApiResponse> {
    if INTEGRATION_TYPES.contains(&integration_type) {
        return Ok(());
    }
    Err(ApiResponse::error(
        StatusCode::BAD_REQUEST,
        "INVALID_ENUM_VALUE",
        format!("An invalid enumeration value {integration_type} was specified."),
        &[integration_type],
    ))
}

/// `GET …/integrations/{integrationType}`.
pub(crate) fn get(project: &Project, integration_type: &str) -> Result<ApiResponse, ApiResponse> {
    project
        .integrations
        .get(integration_type)
        .map(|integration| ApiResponse::ok(redact(integration.clone())))
        .ok_or_else(|| not_configured(integration_type))
}

/// `GET …/integrations`. The newest come first.
pub(crate) fn list(
    project: &Project,
    pagination: Pagination,
    call: &Call,
) -> Result<ApiResponse, ApiResponse> {
    let newest_first = project.integrations.values().rev();
    pagination.page(&newest_first.cloned().map(redact).collect::<Vec<_>>(), call)
}

/// `POST …/integrations/{integrationType}`.
pub(crate) fn create(
    project: &mut Project,
    integration_type: &str,
    body: Map<String, Value>,
) -> Result<(), ApiResponse> {
    check_body(integration_type, &body, None)?;
    if project.integrations.contains_key(integration_type) {
        return Err(ApiResponse::error(
            StatusCode::CONFLICT,
            "INTEGRATION_ALREADY_CONFIGURED",
            format!("The integration {integration_type} is already configured for this project."),
            &[integration_type],
        ));
    }
    let integration = to_store(integration_type, object_id::next().into(), body);
    project
        .integrations
        .insert(integration_type.to_owned(), integration);
    Ok(())
}

/// `PUT …/integrations/{integrationType}`. The body replaces everything except the ID.
pub(crate) fn update(
    project: &mut Project,
    integration_type: &str,
    body: Map<String, Value>,
) -> Result<(), ApiResponse> {
    let stored = project.integrations.get(integration_type);
    check_body(integration_type, &body, stored.and_then(Value::as_object))?;
    let Some(integration) = project.integrations.get_mut(integration_type) else {
        return Err(not_configured(integration_type));
    };
    let id = integration.get("id").cloned().unwrap_or_default();
    *integration = to_store(integration_type, id, body);
    Ok(())
}

/// `DELETE …/integrations/{integrationType}`.
pub(crate) fn delete(
    project: &mut Project,
    integration_type: &str,
) -> Result<ApiResponse, ApiResponse> {
    match project.integrations.shift_remove(integration_type) {
        Some(_) => Ok(ApiResponse::no_content()),
        None => Err(not_configured(integration_type)),
    }
}

fn not_configured(integration_type: &str) -> ApiResponse {
    ApiResponse::error(
        StatusCode::NOT_FOUND,
        "INTEGRATION_NOT_CONFIGURED",
        format!("The integration {integration_type} is not configured for this project."),
        &[integration_type],
    )
}

/// Checks a body, which may replace `stored`.
fn check_body(
    integration_type: &str,
    body: &Map<String, Value>,
    stored: Option<&Map<String, Value>>,
) -> Result<(), ApiResponse> {
    schema::check(SCHEMA, body, stored)?;
    if body.get("type").and_then(Value::as_str) != Some(integration_type) {
        let problem = format!("must be {integration_type}, as in the path");
        return Err(ApiResponse::invalid_body(&[Violation::new(
            "type", problem,
        )]));
    }
    Ok(())
}

/// The integration that a valid body describes, with the emulator's ID and the properties that Atlas
/// shows even if nobody has set them.
fn to_store(integration_type: &str, id: Value, mut body: Map<String, Value>) -> Value {
    body.shift_remove("id");
    let mut integration = Map::from_iter([("id".to_owned(), id)]);
    integration.extend(body);
    for (name, value) in unset_properties(integration_type) {
        integration.entry(name).or_insert(value);
    }
    integration.into()
}

/// What Atlas shows for properties that are not set.
fn unset_properties(integration_type: &str) -> Vec<(&'static str, Value)> {
    match integration_type {
        "DATADOG" => vec![
            ("customEndpoint", Value::Null),
            ("sendCollectionLatencyMetrics", false.into()),
            ("sendDatabaseMetrics", false.into()),
            ("sendQueryStatsMetrics", false.into()),
            ("sendUserProvidedResourceTags", false.into()),
        ],
        "WEBHOOK" => vec![
            ("bodyTemplate", Value::Null),
            ("headersTemplate", Value::Null),
        ],
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples;

    #[test]
    fn every_type_but_one_has_a_valid_sample() {
        for integration_type in INTEGRATION_TYPES {
            match samples::integration(integration_type) {
                Some(integration) => check_body(integration_type, &integration, None)
                    .map_err(drop)
                    .expect(integration_type),
                None => assert_eq!(integration_type, "HIP_CHAT"),
            }
        }
    }
}
