//! The routes, and what Atlas checks before an operation: credentials, the form of the query and
//! the body, the version asked for, the project.

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Path, Query, Request, State as Extension};
use axum::http::header::{ACCEPT, CONTENT_TYPE, HeaderMap};
use axum::http::{Method, Response, StatusCode, Uri};
use axum::middleware::{Next, from_fn_with_state};
use axum::routing::{get, post};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::answer::{Answer, Form, VERSION};
use crate::page;
use crate::project::Project;
use crate::{Received, State, authentication, fault, integrations, lock, token};

pub(crate) fn router(state: Arc<State>) -> Router {
    let one = "/api/atlas/v2/groups/{group_id}/integrations/{integration_type}";
    Router::new()
        .route(
            one,
            get(get_integration)
                .post(change_integration)
                .put(change_integration)
                .delete(delete_integration),
        )
        .route(
            "/api/atlas/v2/groups/{group_id}/integrations",
            get(list_integrations),
        )
        .route("/api/atlas/v2/groups", get(list_projects))
        .route("/api/atlas/v2/groups/{group_id}", get(get_project))
        .route(
            "/api/atlas/v2/groups/byName/{name}",
            get(get_project_by_name),
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

async fn nothing_here(uri: Uri) -> Response<Body> {
    let detail = format!("Cannot find resource {}.", uri.path());
    Answer::error(StatusCode::NOT_FOUND, "RESOURCE_NOT_FOUND", detail, &[])
        .into_response(Form::default())
}

type Shared = Extension<Arc<State>>;
type Place = Path<(String, String)>;

async fn get_integration(
    state: Shared,
    Path((id, service)): Place,
    uri: Uri,
    headers: HeaderMap,
) -> Response<Body> {
    answer(&uri, &headers, || {
        with_project(&state.0, &id, |project| {
            integrations::check_service(&service)?;
            integrations::get(project, &service)
        })
    })
}

async fn list_integrations(
    state: Shared,
    Path(id): Path<String>,
    uri: Uri,
    headers: HeaderMap,
) -> Response<Body> {
    answer(&uri, &headers, || {
        let paging = query(&uri)?;
        with_project(&state.0, &id, |project| {
            integrations::list(project, paging, uri.path())
        })
    })
}

/// Creates or replaces an integration, which is answered with the first page of all.
async fn change_integration(
    state: Shared,
    method: Method,
    Path((id, service)): Place,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response<Body> {
    answer(&uri, &headers, || {
        let body = object(&headers, &body)?;
        let paging = query(&uri)?;
        with_project(&state.0, &id, |project| {
            integrations::check_service(&service)?;
            match method {
                Method::PUT => integrations::update(project, &service, body)?,
                _ => integrations::create(project, &service, body)?,
            }
            integrations::list(project, paging, uri.path())
        })
    })
}

async fn delete_integration(
    state: Shared,
    Path((id, service)): Place,
    uri: Uri,
    headers: HeaderMap,
) -> Response<Body> {
    answer(&uri, &headers, || {
        with_project(&state.0, &id, |project| {
            integrations::check_service(&service)?;
            integrations::delete(project, &service)
        })
    })
}

async fn list_projects(state: Shared, uri: Uri, headers: HeaderMap) -> Response<Body> {
    answer(&uri, &headers, || {
        let all: Vec<_> = lock(&state.projects).iter().map(Project::view).collect();
        page::of(&all, query(&uri)?, uri.path())
    })
}

async fn get_project(
    state: Shared,
    Path(id): Path<String>,
    uri: Uri,
    headers: HeaderMap,
) -> Response<Body> {
    answer(&uri, &headers, || {
        with_project(&state.0, &id, |project| Ok(Answer::ok(project.view())))
    })
}

async fn get_project_by_name(
    state: Shared,
    Path(name): Path<String>,
    uri: Uri,
    headers: HeaderMap,
) -> Response<Body> {
    answer(&uri, &headers, || {
        let projects = lock(&state.projects);
        let found = projects.iter().find(|project| project.name == name);
        found
            .map(|project| Answer::ok(project.view()))
            .ok_or_else(|| {
                Answer::error(
                    StatusCode::NOT_FOUND,
                    "GROUP_NAME_NOT_FOUND",
                    format!("No group with name {name} exists."),
                    &[&name],
                )
            })
    })
}

/// Checks what every operation demands, then carries it out.
fn answer(
    uri: &Uri,
    headers: &HeaderMap,
    operation: impl FnOnce() -> Result<Answer, Answer>,
) -> Response<Body> {
    let form = match query(uri) {
        Ok(form) => form,
        Err(error) => return error.into_response(Form::default()),
    };
    let answer = check_version(headers)
        .and_then(|()| operation())
        .unwrap_or_else(|error| error);
    answer.into_response(form)
}

fn query<T: DeserializeOwned>(uri: &Uri) -> Result<T, Answer> {
    Query::try_from_uri(uri)
        .map(|Query(query)| query)
        .map_err(|_| {
            let detail = "A query parameter has a value of the wrong type.";
            Answer::error(
                StatusCode::BAD_REQUEST,
                "INVALID_QUERY_PARAMETER",
                detail,
                &[],
            )
        })
}

/// The body of a change: a JSON object under a versioned media type.
fn object(headers: &HeaderMap, body: &Bytes) -> Result<Map<String, Value>, Answer> {
    let content_type = headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    if content_type.and_then(date).is_none() {
        let detail = "The content type must be application/vnd.atlas.YYYY-MM-DD+json.";
        return Err(Answer::error(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "UNSUPPORTED_MEDIA_TYPE",
            detail,
            &[],
        ));
    }
    serde_json::from_slice(body).map_err(|_| {
        let detail = "The body is not a JSON object.";
        Answer::error(StatusCode::BAD_REQUEST, "MALFORMED_JSON", detail, &[])
    })
}

/// Atlas answers 406 unless the request names a date at which the resource existed.
fn check_version(headers: &HeaderMap) -> Result<(), Answer> {
    let accept = headers
        .get(ACCEPT)
        .and_then(|accept| accept.to_str().ok())
        .unwrap_or_default();
    match date(accept) {
        Some(date) if date >= VERSION => Ok(()),
        _ => Err(Answer::error(
            StatusCode::NOT_ACCEPTABLE,
            "INVALID_VERSION_DATE",
            "Invalid accept header or version date.",
            &[accept],
        )),
    }
}

/// The date in `application/vnd.atlas.<date>+json`.
fn date(media_type: &str) -> Option<&str> {
    media_type
        .strip_prefix("application/vnd.atlas.")?
        .strip_suffix("+json")
        .filter(|date| date.len() == VERSION.len())
}

/// Finds the project and lets the operation have it, if the credentials may.
fn with_project(
    state: &State,
    id: &str,
    operation: impl FnOnce(&mut Project) -> Result<Answer, Answer>,
) -> Result<Answer, Answer> {
    let digits = id
        .bytes()
        .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    if !digits || id.len() != 24 {
        return Err(Answer::error(
            StatusCode::BAD_REQUEST,
            "INVALID_GROUP_ID",
            format!("An invalid group ID {id} was specified."),
            &[id],
        ));
    }
    let mut projects = lock(&state.projects);
    match projects.iter_mut().find(|project| project.id == id) {
        None => Err(Answer::error(
            StatusCode::NOT_FOUND,
            "GROUP_NOT_FOUND",
            format!("No group with ID {id} exists."),
            &[id],
        )),
        Some(project) if project.forbidden => Err(Answer::error(
            StatusCode::FORBIDDEN,
            "USER_UNAUTHORIZED",
            "The current user does not have the role that the resource demands.",
            &[],
        )),
        Some(project) => operation(project),
    }
}
