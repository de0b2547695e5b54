//! The middleware that delays responses and injects faults.

use std::io;
use std::sync::Arc;

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::header::{CONTENT_LENGTH, HeaderName, HeaderValue, RETRY_AFTER};
use axum::http::{Response, StatusCode};
use axum::middleware::Next;
use futures_util::stream;
use tokio::time::sleep;

use crate::fault::Fault;
use crate::oauth::TOKEN_PATH;
use crate::response::{ApiResponse, ResponseOptions};
use crate::state::{EmulatorState, lock};

/// Applies the latency and the next fault, if one is waiting for this request.
pub(crate) async fn inject_fault(
    State(state): State<Arc<EmulatorState>>,
    request: Request,
    next: Next,
) -> Response<Body> {
    let latency = *lock(&state.latency);
    // Even a sleep of zero takes up to a millisecond.
    if !latency.is_zero() {
        sleep(latency).await;
    }
    let Some(fault) = take_fault(&state, request.uri().path()) else {
        return next.run(request).await;
    };
    match fault {
        Fault::RateLimited { retry_after } => rate_limited(retry_after),
        Fault::Status(status) => error(to_status(status), "UNEXPECTED_ERROR"),
        Fault::HtmlPage(status) => html_page(status),
        Fault::Slow(delay) => {
            sleep(delay).await;
            next.run(request).await
        }
        Fault::Truncated(length) => truncate(next.run(request).await, length).await,
        Fault::ResponseLost => {
            next.run(request).await;
            // A body that fails at once makes the server drop the connection.
            truncate(Response::default(), 0).await
        }
        Fault::ExpiredCredentials => {
            lock(&state.access_tokens).revoke_all();
            lock(&state.nonces).expire_all();
            next.run(request).await
        }
    }
}

/// Removes the next fault for a request to `path` from its queue. Faults for all projects come
/// before those for one project.
fn take_fault(state: &EmulatorState, path: &str) -> Option<Fault> {
    let mut faults = lock(&state.faults);
    if path == TOKEN_PATH {
        return faults.token_endpoint.pop_front();
    }
    if let Some(fault) = faults.api.pop_front() {
        return Some(fault);
    }
    let group_id = path
        .strip_prefix("/api/atlas/v2/groups/")?
        .split('/')
        .next()?;
    let mut projects = lock(&state.projects);
    let project = projects.iter_mut().find(|project| project.id == group_id)?;
    project.faults.pop_front()
}

fn rate_limited(retry_after: Option<u64>) -> Response<Body> {
    let mut response = error(StatusCode::TOO_MANY_REQUESTS, "TOO_MANY_REQUESTS");
    let headers = response.headers_mut();
    headers.insert(
        HeaderName::from_static("ratelimit-remaining"),
        HeaderValue::from(0),
    );
    if let Some(seconds) = retry_after {
        headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

fn error(status: StatusCode, error_code: &str) -> Response<Body> {
    let detail = "The emulator injected this fault.";
    ApiResponse::error(status, error_code, detail, &[]).into_http(ResponseOptions::default())
}

fn html_page(status: u16) -> Response<Body> {
    let mut response = Response::new(Body::from("<html><body>gateway</body></html>"));
    *response.status_mut() = to_status(status);
    response
}

fn to_status(status: u16) -> StatusCode {
    StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

/// Makes the body fail after `length` bytes. The `Content-Length` promises more than that, so that
/// the client can tell.
async fn truncate(response: Response<Body>, length: usize) -> Response<Body> {
    let (mut parts, body) = response.into_parts();
    let whole = to_bytes(body, usize::MAX).await.unwrap_or_default();
    let start = whole.slice(..length.min(whole.len()));
    parts
        .headers
        .insert(CONTENT_LENGTH, HeaderValue::from(whole.len() + 1));
    let failure = io::Error::other("the emulator truncated this response");
    let chunks: [Result<Bytes, io::Error>; 2] = [Ok(start), Err(failure)];
    Response::from_parts(parts, Body::from_stream(stream::iter(chunks)))
}
