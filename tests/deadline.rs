//! However a call runs out of time, what the server has said by then is kept.

mod support;

use std::time::Duration;

use atlas_integrations::{
    CallOptions, Client, ClientBuilder, Credentials, Error, ErrorKind, RetryPolicy,
};
use support::scripted::response;
use support::stalling::Stalling;
use support::{api_key, get_datadog, service_account};

const SEVEN: Duration = Duration::from_secs(7);

/// The start of a response: its head, and `body` of a much longer one.
fn start(status: &str, body: &str) -> Vec<u8> {
    format!(
        "HTTP/1.1 {status}\r\nContent-Type: application/json\r\nRetry-After: 5\r\n\
         Content-Length: 9000\r\n\r\n{body}"
    )
    .into_bytes()
}

const FORBIDDEN: &str =
    r#"{"error":403,"errorCode":"IP_ADDRESS_NOT_ON_ACCESS_LIST","detail":"Not from here.","par"#;

fn builder(server: &Stalling, credentials: Credentials) -> ClientBuilder {
    let builder = Client::builder().base_url(server.base_url());
    builder.credentials(credentials)
}

async fn error_of(builder: ClientBuilder) -> Error {
    let client = builder.build().expect("a client");
    get_datadog(&client).await.expect_err("too slow")
}

fn status(error: &Error) -> Option<u16> {
    error.status().map(|status| status.as_u16())
}

#[tokio::test(start_paused = true)]
async fn a_timeout_in_the_body_of_a_403_keeps_status_headers_reason_and_body() {
    let server = Stalling::start(vec![start("403 X", FORBIDDEN)]).await;
    let error = error_of(builder(&server, Credentials::bearer("t"))).await;
    assert_eq!(
        (error.kind(), status(&error)),
        (ErrorKind::Timeout, Some(403))
    );
    assert!(error.is_timeout() && error.is_forbidden());
    assert_eq!(error.error_code(), Some("IP_ADDRESS_NOT_ON_ACCESS_LIST"));
    assert_eq!(error.detail(), Some("Not from here."));
    let api_error = error.api_error().expect("enough of it");
    assert_eq!(api_error.error_code, "IP_ADDRESS_NOT_ON_ACCESS_LIST");
    assert_eq!(error.body(), Some(FORBIDDEN.as_bytes()));
    assert_eq!(error.retry_after(), Some(Duration::from_secs(5)));
    let message = error.to_string();
    let end = "; it began with IP_ADDRESS_NOT_ON_ACCESS_LIST: Not from here.";
    assert!(
        message.starts_with("the 403 Forbidden response was interrupted: ")
            && message.ends_with(end),
        "{message}"
    );
}

#[tokio::test(start_paused = true)]
async fn a_403_without_its_body_is_final() {
    let server = Stalling::start(vec![start("403 X", ""), start("403 X", "")]).await;
    let error = error_of(builder(&server, Credentials::bearer("t"))).await;
    assert!(!error.is_transient());
    assert_eq!((error.attempts(), status(&error)), (1, Some(403)));
    assert_eq!(error.body(), Some(&b""[..]));
}

#[tokio::test(start_paused = true)]
async fn the_deadline_in_the_body_of_a_503_keeps_the_status() {
    let server = Stalling::start(vec![start("503 X", "{")]).await;
    let builder = builder(&server, Credentials::bearer("t")).timeout(None);
    let error = error_of(builder.retry(RetryPolicy::default().deadline(SEVEN))).await;
    assert_eq!(
        (error.kind(), status(&error)),
        (ErrorKind::Timeout, Some(503))
    );
    assert!(error.is_transient());
    assert_eq!(error.elapsed().as_secs(), 7);
    assert_eq!(
        error.to_string(),
        "the 503 Service Unavailable response was interrupted: no complete response was received \
         within 7s, the deadline set by `RetryPolicy`"
    );
}

#[tokio::test(start_paused = true)]
async fn a_timeout_or_deadline_of_one_call_keeps_the_status() {
    for options in [
        CallOptions::default()
            .timeout(SEVEN)
            .retry(RetryPolicy::none()),
        CallOptions::default()
            .timeout(None)
            .retry(RetryPolicy::none().deadline(SEVEN)),
    ] {
        let server = Stalling::start(vec![start("503 X", "")]).await;
        let client = builder(&server, Credentials::bearer("t")).build();
        let client = client.expect("a client");
        let call = client.list_projects().with(options).send();
        let error = call.await.expect_err("too slow");
        assert_eq!(
            (error.kind(), status(&error)),
            (ErrorKind::Timeout, Some(503))
        );
        assert_eq!(error.elapsed().as_secs(), 7);
    }
}

#[tokio::test(start_paused = true)]
async fn the_last_attempts_error_is_kept_if_the_deadline_ends_the_next_one() {
    let body = r#"{"error":503,"errorCode":"MAINTENANCE","detail":"Back soon."}"#;
    let server = Stalling::start(vec![response("503 X", "application/json", body)]).await;
    let builder = builder(&server, Credentials::bearer("t")).timeout(None);
    let error = error_of(builder.retry(RetryPolicy::default().deadline(SEVEN))).await;
    assert_eq!(
        (error.kind(), status(&error)),
        (ErrorKind::Status, Some(503))
    );
    assert_eq!(error.error_code(), Some("MAINTENANCE"));
    assert_eq!(error.body(), Some(body.as_bytes()));
    assert_eq!((error.attempts(), error.elapsed().as_secs()), (2, 7));
    assert_eq!(
        error.to_string(),
        "Atlas answered 503 Service Unavailable, MAINTENANCE: Back soon.; after that, no complete \
         response was received within 7s, the deadline set by `RetryPolicy` (after 2 attempts in \
         7.0 s)"
    );
}

#[tokio::test(start_paused = true)]
async fn a_deadline_before_any_response_is_a_timeout_without_a_status() {
    let server = Stalling::start(vec![]).await;
    let builder = builder(&server, Credentials::bearer("t")).timeout(None);
    let error = error_of(builder.retry(RetryPolicy::default().deadline(SEVEN))).await;
    assert_eq!((error.kind(), status(&error)), (ErrorKind::Timeout, None));
    assert!(error.is_transient() && error.body().is_none() && error.headers().is_none());
}

#[tokio::test(start_paused = true)]
async fn the_deadline_in_a_resend_keeps_the_status_of_what_is_interrupted() {
    let challenge = b"HTTP/1.1 401 X\r\nWWW-Authenticate: Digest realm=\"r\", nonce=\"n\", \
        qop=\"auth\"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    let server = Stalling::start(vec![challenge.to_vec(), start("403 X", FORBIDDEN)]).await;
    let builder = builder(&server, api_key()).timeout(None);
    let error = error_of(builder.retry(RetryPolicy::default().deadline(SEVEN))).await;
    assert_eq!(
        (error.kind(), status(&error)),
        (ErrorKind::Timeout, Some(403))
    );
    assert_eq!(error.error_code(), Some("IP_ADDRESS_NOT_ON_ACCESS_LIST"));
}

#[tokio::test(start_paused = true)]
async fn the_deadline_after_a_refused_token_keeps_the_401() {
    let token = r#"{"access_token":"abc","expires_in":3600,"token_type":"Bearer"}"#;
    let refusal = r#"{"error":401,"errorCode":"TOKEN_REVOKED","detail":"Gone."}"#;
    let server = Stalling::start(vec![
        response("200 OK", "application/json", token),
        response("401 X", "application/json", refusal),
    ])
    .await;
    let builder = builder(&server, service_account()).timeout(None);
    let error = error_of(builder.retry(RetryPolicy::default().deadline(SEVEN))).await;
    assert_eq!(
        (error.kind(), status(&error)),
        (ErrorKind::Timeout, Some(401))
    );
    assert_eq!(error.error_code(), Some("TOKEN_REVOKED"));
    assert_eq!(
        error.to_string(),
        "Atlas answered 401 Unauthorized, and after that, no complete response was received within \
         7s, the deadline set by `RetryPolicy`"
    );
}

#[tokio::test(start_paused = true)]
async fn the_deadline_while_a_token_is_requested_says_so() {
    let server = Stalling::start(vec![start("403 X", FORBIDDEN)]).await;
    let builder = builder(&server, service_account()).timeout(SEVEN);
    let error = error_of(builder.retry(RetryPolicy::none())).await;
    assert_eq!(
        (error.kind(), status(&error)),
        (ErrorKind::Timeout, Some(403))
    );
    assert!(error.is_authentication());
    assert_eq!(error.error_code(), Some("IP_ADDRESS_NOT_ON_ACCESS_LIST"));
}
