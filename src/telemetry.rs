//! What spans and metrics have in common, and the metrics of what is no call.
//!
//! A metric is a `tracing` event whose fields have the names that `MetricsLayer` of
//! tracing-opentelemetry expects: `histogram.` or `gauge.` and the name of the metric, and beside it the
//! attributes. There are none without the feature `metrics`.

use std::borrow::Cow;

use reqwest::{StatusCode, Url, Version};
use tokio::time::Instant;
use tracing::level_filters::LevelFilter;
use tracing::{Level, event};

use crate::error::{Error, ErrorKind, Result};

/// The target of the events that are metrics.
pub(crate) const METRICS: &str = "atlas_integrations::metrics";

/// Returns whether anybody may want metrics.
pub(crate) fn is_measured() -> bool {
    cfg!(feature = "metrics") && Level::TRACE <= LevelFilter::current()
}

/// Returns the time if anybody may want to know how long something takes.
pub(crate) fn start() -> Option<Instant> {
    is_measured().then(Instant::now)
}

/// Returns how long it has taken, in seconds.
pub(crate) fn seconds_since(start: Option<Instant>) -> Option<f64> {
    start.map(|start| start.elapsed().as_secs_f64())
}

/// Measures the fetch of an access token from `url`.
pub(crate) fn token_fetch<T>(url: &Url, start: Option<Instant>, outcome: &Result<T>) {
    if !is_measured() {
        return;
    }
    let error = outcome.as_ref().err();
    event!(
        target: METRICS,
        Level::TRACE,
        histogram.atlas.client.token_fetch.duration = seconds_since(start),
        server.address = url.host_str(),
        server.port = url.port_or_known_default(),
        error.type = error.map(fetch_error_type).as_deref(),
    );
}

/// Returns the value of `error.type` for a call or an attempt that failed. The status is not that of the
/// call if there was no request but one for a token.
pub(crate) fn error_type(error: &Error) -> Cow<'static, str> {
    match error.is_authentication() {
        true => Cow::Borrowed(kind(ErrorKind::Authentication)),
        false => fetch_error_type(error),
    }
}

/// Returns the status if it is no success, otherwise the kind of error, as the conventions require.
fn fetch_error_type(error: &Error) -> Cow<'static, str> {
    match error.status() {
        Some(status) if !status.is_success() => Cow::Owned(status.as_str().to_owned()),
        _ => Cow::Borrowed(kind(error.kind())),
    }
}

fn kind(kind: ErrorKind) -> &'static str {
    match kind {
        ErrorKind::Configuration => "configuration",
        ErrorKind::InvalidRequest => "invalid_request",
        ErrorKind::Authentication => "authentication",
        ErrorKind::Connection => "connection",
        ErrorKind::Timeout => "timeout",
        ErrorKind::Interrupted => "interrupted",
        ErrorKind::Status => "_OTHER",
        ErrorKind::Unreadable => "unreadable",
    }
}

/// Returns the status of the response to a call or an attempt that failed.
pub(crate) fn status(error: &Error) -> Option<StatusCode> {
    error.status().filter(|_| !error.is_authentication())
}

/// Returns the value of `network.protocol.version`.
pub(crate) fn protocol_version(version: Version) -> Option<&'static str> {
    match version {
        Version::HTTP_10 => Some("1.0"),
        Version::HTTP_11 => Some("1.1"),
        Version::HTTP_2 => Some("2"),
        Version::HTTP_3 => Some("3"),
        _ => None,
    }
}
