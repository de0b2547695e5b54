//! Validation of what every operation has in common: the version, the query and the body.

use axum::body::{Body, Bytes};
use axum::extract::Query;
use axum::http::header::{ACCEPT, CONTENT_TYPE, HeaderMap, HeaderName};
use axum::http::{Response, StatusCode, Uri};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::response::{ApiResponse, ResponseOptions, VERSION_2023_01_01, Version};

/// Validates what every operation requires, runs `operation` and renders its response, in the first
/// version of resources.
pub(crate) fn respond(
    uri: &Uri,
    headers: &HeaderMap,
    operation: impl FnOnce() -> Result<ApiResponse, ApiResponse>,
) -> Response<Body> {
    respond_in(VERSION_2023_01_01, uri, headers, operation)
}

/// The same for an operation that was new in `version`.
pub(crate) fn respond_in(
    version: Version,
    uri: &Uri,
    headers: &HeaderMap,
    operation: impl FnOnce() -> Result<ApiResponse, ApiResponse>,
) -> Response<Body> {
    let options = match parse_query(uri) {
        Ok(options) => options,
        Err(error) => return error.into_http(ResponseOptions::default()),
    };
    let response = check_version(version, headers)
        .and_then(|()| operation())
        .unwrap_or_else(|error| error);
    response.in_version(version).into_http(options)
}

/// Reads the parameters that `T` names and ignores all others.
pub(crate) fn parse_query<T: DeserializeOwned>(uri: &Uri) -> Result<T, ApiResponse> {
    Query::try_from_uri(uri)
        .map(|Query(query)| query)
        .map_err(|_| {
            ApiResponse::error(
                StatusCode::BAD_REQUEST,
                "INVALID_QUERY_PARAMETER",
                "A query parameter has a value of the wrong type.",
                &[],
            )
        })
}

/// Reads a body, which must be a JSON object with a versioned media type.
pub(crate) fn parse_body(
    headers: &HeaderMap,
    body: &Bytes,
) -> Result<Map<String, Value>, ApiResponse> {
    if version_date(header_value(headers, &CONTENT_TYPE)).is_none() {
        return Err(ApiResponse::error(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "UNSUPPORTED_MEDIA_TYPE",
            "The Content-Type must be application/vnd.atlas.YYYY-MM-DD+json.",
            &[],
        ));
    }
    serde_json::from_slice(body).map_err(|_| {
        ApiResponse::error(
            StatusCode::BAD_REQUEST,
            "MALFORMED_JSON",
            "The request body is not a JSON object.",
            &[],
        )
    })
}

/// Requires an `Accept` header whose date is not before `version`.
fn check_version(version: Version, headers: &HeaderMap) -> Result<(), ApiResponse> {
    let accept = header_value(headers, &ACCEPT);
    match version_date(accept) {
        // Dates in this format compare as text.
        Some(date) if date >= version.date => Ok(()),
        _ => Err(ApiResponse::error(
            StatusCode::NOT_ACCEPTABLE,
            "INVALID_VERSION_DATE",
            "Invalid accept header or version date.",
            &[accept],
        )),
    }
}

/// The header's value, or nothing if it is missing or not ASCII.
fn header_value<'a>(headers: &'a HeaderMap, name: &HeaderName) -> &'a str {
    headers
        .get(name)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
}

/// The date in `application/vnd.atlas.<date>+json`.
fn version_date(media_type: &str) -> Option<&str> {
    media_type
        .strip_prefix("application/vnd.atlas.")?
        .strip_suffix("+json")
        .filter(|date| date.len() == "YYYY-MM-DD".len())
}
