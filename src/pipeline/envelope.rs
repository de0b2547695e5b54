//! The envelope in which Atlas wraps a response on request: an HTTP 200 whose body is
//! `{"status": 404, "content": {…}}` is really a 404. A list keeps its form, with `status` next to
//! its `results`.

use reqwest::{StatusCode, Url};

use crate::error::{Error, Result};
use crate::http::Response;
use atlas_integrations_model as model;

/// Returns whether the request asks for an envelope.
pub(super) fn is_requested(url: &Url) -> bool {
    url.query_pairs()
        .any(|(name, value)| name == "envelope" && value == "true")
}

/// Replaces the outer status and content with the inner ones. A response without an envelope is left
/// unchanged: the code that decodes it can best report what is wrong.
pub(super) fn open(response: &mut Response) -> Result<()> {
    let Some(members) = model::members(response.text()) else {
        return Ok(());
    };
    let Some(status) = members.get("status") else {
        return Ok(());
    };
    let code = serde_json::from_str(status)
        .ok()
        .and_then(|code| StatusCode::from_u16(code).ok())
        .ok_or_else(|| {
            let cause = "the envelope's status is not an HTTP status";
            response.describe(Error::unreadable(response.status(), cause))
        })?;
    let content = members.get("content").map(|content| {
        let start = content.as_ptr().addr() - response.text().as_ptr().addr();
        start..start + content.len()
    });
    response.unwrap(code, content);
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use reqwest::header::HeaderMap;

    use super::*;

    fn opened(text: &str) -> crate::error::Result<(u16, String)> {
        let mut response = Response::new(StatusCode::OK, HeaderMap::new(), text.into());
        open(&mut response)?;
        assert_eq!(response.text(), text);
        Ok((response.status().as_u16(), response.content().to_owned()))
    }

    #[test]
    fn the_inner_status_and_content_are_used() {
        for (text, status, content) in [
            (
                r#"{"status":200,"content":{"n":1.50}}"#,
                200,
                r#"{"n":1.50}"#,
            ),
            ("{\n \"content\" : { }, \"status\" : 404 }", 404, "{ }"),
            (
                r#"{"results":[],"status":403}"#,
                403,
                r#"{"results":[],"status":403}"#,
            ),
            (r#"{"status":204}"#, 204, r#"{"status":204}"#),
            (r#"{"type":"SLACK"}"#, 200, r#"{"type":"SLACK"}"#),
            ("<html>", 200, "<html>"),
            ("", 200, ""),
            ("[]", 200, "[]"),
        ] {
            let found = opened(text).expect(text);
            assert_eq!(found, (status, content.to_owned()), "{text}");
        }
    }

    #[test]
    fn an_invalid_status_is_an_error() {
        for status in ["-1", "70000", "20", "\"200\"", "null", "200.5"] {
            let text = format!(r#"{{"status":{status},"content":{{}}}}"#);
            let error = opened(&text).expect_err(status);
            assert!(error.to_string().contains("not an HTTP status"), "{error}");
        }
    }

    #[test]
    fn the_query_says_whether_an_envelope_is_requested() {
        for (query, wanted) in [
            ("", false),
            ("?envelope=true", true),
            ("?pretty=true&envelope=true", true),
            ("?envelope=false", false),
        ] {
            let url = Url::parse(&format!("https://localhost/{query}")).expect("a URL");
            assert_eq!(is_requested(&url), wanted, "{query}");
        }
    }

    /// JSON, whole or damaged, in which the members of an envelope turn up.
    fn fragments() -> impl Strategy<Value = String> {
        let fragment = prop_oneof![
            prop::sample::select(vec![
                "{",
                "}",
                "[",
                "]",
                ",",
                ":",
                "\"",
                " ",
                "\"status\":",
                "\"content\":",
                "\"results\":",
                "\"stat\\u0075s\":",
                "200",
                "404",
                "-1",
                "1e2",
                "null",
                "{}",
                "[]",
                "\\",
                "\u{e4}",
            ])
            .prop_map(str::to_owned),
            "\\PC{0,3}",
        ];
        prop::collection::vec(fragment, 0..24).prop_map(|fragments| fragments.concat())
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn whatever_is_opened_is_a_part_of_the_text(text in fragments()) {
            // `opened` asserts that the text stays what it was.
            if let Ok((status, content)) = opened(&text) {
                prop_assert!((100..1_000).contains(&status));
                prop_assert!(text.contains(&content));
            }
        }

        #[test]
        fn any_content_comes_out_as_it_was(
            status in 100..600_u16,
            name in "\\PC{0,8}",
            number in "-?[1-9][0-9]{0,30}(\\.[0-9]{1,9})?",
            first: bool,
        ) {
            let name = serde_json::Value::from(name);
            let content = format!(r#"{{ {name}: [{number}, {{"status":1,"content":{name}}}]}}"#);
            let text = match first {
                true => format!(r#"{{ "content" : {content} , "status" : {status} }}"#),
                false => format!(r#"{{"status":{status},"content":{content}}}"#),
            };
            prop_assert_eq!(opened(&text).ok(), Some((status, content.clone())));
        }
    }
}
