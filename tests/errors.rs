//! Every non-success response is a typed error, whatever its body.

mod support;

use std::time::Duration;

use atlas_integrations::{Credentials, Error, ErrorKind};
use support::scripted::{Scripted, response};
use support::{client, error_examples, get_datadog};

/// The error of a call whose response is `bytes`.
async fn error_of(bytes: Vec<u8>) -> Error {
    let server = Scripted::start(vec![bytes]).await;
    let client = client(server.base_url(), Credentials::bearer("t"));
    get_datadog(&client).await.expect_err("must fail")
}

#[tokio::test]
async fn documented_errors_are_typed() {
    for example in error_examples() {
        let status = example["error"].as_u64().expect("a number");
        let line = format!("{status} X");
        let error = error_of(response(&line, "application/json", &example.to_string())).await;
        assert_eq!(error.kind(), ErrorKind::Status);
        assert_eq!(
            error.status().map(|status| u64::from(status.as_u16())),
            Some(status)
        );
        assert_eq!(error.error_code(), example["errorCode"].as_str());
        assert_eq!(error.detail(), example["detail"].as_str());
        let api_error = error.api_error().expect("documented form");
        assert_eq!(serde_json::to_value(api_error).expect("JSON"), example);
    }
}

#[tokio::test]
async fn the_status_survives_any_body() {
    let bodies = [
        ("application/json", ""),
        ("text/html", "<html><body>sesame</body></html>"),
        ("application/json", r#"{"error": 5, "#),
        ("application/json", r#"["sesame"]"#),
        ("application/json", r#"{"message": "sesame"}"#),
        (
            "application/json",
            r#"{"error":"x","errorCode":7,"detail":["sesame"]}"#,
        ),
        ("text/plain", "sesame"),
    ];
    for status in [
        300, 302, 400, 401, 402, 403, 404, 405, 406, 408, 409, 410, 415, 418, 429, 500, 502, 503,
        504, 599,
    ] {
        for (content_type, body) in bodies {
            let error = error_of(response(&format!("{status} X"), content_type, body)).await;
            let case = format!("{status} {body}: {error:?}");
            assert_eq!(error.kind(), ErrorKind::Status, "{case}");
            assert_eq!(
                error.status().map(|status| status.as_u16()),
                Some(status),
                "{case}"
            );
            let transient = [408, 429, 500, 502, 503, 504].contains(&status);
            assert_eq!(error.is_transient(), transient, "{case}");
            assert_eq!(error.is_not_found(), status == 404, "{case}");
            assert_eq!(error.is_unauthorized(), status == 401, "{case}");
            assert_eq!(error.is_forbidden(), status == 403, "{case}");
            assert_eq!(error.is_rate_limited(), status == 429, "{case}");
            assert!(!case.replace(body, "").contains("sesame"), "{case}");
        }
    }
}

#[tokio::test]
async fn third_party_error_pages_are_outlined() {
    let error = error_of(response("502 Bad Gateway", "text/html", "<html></html>")).await;
    assert_eq!(
        error.to_string(),
        "Atlas answered 502 Bad Gateway, with 13 bytes of text/html"
    );
    let error = error_of(response("503 Service Unavailable", "text/html", "")).await;
    assert_eq!(
        error.to_string(),
        "Atlas answered 503 Service Unavailable, with an empty body"
    );
}

#[tokio::test]
async fn partial_error_bodies_are_used() {
    let body = r#"{"errorCode":"TOO_MANY_REQUESTS","detail":"slow\ndown"}"#;
    let error = error_of(response("429 X", "application/json", body)).await;
    assert_eq!(error.error_code(), Some("TOO_MANY_REQUESTS"));
    assert_eq!(error.detail(), Some("slow\ndown"));
    assert!(error.api_error().is_none());
    assert_eq!(
        error.to_string(),
        "Atlas answered 429 Too Many Requests, TOO_MANY_REQUESTS: slow down"
    );
}

#[tokio::test]
async fn retry_after_is_parsed_in_both_forms() {
    let error_with = |value: String| {
        let head = format!("HTTP/1.1 503 X\r\nRetry-After: {value}\r\nRateLimit-Limit: 50\r\n");
        error_of(format!("{head}RateLimit-Remaining: 0\r\nConnection: close\r\n\r\n").into_bytes())
    };
    let error = error_with("7".to_owned()).await;
    assert_eq!(error.retry_after(), Some(Duration::from_secs(7)));
    assert_eq!(error.rate_limit().limit, Some(50));
    assert_eq!(error.rate_limit().remaining, Some(0));
    let soon = std::time::SystemTime::now() + Duration::from_secs(3_000);
    let wait = error_with(httpdate::fmt_http_date(soon))
        .await
        .retry_after()
        .expect("a date");
    assert!((2_900..=3_000).contains(&wait.as_secs()), "{wait:?}");
    let past = error_with("Wed, 21 Oct 2015 07:28:00 GMT".to_owned()).await;
    assert_eq!(past.retry_after(), Some(Duration::ZERO));
    assert_eq!(error_with("soon".to_owned()).await.retry_after(), None);
}

#[tokio::test]
async fn an_interrupted_error_response_keeps_its_status() {
    let bytes = b"HTTP/1.1 500 X\r\nContent-Length: 100\r\n\r\n{\"error\":".to_vec();
    let error = error_of(bytes).await;
    assert_eq!(error.kind(), ErrorKind::Interrupted, "{error:?}");
    assert_eq!(error.status().map(|status| status.as_u16()), Some(500));
    assert!(error.is_transient());
}

#[tokio::test]
async fn unreadable_success_responses_are_explained() {
    for (content_type, body, sentence) in [
        (
            "text/html",
            "<html>sesame</html>",
            "not valid JSON, at line 1, column 1 (with 19 bytes of text/html)",
        ),
        (
            "application/json",
            "",
            "the JSON text is truncated (with an empty body)",
        ),
        (
            "application/json",
            r#"{"type":"#,
            "the JSON text is truncated (with 8 bytes",
        ),
        (
            "application/json",
            r#"["sesame"]"#,
            "$: it is an array, not an object",
        ),
    ] {
        let error = error_of(response("200 OK", content_type, body)).await;
        assert_eq!(error.kind(), ErrorKind::Unreadable);
        assert_eq!(error.status().map(|status| status.as_u16()), Some(200));
        assert!(error.to_string().contains(sentence), "{error}");
        assert!(
            !format!("{error} {error:?}").contains("sesame"),
            "{error:?}"
        );
        assert!(!error.is_transient());
    }
}

#[tokio::test]
async fn redirects_are_not_followed() {
    let elsewhere = Scripted::start(vec![response("200 OK", "application/json", "{}")]).await;
    let head = format!(
        "HTTP/1.1 302 Found\r\nLocation: {}/\r\n",
        elsewhere.base_url()
    );
    let error = error_of(format!("{head}Content-Length: 0\r\n\r\n").into_bytes()).await;
    assert_eq!(error.status().map(|status| status.as_u16()), Some(302));
    assert_eq!(elsewhere.requests(), Vec::<String>::new());
}

#[tokio::test]
async fn a_response_longer_than_the_limit_is_rejected() {
    let server = Scripted::start(vec![response(
        "200 OK",
        "application/json",
        &"x".repeat(2_000),
    )])
    .await;
    let builder = atlas_integrations::Client::builder().base_url(server.base_url());
    let builder = builder
        .credentials(Credentials::bearer("t"))
        .response_limit(1_999);
    let error = get_datadog(&builder.build().expect("a client"))
        .await
        .expect_err("too long");
    assert_eq!(error.kind(), ErrorKind::Unreadable);
    assert!(
        error.to_string().contains("longer than 1999 bytes"),
        "{error}"
    );
}

#[tokio::test]
async fn a_failed_connection_has_its_own_kind() {
    let address = {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
            .await
            .expect("a port");
        listener.local_addr().expect("an address")
    };
    let client = client(format!("http://{address}"), Credentials::bearer("t"));
    let error = get_datadog(&client)
        .await
        .expect_err("nothing is listening");
    assert_eq!(error.kind(), ErrorKind::Connection);
    assert!(error.is_transient() && error.status().is_none());
    let message = error.to_string();
    assert!(
        message.starts_with("cannot connect to 127.0.0.1: "),
        "{message}"
    );
    assert!(
        message.to_lowercase().contains("connection refused"),
        "{message}"
    );
}
