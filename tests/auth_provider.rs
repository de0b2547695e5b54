//! Credentials of the user's own kind.

mod support;

use std::error::Error as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use atlas_integrations::reqwest::Request;
use atlas_integrations::reqwest::header::{AUTHORIZATION, HeaderMap};
use atlas_integrations::{AuthProvider, BoxError, Credentials, ErrorKind};
use support::scripted::{Scripted, response};
use support::{client, get_datadog};

/// Yields a token with a number, which grows with each refusal.
#[derive(Default)]
struct Numbered {
    refused: Arc<AtomicUsize>,
}

impl AuthProvider for Numbered {
    async fn headers(&self, request: &Request) -> Result<HeaderMap, BoxError> {
        let number = self.refused.load(Ordering::SeqCst);
        let mut headers = HeaderMap::new();
        headers.insert(AUTHORIZATION, format!("Bearer s3same-{number}").parse()?);
        headers.insert("x-path", request.url().path().parse()?);
        Ok(headers)
    }

    async fn refused(&self, headers: &HeaderMap) -> bool {
        assert!(headers.contains_key("x-path"));
        self.refused.fetch_add(1, Ordering::SeqCst);
        true
    }
}

fn unauthorized() -> Vec<u8> {
    response("401 X", "application/json", r#"{"errorCode":"X"}"#)
}

#[tokio::test]
async fn its_headers_are_sent_and_it_is_told_of_a_401() {
    let ok = response("200 OK", "application/json", r#"{"type":"SLACK"}"#);
    let server = Scripted::start(vec![unauthorized(), ok]).await;
    let client = client(
        server.base_url(),
        Credentials::provider(Numbered::default()),
    );
    get_datadog(&client).await.expect("accepted");
    let requests = server.requests();
    for (number, request) in requests.iter().enumerate() {
        assert!(request.contains(&format!("authorization: Bearer s3same-{number}\r\n")));
        assert!(
            request.contains("x-path: /api/atlas/v2/groups/"),
            "{request}"
        );
    }
    assert_eq!(requests.len(), 2);
}

#[tokio::test]
async fn a_request_is_sent_once_more_and_no_oftener() {
    let server = Scripted::start(vec![unauthorized()]).await;
    let provider = Numbered::default();
    let refused = Arc::clone(&provider.refused);
    let client = client(server.base_url(), Credentials::provider(provider));
    let error = get_datadog(&client).await.expect_err("refused");
    assert_eq!(error.kind(), ErrorKind::Status);
    assert_eq!(error.error_code(), Some("X"));
    assert_eq!(refused.load(Ordering::SeqCst), 2);
    assert_eq!(server.requests().len(), 2);
}

/// Has no headers to offer.
struct Failing;

impl AuthProvider for Failing {
    async fn headers(&self, _: &Request) -> Result<HeaderMap, BoxError> {
        Err("the vault is sealed".into())
    }
}

#[tokio::test]
async fn its_failure_is_an_authentication_failure_and_nothing_is_sent() {
    let server = Scripted::start(vec![unauthorized()]).await;
    let client = client(server.base_url(), Credentials::provider(Failing));
    let error = get_datadog(&client).await.expect_err("no headers");
    assert!(
        error.is_authentication() && !error.is_transient(),
        "{error:?}"
    );
    assert!(error.to_string().contains("the vault is sealed"), "{error}");
    assert_eq!(
        error.source().expect("a source").to_string(),
        "the vault is sealed"
    );
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn nothing_of_it_is_shown() {
    let client = client(
        "http://localhost:1",
        Credentials::provider(Numbered::default()),
    );
    let text = format!("{client:?}");
    assert!(text.contains("provider"), "{text}");
}
