//! The HTTP handlers of the Administration API, one per operation.

use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::http::{Method, Response, StatusCode, Uri};

use crate::call::Call;
use crate::response::{ApiResponse, ResponseOptions};
use crate::state::EmulatorState;
use crate::{integrations, projects};

type SharedState = State<Arc<EmulatorState>>;
/// The group ID and the integration type.
type IntegrationPath = Path<(String, String)>;

pub(crate) async fn get_integration(
    State(state): SharedState,
    Path((group_id, integration_type)): IntegrationPath,
    call: Call,
) -> Response<Body> {
    call.respond(|| {
        projects::with_project(&state, &group_id, |project| {
            integrations::check_type(&integration_type)?;
            integrations::get(project, &integration_type)
        })
    })
}

pub(crate) async fn list_integrations(
    State(state): SharedState,
    Path(group_id): Path<String>,
    call: Call,
) -> Response<Body> {
    call.respond(|| {
        let pagination = call.query()?;
        projects::with_project(&state, &group_id, |project| {
            integrations::list(project, pagination, &call)
        })
    })
}

/// Creates (`POST`) or replaces (`PUT`) an integration. Atlas responds to both with a page of all
/// integrations of the project.
pub(crate) async fn create_or_update_integration(
    State(state): SharedState,
    method: Method,
    Path((group_id, integration_type)): IntegrationPath,
    call: Call,
    body: Bytes,
) -> Response<Body> {
    call.respond(|| {
        let body = call.object(&body)?;
        let pagination = call.query()?;
        projects::with_project(&state, &group_id, |project| {
            integrations::check_type(&integration_type)?;
            match method {
                Method::PUT => integrations::update(project, &integration_type, body)?,
                _ => integrations::create(project, &integration_type, body)?,
            }
            integrations::list(project, pagination, &call)
        })
    })
}

pub(crate) async fn delete_integration(
    State(state): SharedState,
    Path((group_id, integration_type)): IntegrationPath,
    call: Call,
) -> Response<Body> {
    call.respond(|| {
        projects::with_project(&state, &group_id, |project| {
            integrations::check_type(&integration_type)?;
            integrations::delete(project, &integration_type)
        })
    })
}

pub(crate) async fn list_projects(State(state): SharedState, call: Call) -> Response<Body> {
    call.respond(|| projects::list(&state, call.query()?, &call))
}

pub(crate) async fn get_project(
    State(state): SharedState,
    Path(group_id): Path<String>,
    call: Call,
) -> Response<Body> {
    call.respond(|| {
        projects::with_project(&state, &group_id, |project| {
            Ok(ApiResponse::ok(project.to_json(&call.base_url())))
        })
    })
}

pub(crate) async fn get_project_by_name(
    State(state): SharedState,
    Path(name): Path<String>,
    call: Call,
) -> Response<Body> {
    call.respond(|| projects::get_by_name(&state, &name, &call))
}

/// Responds to a path that no operation has.
pub(crate) async fn not_found(uri: Uri) -> Response<Body> {
    let detail = format!("Cannot find resource {}.", uri.path());
    ApiResponse::error(StatusCode::NOT_FOUND, "RESOURCE_NOT_FOUND", detail, &[])
        .into_http(ResponseOptions::default())
}

/// Responds to a method that no operation with this path has. The router adds the header `Allow`.
pub(crate) async fn method_not_allowed(method: Method) -> Response<Body> {
    let status = StatusCode::METHOD_NOT_ALLOWED;
    let detail = format!("The method {method} is not allowed for this resource.");
    ApiResponse::error(status, "METHOD_NOT_ALLOWED", detail, &[method.as_str()])
        .into_http(ResponseOptions::default())
}
