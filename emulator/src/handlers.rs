//! The HTTP handlers of the Administration API, one per operation.

use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::http::header::HeaderMap;
use axum::http::{Method, Response, StatusCode, Uri};

use crate::request::{parse_body, parse_query, respond};
use crate::response::{ApiResponse, ResponseOptions};
use crate::state::EmulatorState;
use crate::{integrations, projects};

type SharedState = State<Arc<EmulatorState>>;
/// The group ID and the integration type.
type IntegrationPath = Path<(String, String)>;

pub(crate) async fn get_integration(
    State(state): SharedState,
    Path((group_id, integration_type)): IntegrationPath,
    uri: Uri,
    headers: HeaderMap,
) -> Response<Body> {
    respond(&uri, &headers, || {
        projects::with_project(&state, &group_id, |project| {
            integrations::check_type(&integration_type)?;
            integrations::get(project, &integration_type)
        })
    })
}

pub(crate) async fn list_integrations(
    State(state): SharedState,
    Path(group_id): Path<String>,
    uri: Uri,
    headers: HeaderMap,
) -> Response<Body> {
    respond(&uri, &headers, || {
        let pagination = parse_query(&uri)?;
        projects::with_project(&state, &group_id, |project| {
            integrations::list(project, pagination, uri.path())
        })
    })
}

/// Creates (`POST`) or replaces (`PUT`) an integration. Atlas responds to both with a page of all
/// integrations of the project.
pub(crate) async fn create_or_update_integration(
    State(state): SharedState,
    method: Method,
    Path((group_id, integration_type)): IntegrationPath,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response<Body> {
    respond(&uri, &headers, || {
        let body = parse_body(&headers, &body)?;
        let pagination = parse_query(&uri)?;
        projects::with_project(&state, &group_id, |project| {
            integrations::check_type(&integration_type)?;
            match method {
                Method::PUT => integrations::update(project, &integration_type, body)?,
                _ => integrations::create(project, &integration_type, body)?,
            }
            integrations::list(project, pagination, uri.path())
        })
    })
}

pub(crate) async fn delete_integration(
    State(state): SharedState,
    Path((group_id, integration_type)): IntegrationPath,
    uri: Uri,
    headers: HeaderMap,
) -> Response<Body> {
    respond(&uri, &headers, || {
        projects::with_project(&state, &group_id, |project| {
            integrations::check_type(&integration_type)?;
            integrations::delete(project, &integration_type)
        })
    })
}

pub(crate) async fn list_projects(
    State(state): SharedState,
    uri: Uri,
    headers: HeaderMap,
) -> Response<Body> {
    respond(&uri, &headers, || {
        projects::list(&state, parse_query(&uri)?, uri.path())
    })
}

pub(crate) async fn get_project(
    State(state): SharedState,
    Path(group_id): Path<String>,
    uri: Uri,
    headers: HeaderMap,
) -> Response<Body> {
    respond(&uri, &headers, || {
        projects::with_project(&state, &group_id, |project| {
            Ok(ApiResponse::ok(project.to_json()))
        })
    })
}

pub(crate) async fn get_project_by_name(
    State(state): SharedState,
    Path(name): Path<String>,
    uri: Uri,
    headers: HeaderMap,
) -> Response<Body> {
    respond(&uri, &headers, || projects::get_by_name(&state, &name))
}

/// Responds to a path that no operation has.
pub(crate) async fn not_found(uri: Uri) -> Response<Body> {
    let detail = format!("Cannot find resource {}.", uri.path());
    ApiResponse::error(StatusCode::NOT_FOUND, "RESOURCE_NOT_FOUND", detail, &[])
        .into_http(ResponseOptions::default())
}
