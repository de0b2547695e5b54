//! API keys at servers that are particular about their nonces, and many calls at once.

mod support;

use std::collections::HashMap;
use std::sync::Mutex;
use std::time::Duration;

use atlas_integrations::{Client, Credentials, Error, ErrorKind};
use md5::{Digest as _, Md5};
use support::answering::Answering;
use support::scripted::response;
use support::{client, get_datadog};
use tokio::task::JoinSet;
use tokio::time::{Instant, timeout};

const SLACK: &str = r#"{"type":"SLACK","apiToken":"k","channelName":"a"}"#;

fn ok() -> Vec<u8> {
    response("200 OK", "application/json", SLACK)
}

/// A server that checks its nonces, and the digest itself for the key `u` and `p`.
struct Nonces {
    /// How many back ends there are, each with nonces of its own. The requests go to them in turn.
    back_ends: usize,
    /// How many requests a nonce is good for.
    uses: u32,
    /// Whether it says `stale`.
    says_stale: bool,
    /// The back end and the number of uses of each nonce.
    issued: Mutex<HashMap<String, (usize, u32)>>,
}

impl Nonces {
    fn new(back_ends: usize, uses: u32, says_stale: bool) -> Self {
        Self {
            back_ends,
            uses,
            says_stale,
            issued: Mutex::default(),
        }
    }

    async fn start(self) -> Answering {
        Answering::start(Duration::ZERO, move |number, head| {
            self.answer(number, head)
        })
        .await
    }

    fn answer(&self, number: usize, head: &str) -> Vec<u8> {
        let back_end = number % self.back_ends;
        let mut issued = self.issued.lock().expect("not poisoned");
        let is_right = is_right(head);
        if let Some((place, uses)) = issued.get_mut(parameter(head, "nonce"))
            && *place == back_end
            && *uses < self.uses
            && is_right
        {
            *uses += 1;
            return ok();
        }
        issued.insert(number.to_string(), (back_end, 0));
        let stale = match self.says_stale && is_right {
            true => ", stale=true",
            false => "",
        };
        challenge(&format!(
            r#"Digest realm="r", nonce="{number}", qop="auth"{stale}"#
        ))
    }
}

fn challenge(challenge: &str) -> Vec<u8> {
    format!(
        "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: {challenge}\r\nContent-Length: 0\r\n\
         Connection: close\r\n\r\n"
    )
    .into_bytes()
}

/// The value of a parameter of the request's digest.
fn parameter<'a>(head: &'a str, name: &str) -> &'a str {
    let digest = head.split("authorization: Digest ").nth(1);
    let digest = digest
        .and_then(|rest| rest.lines().next())
        .unwrap_or_default();
    let mut parameters = digest.split(", ").filter_map(|pair| pair.split_once('='));
    let value = parameters.find(|(other, _)| *other == name);
    value.unwrap_or_default().1.trim_matches('"')
}

/// Whether the request has the digest that RFC 7616 prescribes.
fn is_right(head: &str) -> bool {
    let hex = |text: String| {
        let bytes = Md5::digest(text);
        bytes
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect::<String>()
    };
    let value = |name| parameter(head, name);
    let key = hex("u:r:p".to_owned());
    let request = hex(format!("GET:{}", value("uri")));
    let (nonce, count, cnonce) = (value("nonce"), value("nc"), value("cnonce"));
    value("response") == hex(format!("{key}:{nonce}:{count}:{cnonce}:auth:{request}"))
}

fn api_key() -> Credentials {
    Credentials::api_key("u", "p")
}

/// Makes calls at the same time, and returns their errors.
async fn errors_of(client: &Client, calls: usize) -> Vec<Error> {
    let mut tasks = JoinSet::new();
    for _ in 0..calls {
        let client = client.clone();
        tasks.spawn(async move { get_datadog(&client).await.map(drop) });
    }
    let outcomes = tasks.join_all().await;
    outcomes.into_iter().filter_map(Result::err).collect()
}

#[tokio::test]
async fn nonces_may_be_good_for_one_request() {
    for says_stale in [true, false] {
        for calls in [1, 8, 100] {
            let server = Nonces::new(1, 1, says_stale).start().await;
            let client = client(server.base_url(), api_key());
            for round in 0..3 {
                let errors = errors_of(&client, calls).await;
                assert!(
                    errors.is_empty(),
                    "stale {says_stale}, round {round}: {errors:?}"
                );
            }
            assert!(
                server.requests() <= 9 * calls,
                "{} requests",
                server.requests()
            );
        }
    }
}

#[tokio::test]
async fn back_ends_may_have_nonces_of_their_own() {
    for back_ends in 2..=3 {
        let server = Nonces::new(back_ends, u32::MAX, true).start().await;
        let client = client(server.base_url(), api_key());
        for call in 0..20 {
            let outcome = get_datadog(&client).await;
            assert!(
                outcome.is_ok(),
                "{back_ends} back ends, call {call}: {outcome:?}"
            );
        }
    }
}

#[tokio::test]
async fn a_server_that_finds_every_nonce_stale_is_a_passing_trouble() {
    let server = Nonces::new(1, 0, true).start().await;
    let client = client(server.base_url(), api_key());
    let error = get_datadog(&client).await.expect_err("stale");
    assert!(error.is_unauthorized() && error.is_transient(), "{error:?}");
    assert!(error.is_authentication(), "{error:?}");
    assert!(
        error.to_string().contains("5 nonces in a row as stale"),
        "{error}"
    );
    assert_eq!(server.requests(), 6);
}

#[tokio::test]
async fn a_wrong_key_costs_one_more_request_even_if_the_nonces_change() {
    let server = Nonces::new(1, u32::MAX, false).start().await;
    let client = client(server.base_url(), Credentials::api_key("u", "wrong"));
    for call in 1..=3 {
        let error = get_datadog(&client).await.expect_err("rejected");
        assert_eq!(error.kind(), ErrorKind::Status);
        assert!(error.is_unauthorized() && !error.is_transient());
        assert_eq!(server.requests(), 2 * call);
    }
}

#[tokio::test(start_paused = true)]
async fn calls_do_not_wait_in_line_at_a_server_that_does_not_challenge() {
    let server = Answering::start(Duration::from_millis(100), |_, _| ok()).await;
    let client = client(server.base_url(), api_key());
    for (herd, milliseconds) in [("first", 200), ("second", 100)] {
        let started = Instant::now();
        assert!(errors_of(&client, 30).await.is_empty());
        let elapsed = started.elapsed().as_millis();
        assert!(
            elapsed < milliseconds + 50,
            "the {herd} herd took {elapsed} ms"
        );
    }
    assert_eq!(server.requests(), 60);
}

#[tokio::test(start_paused = true)]
async fn calls_do_not_wait_in_line_at_a_server_that_fails() {
    let fail = |_: usize, _: &str| response("503 X", "text/plain", "");
    let server = Answering::start(Duration::from_millis(100), fail).await;
    let client = client(server.base_url(), api_key());
    let started = Instant::now();
    assert_eq!(errors_of(&client, 30).await.len(), 30);
    assert!(started.elapsed() < Duration::from_millis(250));
}

#[tokio::test]
async fn one_call_obtains_the_challenge_for_all_that_begin_with_it() {
    let server = Nonces::new(1, u32::MAX, true).start().await;
    let client = client(server.base_url(), api_key());
    assert!(errors_of(&client, 30).await.is_empty());
    assert_eq!(server.requests(), 31);
}

#[tokio::test(start_paused = true)]
async fn a_first_call_that_hangs_does_not_hold_the_others() {
    let server = Answering::start(Duration::from_secs(50), |_, _| ok()).await;
    let client = client(server.base_url(), api_key());
    let started = Instant::now();
    assert!(errors_of(&client, 30).await.is_empty());
    assert!(
        started.elapsed() < Duration::from_secs(55),
        "one after the other"
    );
}

#[tokio::test]
async fn a_first_call_that_is_cancelled_does_not_hold_the_others() {
    let server = Nonces::new(1, u32::MAX, true).start().await;
    let client = client(server.base_url(), api_key());
    let cancelled = timeout(Duration::ZERO, get_datadog(&client)).await;
    assert!(cancelled.is_err(), "it was not cancelled");
    assert!(errors_of(&client, 8).await.is_empty());
}

#[tokio::test]
async fn a_realm_and_a_user_name_may_be_utf_8() {
    let answer = |_: usize, head: &str| match head.contains("authorization: ") {
        false => challenge("Digest realm=\"Größe\", nonce=\"n\", qop=\"auth\""),
        true if head.contains("username=\"Jäsø\", realm=\"Größe\"") => ok(),
        true => response("400 X", "text/plain", ""),
    };
    let server = Answering::start(Duration::ZERO, answer).await;
    let client = client(server.base_url(), Credentials::api_key("Jäsø", "p"));
    get_datadog(&client).await.expect("accepted");
}

#[test]
fn a_public_key_with_a_line_break_is_refused_and_not_shown() {
    let credentials = Credentials::api_key("s3same\r\nx: y", "p");
    let builder = Client::builder().base_url("http://localhost:1");
    let error = builder
        .credentials(credentials)
        .build()
        .expect_err("refused");
    let text = format!("{error} {error:?}");
    assert!(text.contains("public key"), "{text}");
    assert!(!text.contains("s3same"), "{text}");
}
