//! What a call reports to a subscriber, under OpenTelemetry's names.

mod support;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use atlas_emulator::Fault;
use support::{api_key, emulator, get_datadog, retrying_client};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

type Fields = BTreeMap<&'static str, String>;

/// A subscriber that records this crate's spans, in the order in which they began.
#[derive(Clone, Default)]
struct Spans(Arc<Mutex<Vec<(&'static str, Fields)>>>);

struct FieldVisitor<'a>(&'a mut Fields);

impl Visit for FieldVisitor<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        self.0.insert(
            field.name(),
            format!("{value:?}").trim_matches('"').to_owned(),
        );
    }
}

impl Subscriber for Spans {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.is_span() && metadata.target().starts_with("atlas_integrations")
    }

    fn new_span(&self, attributes: &Attributes<'_>) -> Id {
        let mut fields = Fields::new();
        attributes.record(&mut FieldVisitor(&mut fields));
        let mut spans = self.0.lock().expect("not poisoned");
        spans.push((attributes.metadata().name(), fields));
        Id::from_u64(spans.len() as u64)
    }

    fn record(&self, id: &Id, values: &Record<'_>) {
        let mut spans = self.0.lock().expect("not poisoned");
        let index = usize::try_from(id.into_u64()).expect("small") - 1;
        values.record(&mut FieldVisitor(&mut spans[index].1));
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn event(&self, _: &Event<'_>) {}
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

#[tokio::test(start_paused = true)]
async fn a_call_and_its_attempts_are_spans() {
    let spans = Spans::default();
    let _guard = tracing::subscriber::set_default(spans.clone());
    let emulator = emulator().await;
    emulator.inject_faults([Fault::Status(503)]);
    let client = retrying_client(emulator.base_url(), api_key());
    get_datadog(&client).await.expect("retried");

    let port = emulator
        .base_url()
        .rsplit(':')
        .next()
        .expect("a port")
        .to_owned();
    let spans = spans.0.lock().expect("not poisoned").clone();
    let names: Vec<_> = spans.iter().map(|(name, _)| *name).collect();
    assert_eq!(names, ["atlas_call", "atlas_attempt", "atlas_attempt"]);
    let template = "/api/atlas/v2/groups/{groupId}/integrations/{integrationType}";
    let expected: Fields = [
        ("otel.name", format!("GET {template}")),
        ("otel.kind", "client".to_owned()),
        ("http.request.method", "GET".to_owned()),
        ("url.template", template.to_owned()),
        ("server.address", "127.0.0.1".to_owned()),
        ("server.port", port),
        ("http.response.status_code", "200".to_owned()),
    ]
    .into();
    assert_eq!(spans[0].1, expected);
    let fields = |index: usize, name| spans[index].1.get(name).map(String::as_str);
    for (index, count, status, error) in [(1, "0", "503", Some("503")), (2, "1", "200", None)] {
        assert_eq!(fields(index, "http.request.resend_count"), Some(count));
        assert_eq!(fields(index, "http.response.status_code"), Some(status));
        assert_eq!(fields(index, "error.type"), error);
    }
}

#[tokio::test(start_paused = true)]
async fn failures_have_an_error_type() {
    let spans = Spans::default();
    let _guard = tracing::subscriber::set_default(spans.clone());
    let client = support::client("http://127.0.0.1:1", api_key());
    get_datadog(&client)
        .await
        .expect_err("nothing is listening");
    let spans = spans.0.lock().expect("not poisoned").clone();
    for (_, fields) in spans {
        assert_eq!(
            fields.get("error.type").map(String::as_str),
            Some("connection")
        );
        assert_eq!(fields.get("http.response.status_code"), None);
    }
}
