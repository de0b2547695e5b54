//! The HTTP handlers of resources that have IDs of their own, one per operation.

use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::http::header::HeaderMap;
use axum::http::{Response, Uri};

use crate::projects::with_project;
use crate::request::{parse_body, parse_query, respond_in};
use crate::resource::{self, Resource};
use crate::response::VERSION_2025_03_12 as VERSION;
use crate::state::EmulatorState;

type SharedState = State<Arc<EmulatorState>>;
/// The group ID and the resource's ID.
type ResourcePath = Path<(String, String)>;

pub(crate) async fn list<R: Resource>(
    State(state): SharedState,
    Path(group_id): Path<String>,
    uri: Uri,
    headers: HeaderMap,
) -> Response<Body> {
    respond_in(VERSION, &uri, &headers, || {
        let (query, pagination) = (parse_query(&uri)?, parse_query(&uri)?);
        with_project(&state, &group_id, |project| {
            resource::list::<R>(project, &query, pagination, uri.path())
        })
    })
}

pub(crate) async fn get<R: Resource>(
    State(state): SharedState,
    Path((group_id, id)): ResourcePath,
    uri: Uri,
    headers: HeaderMap,
) -> Response<Body> {
    respond_in(VERSION, &uri, &headers, || {
        with_project(&state, &group_id, |project| {
            resource::get::<R>(project, &id)
        })
    })
}

pub(crate) async fn create<R: Resource>(
    State(state): SharedState,
    Path(group_id): Path<String>,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response<Body> {
    respond_in(VERSION, &uri, &headers, || {
        let body = parse_body(&headers, &body)?;
        with_project(&state, &group_id, |project| {
            resource::create::<R>(project, body)
        })
    })
}

pub(crate) async fn update<R: Resource>(
    State(state): SharedState,
    Path((group_id, id)): ResourcePath,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response<Body> {
    respond_in(VERSION, &uri, &headers, || {
        let body = parse_body(&headers, &body)?;
        with_project(&state, &group_id, |project| {
            resource::update::<R>(project, &id, body)
        })
    })
}

pub(crate) async fn delete<R: Resource>(
    State(state): SharedState,
    Path((group_id, id)): ResourcePath,
    uri: Uri,
    headers: HeaderMap,
) -> Response<Body> {
    respond_in(VERSION, &uri, &headers, || {
        with_project(&state, &group_id, |project| {
            resource::delete::<R>(project, &id)
        })
    })
}
