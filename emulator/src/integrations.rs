//! The operations on the third-party integrations of a project.

use axum::http::StatusCode;
use serde_json::{Map, Value};

use crate::integration_type::{INTEGRATION_TYPES, required_properties};
use crate::pagination::Pagination;
use crate::project::Project;
use crate::redaction::redact;
use crate::response::ApiResponse;
use crate::validation::{invalid, invalid_enum_value};

/// Rejects an integration type that Atlas does not know, whatever the operation.
pub(crate) fn check_type(integration_type: &str) -> Result<(), ApiResponse> {
    if INTEGRATION_TYPES.contains(&integration_type) {
        return Ok(());
    }
    Err(invalid_enum_value(integration_type))
}

/// `GET …/integrations/{integrationType}`.
pub(crate) fn get(project: &Project, integration_type: &str) -> Result<ApiResponse, ApiResponse> {
    project
        .integrations
        .get(integration_type)
        .map(|integration| ApiResponse::ok(redact(integration)))
        .ok_or_else(|| not_configured(integration_type))
}

/// `GET …/integrations`.
pub(crate) fn list(
    project: &Project,
    pagination: Pagination,
    path: &str,
) -> Result<ApiResponse, ApiResponse> {
    let all: Vec<_> = project.integrations.values().map(redact).collect();
    pagination.page(&all, path)
}

/// `POST …/integrations/{integrationType}`.
pub(crate) fn create(
    project: &mut Project,
    integration_type: &str,
    body: Map<String, Value>,
) -> Result<(), ApiResponse> {
    check_body(integration_type, &body)?;
    if project.integrations.contains_key(integration_type) {
        return Err(ApiResponse::error(
            StatusCode::CONFLICT,
            "INTEGRATION_ALREADY_CONFIGURED",
            format!("The integration {integration_type} is already configured for this project."),
            &[integration_type],
        ));
    }
    let id = format!("{:024x}", project.integrations.len() + 1);
    let mut integration = Map::new();
    integration.insert("id".to_owned(), id.into());
    integration.extend(body);
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
    check_body(integration_type, &body)?;
    let Some(integration) = project.integrations.get_mut(integration_type) else {
        return Err(not_configured(integration_type));
    };
    let id = integration.get("id").cloned();
    *integration = body;
    if let Some(id) = id {
        integration.insert("id".to_owned(), id);
    }
    Ok(())
}

/// `DELETE …/integrations/{integrationType}`.
pub(crate) fn delete(
    project: &mut Project,
    integration_type: &str,
) -> Result<ApiResponse, ApiResponse> {
    match project.integrations.remove(integration_type) {
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

fn check_body(integration_type: &str, body: &Map<String, Value>) -> Result<(), ApiResponse> {
    if body.get("type").and_then(Value::as_str) != Some(integration_type) {
        return Err(invalid(format!(
            "The value of the property type must be {integration_type}."
        )));
    }
    for name in required_properties(integration_type) {
        if body.get(*name).is_none_or(Value::is_null) {
            return Err(invalid(format!("The property {name} is required.")));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples;

    #[test]
    fn every_type_but_one_has_a_valid_sample() {
        for integration_type in INTEGRATION_TYPES {
            match samples::integration(integration_type) {
                Some(integration) => check_body(integration_type, &integration)
                    .map_err(drop)
                    .expect(integration_type),
                None => assert_eq!(integration_type, "HIP_CHAT"),
            }
        }
    }
}
