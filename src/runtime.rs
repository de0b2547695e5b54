//! What the generated code calls: the part of progenitor's run-time library that this client
//! needs, with the crate's own response and error, so that nothing of either is lost on the way.

use std::ops::RangeInclusive;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::Request;
use serde::{Serialize, Serializer};

use crate::error::Error;
use crate::quote::quoted;
pub(crate) use crate::response::ResponseValue;
use crate::transport::Response;

/// What the document says of an operation, beyond its parameters.
pub(crate) struct OperationInfo {
    /// The path, its parameters in braces.
    pub(crate) path_template: &'static str,
    /// The media type of the request's body, where it has one.
    pub(crate) content_type: Option<&'static str>,
}

/// What the generated client tells of itself.
#[allow(
    dead_code,
    reason = "the generator implements all of it, whichever part is called"
)]
pub(crate) trait ClientInfo<Inner> {
    /// The API date that the document was cut for.
    fn api_version() -> &'static str;
    /// The base URL, without a slash at its end.
    fn baseurl(&self) -> &str;
    /// The HTTP client.
    fn client(&self) -> &reqwest::Client;
    /// Our own state.
    fn inner(&self) -> &Inner;
}

/// The places at which an operation calls the hand-written part. Without an implementation the
/// generated code does not compile.
pub(crate) trait ClientHooks<Inner>: ClientInfo<Inner> {
    /// Before a request is sent.
    async fn pre(&self, request: &mut Request, info: &OperationInfo) -> Result<(), Error>;

    /// Sends a request, and resolves to an answer only if it is a success.
    async fn exec(&self, request: Request, info: &OperationInfo) -> Result<Response, Error>;

    /// After a request was sent.
    async fn post(
        &self,
        _outcome: &Result<Response, Error>,
        _info: &OperationInfo,
    ) -> Result<(), Error> {
        Ok(())
    }
}

/// A query parameter that is left out where its value is `None`.
pub(crate) struct QueryParam<'a, T> {
    name: &'a str,
    value: &'a T,
}

impl<'a, T> QueryParam<'a, T> {
    pub(crate) fn new(name: &'a str, value: &'a T) -> Self {
        Self { name, value }
    }
}

impl<T: Serialize> Serialize for QueryParam<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        [(self.name, self.value)].serialize(serializer)
    }
}

/// All but RFC 3986's unreserved characters.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// `segment`, percent-encoded for a place between two slashes.
pub(crate) fn encode_path(segment: &str) -> String {
    utf8_percent_encode(segment, RESERVED).to_string()
}

/// Refuses what would lead to another path, however it were encoded, and what is longer than so
/// many characters.
pub(crate) fn check_path_segment(name: &str, segment: &str, limit: u64) -> Result<(), Error> {
    let invalid = |rule: &str| {
        Err(Error::invalid_request(format!(
            "invalid {name}: {} cannot stand in a path: {rule}",
            quoted(segment)
        )))
    };
    match segment {
        "" => invalid("it must not be empty"),
        "." | ".." => invalid("`.` and `..` mean another path"),
        _ if segment.contains(['/', '\\']) => invalid("it must not contain a slash"),
        _ if segment.contains(char::is_control) => {
            invalid("it must not contain control characters")
        }
        _ if u64::try_from(segment.chars().count()).is_ok_and(|length| length > limit) => {
            invalid(&format!("it has more than {limit} characters"))
        }
        _ => Ok(()),
    }
}

/// Refuses a number outside the limits that Atlas documents.
pub(crate) fn check_range(
    name: &str,
    value: Option<i64>,
    range: RangeInclusive<i64>,
) -> Result<(), Error> {
    let Some(value) = value.filter(|value| !range.contains(value)) else {
        return Ok(());
    };
    let rule = match (*range.start(), *range.end()) {
        (minimum, i64::MAX) => format!("from {minimum} on"),
        (i64::MIN, maximum) => format!("up to {maximum}"),
        (minimum, maximum) => format!("from {minimum} to {maximum}"),
    };
    Err(Error::invalid_request(format!(
        "invalid {name}: {value} is not a number {rule}"
    )))
}

/// An answer that [`ClientHooks::exec`] let through although it is no success.
pub(crate) fn unexpected_response(response: Response) -> Error {
    Error::unreadable(
        &response,
        format!("the status {} was not expected", response.status()),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_segment_stays_between_its_slashes() {
        assert_eq!(encode_path("PAGER_DUTY"), "PAGER_DUTY");
        assert_eq!(encode_path("a b?c#d%é"), "a%20b%3Fc%23d%25%C3%A9");
        assert!(check_path_segment("x", "PAGER_DUTY", u64::MAX).is_ok());
        assert!(check_path_segment("x", "...", 3).is_ok());
        for segment in ["", ".", "..", "a/b", "..\\b", "a\nb"] {
            let error =
                check_path_segment("integration_type", segment, u64::MAX).expect_err(segment);
            assert!(
                error.to_string().contains("invalid integration_type: "),
                "{error}"
            );
        }
    }

    #[test]
    fn limits_are_told() {
        assert!(check_path_segment("name", "ééé", 3).is_ok());
        let error = check_path_segment("name", "éééé", 3).expect_err("too long");
        assert!(
            error.to_string().ends_with("it has more than 3 characters"),
            "{error}"
        );
        for value in [None, Some(1), Some(500)] {
            assert!(check_range("n", value, 1..=500).is_ok());
        }
        for (value, range, rule) in [
            (0, 1..=500, "invalid n: 0 is not a number from 1 to 500"),
            (501, 1..=500, "invalid n: 501 is not a number from 1 to 500"),
            (0, 1..=i64::MAX, "invalid n: 0 is not a number from 1 on"),
            (6, i64::MIN..=5, "invalid n: 6 is not a number up to 5"),
        ] {
            let error = check_range("n", Some(value), range).expect_err(rule);
            assert_eq!(error.to_string(), rule);
        }
    }

    #[test]
    fn an_absent_query_parameter_is_left_out() {
        let request = |value: Option<bool>| {
            let http = crate::tls::build(reqwest::Client::builder(), false).expect("a client");
            let builder = http.get("http://localhost/");
            let request = builder.query(&QueryParam::new("pretty", &value)).build();
            request.expect("valid").url().to_string()
        };
        assert_eq!(request(None), "http://localhost/");
        assert_eq!(request(Some(false)), "http://localhost/?pretty=false");
    }
}
