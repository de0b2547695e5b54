//! What a call reports to a `tracing` subscriber, under the names of OpenTelemetry's semantic
//! conventions for HTTP clients. Headers and query parameters are recorded only if allow-listed, bodies
//! never.

use std::time::Duration;

use reqwest::Request;
use reqwest::header::HeaderMap;
use tracing::field::{Empty, display};
use tracing::{Span, debug, debug_span};

use super::Operation;
use crate::error::{Error, ErrorKind};
use crate::http::Response;

/// The query parameters whose values are recorded.
const QUERY: [&str; 5] = [
    "envelope",
    "includeCount",
    "itemsPerPage",
    "pageNum",
    "pretty",
];

/// The response headers whose values are recorded.
const HEADERS: [&str; 5] = [
    "content-type",
    "date",
    "ratelimit-limit",
    "ratelimit-remaining",
    "retry-after",
];

/// Creates the span of a whole call.
pub(super) fn call(server: &(String, u16), request: &Request, operation: &Operation) -> Span {
    let (address, port) = server;
    debug_span!(
        "atlas_call",
        otel.name = %format_args!("{} {}", request.method(), operation.path),
        otel.kind = "client",
        http.request.method = %request.method(),
        url.template = operation.path,
        server.address = address,
        server.port = port,
        http.response.status_code = Empty,
        error.type = Empty,
    )
}

/// Creates the span of one attempt; the first is number 1.
pub(super) fn attempt(request: &Request, attempts: u32) -> Span {
    let span = debug_span!(
        "atlas_attempt",
        http.request.method = %request.method(),
        http.request.resend_count = attempts - 1,
        url.query = Empty,
        http.response.status_code = Empty,
        error.type = Empty,
    );
    if !span.is_disabled() {
        span.record("url.query", allowed_query(request));
    }
    span
}

/// Records the outcome of a call or an attempt.
pub(super) fn record(span: &Span, outcome: &Result<Response, Error>) {
    if span.is_disabled() {
        return;
    }
    let status = match outcome {
        Ok(response) => Some(response.status()),
        Err(error) => error.status(),
    };
    if let Some(status) = status {
        span.record("http.response.status_code", status.as_u16());
    }
    if let Err(error) = outcome {
        span.record("error.type", display(error_type(error)));
    }
}

/// Reports the outcome of an attempt.
pub(super) fn outcome(span: &Span, outcome: &Result<Response, Error>) {
    match outcome {
        Ok(response) => {
            debug!(parent: span, headers = %allowed_headers(response.headers()), "response received");
        }
        Err(error) => {
            let code = error.error_code().unwrap_or_default();
            debug!(parent: span, kind = ?error.kind(), atlas.error_code = code, "attempt failed");
        }
    }
}

/// Reports a wait between two attempts.
pub(super) fn wait(wait: Duration) {
    debug!(seconds = wait.as_secs_f64(), "waiting for the next attempt");
}

/// Returns the status if there was one, otherwise the kind of error, as the conventions require.
fn error_type(error: &Error) -> String {
    match (error.status(), error.kind()) {
        (Some(status), _) => status.as_u16().to_string(),
        (None, ErrorKind::Timeout) => "timeout".to_owned(),
        (None, ErrorKind::Connection) => "connection".to_owned(),
        (None, ErrorKind::Interrupted) => "interrupted".to_owned(),
        (None, ErrorKind::Authentication) => "authentication".to_owned(),
        (None, _) => "_OTHER".to_owned(),
    }
}

fn allowed_query(request: &Request) -> String {
    let pairs = request.url().query_pairs().map(|(name, value)| {
        let value = if QUERY.contains(&&*name) {
            &*value
        } else {
            "***"
        };
        format!("{name}={value}")
    });
    pairs.collect::<Vec<_>>().join("&")
}

fn allowed_headers(headers: &HeaderMap) -> String {
    let allowed = headers
        .iter()
        .filter(|(name, _)| HEADERS.contains(&name.as_str()))
        .filter_map(|(name, value)| Some(format!("{name}: {}", value.to_str().ok()?)));
    allowed.collect::<Vec<_>>().join("; ")
}
