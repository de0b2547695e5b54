//! The HTTP handlers of resources that have IDs of their own, one per operation.

use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::http::Response;

use crate::call::Call;
use crate::projects::with_project;
use crate::resource::{self, Resource};
use crate::response::VERSION_2025_03_12 as VERSION;
use crate::state::EmulatorState;

type SharedState = State<Arc<EmulatorState>>;
/// The group ID and the resource's ID.
type ResourcePath = Path<(String, String)>;

pub(crate) async fn list<R: Resource>(
    State(state): SharedState,
    Path(group_id): Path<String>,
    call: Call,
) -> Response<Body> {
    call.respond_in(VERSION, || {
        let (query, pagination) = (call.query()?, call.query()?);
        with_project(&state, &group_id, |project| {
            resource::list::<R>(project, &query, pagination, &call)
        })
    })
}

pub(crate) async fn get<R: Resource>(
    State(state): SharedState,
    Path((group_id, id)): ResourcePath,
    call: Call,
) -> Response<Body> {
    call.respond_in(VERSION, || {
        with_project(&state, &group_id, |project| {
            resource::get::<R>(project, &id)
        })
    })
}

pub(crate) async fn create<R: Resource>(
    State(state): SharedState,
    Path(group_id): Path<String>,
    call: Call,
    body: Bytes,
) -> Response<Body> {
    call.respond_in(VERSION, || {
        let body = call.object(&body)?;
        with_project(&state, &group_id, |project| {
            resource::create::<R>(project, body)
        })
    })
}

pub(crate) async fn update<R: Resource>(
    State(state): SharedState,
    Path((group_id, id)): ResourcePath,
    call: Call,
    body: Bytes,
) -> Response<Body> {
    call.respond_in(VERSION, || {
        let body = call.object(&body)?;
        with_project(&state, &group_id, |project| {
            resource::update::<R>(project, &id, body)
        })
    })
}

pub(crate) async fn delete<R: Resource>(
    State(state): SharedState,
    Path((group_id, id)): ResourcePath,
    call: Call,
) -> Response<Body> {
    call.respond_in(VERSION, || {
        with_project(&state, &group_id, |project| {
            resource::delete::<R>(project, &id)
        })
    })
}
