//! Errors from JSON that does not decode.

use std::fmt::Debug;

use atlas_integrations::GroupId;
use atlas_integrations::types::{ApiError, Datadog};
use atlas_integrations_model::from_str;
use serde::de::DeserializeOwned;

fn fault<T: DeserializeOwned + Debug>(text: &str) -> String {
    from_str::<T>(text)
        .expect_err("must not decode")
        .to_string()
}

#[test]
fn errors_name_the_path_but_not_the_value() {
    for (text, sentence) in [
        (r#"{"apiKey": 1}"#, "$.apiKey: it is a number, not a string"),
        (r#"{"apiKey": null}"#, "$.apiKey: it is null, not a string"),
        (r#"{"region": "US"}"#, "$.apiKey: it is missing"),
        (
            r#"{"apiKey": "a", "apiKey": "b"}"#,
            "$.apiKey: duplicate field",
        ),
        (
            r#"{"apiKey": "a", "sendDatabaseMetrics": "sesame, expected x at line 1"}"#,
            "$.sendDatabaseMetrics: it is a string, not a boolean",
        ),
        (
            r#"{"apiKey": "a", "region": ["sesame"]}"#,
            "$.region: it is an array, not a string",
        ),
        ("[]", "$: it is an array, not an object"),
        (r#"{"apiKey": "#, "the JSON text is truncated"),
        ("<html>", "it is not valid JSON, at line 1, column 1"),
        (
            r#"{"apiKey": "a"} {}"#,
            "it is not valid JSON, at line 1, column 17",
        ),
    ] {
        assert_eq!(fault::<Datadog>(text), sentence, "{text}");
    }
    let text = r#"{"error": 1.5, "errorCode": "X"}"#;
    assert_eq!(
        fault::<ApiError>(text),
        "$.error: it is a number, not an integer"
    );
    let text = r#"["a, expected sesame at line 1"]"#;
    let sentence = "$[0]: it is a string, not an ID of 24 lowercase hexadecimal digits";
    assert_eq!(fault::<Vec<GroupId>>(text), sentence);
}

#[test]
fn errors_name_paths_inside_lists() {
    let text = r#"{"error": 400, "errorCode": "X", "badRequestDetail": {"fields": [
        {"field": "a", "description": "b"}, {"field": 5, "description": "b"}]}}"#;
    assert_eq!(
        fault::<ApiError>(text),
        "$.badRequestDetail.fields[1].field: it is a number, not a string"
    );
}
