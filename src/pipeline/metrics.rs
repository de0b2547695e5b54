//! What a call measures, if the feature `metrics` is on: see [`telemetry`].

use std::time::Duration;

use reqwest::{StatusCode, Version};
use tokio::time::Instant;
use tracing::{Level, event};

use super::{Operation, trace::method};
use crate::error::{Error, Result};
use crate::headers::RateLimit;
use crate::http::Response;
use crate::telemetry::{self, METRICS};

/// What the metrics of calls and attempts say about an outcome.
struct Outcome<'a> {
    error: Option<&'a Error>,
    elapsed: Duration,
    status: Option<StatusCode>,
    version: Option<Version>,
    rate_limit: RateLimit,
}

impl<'a> From<&'a Result<Response>> for Outcome<'a> {
    fn from(outcome: &'a Result<Response>) -> Self {
        match outcome {
            Ok(response) => Self {
                error: None,
                elapsed: response.elapsed(),
                status: Some(response.status()),
                version: response.version(),
                rate_limit: RateLimit::from_headers(response.headers()),
            },
            Err(error) => Self {
                error: Some(error),
                elapsed: error.elapsed(),
                status: telemetry::status(error),
                version: error.version(),
                rate_limit: error.rate_limit(),
            },
        }
    }
}

/// Measures a call, including its attempts and waits.
pub(super) fn call(server: &(String, u16), operation: &Operation, outcome: &Result<Response>) {
    if !telemetry::is_measured() {
        return;
    }
    let outcome = Outcome::from(outcome);
    event!(
        target: METRICS,
        Level::TRACE,
        histogram.atlas.client.call.duration = outcome.elapsed.as_secs_f64(),
        atlas.operation.name = operation.id,
        http.request.method = method(operation),
        server.address = server.0,
        server.port = server.1,
        http.response.status_code = outcome.status.map(|it| it.as_u16()),
        error.type = outcome.error.map(telemetry::error_type).as_deref(),
    );
}

/// Measures an attempt, and what the server says about its rate limit.
pub(super) fn attempt(
    server: &(String, u16),
    operation: &Operation,
    start: Option<Instant>,
    outcome: &Result<Response>,
) {
    if !telemetry::is_measured() {
        return;
    }
    let outcome = Outcome::from(outcome);
    event!(
        target: METRICS,
        Level::TRACE,
        histogram.http.client.request.duration = telemetry::seconds_since(start),
        atlas.operation.name = operation.id,
        http.request.method = method(operation),
        url.template = operation.template(),
        server.address = server.0,
        server.port = server.1,
        network.protocol.version = outcome.version.and_then(telemetry::protocol_version),
        http.response.status_code = outcome.status.map(|it| it.as_u16()),
        error.type = outcome.error.map(telemetry::error_type).as_deref(),
    );
    if let Some(remaining) = outcome.rate_limit.remaining {
        event!(
            target: METRICS,
            Level::TRACE,
            gauge.atlas.client.rate_limit.remaining = remaining,
            atlas.operation.name = operation.id,
            server.address = server.0,
            server.port = server.1,
        );
    }
}

/// Measures the wait for the next attempt, and what it was for.
pub(super) fn wait(operation: &Operation, wait: Duration, error: &Error) {
    if !telemetry::is_measured() {
        return;
    }
    event!(
        target: METRICS,
        Level::TRACE,
        histogram.atlas.client.wait.duration = wait.as_secs_f64(),
        atlas.operation.name = operation.id,
        error.type = &*telemetry::error_type(error),
    );
}
