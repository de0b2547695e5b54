//! What the document's schemas do not say about the properties of a request body.

use serde_json::{Map, Value};

use crate::object_id;
use crate::response::{ApiResponse, Violation};

/// A rule for a property whose value fits the schema.
#[derive(Clone, Copy)]
pub(crate) enum Rule {
    /// It must be there, and not be null. All others allow that.
    Required,
    /// 24 hexadecimal digits.
    ObjectId,
    /// A URL with the scheme `https`, of up to 2048 characters.
    HttpsUrl,
    /// An array without equal elements.
    Distinct,
    /// An array with elements.
    NotEmpty,
    /// An array of one to ten HTTP headers, of 2 KB in total.
    Headers,
}

/// Checks each property against its rule.
pub(crate) fn check_rules(
    rules: &[(&str, Rule)],
    body: &Map<String, Value>,
) -> Result<(), ApiResponse> {
    let violated = rules.iter().filter(|(name, rule)| {
        let value = body.get(*name).filter(|value| !value.is_null());
        !value.map_or(!matches!(rule, Rule::Required), |value| rule.allows(value))
    });
    let violations: Vec<_> = violated
        .map(|(name, rule)| Violation::new(*name, rule.problem()))
        .collect();
    if violations.is_empty() {
        return Ok(());
    }
    Err(ApiResponse::invalid_body(&violations))
}

impl Rule {
    fn allows(self, value: &Value) -> bool {
        let text = value.as_str().unwrap_or_default();
        let items = value.as_array().map(Vec::as_slice).unwrap_or_default();
        match self {
            Self::Required => true,
            Self::ObjectId => object_id::is_valid(text),
            Self::HttpsUrl => is_https_url(text),
            Self::Distinct => {
                let mut positions = items.iter().enumerate();
                positions.all(|(position, item)| !items.iter().take(position).any(|i| i == item))
            }
            Self::NotEmpty => !items.is_empty(),
            Self::Headers => are_headers(items),
        }
    }

    /// What is wrong with a value that the rule does not allow.
    fn problem(self) -> &'static str {
        match self {
            Self::Required => "is required",
            Self::ObjectId => "must be 24 hexadecimal digits",
            Self::HttpsUrl => "must be an https URL of up to 2048 characters",
            Self::Distinct => "must not have equal elements",
            Self::NotEmpty => "must not be empty",
            Self::Headers => {
                "must be 1 to 10 headers with names and values, of up to 2 KB in total"
            }
        }
    }
}

fn is_https_url(text: &str) -> bool {
    let host = text.strip_prefix("https://");
    host.is_some_and(|host| !host.is_empty()) && text.chars().count() <= 2_048
}

fn are_headers(headers: &[Value]) -> bool {
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
    fn each_rule_allows_its_own_values() {
        let long_url = format!("https://{}", "x".repeat(2_041));
        let header = json!({ "name": "a", "value": "b" });
        let big_header = json!({ "name": "a", "value": "b".repeat(2_048) });
        for (rule, allowed, refused) in [
            (Rule::Required, vec![json!("a")], vec![Value::Null]),
            (
                Rule::ObjectId,
                vec![
                    Value::Null,
                    json!("507f1f77bcf86cd799439011"),
                    json!("ABCDEFabcdef012345678901"),
                ],
                vec![
                    json!("507f1f77bcf86cd79943901"),
                    json!("507f1f77bcf86cd79943901g"),
                ],
            ),
            (
                Rule::HttpsUrl,
                vec![json!("https://a:4318/v1/logs")],
                vec![json!("http://a"), json!("https://"), json!(long_url)],
            ),
            (
                Rule::Distinct,
                vec![json!([]), json!(["B", "A"])],
                vec![json!(["A", "B", "A"])],
            ),
            (Rule::NotEmpty, vec![json!(["A"])], vec![json!([])]),
            (
                Rule::Headers,
                vec![json!([header]), json!([{ "name": "a", "value": "" }])],
                vec![
                    json!([]),
                    json!([{ "name": "a" }]),
                    json!([{ "name": "", "value": "b" }]),
                    json!(vec![header.clone(); 11]),
                    json!([big_header]),
                ],
            ),
        ] {
            let check = |value: &Value| {
                let body = Map::from_iter([("p".to_owned(), value.clone())]);
                check_rules(&[("p", rule)], &body)
            };
            for value in allowed {
                assert!(check(&value).is_ok(), "{value}");
            }
            for value in refused {
                assert!(check(&value).is_err(), "{value}");
            }
        }
        assert!(check_rules(&[("p", Rule::Required)], &Map::new()).is_err());
    }
}
