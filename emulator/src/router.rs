//! The routes and the order of the middleware.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::AUTHORIZATION;
use axum::http::{Method, Response, StatusCode};
use axum::middleware::{Next, from_fn_with_state};
use axum::routing::{get, post};

use crate::authentication::authenticate;
use crate::fault_injection::inject_fault;
use crate::log_integrations::LogIntegrations;
use crate::metric_integrations::MetricIntegrations;
use crate::resource::Resource;
use crate::response::{ApiResponse, ResponseOptions};
use crate::state::{EmulatorState, ReceivedRequest, lock};
use crate::{handlers, oauth, resource_handlers};

pub(crate) fn router(state: Arc<EmulatorState>) -> Router {
    // A layer wraps only what was added before it: the OAuth endpoints and the fallback are not
    // behind the authentication, and every request is recorded before a fault can affect it.
    administration_api()
        .method_not_allowed_fallback(handlers::method_not_allowed)
        .layer(from_fn_with_state(Arc::clone(&state), save))
        .layer(from_fn_with_state(Arc::clone(&state), authenticate))
        .route(oauth::TOKEN_PATH, post(oauth::token))
        .route(oauth::REVOKE_PATH, post(oauth::revoke))
        .method_not_allowed_fallback(handlers::method_not_allowed)
        .fallback(handlers::not_found)
        .layer(from_fn_with_state(Arc::clone(&state), inject_fault))
        .layer(from_fn_with_state(Arc::clone(&state), record))
        .with_state(state)
}

fn administration_api() -> Router<Arc<EmulatorState>> {
    Router::new()
        .route(
            "/api/atlas/v2/groups/{group_id}/integrations/{integration_type}",
            get(handlers::get_integration)
                .post(handlers::create_or_update_integration)
                .put(handlers::create_or_update_integration)
                .delete(handlers::delete_integration),
        )
        .route(
            "/api/atlas/v2/groups/{group_id}/integrations",
            get(handlers::list_integrations),
        )
        .route("/api/atlas/v2/groups", get(handlers::list_projects))
        .route(
            "/api/atlas/v2/groups/{group_id}",
            get(handlers::get_project),
        )
        .route(
            "/api/atlas/v2/groups/byName/{group_name}",
            get(handlers::get_project_by_name),
        )
        .merge(resource_routes::<LogIntegrations>("logIntegrations"))
        .merge(resource_routes::<MetricIntegrations>("metricIntegrations"))
}

/// The routes of a kind of resource that projects have.
fn resource_routes<R: Resource>(name: &str) -> Router<Arc<EmulatorState>> {
    let path = format!("/api/atlas/v2/groups/{{group_id}}/{name}");
    Router::new()
        .route(
            &format!("{path}/{{id}}"),
            get(resource_handlers::get::<R>)
                .put(resource_handlers::update::<R>)
                .delete(resource_handlers::delete::<R>),
        )
        .route(
            &path,
            get(resource_handlers::list::<R>).post(resource_handlers::create::<R>),
        )
}

async fn record(
    State(state): State<Arc<EmulatorState>>,
    request: Request,
    next: Next,
) -> Response<Body> {
    lock(&state.received_requests).push(ReceivedRequest {
        method: request.method().to_string(),
        path: request.uri().path().to_owned(),
        has_authorization: request.headers().contains_key(AUTHORIZATION),
    });
    next.run(request).await
}

/// Saves what a request has changed.
async fn save(
    State(state): State<Arc<EmulatorState>>,
    request: Request,
    next: Next,
) -> Response<Body> {
    let is_write = *request.method() != Method::GET;
    let response = next.run(request).await;
    if !is_write || !response.status().is_success() {
        return response;
    }
    match state.save() {
        Ok(()) => response,
        Err(error) => {
            let status = StatusCode::INTERNAL_SERVER_ERROR;
            ApiResponse::error(status, "UNEXPECTED_ERROR", error.to_string(), &[])
                .into_http(ResponseOptions::default())
        }
    }
}
