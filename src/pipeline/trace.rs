//! What a call reports to a `tracing` subscriber, under the names of OpenTelemetry's semantic
//! conventions for HTTP clients. Headers and query parameters are recorded only if allow-listed, bodies
//! never.

use std::time::Duration;

use reqwest::Url;
use reqwest::header::HeaderMap;
use tracing::field::{Empty, display};
use tracing::{Span, debug, debug_span};

use super::Operation;
use crate::error::Error;
use crate::http::Response;
use crate::telemetry;

/// The query parameters whose values are recorded.
const QUERY: [&str; 5] = [
    "envelope",
    "includeCount",
    "itemsPerPage",
    "pageNum",
    "pretty",
];

/// What takes the place of other values.
const REDACTED: &str = "REDACTED";

/// The response headers whose values are recorded.
const HEADERS: [&str; 5] = [
    "content-type",
    "date",
    "ratelimit-limit",
    "ratelimit-remaining",
    "retry-after",
];

/// The methods that the conventions know, of which those that this crate's dependencies know.
const METHODS: [&str; 9] = [
    "CONNECT", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "TRACE",
];

/// Creates the span of a whole call.
pub(super) fn call(server: &(String, u16), operation: &Operation) -> Span {
    let (address, port) = server;
    debug_span!(
        "atlas_call",
        otel.name = operation.id,
        otel.kind = "internal",
        otel.status_code = Empty,
        otel.status_description = Empty,
        atlas.operation.name = operation.id,
        http.request.method = method(operation),
        url.template = operation.template(),
        server.address = address,
        server.port = port,
        http.response.status_code = Empty,
        error.type = Empty,
    )
}

/// Creates the span of one attempt; the first is number 1.
pub(super) fn attempt(
    server: &(String, u16),
    operation: &Operation,
    url: &Url,
    attempts: u32,
) -> Span {
    let (address, port) = server;
    let span = debug_span!(
        "atlas_attempt",
        otel.name = name(operation),
        otel.kind = "client",
        otel.status_code = Empty,
        otel.status_description = Empty,
        atlas.operation.name = operation.id,
        http.request.method = method(operation),
        http.request.method_original = original_method(operation),
        http.request.resend_count = (attempts > 1).then(|| attempts - 1),
        url.template = operation.template(),
        url.full = Empty,
        url.query = Empty,
        server.address = address,
        server.port = port,
        network.protocol.version = Empty,
        http.response.status_code = Empty,
        error.type = Empty,
    );
    if !span.is_disabled() {
        let url = redacted(url);
        // A path without a template may contain names.
        if operation.template().is_some() {
            span.record("url.full", url.as_str());
        }
        span.record("url.query", url.query());
    }
    span
}

/// Records the outcome of a call or an attempt.
pub(super) fn record(span: &Span, outcome: &Result<Response, Error>) {
    if span.is_disabled() {
        return;
    }
    let (status, version) = match outcome {
        Ok(response) => (Some(response.status()), response.version()),
        Err(error) => (telemetry::status(error), error.version()),
    };
    span.record(
        "http.response.status_code",
        status.map(|status| status.as_u16()),
    );
    span.record(
        "network.protocol.version",
        version.and_then(telemetry::protocol_version),
    );
    if let Err(error) = outcome {
        span.record("error.type", &*telemetry::error_type(error));
        span.record("otel.status_code", "ERROR");
        // Beside a status, a description says nothing new.
        if status.is_none() {
            span.record("otel.status_description", display(error));
        }
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

/// Returns the value of `http.request.method`. Only a method that the conventions know is one, so that
/// the values are few.
pub(super) fn method(operation: &Operation) -> &str {
    original_method(operation).map_or(operation.method.as_str(), |_| "_OTHER")
}

fn original_method(operation: &Operation) -> Option<&str> {
    Some(operation.method.as_str()).filter(|method| !METHODS.contains(method))
}

/// Returns the name of an attempt's span: the method and the template, as far as they are known.
fn name(operation: &Operation) -> String {
    let method = match method(operation) {
        "_OTHER" => "HTTP",
        method => method,
    };
    let template = operation.template().map(|path| format!(" {path}"));
    format!("{method}{}", template.unwrap_or_default())
}

/// Returns the URL without what may be secret: a user, a password, a fragment, and the values of unknown
/// query parameters.
fn redacted(url: &Url) -> Url {
    let mut redacted = url.clone();
    // These fail only for a URL without a host, which has neither.
    let _ = redacted.set_username("");
    let _ = redacted.set_password(None);
    redacted.set_fragment(None);
    if url.query().is_some() {
        let pairs = url.query_pairs().map(|(name, value)| {
            let is_allowed = QUERY.contains(&&*name);
            (name, if is_allowed { value } else { REDACTED.into() })
        });
        redacted.query_pairs_mut().clear().extend_pairs(pairs);
    }
    redacted
}

fn allowed_headers(headers: &HeaderMap) -> String {
    let allowed = headers
        .iter()
        .filter(|(name, _)| HEADERS.contains(&name.as_str()))
        .filter_map(|(name, value)| Some(format!("{name}: {}", value.to_str().ok()?)));
    allowed.collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_is_shown_without_what_may_be_secret() {
        for (url, shown) in [
            ("https://a.example/b/c", "https://a.example/b/c"),
            ("https://a.example/b?", "https://a.example/b?"),
            (
                "https://user:password@a.example:8443/b#secret",
                "https://a.example:8443/b",
            ),
            (
                "https://token@a.example/b?pageNum=2&key=secret&pageNum=%26",
                "https://a.example/b?pageNum=2&key=REDACTED&pageNum=%26",
            ),
            (
                "https://a.example/b?key",
                "https://a.example/b?key=REDACTED",
            ),
        ] {
            let url = Url::parse(url).expect("a URL");
            assert_eq!(redacted(&url).as_str(), shown);
        }
    }
}
