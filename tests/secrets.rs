//! A marker is placed in every credential and in every secret of a response, and must not appear in any
//! output of the crate or its dependencies.

mod support;

use std::error::Error as _;
use std::fmt::Write as _;
use std::io;
use std::sync::{Arc, Mutex};

use atlas_integrations::types::{IntegrationType, ThirdPartyIntegration};
use atlas_integrations::{Client, Credentials, Error, ResponseValue};
use support::scripted::{Scripted, response};
use support::{GROUP, client, get_datadog};
use tracing_subscriber::fmt::MakeWriter;

const MARKER: &str = "s3ntinel-4711";
/// `public:s3ntinel-4711`, encoded for HTTP Basic.
const BASIC: &str = "cHVibGljOnMzbnRpbmVsLTQ3MTE=";

/// The log output.
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

/// Logs everything on this thread at the finest level.
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

/// Everything that an outcome reveals, including when user code panics on it.
fn output_of(outcome: Result<ResponseValue<ThirdPartyIntegration>, Error>) -> String {
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
    let recorded = Arc::clone(&message);
    std::panic::set_hook(Box::new(move |panic| {
        recorded
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

/// Every kind of credentials, with the marker in each.
fn credentials() -> [Credentials; 3] {
    [
        Credentials::bearer(MARKER),
        Credentials::service_account("public", MARKER),
        Credentials::api_key("public", MARKER),
    ]
}

/// The documented examples with the marker in every secret, and altered so that every decoding path is
/// exercised.
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

fn assert_clean(text: &str, case: &str) {
    for secret in [MARKER, BASIC] {
        if let Some(at) = text.find(secret) {
            let start = text[..at].rfind('\n').map_or(0, |start| start + 1);
            let line = text[start..].lines().next().unwrap_or_default();
            panic!("{case}: {line}");
        }
    }
}

#[tokio::test(flavor = "current_thread")]
async fn no_output_reveals_a_secret() {
    let (log, _guard) = log_everything();
    let token = format!(r#"{{"access_token":"{MARKER}","expires_in":3600}}"#);
    let token = response("200 OK", "application/json", &token);
    let challenge = b"HTTP/1.1 401 X\r\nContent-Length: 0\r\nConnection: close\r\n\
        WWW-Authenticate: Digest realm=\"r\", nonce=\"n\", qop=\"auth\"\r\n\r\n"
        .to_vec();
    let plain = || [Vec::new(), token.clone(), challenge.clone()];
    let mut all_output = String::new();
    let mut statuses = vec!["200 OK", "401 X", "404 X", "500 X", "503 X"]
        .into_iter()
        .cycle();
    for body in bodies() {
        let status = statuses.next().expect("endless");
        for (credentials, first) in credentials().into_iter().zip(plain()) {
            let mut responses = vec![first, response(status, "application/json", &body)];
            responses.retain(|response| !response.is_empty());
            let server = Scripted::start(responses).await;
            let _ = write!(all_output, "{credentials:?}");
            let builder = Client::builder().base_url(server.base_url());
            let builder = builder.credentials(credentials.clone());
            let _ = write!(all_output, "{builder:?}");
            let client = client(server.base_url(), credentials);
            let call = client.get_third_party_integration().group_id(GROUP);
            let call = call.integration_type(IntegrationType::Webhook).pretty(true);
            let _ = write!(all_output, "{client:?} {call:?}");
            all_output.push_str(&output_of(call.send().await));
            assert!(
                server
                    .requests()
                    .last()
                    .is_some_and(|request| request.contains("authorization"))
            );
        }
    }
    // Failures of the token endpoint itself, and a server that cannot be reached.
    for bytes in [
        response(
            "401 X",
            "application/json",
            &format!(r#"{{"error":"{MARKER}"}}"#),
        ),
        response("200 OK", "text/html", MARKER),
        format!("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{MARKER}").into_bytes(),
        format!("{MARKER}\r\n\r\n").into_bytes(),
    ] {
        let server = Scripted::start(vec![bytes]).await;
        let [_, account, _] = credentials();
        all_output.push_str(&output_of(
            get_datadog(&client(server.base_url(), account)).await,
        ));
    }
    for credentials in credentials() {
        all_output.push_str(&output_of(
            get_datadog(&client("http://127.0.0.1:1", credentials)).await,
        ));
    }
    assert_clean(&all_output, "output");

    let log = log.text();
    for word in ["atlas_call", "atlas_attempt", "TRACE"] {
        assert!(log.contains(word), "{word} was not logged");
    }
    assert_clean(&log, "log");
}

#[tokio::test(flavor = "current_thread")]
async fn revoking_a_token_does_not_reveal_it() {
    let (log, _guard) = log_everything();
    let token = format!(r#"{{"access_token":"{MARKER}","expires_in":3600}}"#);
    let datadog = r#"{"type":"DATADOG","apiKey":"k"}"#;
    let responses = vec![
        response("200 OK", "application/json", &token),
        response("200 OK", "application/json", datadog),
        response("503 X", "text/html", MARKER),
    ];
    let server = Scripted::start(responses).await;
    let client = client(
        server.base_url(),
        Credentials::service_account("public", MARKER),
    );
    get_datadog(&client).await.expect("success");
    let error = client.revoke_token().await.expect_err("rejected");
    assert!(error.is_transient() && error.source().is_none());
    assert_clean(&format!("{error} {error:?}"), "output");
    assert_clean(&log.text(), "log");
    assert!(server.requests()[2].contains(&format!("token={MARKER}")));
}

#[test]
fn debug_of_a_request_does_not_reveal_its_body() {
    let client = client("http://localhost:1", Credentials::bearer(MARKER));
    for example in bodies() {
        let Ok(body) = serde_json::from_str::<ThirdPartyIntegration>(&example) else {
            continue;
        };
        let create = client.create_third_party_integration().body(body.clone());
        let update = client.update_third_party_integration().body(body);
        assert_clean(&format!("{create:?} {update:#?}"), &example);
    }
}

#[test]
fn debug_of_a_client_shows_what_it_talks_to() {
    let client = client("http://localhost:1", Credentials::api_key("public", MARKER));
    let shown = format!("{client:?}");
    assert_clean(&shown, "a client");
    for part in ["Client {", "http://localhost:1", "application/vnd.atlas."] {
        assert!(shown.contains(part), "{shown}");
    }
}

#[test]
fn invalid_settings_are_not_revealed() {
    let secret = format!("{MARKER}\n");
    let error = Client::builder()
        .credentials(Credentials::bearer(secret))
        .build();
    let error = error.expect_err("not a header");
    assert_clean(&format!("{error} {error:?}"), "output");
    let base_url = format!("https://user:{MARKER}@cloud.mongodb.com");
    let error = Client::builder()
        .base_url(base_url)
        .build()
        .expect_err("rejected");
    assert_clean(&format!("{error} {error:?}"), "output");
}
