//! Service accounts: one shared token, replaced before it expires, and errors that say what failed.

mod support;

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use atlas_emulator::{CLIENT_ID, CLIENT_SECRET, Emulator, Fault};
use atlas_integrations::{
    AccessToken, BoxError, CallOptions, Client, Credentials, Error, ErrorKind, FileTokenStore,
    RetryPolicy, TokenKey, TokenStore,
};
use support::scripted::{Scripted, response};
use support::{api_key, client, emulator, get_datadog, retrying_client, service_account};
use tokio::task::JoinSet;

/// Returns how many requests the token endpoint received.
fn token_requests(emulator: &Emulator) -> usize {
    let received = emulator.received_requests();
    received
        .iter()
        .filter(|request| request.path == "/api/oauth/token")
        .count()
}

/// Makes `calls` calls concurrently and returns the errors.
async fn errors_of_concurrent_calls(client: &Client, calls: usize) -> Vec<Error> {
    let mut tasks = JoinSet::new();
    for _ in 0..calls {
        let client = client.clone();
        tasks.spawn(async move { get_datadog(&client).await.map(drop) });
    }
    let outcomes = tasks.join_all().await;
    outcomes.into_iter().filter_map(Result::err).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_concurrent_calls_fetch_one_token() {
    let emulator = emulator().await;
    let client = client(emulator.base_url(), service_account());
    let errors = errors_of_concurrent_calls(&client, 1_000).await;
    assert!(errors.is_empty(), "{:?}", errors.first());
    assert_eq!(token_requests(&emulator), 1);
    assert_eq!(emulator.received_requests().len(), 1_001);
}

// On one thread, so that the calls begin together: one that begins after a failure fetches anew.
#[tokio::test]
async fn a_failing_token_endpoint_is_not_called_once_per_call() {
    let emulator = emulator().await;
    emulator.inject_token_faults(vec![Fault::Status(503); 1_000]);
    let client = client(emulator.base_url(), service_account());
    let errors = errors_of_concurrent_calls(&client, 200).await;
    assert_eq!(errors.len(), 200);
    let fetches = token_requests(&emulator);
    assert!(fetches < 20, "{fetches} token requests");
}

#[test]
fn no_runtime_is_needed_to_build_a_client() {
    let client = client("http://localhost:1", service_account());
    assert_eq!(client.base_url(), "http://localhost:1");
}

#[tokio::test(start_paused = true)]
async fn a_token_is_replaced_before_it_expires() {
    let emulator = emulator().await;
    let client = client(emulator.base_url(), service_account());
    for (wait, tokens) in [(0, 1), (3_290, 1), (11, 2), (3_290, 2), (310, 3)] {
        tokio::time::advance(Duration::from_secs(wait)).await;
        get_datadog(&client).await.expect("configured");
        assert_eq!(
            token_requests(&emulator),
            tokens,
            "after {wait} more seconds"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_failed_replacement_is_harmless_while_the_old_token_is_valid() {
    let emulator = emulator().await;
    let client = client(emulator.base_url(), service_account());
    get_datadog(&client).await.expect("configured");
    tokio::time::advance(Duration::from_secs(3_400)).await;
    emulator.inject_token_faults([Fault::Status(500)]);
    for _ in 0..5 {
        get_datadog(&client).await.expect("the old token is valid");
    }
    assert_eq!(token_requests(&emulator), 2);
    tokio::time::advance(Duration::from_secs(31)).await;
    get_datadog(&client).await.expect("configured");
    assert_eq!(token_requests(&emulator), 3);
}

#[tokio::test(start_paused = true)]
async fn the_old_token_is_used_while_a_new_one_is_fetched() {
    let emulator = emulator().await;
    let client = client(emulator.base_url(), service_account());
    get_datadog(&client).await.expect("configured");
    tokio::time::advance(Duration::from_secs(3_400)).await;
    emulator.inject_token_faults([Fault::Slow(Duration::from_secs(20))]);
    let started = tokio::time::Instant::now();
    let old = client.access_token().await.expect("the old token is valid");
    get_datadog(&client).await.expect("the old token is valid");
    assert!(started.elapsed() < Duration::from_secs(20), "it waited");
    assert_eq!(token_requests(&emulator), 2);
    tokio::time::advance(Duration::from_secs(20)).await;
    while client.access_token().await.expect("a token") == old {
        tokio::task::yield_now().await;
    }
    get_datadog(&client).await.expect("the new token is valid");
    assert_eq!(token_requests(&emulator), 2);
}

#[tokio::test]
async fn a_401_costs_one_new_token_and_one_resend() {
    let emulator = emulator().await;
    let client = client(emulator.base_url(), service_account());
    get_datadog(&client).await.expect("configured");
    emulator.revoke_tokens();
    get_datadog(&client).await.expect("with a new token");
    assert_eq!(token_requests(&emulator), 2);
    assert_eq!(emulator.received_requests().len(), 5);

    emulator.inject_faults([
        Fault::ExpiredCredentials,
        Fault::ExpiredCredentials,
        Fault::ExpiredCredentials,
    ]);
    let error = get_datadog(&client).await.expect_err("rejected twice");
    assert!(
        error.is_unauthorized() && error.kind() == ErrorKind::Status,
        "{error:?}"
    );
    assert_eq!(token_requests(&emulator), 3);
}

#[tokio::test(start_paused = true)]
async fn cancelling_the_call_that_fetches_does_not_fail_the_others() {
    let emulator = emulator().await;
    let client = client(emulator.base_url(), service_account());
    emulator.inject_token_faults([Fault::Slow(Duration::from_secs(30))]);
    let first = tokio::spawn({
        let client = client.clone();
        async move { get_datadog(&client).await.map(drop) }
    });
    while token_requests(&emulator) == 0 {
        tokio::task::yield_now().await;
    }
    let others = tokio::spawn(async move { errors_of_concurrent_calls(&client, 10).await });
    tokio::task::yield_now().await;
    first.abort();
    assert!(others.await.expect("no panic").is_empty());
    assert!(token_requests(&emulator) <= 3);
}

#[tokio::test]
async fn a_token_can_be_revoked() {
    let emulator = emulator().await;
    let client = client(emulator.base_url(), service_account());
    client.revoke_token().await.expect("nothing to do");
    assert!(emulator.received_requests().is_empty());
    get_datadog(&client).await.expect("configured");
    client.revoke_token().await.expect("revoked");
    let last = emulator.received_requests().pop().expect("a request");
    assert_eq!(
        (last.method.as_str(), last.path.as_str()),
        ("POST", "/api/oauth/revoke")
    );
    get_datadog(&client).await.expect("with a new token");
    assert_eq!(token_requests(&emulator), 2);

    let other = support::client(emulator.base_url(), api_key());
    let error = other.revoke_token().await.expect_err("no token");
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    assert!(error.to_string().contains("API key"), "{error}");
}

/// The error of a call whose token response is `bytes`.
async fn token_error(bytes: Vec<u8>) -> Error {
    let server = Scripted::start(vec![bytes]).await;
    let credentials = Credentials::service_account(CLIENT_ID, CLIENT_SECRET);
    get_datadog(&client(server.base_url(), credentials))
        .await
        .expect_err("no token")
}

#[tokio::test]
async fn token_endpoint_failures_are_distinguished() {
    let json = |status: &str, body: &str| response(status, "application/json", body);
    let secret = format!(r#"{{"error":"invalid_client","error_description":"{CLIENT_SECRET}"}}"#);
    for (bytes, status, transient, sentence) in [
        (
            json("401 X", &secret),
            Some(401),
            false,
            "rejected the service account's client ID",
        ),
        (
            json("400 X", r#"{"error":"invalid_client"}"#),
            Some(400),
            false,
            "rejected",
        ),
        (
            json("400 X", r#"{"error":"unauthorized_client"}"#),
            Some(400),
            false,
            "refused to issue the service account a token: unauthorized_client",
        ),
        (
            json("400 X", &format!(r#"{{"error":"{CLIENT_SECRET}"}}"#)),
            Some(400),
            false,
            "the token endpoint responded with 400 Bad Request, ***",
        ),
        (
            json("403 X", ""),
            Some(403),
            false,
            "the token endpoint responded with 403 Forbidden",
        ),
        (
            json("429 X", ""),
            Some(429),
            true,
            "the token endpoint responded with 429 Too Many Requests",
        ),
        (
            response("502 X", "text/html", CLIENT_SECRET),
            Some(502),
            true,
            "the token endpoint responded with 502 Bad Gateway",
        ),
        (
            response("200 OK", "text/html", CLIENT_SECRET),
            Some(200),
            false,
            "responded with 200 OK without an access token",
        ),
        (
            json("200 OK", r#"{"access_token":""}"#),
            Some(200),
            false,
            "without an access token",
        ),
        (
            json("200 OK", r#"{"access_token":"a\nb"}"#),
            Some(200),
            false,
            "without an access token",
        ),
        (
            b"HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\n{".to_vec(),
            Some(200),
            true,
            "was interrupted",
        ),
        (
            b"nonsense\r\n\r\n".to_vec(),
            None,
            false,
            "the response cannot be read as HTTP",
        ),
    ] {
        let error = token_error(bytes).await;
        let text = format!("{error} {error:?}");
        assert!(error.is_authentication(), "{text}");
        let kind = match sentence {
            "was interrupted" => ErrorKind::Interrupted,
            "the response cannot be read as HTTP" => ErrorKind::Unreadable,
            _ => ErrorKind::Authentication,
        };
        assert_eq!(error.kind(), kind, "{text}");
        assert!(
            error.to_string().starts_with("authentication failed: "),
            "{text}"
        );
        assert!(text.contains(sentence), "{text}");
        assert_eq!(
            error.status().map(|status| status.as_u16()),
            status,
            "{text}"
        );
        assert_eq!(error.is_transient(), transient, "{text}");
        assert!(!text.contains(CLIENT_SECRET), "{text}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_slow_or_unreachable_token_endpoint_is_reported() {
    let emulator = emulator().await;
    emulator.inject_token_faults([Fault::Slow(Duration::from_secs(61))]);
    let slow = client(emulator.base_url(), service_account());
    let error = get_datadog(&slow).await.expect_err("too slow");
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert!(error.is_authentication() && error.is_transient() && error.status().is_none());
    assert!(error.to_string().contains("in time"), "{error}");

    let gone = client("http://127.0.0.1:1", service_account());
    let error = get_datadog(&gone).await.expect_err("nothing is listening");
    assert_eq!(error.kind(), ErrorKind::Connection);
    assert!(error.is_authentication() && error.is_transient());
    assert!(
        error.to_string().contains("cannot connect to 127.0.0.1"),
        "{error}"
    );
}

#[tokio::test(start_paused = true)]
async fn transient_token_endpoint_failures_are_retried() {
    let emulator = emulator().await;
    emulator.inject_token_faults([
        Fault::Status(503),
        Fault::RateLimited {
            retry_after: Some(9),
        },
    ]);
    let started = tokio::time::Instant::now();
    let client = retrying_client(emulator.base_url(), service_account());
    let response = get_datadog(&client).await.expect("retried");
    assert_eq!(response.attempts(), 3);
    assert_eq!(token_requests(&emulator), 3);
    assert!(started.elapsed() >= Duration::from_secs(9));
}

/// A store that tests can look into.
#[derive(Default)]
struct InMemory(Mutex<HashMap<TokenKey, AccessToken>>);

impl InMemory {
    fn tokens(&self) -> Vec<AccessToken> {
        self.0
            .lock()
            .expect("not poisoned")
            .values()
            .cloned()
            .collect()
    }
}

impl TokenStore for InMemory {
    async fn load(&self, key: &TokenKey) -> Result<Option<AccessToken>, BoxError> {
        Ok(self.0.lock().expect("not poisoned").get(key).cloned())
    }

    async fn save(&self, key: &TokenKey, token: &AccessToken) -> Result<(), BoxError> {
        let mut tokens = self.0.lock().expect("not poisoned");
        tokens.insert(key.clone(), token.clone());
        Ok(())
    }

    async fn remove(&self, key: &TokenKey) -> Result<(), BoxError> {
        self.0.lock().expect("not poisoned").remove(key);
        Ok(())
    }
}

/// A store that fails, or never ends.
struct Broken;

impl TokenStore for Broken {
    async fn load(&self, _: &TokenKey) -> Result<Option<AccessToken>, BoxError> {
        Err("it cannot be read".into())
    }

    async fn save(&self, _: &TokenKey, _: &AccessToken) -> Result<(), BoxError> {
        std::future::pending().await
    }

    async fn remove(&self, _: &TokenKey) -> Result<(), BoxError> {
        Err("it cannot be written".into())
    }
}

#[tokio::test]
async fn clients_with_the_same_store_share_a_token() {
    let emulator = emulator().await;
    let store = Arc::new(InMemory::default());
    for _ in 0..3 {
        let credentials = service_account().token_store(Arc::clone(&store));
        let client = client(emulator.base_url(), credentials);
        get_datadog(&client).await.expect("configured");
    }
    assert_eq!(token_requests(&emulator), 1);
}

#[tokio::test]
async fn clients_share_a_token_in_a_file() {
    let emulator = emulator().await;
    let directory = tempfile::tempdir().expect("a directory");
    for _ in 0..3 {
        let store = FileTokenStore::new(directory.path().join("tokens"));
        let client = client(emulator.base_url(), service_account().token_store(store));
        get_datadog(&client).await.expect("configured");
    }
    assert_eq!(token_requests(&emulator), 1);
}

#[tokio::test]
async fn a_stored_token_that_is_refused_is_replaced_in_the_store() {
    let emulator = emulator().await;
    let store = Arc::new(InMemory::default());
    let shared = || service_account().token_store(Arc::clone(&store));
    let first = client(emulator.base_url(), shared());
    get_datadog(&first).await.expect("configured");
    let refused = store.tokens();
    emulator.revoke_tokens();
    let second = client(emulator.base_url(), shared());
    get_datadog(&second).await.expect("with a new token");
    assert_ne!(store.tokens(), refused);
    assert_eq!(token_requests(&emulator), 2);
    // The first client finds the new token in the store.
    get_datadog(&first).await.expect("with the new token");
    assert_eq!(token_requests(&emulator), 2);
}

#[tokio::test]
async fn a_stored_token_that_has_ended_is_not_sent() {
    let emulator = emulator().await;
    let store = Arc::new(InMemory::default());
    let credentials = service_account().token_store(Arc::clone(&store));
    let client = client(emulator.base_url(), credentials);
    let ended = AccessToken::new("ended", SystemTime::now());
    let valid = client.access_token().await.expect("a token");
    let key = store.0.lock().expect("not poisoned").keys().next().cloned();
    let key = key.expect("a key");
    store.save(&key, &ended).await.expect("saved");
    let other = support::client(
        emulator.base_url(),
        service_account().token_store(Arc::clone(&store)),
    );
    get_datadog(&other).await.expect("configured");
    assert_eq!(token_requests(&emulator), 2);
    assert_ne!(store.tokens(), [valid]);
}

#[tokio::test(start_paused = true)]
async fn a_store_that_fails_or_hangs_costs_no_call() {
    let emulator = emulator().await;
    let client = client(emulator.base_url(), service_account().token_store(Broken));
    for _ in 0..2 {
        get_datadog(&client).await.expect("configured");
    }
    assert_eq!(token_requests(&emulator), 1);
    // After this, there should be no token, so that the failure counts.
    let error = client.revoke_token().await.expect_err("not read");
    assert_eq!(error.kind(), ErrorKind::Authentication);
    assert!(
        error.to_string().ends_with(": it cannot be read"),
        "{error}"
    );
}

#[tokio::test]
async fn a_token_can_be_taken_out_and_handed_in() {
    let emulator = emulator().await;
    let first = client(emulator.base_url(), service_account());
    let token = first.access_token().await.expect("a token");
    let minutes = token.remaining().as_secs() / 60;
    assert!((58..60).contains(&minutes), "{minutes} minutes");
    let second = client(emulator.base_url(), service_account().access_token(token));
    get_datadog(&second).await.expect("configured");
    assert_eq!(token_requests(&emulator), 1);

    let other = client(emulator.base_url(), api_key());
    let error = other.access_token().await.expect_err("no token");
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
}

#[tokio::test]
async fn the_token_in_the_store_is_revoked_and_removed() {
    let emulator = emulator().await;
    let store = Arc::new(InMemory::default());
    let shared = || service_account().token_store(Arc::clone(&store));
    let first = client(emulator.base_url(), shared());
    let token = first.access_token().await.expect("a token");
    let second = client(emulator.base_url(), shared());
    second.revoke_token().await.expect("revoked");
    assert!(store.tokens().is_empty());
    let value = token.value().expose_secret();
    let error = get_datadog(&client(emulator.base_url(), Credentials::bearer(value))).await;
    assert!(error.expect_err("revoked").is_unauthorized());
}

#[tokio::test(start_paused = true)]
async fn a_hanging_token_endpoint_costs_no_call_while_a_token_is_valid() {
    let emulator = emulator().await;
    let client = client(emulator.base_url(), service_account());
    get_datadog(&client).await.expect("configured");
    tokio::time::advance(Duration::from_secs(3_400)).await;
    emulator.inject_token_faults(vec![Fault::Slow(Duration::from_secs(3_600)); 9]);
    let policy = RetryPolicy::none().deadline(Duration::from_secs(2));
    for _ in 0..5 {
        let options = CallOptions::default().retry(policy.clone());
        let call = client.list_projects().with(options);
        call.send().await.expect("the old token is valid");
    }
    assert_eq!(token_requests(&emulator), 2);
}

#[tokio::test(start_paused = true)]
async fn a_token_request_that_the_deadline_cuts_off_holds_no_later_call() {
    let emulator = emulator().await;
    let client = client(emulator.base_url(), service_account());
    emulator.inject_token_faults([Fault::Slow(Duration::from_secs(3_600))]);
    let policy = RetryPolicy::none().deadline(Duration::from_secs(11));
    let options = CallOptions::default().retry(policy);
    let call = client.list_projects().with(options);
    let error = call.send().await.expect_err("no token in time");
    assert_eq!(error.kind(), ErrorKind::Timeout);
    let started = tokio::time::Instant::now();
    get_datadog(&client).await.expect("with a token");
    assert!(started.elapsed() < Duration::from_secs(1));
}

#[tokio::test(start_paused = true)]
async fn after_a_429_the_token_endpoint_is_left_alone_for_a_minute() {
    let emulator = emulator().await;
    emulator.inject_token_faults([Fault::RateLimited { retry_after: None }]);
    let started = tokio::time::Instant::now();
    let patient = retrying_client(emulator.base_url(), service_account());
    get_datadog(&patient).await.expect("a minute later");
    assert_eq!(token_requests(&emulator), 2);
    assert!(started.elapsed() >= Duration::from_secs(60));
    assert!(started.elapsed() < Duration::from_secs(70));
}

#[tokio::test(start_paused = true)]
async fn calls_in_the_meantime_share_the_429_of_the_token_endpoint() {
    for (retry_after, seconds) in [(None, 60), (Some(20), 20)] {
        let emulator = emulator().await;
        emulator.inject_token_faults([Fault::RateLimited { retry_after }]);
        let client = client(emulator.base_url(), service_account());
        get_datadog(&client).await.expect_err("no token");
        tokio::time::advance(Duration::from_secs(5)).await;
        for error in errors_of_concurrent_calls(&client, 5).await {
            assert!(error.is_rate_limited() && error.is_authentication());
            let wait = error.retry_after().expect("a wait").as_secs();
            assert!((seconds - 7..=seconds - 5).contains(&wait), "{wait} s");
        }
        assert_eq!(token_requests(&emulator), 1);
        tokio::time::advance(Duration::from_secs(seconds)).await;
        get_datadog(&client).await.expect("with a token");
        assert_eq!(token_requests(&emulator), 2);
    }
}

#[tokio::test]
async fn what_the_token_endpoint_reports_reaches_the_error() {
    let atlas = r#"{"error":403,"errorCode":"IP_ADDRESS_NOT_ON_ACCESS_LIST","detail":"IP address 10.0.0.1 is not allowed.","reason":"Forbidden"}"#;
    let limited =
        r#"{"error":429,"errorCode":"RATE_LIMITED","detail":"Too many requests for a token."}"#;
    let standard = r#"{"error":"access_denied","error_description":"The account is disabled."}"#;
    for (status, body, code, detail) in [
        (
            "403 X",
            atlas,
            "IP_ADDRESS_NOT_ON_ACCESS_LIST",
            "IP address 10.0.0.1 is not allowed.",
        ),
        (
            "401 X",
            atlas,
            "IP_ADDRESS_NOT_ON_ACCESS_LIST",
            "IP address 10.0.0.1 is not allowed.",
        ),
        (
            "429 X",
            limited,
            "RATE_LIMITED",
            "Too many requests for a token.",
        ),
        (
            "400 X",
            standard,
            "access_denied",
            "The account is disabled.",
        ),
    ] {
        let error = token_error(response(status, "application/json", body)).await;
        let text = error.to_string();
        assert_eq!(error.error_code(), Some(code), "{text}");
        assert_eq!(error.detail(), Some(detail), "{text}");
        assert!(text.contains(code) && text.contains(detail), "{text}");
        assert_eq!(
            error.api_error().is_some(),
            code != "access_denied",
            "{text}"
        );
        assert!(!text.contains("rejected the service account"), "{text}");
    }
}

#[tokio::test]
async fn a_secret_that_the_token_endpoint_quotes_is_masked() {
    let escaped = CLIENT_SECRET.replace('_', "\\u005f");
    for quoted in [CLIENT_SECRET, &escaped] {
        for body in [
            format!(r#"{{"error":"invalid_request","error_description":"no {quoted}"}}"#),
            format!(r#"{{"error":400,"errorCode":"{quoted}","detail":"no {quoted}"}}"#),
        ] {
            let error = token_error(response("400 X", "application/json", &body)).await;
            let reported = (error.error_code(), error.detail(), error.api_error());
            let text = format!("{error} {error:?} {reported:?}");
            assert!(text.contains("no ***"), "{text}");
            assert!(!text.contains(CLIENT_SECRET), "{text}");
        }
    }
}

/// A server that issues a token with `members`, and then answers every call.
async fn issuing(members: &str) -> Scripted {
    let token = format!(r#"{{"access_token":"t"{members}}}"#);
    Scripted::start(vec![
        response("200 OK", "application/json", &token),
        response("200 OK", "application/json", r#"{"type":"SLACK"}"#),
    ])
    .await
}

#[tokio::test]
async fn a_token_is_kept_whatever_its_lifetime_is_written_as() {
    for expires_in in [
        "3600", "\"3600\"", "3600.5", "-1", "0", "null", "1e99", "{}", "\"\"",
    ] {
        let server = issuing(&format!(
            r#","token_type":"bEARER","expires_in":{expires_in}"#
        ))
        .await;
        let client = client(server.base_url(), service_account());
        for _ in 0..3 {
            get_datadog(&client).await.expect("success");
        }
        let requests = server.requests();
        let tokens = requests
            .iter()
            .filter(|request| request.starts_with("POST"));
        assert_eq!(tokens.count(), 1, "expires_in {expires_in}");
    }
}

#[tokio::test]
async fn a_token_of_another_type_is_refused() {
    for token_type in ["\"mac\"", "\"DPoP\"", "\"\"", "5"] {
        let server = issuing(&format!(r#","token_type":{token_type}"#)).await;
        let client = client(server.base_url(), service_account());
        let error = get_datadog(&client).await.expect_err("not bearer");
        assert!(error.is_authentication() && !error.is_transient());
        assert!(error.to_string().contains("other than bearer"), "{error}");
        assert_eq!(server.requests().len(), 1);
    }
}

#[tokio::test]
async fn the_id_and_the_secret_are_form_encoded() {
    let server = issuing("").await;
    let credentials = Credentials::service_account("a:b c", "d+e/é");
    let client = client(server.base_url(), credentials);
    get_datadog(&client).await.expect("success");
    let requests = server.requests();
    // `a%3Ab+c:d%2Be%2F%C3%A9`
    assert!(
        requests[0].contains("authorization: Basic YSUzQWIrYzpkJTJCZSUyRiVDMyVBOQ==\r\n"),
        "{}",
        requests[0]
    );
}
