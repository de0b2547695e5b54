//! Opening the envelope that Atlas puts around an answer on request: an HTTP 200 whose body is
//! `{"status": 404, "content": {…}}` is a 404. A list keeps its shape, and `status` stands beside
//! its `results`.

use reqwest::{StatusCode, Url};
use serde_json::Value;
use serde_json::value::RawValue;

use super::Response;
use crate::error::{Error, Result};

/// Whether the request asks for an envelope.
pub(super) fn is_wanted(url: &Url) -> bool {
    url.query_pairs()
        .any(|(name, value)| name == "envelope" && value == "true")
}

/// Puts the inner status and content in the place of the outer ones. An answer that has no
/// envelope stays as it is: what decodes it tells best what it is.
pub(super) fn open(response: &mut Response) -> Result<()> {
    let Ok(object) = serde_json::from_str::<Members<'_>>(response.text()) else {
        return Ok(());
    };
    let Some(status) = object.get("status") else {
        return Ok(());
    };
    let code = serde_json::from_str::<Value>(status.get())
        .ok()
        .and_then(|status| u16::try_from(status.as_u64()?).ok())
        .and_then(|code| StatusCode::from_u16(code).ok())
        .ok_or_else(|| Error::unreadable(response, "the envelope's status is no HTTP status"))?;
    let content = object
        .get("content")
        .map(|content| content.get().to_owned());
    response.unwrap(code, content);
    Ok(())
}

type Members<'a> = std::collections::HashMap<std::borrow::Cow<'a, str>, &'a RawValue>;

#[cfg(test)]
mod tests {
    use reqwest::header::HeaderMap;

    use super::*;

    fn opened(text: &str) -> Result<(u16, String)> {
        let mut response = Response::new(StatusCode::OK, HeaderMap::new(), text.into());
        open(&mut response)?;
        assert_eq!(response.text(), text);
        Ok((response.status().as_u16(), response.content().to_owned()))
    }

    #[test]
    fn the_inner_status_and_content_count() {
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
    fn a_status_that_is_none_is_an_error() {
        for status in ["-1", "70000", "20", "\"200\"", "null", "200.5"] {
            let text = format!(r#"{{"status":{status},"content":{{}}}}"#);
            let error = opened(&text).expect_err(status);
            assert!(error.to_string().contains("no HTTP status"), "{error}");
        }
    }

    #[test]
    fn the_query_decides() {
        for (query, wanted) in [
            ("", false),
            ("?envelope=true", true),
            ("?pretty=true&envelope=true", true),
            ("?envelope=false", false),
        ] {
            let url = Url::parse(&format!("https://localhost/{query}")).expect("a URL");
            assert_eq!(is_wanted(&url), wanted, "{query}");
        }
    }
}
