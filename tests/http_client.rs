//! A client of the caller's own, which follows redirects.
#![cfg(any(feature = "native-tls", feature = "rustls"))]

mod support;

use atlas_integrations::reqwest::redirect::Policy;
use atlas_integrations::types::Datadog;
use atlas_integrations::{Client, Credentials, ErrorKind, RetryPolicy, http_client_builder};
use support::scripted::{Scripted, response};
use support::{GROUP, get_datadog};

const SECRET: &str = "s3ntinel-4711";

/// A client that follows up to ten redirects.
fn following(base_url: String, credentials: Credentials) -> Client {
    let http_client = http_client_builder().expect("TLS");
    let http_client = http_client.redirect(Policy::limited(10)).build();
    Client::builder()
        .base_url(base_url)
        .credentials(credentials)
        .http_client(http_client.expect("an HTTP client"))
        .retry(RetryPolicy::none())
        .build()
        .expect("a client")
}

/// A redirect that keeps the method and the body (RFC 9110, section 15.4.8).
fn redirect_to(server: &Scripted) -> Vec<u8> {
    let location = format!("{}/elsewhere", server.base_url());
    format!(
        "HTTP/1.1 307 Temporary Redirect\r\nLocation: {location}\r\nContent-Length: 0\r\n\
         Connection: close\r\n\r\n"
    )
    .into_bytes()
}

/// A server that nobody should send a secret to.
async fn elsewhere() -> Scripted {
    let body = r#"{"type":"DATADOG","apiKey":"k"}"#;
    Scripted::start(vec![response("200 OK", "application/json", body)]).await
}

#[tokio::test]
async fn a_body_goes_to_no_other_server() {
    let elsewhere = elsewhere().await;
    let atlas = Scripted::start(vec![redirect_to(&elsewhere)]).await;
    let client = following(atlas.base_url(), Credentials::bearer("t"));
    let create = client.create_third_party_integration().group_id(GROUP);
    let error = create.body(Datadog::new(SECRET)).send().await;
    let error = error.expect_err("a redirect");
    assert_eq!(error.status().map(|status| status.as_u16()), Some(307));
    assert!(atlas.requests()[0].contains(SECRET));
    assert!(elsewhere.requests().is_empty());
}

#[tokio::test]
async fn a_revoked_token_goes_to_no_other_server() {
    let elsewhere = elsewhere().await;
    let token = format!(r#"{{"access_token":"{SECRET}","token_type":"Bearer","expires_in":3600}}"#);
    let datadog = r#"{"type":"DATADOG","apiKey":"k"}"#;
    let atlas = Scripted::start(vec![
        response("200 OK", "application/json", &token),
        response("200 OK", "application/json", datadog),
        redirect_to(&elsewhere),
    ])
    .await;
    let client = following(
        atlas.base_url(),
        Credentials::service_account("id", "secret"),
    );
    get_datadog(&client).await.expect("success");
    client.revoke_token().await.expect_err("a redirect");
    assert!(atlas.requests()[2].contains(SECRET));
    assert!(elsewhere.requests().is_empty());
}

#[tokio::test]
async fn a_response_of_another_server_is_not_atlas_s() {
    let elsewhere = elsewhere().await;
    let atlas = Scripted::start(vec![redirect_to(&elsewhere)]).await;
    let client = following(atlas.base_url(), Credentials::bearer(SECRET));
    let error = get_datadog(&client).await.expect_err("a redirect");
    assert_eq!(error.kind(), ErrorKind::Unreadable, "{error:?}");
    assert!(
        error.to_string().contains("a redirect to another server"),
        "{error}"
    );
    for request in elsewhere.requests() {
        assert!(!request.contains(SECRET), "{request}");
    }
}
