//! Validation of the properties of a request body.

use axum::http::StatusCode;
use serde_json::{Map, Value};

use crate::object_id;
use crate::response::ApiResponse;

/// A property of a request body.
pub(crate) struct Property {
    name: &'static str,
    kind: Kind,
    is_required: bool,
}

/// What the value of a property must be.
pub(crate) enum Kind {
    /// Text that is not empty.
    Text,
    Boolean,
    ObjectId,
    /// A URL with the scheme `https`, of up to 2048 characters.
    HttpsUrl,
    /// One of these values.
    OneOf(&'static [&'static str]),
    /// An array of some of these values, each at most once.
    SomeOf(&'static [&'static str]),
    /// The same, but not an empty array.
    OneOrMoreOf(&'static [&'static str]),
    /// An array of one to ten HTTP headers, of 2 KB in total.
    Headers,
}

impl Property {
    /// A property that must be there.
    pub(crate) const fn required(name: &'static str, kind: Kind) -> Self {
        Self {
            name,
            kind,
            is_required: true,
        }
    }

    /// A property that may be missing or null.
    pub(crate) const fn optional(name: &'static str, kind: Kind) -> Self {
        Self {
            is_required: false,
            ..Self::required(name, kind)
        }
    }

    /// Checks the property of `body`.
    pub(crate) fn check(&self, body: &Map<String, Value>) -> Result<(), ApiResponse> {
        let name = self.name;
        match body.get(name) {
            None | Some(Value::Null) if self.is_required => {
                Err(invalid(format!("The property {name} is required.")))
            }
            None | Some(Value::Null) => Ok(()),
            Some(value) => self.kind.check(name, value),
        }
    }
}

impl Kind {
    fn check(&self, name: &str, value: &Value) -> Result<(), ApiResponse> {
        let text = value.as_str();
        let (is_valid, expected) = match self {
            Self::Text => (text.is_some_and(|text| !text.is_empty()), "a text"),
            Self::Boolean => (value.is_boolean(), "a boolean"),
            Self::ObjectId => (
                text.is_some_and(object_id::is_valid),
                "24 hexadecimal digits",
            ),
            Self::HttpsUrl => (
                text.is_some_and(is_https_url),
                "an https URL of up to 2048 characters",
            ),
            Self::OneOf(values) => (is_one_of(values, value)?, "a text"),
            Self::SomeOf(values) => (are_some_of(values, value)?, "an array of distinct values"),
            Self::OneOrMoreOf(values) => (
                *value != Value::Array(Vec::new()) && are_some_of(values, value)?,
                "an array of one or more distinct values",
            ),
            Self::Headers => (
                are_headers(value),
                "an array of 1 to 10 headers with names and values, of up to 2 KB in total",
            ),
        };
        if is_valid {
            return Ok(());
        }
        Err(invalid(format!("The property {name} must be {expected}.")))
    }
}

/// The error for a body that is not valid.
pub(crate) fn invalid(detail: String) -> ApiResponse {
    ApiResponse::error(StatusCode::BAD_REQUEST, "VALIDATION_ERROR", detail, &[])
}

/// The error for a value that an enumeration does not have.
pub(crate) fn invalid_enum_value(value: &str) -> ApiResponse {
    ApiResponse::error(
        StatusCode::BAD_REQUEST,
        "INVALID_ENUM_VALUE",
        format!("An invalid enumeration value {value} was specified."),
        &[value],
    )
}

fn is_https_url(text: &str) -> bool {
    let host = text.strip_prefix("https://");
    host.is_some_and(|host| !host.is_empty()) && text.chars().count() <= 2_048
}

fn is_one_of(values: &[&str], value: &Value) -> Result<bool, ApiResponse> {
    match value.as_str() {
        Some(text) if !values.contains(&text) => Err(invalid_enum_value(text)),
        text => Ok(text.is_some()),
    }
}

fn are_some_of(values: &[&str], value: &Value) -> Result<bool, ApiResponse> {
    let Some(items) = value.as_array() else {
        return Ok(false);
    };
    for (position, item) in items.iter().enumerate() {
        if !is_one_of(values, item)? || items.iter().take(position).any(|other| other == item) {
            return Ok(false);
        }
    }
    Ok(true)
}

fn are_headers(value: &Value) -> bool {
    let headers = value.as_array().map(Vec::as_slice).unwrap_or_default();
    let length = |header: &Value, name: &str| header.get(name)?.as_str().map(str::len);
    let lengths = headers.iter().map(|header| {
        let name = length(header, "name").filter(|length| *length > 0)?;
        Some(name + length(header, "value")?)
    });
    let total: Option<usize> = lengths.sum();
    (1..=10).contains(&headers.len()) && total.is_some_and(|total| total <= 2_048)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn each_kind_accepts_its_own_values() {
        let long_url = format!("https://{}", "x".repeat(2_041));
        let header = json!({ "name": "a", "value": "b" });
        let big_header = json!({ "name": "a", "value": "b".repeat(2_048) });
        for (kind, valid, rejected) in [
            (Kind::Text, vec![json!("a")], vec![json!(""), json!(1)]),
            (Kind::Boolean, vec![json!(true)], vec![json!("true")]),
            (
                Kind::ObjectId,
                vec![
                    json!("507f1f77bcf86cd799439011"),
                    json!("ABCDEFabcdef012345678901"),
                ],
                vec![
                    json!("507f1f77bcf86cd79943901"),
                    json!("507f1f77bcf86cd79943901g"),
                ],
            ),
            (
                Kind::HttpsUrl,
                vec![json!("https://a:4318/v1/logs")],
                vec![json!("http://a"), json!("https://"), json!(long_url)],
            ),
            (
                Kind::OneOf(&["A"]),
                vec![json!("A")],
                vec![json!("B"), json!(["A"])],
            ),
            (
                Kind::SomeOf(&["A", "B"]),
                vec![json!([]), json!(["B", "A"])],
                vec![json!("A"), json!(["A", "A"]), json!(["C"]), json!([1])],
            ),
            (
                Kind::OneOrMoreOf(&["A"]),
                vec![json!(["A"])],
                vec![json!([])],
            ),
            (
                Kind::Headers,
                vec![json!([header]), json!([{ "name": "a", "value": "" }])],
                vec![
                    json!([]),
                    json!({}),
                    json!([{ "name": "a" }]),
                    json!([{ "name": "", "value": "b" }]),
                    json!(vec![header.clone(); 11]),
                    json!([big_header]),
                ],
            ),
        ] {
            for value in valid {
                assert!(kind.check("p", &value).is_ok(), "{value}");
            }
            for value in rejected {
                assert!(kind.check("p", &value).is_err(), "{value}");
            }
        }
    }
}
