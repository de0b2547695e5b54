//! A request to the Administration API, and what every operation requires of one: the version, the
//! query and the body.

use std::convert::Infallible;

use axum::body::{Body, Bytes};
use axum::extract::{FromRequestParts, Query};
use axum::http::header::{ACCEPT, CONTENT_TYPE, HOST, HeaderMap, HeaderName};
use axum::http::request::Parts;
use axum::http::{Response, StatusCode, Uri};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::media_type;
use crate::response::{ApiResponse, ResponseOptions, VERSION_2023_01_01, Version};

/// A request to the Administration API, apart from its body.
pub(crate) struct Call {
    uri: Uri,
    headers: HeaderMap,
}

impl<S: Sync> FromRequestParts<S> for Call {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        Ok(Self {
            uri: parts.uri.clone(),
            headers: parts.headers.clone(),
        })
    }
}

impl Call {
    /// Validates what every operation requires, runs `operation` and renders its response, in the first
    /// version of resources.
    pub(crate) fn respond(
        &self,
        operation: impl FnOnce() -> Result<ApiResponse, ApiResponse>,
    ) -> Response<Body> {
        self.respond_in(VERSION_2023_01_01, operation)
    }

    /// The same for an operation that was new in `version`.
    pub(crate) fn respond_in(
        &self,
        version: Version,
        operation: impl FnOnce() -> Result<ApiResponse, ApiResponse>,
    ) -> Response<Body> {
        let options = match self.query() {
            Ok(options) => options,
            Err(error) => return error.into_http(ResponseOptions::default()),
        };
        let response = self
            .check_version(version)
            .and_then(|()| operation())
            .unwrap_or_else(|error| error);
        response.in_version(version).into_http(options)
    }

    /// Reads the parameters that `T` names and ignores all others.
    pub(crate) fn query<T: DeserializeOwned>(&self) -> Result<T, ApiResponse> {
        Query::try_from_uri(&self.uri)
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

    /// Reads a body, which must be a JSON object.
    pub(crate) fn object(&self, body: &Bytes) -> Result<Map<String, Value>, ApiResponse> {
        if !media_type::is_json(&self.header(&CONTENT_TYPE)) {
            return Err(ApiResponse::error(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "UNSUPPORTED_MEDIA_TYPE",
                "The Content-Type must be application/json or application/vnd.atlas.YYYY-MM-DD+json.",
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

    /// The URL by which the client reaches the emulator, without a trailing slash.
    pub(crate) fn base_url(&self) -> String {
        format!("http://{}", self.header(&HOST))
    }

    /// The URL that was requested, without its query.
    pub(crate) fn url(&self) -> String {
        format!("{}{}", self.base_url(), self.uri.path())
    }

    /// The query as it was sent.
    pub(crate) fn raw_query(&self) -> &str {
        self.uri.query().unwrap_or_default()
    }

    /// Requires an `Accept` header whose date is not before `version`.
    fn check_version(&self, version: Version) -> Result<(), ApiResponse> {
        if media_type::accepts(&self.header(&ACCEPT), version.date) {
            return Ok(());
        }
        Err(ApiResponse::error(
            StatusCode::NOT_ACCEPTABLE,
            "INVALID_VERSION_DATE",
            "Invalid accept header or version date.",
            &[],
        ))
    }

    /// The header's value, or nothing if it is missing or not ASCII. Repeated headers are one list.
    fn header(&self, name: &HeaderName) -> String {
        let values = self.headers.get_all(name).iter();
        let values: Vec<_> = values.filter_map(|value| value.to_str().ok()).collect();
        values.join(", ")
    }
}
