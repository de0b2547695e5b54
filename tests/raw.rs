//! Untyped requests for any operation, and options for one call.

mod support;

use std::time::Duration;

use atlas_emulator::Fault;
use atlas_integrations::reqwest::{Method, StatusCode};
use atlas_integrations::types::Group;
use atlas_integrations::{CallOptions, Credentials, Error, ErrorKind, Json, RetryPolicy};
use serde_json::{Value, json};
use support::scripted::{Scripted, response};
use support::{GROUP, api_key, client, emulator, retrying_client, service_account};

fn project() -> String {
    format!("/api/atlas/v2/groups/{GROUP}")
}

#[tokio::test]
async fn an_operation_without_types_works_like_any_other() {
    let emulator = emulator().await;
    for credentials in [service_account(), api_key()] {
        let client = client(emulator.base_url(), credentials);
        let get = || client.request(Method::GET, project());
        let value = get().send_for_json::<Value>().await.expect("a project");
        assert_eq!(value["id"], GROUP);
        let typed = get().send_for_json::<Group>().await.expect("a project");
        assert_eq!(typed.id.as_deref(), Some(GROUP));
        let kept = get().send_for_json::<Json>().await.expect("a project");
        assert_eq!(kept.get(), kept.text());
        let text = get().send().await.expect("a project");
        assert_eq!((text.text(), text.status()), (kept.get(), StatusCode::OK));

        let enveloped = client.request(Method::GET, format!("{}/integrations/HIP_CHAT", project()));
        let error = enveloped
            .query("envelope", true)
            .send()
            .await
            .expect_err("not there");
        assert!(
            error.is_not_found() && error.error_code().is_some(),
            "{error}"
        );
    }
}

#[tokio::test]
async fn the_body_and_the_query_are_sent_as_given() {
    let server = Scripted::start(vec![response("200 OK", "application/json", "{}")]).await;
    let client = client(
        format!("{}/gate/", server.base_url()),
        Credentials::bearer("token"),
    );
    client
        .request(Method::PATCH, "/api/atlas/v2/groups/byName/R%26D")
        .query("a b", "c&d")
        .query("n", 5)
        .json(&json!({ "name": "x" }))
        .with(CallOptions::default().api_date("2024-08-05"))
        .send()
        .await
        .expect("success");
    let request = server.requests().concat().to_lowercase();
    for part in [
        "patch /gate/api/atlas/v2/groups/byname/r%26d?a%20b=c%26d&n=5 http/1.1",
        "accept: application/vnd.atlas.2024-08-05+json",
        "content-type: application/vnd.atlas.2024-08-05+json",
        "authorization: bearer token",
        "{\"name\":\"x\"}",
    ] {
        assert!(request.contains(part), "{part}\n{request}");
    }
}

#[tokio::test]
async fn a_path_that_would_leave_the_base_url_is_not_sent() {
    let emulator = emulator().await;
    let client = client(emulator.base_url(), service_account());
    for path in [
        "",
        "groups",
        "//elsewhere.example/x",
        "/a/../b",
        "/a/%2e%2e/b",
        "/a?b=c",
        "/a b",
    ] {
        let error = client
            .request(Method::GET, path)
            .send()
            .await
            .expect_err(path);
        assert_eq!(error.kind(), ErrorKind::InvalidRequest);
        assert!(
            error.to_string().starts_with("request: invalid path: "),
            "{error}"
        );
    }
    assert_eq!(emulator.received_requests(), []);
}

#[tokio::test]
async fn retries_depend_on_the_method() {
    let emulator = emulator().await;
    let client = retrying_client(emulator.base_url(), service_account());
    let quick = || {
        let policy = RetryPolicy::default().base_delay(Duration::ZERO);
        CallOptions::default().retry(policy)
    };
    let call = |method| client.request(method, project()).with(quick());
    emulator.inject_faults([Fault::Status(503)]);
    assert_eq!(
        call(Method::GET).send().await.expect("retried").attempts(),
        2
    );
    emulator.inject_faults([Fault::Status(503)]);
    let error = call(Method::PATCH)
        .send()
        .await
        .expect_err("not idempotent");
    assert_eq!(
        (error.attempts(), error.status()),
        (1, Some(StatusCode::SERVICE_UNAVAILABLE))
    );
}

#[tokio::test]
async fn a_call_can_have_its_own_options() {
    let emulator = emulator().await;
    let client = retrying_client(emulator.base_url(), service_account());
    client.list_projects().send().await.expect("a page");
    emulator.inject_faults([Fault::Status(503)]);
    let once = CallOptions::default().retry(RetryPolicy::none());
    let error = client
        .list_projects()
        .with(once.clone())
        .send()
        .await
        .expect_err("one attempt");
    assert_eq!(error.attempts(), 1);

    emulator.set_latency(Duration::from_secs(60));
    let short = once.timeout(Duration::from_millis(20));
    let error = client
        .list_projects()
        .with(short)
        .send()
        .await
        .expect_err("too slow");
    assert!(error.is_timeout(), "{error}");
}

#[tokio::test]
async fn extra_headers_are_sent_and_reserved_headers_are_rejected() {
    let server = Scripted::start(vec![response(
        "200 OK",
        "application/json",
        r#"{"results":[]}"#,
    )]);
    let server = server.await;
    let client = client(server.base_url(), Credentials::bearer("token"));
    let list = |options| client.list_projects().with(options);
    let id = CallOptions::default()
        .header("X-Request-Id", "4711")
        .header("x-more", "a");
    assert!(!format!("{:?}", list(CallOptions::default()).validate()).contains("4711"));
    list(id.api_date("2023-01-01"))
        .send()
        .await
        .expect("a page");
    let request = server.requests().concat();
    for part in [
        "x-request-id: 4711",
        "x-more: a",
        "accept: application/vnd.atlas.2023-01-01+json",
    ] {
        assert!(request.contains(part), "{part}\n{request}");
    }
    let assert_rejected = |outcome: Result<(), Error>, rule: &str| {
        let error = outcome.expect_err(rule);
        assert_eq!(error.kind(), ErrorKind::InvalidRequest);
        let text = error.to_string();
        assert!(text.contains(rule) && !text.contains("sesame"), "{text}");
    };
    let header = |name: &str, value: &str| CallOptions::default().header(name, value);
    for name in [
        "Authorization",
        "accept",
        "HOST",
        "content-length",
        "user-agent",
    ] {
        assert_rejected(
            list(header(name, "sesame")).validate(),
            "it is set by the client itself",
        );
    }
    assert_rejected(
        list(header("a b", "sesame")).validate(),
        "not a valid header name",
    );
    assert_rejected(
        list(header("a", "sesame\n")).validate(),
        "other than visible ASCII",
    );
    assert_rejected(
        list(CallOptions::default().api_date("soon")).validate(),
        "api_date",
    );
    let sent: Result<(), Error> = list(header("a", "sesame\n")).send().await.map(drop);
    assert_rejected(sent, "other than visible ASCII");
    assert_eq!(server.requests().len(), 1);
}

#[test]
fn debug_shows_neither_a_body_nor_a_header() {
    let client = client("http://localhost:1", Credentials::bearer("token"));
    let request = client
        .request(Method::POST, "/api/atlas/v2/sesame")
        .query("sesame", "sesame")
        .json(&json!({ "key": "sesame" }))
        .with(CallOptions::default().header("x-key", "sesame"));
    let shown = format!("{request:?} {request:#?}");
    assert!(!shown.contains("sesame"), "{shown}");
}
