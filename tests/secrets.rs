//! A marker stands in every credential and in every secret of an answer, and is looked for in all
//! that the crate, and what it is built on, ever says.

mod support;

use std::error::Error as _;
use std::fmt::Write as _;
use std::io;
use std::sync::{Arc, Mutex};

use atlas_integrations::types::{IntegrationType, ThirdPartyIntegration};
use atlas_integrations::{Client, Credentials, Error, ResponseValue};
use support::scripted::{Scripted, answer};
use support::{GROUP, client, get_datadog};
use tracing_subscriber::fmt::MakeWriter;

const MARKER: &str = "s3ntinel-4711";
/// `public:s3ntinel-4711` as HTTP Basic has it.
const BASIC: &str = "cHVibGljOnMzbnRpbmVsLTQ3MTE=";

/// What was logged.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0
            .lock()
            .expect("not poisoned")
            .extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

impl Log {
    fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().expect("not poisoned")).into_owned()
    }
}

/// Logs everything of this thread at the finest level.
fn log_everything() -> (Log, tracing::subscriber::DefaultGuard) {
    let log = Log::default();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_span_events(tracing_subscriber::fmt::format::FmtSpan::FULL)
        .with_ansi(false)
        .with_writer(log.clone())
        .finish();
    (log, tracing::subscriber::set_default(subscriber))
}

/// All that an outcome says of itself, a panic of the user's included.
fn said(outcome: Result<ResponseValue<ThirdPartyIntegration>, Error>) -> String {
    let mut text = format!("{outcome:?} {outcome:#?}");
    if let Err(error) = &outcome {
        let mut cause: Option<&dyn std::error::Error> = Some(error);
        while let Some(error) = cause {
            let _ = write!(text, "\n{error} {error:?}");
            cause = error.source();
        }
    }
    let before = std::panic::take_hook();
    let message = Arc::new(Mutex::new(String::new()));
    let heard = Arc::clone(&message);
    std::panic::set_hook(Box::new(move |panic| {
        heard
            .lock()
            .expect("not poisoned")
            .push_str(&panic.to_string());
    }));
    let succeeded = outcome.is_ok();
    let caught = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| match succeeded {
        true => drop(outcome.unwrap_err()),
        false => drop(outcome.unwrap()),
    }));
    std::panic::set_hook(before);
    assert!(caught.is_err());
    let message = message.lock().expect("not poisoned");
    assert!(message.contains("called `Result::unwrap"));
    text.push_str(&message);
    text
}

/// Every kind of credentials, the marker in each.
fn credentials() -> [Credentials; 3] {
    [
        Credentials::bearer(MARKER),
        Credentials::service_account("public", MARKER),
        Credentials::api_key("public", MARKER),
    ]
}

/// The documented examples with the marker in every secret, and twisted so that each way of
/// decoding is taken.
fn bodies() -> Vec<String> {
    let mut bodies = Vec::new();
    for mut example in support::examples() {
        let fields = example.as_object_mut().expect("an object");
        for (name, value) in fields.iter_mut() {
            let name = name.to_lowercase();
            if ["key", "token", "secret", "password", "url"]
                .iter()
                .any(|end| name.ends_with(end))
            {
                *value = MARKER.into();
            }
        }
        fields.insert("newSecret".to_owned(), MARKER.into());
        bodies.push(example.to_string());
        example["type"] = "NEWER".into();
        bodies.push(example.to_string());
        example["type"] = "DATADOG".into();
        example["apiKey"] = serde_json::json!({ "nested": MARKER });
        bodies.push(example.to_string());
        bodies.push(example.to_string().replace("\"type\"", ""));
    }
    bodies.push(format!("[\"{MARKER}\"]"));
    bodies.push(format!("<html>{MARKER}</html>"));
    bodies
}

fn is_clean(text: &str, case: &str) {
    for secret in [MARKER, BASIC] {
        if let Some(at) = text.find(secret) {
            let start = text[..at].rfind('\n').map_or(0, |start| start + 1);
            let line = text[start..].lines().next().unwrap_or_default();
            panic!("{case}: {line}");
        }
    }
}

#[tokio::test(flavor = "current_thread")]
async fn nothing_ever_says_a_secret() {
    let (log, _guard) = log_everything();
    let token = format!(r#"{{"access_token":"{MARKER}","expires_in":3600}}"#);
    let token = answer("200 OK", "application/json", &token);
    let challenge = b"HTTP/1.1 401 X\r\nContent-Length: 0\r\nConnection: close\r\n\
        WWW-Authenticate: Digest realm=\"r\", nonce=\"n\", qop=\"auth\"\r\n\r\n"
        .to_vec();
    let plain = || [Vec::new(), token.clone(), challenge.clone()];
    let mut said_in_all = String::new();
    let mut statuses = vec!["200 OK", "401 X", "404 X", "500 X", "503 X"]
        .into_iter()
        .cycle();
    for body in bodies() {
        let status = statuses.next().expect("endless");
        for (credentials, first) in credentials().into_iter().zip(plain()) {
            let mut answers = vec![first, answer(status, "application/json", &body)];
            answers.retain(|answer| !answer.is_empty());
            let server = Scripted::start(answers).await;
            let _ = write!(said_in_all, "{credentials:?}");
            let builder = Client::builder().base_url(server.base_url());
            let builder = builder.credentials(credentials.clone());
            let _ = write!(said_in_all, "{builder:?}");
            let client = client(server.base_url(), credentials);
            let call = client.get_third_party_integration().group_id(GROUP);
            let call = call.integration_type(IntegrationType::Webhook).pretty(true);
            let _ = write!(said_in_all, "{client:?} {call:?}");
            said_in_all.push_str(&said(call.send().await));
            assert!(
                server
                    .requests()
                    .last()
                    .is_some_and(|request| request.contains("authorization"))
            );
        }
    }
    // The token endpoint's own failures, and nobody there at all.
    for bytes in [
        answer(
            "401 X",
            "application/json",
            &format!(r#"{{"error":"{MARKER}"}}"#),
        ),
        answer("200 OK", "text/html", MARKER),
        format!("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{MARKER}").into_bytes(),
        format!("{MARKER}\r\n\r\n").into_bytes(),
    ] {
        let server = Scripted::start(vec![bytes]).await;
        let [_, account, _] = credentials();
        said_in_all.push_str(&said(
            get_datadog(&client(server.base_url(), account)).await,
        ));
    }
    for credentials in credentials() {
        said_in_all.push_str(&said(
            get_datadog(&client("http://127.0.0.1:1", credentials)).await,
        ));
    }
    is_clean(&said_in_all, "said");

    let log = log.text();
    for word in ["atlas_call", "atlas_attempt", "TRACE"] {
        assert!(log.contains(word), "nothing was logged of {word}");
    }
    is_clean(&log, "logged");
}

#[tokio::test(flavor = "current_thread")]
async fn a_token_that_is_given_back_is_not_told() {
    let (log, _guard) = log_everything();
    let token = format!(r#"{{"access_token":"{MARKER}","expires_in":3600}}"#);
    let datadog = r#"{"type":"DATADOG","apiKey":"k"}"#;
    let answers = vec![
        answer("200 OK", "application/json", &token),
        answer("200 OK", "application/json", datadog),
        answer("503 X", "text/html", MARKER),
    ];
    let server = Scripted::start(answers).await;
    let client = client(
        server.base_url(),
        Credentials::service_account("public", MARKER),
    );
    get_datadog(&client).await.expect("answered");
    let error = client.revoke_token().await.expect_err("refused");
    assert!(error.is_transient() && error.source().is_none());
    is_clean(&format!("{error} {error:?}"), "said");
    is_clean(&log.text(), "logged");
    assert!(server.requests()[2].contains(&format!("token={MARKER}")));
}

#[test]
fn a_body_that_is_about_to_be_sent_is_not_told() {
    let client = client("http://localhost:1", Credentials::bearer(MARKER));
    for example in bodies() {
        let Ok(body) = serde_json::from_str::<ThirdPartyIntegration>(&example) else {
            continue;
        };
        let create = client.create_third_party_integration().body(body.clone());
        let update = client.update_third_party_integration().body(body);
        is_clean(&format!("{create:?} {update:#?}"), &example);
    }
}

#[test]
fn what_cannot_be_a_header_is_not_told_either() {
    let secret = format!("{MARKER}\n");
    let error = Client::builder()
        .credentials(Credentials::bearer(secret))
        .build();
    let error = error.expect_err("no header");
    is_clean(&format!("{error} {error:?}"), "said");
    let base_url = format!("https://user:{MARKER}@cloud.mongodb.com");
    let error = Client::builder()
        .base_url(base_url)
        .build()
        .expect_err("refused");
    is_clean(&format!("{error} {error:?}"), "said");
}
