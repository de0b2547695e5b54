//! API keys: one request per call, whatever the server does with its nonces.

mod support;

use atlas_emulator::Fault;
use atlas_integrations::{Credentials, Error, ErrorKind};
use support::scripted::{Scripted, response};
use support::{api_key, client, emulator, get_datadog};

#[tokio::test]
async fn a_stale_nonce_costs_one_extra_request() {
    let emulator = emulator().await;
    let client = client(emulator.base_url(), api_key());
    get_datadog(&client).await.expect("configured");
    emulator.expire_nonces();
    get_datadog(&client).await.expect("with a new nonce");
    get_datadog(&client).await.expect("with the same nonce");
    assert_eq!(emulator.received_requests().len(), 5);
}

#[tokio::test]
async fn a_nonce_that_goes_stale_immediately_is_replaced_again() {
    let emulator = emulator().await;
    let client = client(emulator.base_url(), api_key());
    get_datadog(&client).await.expect("configured");
    emulator.inject_faults([Fault::ExpiredCredentials, Fault::ExpiredCredentials]);
    get_datadog(&client).await.expect("with a third nonce");
    emulator.inject_faults(vec![Fault::ExpiredCredentials; 4]);
    get_datadog(&client).await.expect("with the fifth nonce");
    emulator.inject_faults(vec![Fault::ExpiredCredentials; 6]);
    let error = get_datadog(&client)
        .await
        .expect_err("it does not resend forever");
    assert!(error.is_unauthorized() && error.is_transient(), "{error:?}");
    assert!(error.to_string().contains("as stale"), "{error}");
}

#[tokio::test]
async fn a_wrong_key_costs_two_requests() {
    let emulator = emulator().await;
    let client = client(
        emulator.base_url(),
        Credentials::api_key("emulator", "wrong"),
    );
    let error = get_datadog(&client).await.expect_err("rejected");
    assert!(
        error.is_unauthorized() && error.kind() == ErrorKind::Status,
        "{error:?}"
    );
    assert_eq!(emulator.received_requests().len(), 2);
}

const SLACK: &str = r#"{"type":"SLACK","apiToken":"k","channelName":"a"}"#;

/// A 401 with these challenges, one header each.
fn challenge(challenges: &[&str]) -> Vec<u8> {
    let mut head =
        "HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\nConnection: close\r\n".to_owned();
    for challenge in challenges {
        head.push_str(&format!("WWW-Authenticate: {challenge}\r\n"));
    }
    format!("{head}\r\n").into_bytes()
}

/// The `Authorization` headers that a server received.
fn authorizations(server: &Scripted) -> Vec<String> {
    let requests = server.requests();
    let lines = requests.iter().flat_map(|request| request.lines());
    lines
        .filter_map(|line| line.strip_prefix("authorization: "))
        .map(str::to_owned)
        .collect()
}

/// The value of a header's parameter.
fn parameter<'a>(header: &'a str, name: &str) -> &'a str {
    let rest = header.split(&format!("{name}=")).nth(1).unwrap_or_default();
    rest.split(',').next().unwrap_or_default().trim_matches('"')
}

#[tokio::test]
async fn the_server_may_change_the_nonce_and_the_realm() {
    let ok = response("200 OK", "application/json", SLACK);
    let with_next = String::from_utf8(ok.clone()).expect("text").replace(
        "Connection: close",
        "Authentication-Info: nextnonce=\"n2\", qop=auth\r\nConnection: close",
    );
    let server = Scripted::start(vec![
        challenge(&[r#"Digest realm="one", nonce="n1", qop="auth", opaque="o""#]),
        with_next.into_bytes(),
        ok.clone(),
        challenge(&[r#"Digest realm="two", nonce="n3", qop="auth", stale=true"#]),
        ok,
    ])
    .await;
    let client = client(server.base_url(), Credentials::api_key("u", "p"));
    for _ in 0..4 {
        get_datadog(&client).await.expect("success");
    }
    let seen: Vec<_> = authorizations(&server)
        .iter()
        .map(|header| {
            ["realm", "nonce", "nc", "opaque"].map(|name| parameter(header, name).to_owned())
        })
        .collect();
    assert_eq!(
        seen,
        [
            ["one", "n1", "00000001", "o"],
            ["one", "n2", "00000001", "o"],
            ["one", "n2", "00000002", "o"],
            ["two", "n3", "00000001", ""],
            ["two", "n3", "00000002", ""],
        ]
    );
}

#[tokio::test]
async fn every_algorithm_is_supported() {
    for (challenges, algorithm) in [
        (
            vec![r#"Digest realm="r", nonce="n", qop="auth", algorithm=MD5"#],
            "MD5",
        ),
        (
            vec![r#"Digest realm="r", nonce="n", qop="auth", algorithm=MD5-sess"#],
            "MD5-sess",
        ),
        (
            vec![r#"Digest realm="r", nonce="n", qop="auth", algorithm=SHA-256"#],
            "SHA-256",
        ),
        (
            vec![r#"Digest realm="r", nonce="n", qop="auth", algorithm=SHA-256-sess"#],
            "SHA-256-sess",
        ),
        (vec![r#"Digest realm="r", nonce="n""#], ""),
        (
            vec![
                "Negotiate",
                r#"Basic realm="a, b", Digest realm="\"r\"", nonce="n", qop="auth-int,auth", algorithm=MD5"#,
                r#"Digest realm="\"r\"", nonce="n", qop="auth", algorithm=SHA-256"#,
            ],
            "SHA-256",
        ),
    ] {
        let ok = response("200 OK", "application/json", SLACK);
        let server = Scripted::start(vec![challenge(&challenges), ok]).await;
        let client = client(server.base_url(), Credentials::api_key("u", "p"));
        get_datadog(&client).await.expect("success");
        get_datadog(&client).await.expect("success");
        let headers = authorizations(&server);
        assert_eq!(headers.len(), 2, "{challenges:?}");
        assert_eq!(parameter(&headers[0], "algorithm"), algorithm);
        // A session key is derived from its first client nonce.
        assert_eq!(
            parameter(&headers[0], "cnonce"),
            parameter(&headers[1], "cnonce")
        );
    }
}

#[tokio::test]
async fn unsupported_challenges_are_named() {
    let rejection_message = |challenges: Vec<&'static str>| async move {
        let server = Scripted::start(vec![challenge(&challenges)]).await;
        let client = client(server.base_url(), Credentials::api_key("u", "p"));
        let error: Error = get_datadog(&client).await.expect_err("rejected");
        assert_eq!(error.kind(), ErrorKind::Authentication, "{error:?}");
        assert!(
            error.is_unauthorized() && !error.is_transient(),
            "{error:?}"
        );
        error.to_string()
    };
    for (challenges, words) in [
        (vec![], "the 401 response has no challenge"),
        (
            vec!["Bearer realm=\"r\""],
            "the server requires the scheme Bearer;",
        ),
        (
            vec![r#"Digest realm="r", nonce="n", algorithm=TIGER"#],
            "TIGER",
        ),
        (
            vec![r#"Digest realm="r", nonce="n", qop="auth-int""#],
            "only qop=auth-int",
        ),
        (vec![r#"Digest realm="r""#], "nonce"),
    ] {
        let sentence = rejection_message(challenges).await;
        assert!(
            sentence.starts_with("authentication failed: "),
            "{sentence}"
        );
        assert!(sentence.contains(words), "{sentence}");
    }
}

#[tokio::test]
async fn what_a_401_without_a_challenge_reports_reaches_the_error() {
    let body =
        r#"{"error":401,"errorCode":"ORG_SUSPENDED","detail":"The organization is suspended."}"#;
    let server = Scripted::start(vec![response("401 X", "application/json", body)]).await;
    let client = client(server.base_url(), Credentials::api_key("u", "p"));
    let error = get_datadog(&client).await.expect_err("rejected");
    assert!(error.is_authentication() && error.is_unauthorized());
    assert_eq!(error.error_code(), Some("ORG_SUSPENDED"));
    assert!(error.api_error().is_some());
    assert!(error.to_string().contains("no challenge"), "{error}");
    assert!(
        error.to_string().contains("The organization is suspended."),
        "{error}"
    );
}
