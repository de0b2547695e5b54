//! The routes, and what Atlas checks before an operation: credentials, the form of the query, the
//! version asked for.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, Request, State as Extension};
use axum::http::header::{ACCEPT, HeaderMap};
use axum::http::{Response, StatusCode};
use axum::middleware::{Next, from_fn_with_state};
use axum::routing::{get, post};

use crate::answer::{Answer, Form};
use crate::{Received, State, authentication, fault, integrations, lock, token};

/// The version of the integrations resource.
const VERSION: &str = "2023-01-01";
const MEDIA_TYPE: &str = "application/vnd.atlas.2023-01-01+json";

pub(crate) fn router(state: Arc<State>) -> Router {
    Router::new()
        .route(
            "/api/atlas/v2/groups/{group_id}/integrations/{integration_type}",
            get(get_integration),
        )
        .layer(from_fn_with_state(
            Arc::clone(&state),
            authentication::check,
        ))
        .route("/api/oauth/token", post(token::endpoint))
        .route("/api/oauth/revoke", post(token::revoke))
        .fallback(nothing_here)
        .layer(from_fn_with_state(Arc::clone(&state), fault::apply))
        .layer(from_fn_with_state(Arc::clone(&state), record))
        .with_state(state)
}

async fn record(
    Extension(state): Extension<Arc<State>>,
    request: Request,
    next: Next,
) -> Response<Body> {
    lock(&state.received).push(Received {
        method: request.method().to_string(),
        path: request.uri().path().to_owned(),
        authorized: request.headers().contains_key("authorization"),
    });
    next.run(request).await
}

async fn nothing_here(request: Request) -> Response<Body> {
    let detail = format!("Cannot find resource {}.", request.uri().path());
    Answer::error(StatusCode::NOT_FOUND, "RESOURCE_NOT_FOUND", detail, &[])
        .into_response(Form::default(), MEDIA_TYPE)
}

async fn get_integration(
    Path((group_id, integration_type)): Path<(String, String)>,
    query: Result<Query<Form>, QueryRejection>,
    headers: HeaderMap,
) -> Response<Body> {
    let form = match query {
        Ok(Query(form)) => form,
        Err(_) => {
            let detail = "The query parameters envelope and pretty are true or false.";
            return Answer::error(
                StatusCode::BAD_REQUEST,
                "INVALID_QUERY_PARAMETER",
                detail,
                &[],
            )
            .into_response(Form::default(), MEDIA_TYPE);
        }
    };
    let answer = check_version(&headers)
        .and_then(|()| integrations::get(&group_id, &integration_type))
        .unwrap_or_else(|error| error);
    answer.into_response(form, MEDIA_TYPE)
}

/// Atlas answers 406 unless the request names a date at which the resource existed.
fn check_version(headers: &HeaderMap) -> Result<(), Answer> {
    let accept = headers
        .get(ACCEPT)
        .and_then(|accept| accept.to_str().ok())
        .unwrap_or_default();
    let date = accept
        .strip_prefix("application/vnd.atlas.")
        .and_then(|rest| rest.strip_suffix("+json"))
        .filter(|date| date.len() == VERSION.len());
    match date {
        Some(date) if date >= VERSION => Ok(()),
        _ => Err(Answer::error(
            StatusCode::NOT_ACCEPTABLE,
            "INVALID_VERSION_DATE",
            "Invalid accept header or version date.",
            &[accept],
        )),
    }
}
