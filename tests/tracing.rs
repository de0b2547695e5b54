//! The spans of a call, as OpenTelemetry gets them.

mod support;

use std::collections::BTreeMap;

use atlas_emulator::Fault;
use atlas_integrations::reqwest::Method;
use atlas_integrations::{Client, Credentials};
use opentelemetry::trace::{SpanKind, Status, TracerProvider as _};
use opentelemetry_sdk::trace::{InMemorySpanExporter, SdkTracerProvider, SpanData};
use support::scripted::Scripted;
use support::{GROUP, api_key, client, emulator, get_datadog, retrying_client, service_account};
use tracing::Level;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::prelude::*;

const TEMPLATE: &str = "/api/atlas/v2/groups/{groupId}/integrations/{integrationType}";

/// The ID of a project that the emulator does not have.
const UNKNOWN: &str = "65a0c3f4d2b1e0987654ffff";

/// The spans that this crate begins on this thread.
struct Spans {
    exporter: InMemorySpanExporter,
    _provider: SdkTracerProvider,
    _guard: tracing::subscriber::DefaultGuard,
}

impl Spans {
    fn record() -> Self {
        let exporter = InMemorySpanExporter::default();
        let provider = SdkTracerProvider::builder()
            .with_simple_exporter(exporter.clone())
            .build();
        let layer = tracing_opentelemetry::layer().with_tracer(provider.tracer("test"));
        let ours = Targets::new().with_target("atlas_integrations", Level::TRACE);
        let subscriber = tracing_subscriber::registry().with(layer.with_filter(ours));
        Self {
            exporter,
            _provider: provider,
            _guard: subscriber.set_default(),
        }
    }

    /// Returns the attempts, in order, and after them the call.
    fn all(&self) -> Vec<SpanData> {
        self.exporter.get_finished_spans().expect("spans")
    }
}

/// Returns what the conventions of HTTP say about a span.
fn attributes(span: &SpanData) -> BTreeMap<&str, String> {
    let families = ["atlas", "error", "http", "network", "server", "url"];
    span.attributes
        .iter()
        .map(|it| (it.key.as_str(), it.value.to_string()))
        .filter(|(key, _)| families.contains(&key.split('.').next().unwrap_or_default()))
        .collect()
}

fn error(description: &str) -> Status {
    Status::error(description.to_owned())
}

/// Sends a raw request with this query.
async fn request(client: &Client, query: &[(&str, &str)]) {
    let path = format!("/api/atlas/v2/groups/{GROUP}/integrations");
    let request = client.request(Method::GET, path);
    let request = query.iter().fold(request, |request, (name, value)| {
        request.query(*name, value)
    });
    request.send().await.expect("success");
}

#[tokio::test(start_paused = true)]
async fn a_call_is_internal_and_each_attempt_is_an_http_request_of_its_own() {
    let spans = Spans::record();
    let emulator = emulator().await;
    emulator.inject_faults([Fault::Status(503)]);
    let client = retrying_client(emulator.base_url(), api_key());
    get_datadog(&client).await.expect("retried");

    let [failed, succeeded, call] = &spans.all()[..] else {
        panic!("{:?}", spans.all());
    };
    let port = emulator
        .base_url()
        .rsplit(':')
        .next()
        .expect("a port")
        .to_owned();
    let attempt = |span: &SpanData, more: &[(&'static str, &str)]| {
        assert_eq!(span.name, format!("GET {TEMPLATE}"));
        assert_eq!(span.span_kind, SpanKind::Client);
        assert_eq!(span.parent_span_id, call.span_context.span_id());
        let url = format!(
            "{}/api/atlas/v2/groups/{GROUP}/integrations/DATADOG",
            emulator.base_url()
        );
        let mut expected: BTreeMap<&str, String> = [
            (
                "atlas.operation.name",
                "get_third_party_integration".to_owned(),
            ),
            ("http.request.method", "GET".to_owned()),
            ("network.protocol.version", "1.1".to_owned()),
            ("server.address", "127.0.0.1".to_owned()),
            ("server.port", port.clone()),
            ("url.full", url),
            ("url.template", TEMPLATE.to_owned()),
        ]
        .into();
        expected.extend(more.iter().map(|(key, value)| (*key, (*value).to_owned())));
        assert_eq!(attributes(span), expected);
    };
    attempt(
        failed,
        &[("http.response.status_code", "503"), ("error.type", "503")],
    );
    assert_eq!(failed.status, error(""));
    let resent = ("http.request.resend_count", "1");
    attempt(succeeded, &[("http.response.status_code", "200"), resent]);
    assert_eq!(succeeded.status, Status::Unset);

    assert_eq!(call.name, "get_third_party_integration");
    assert_eq!(call.span_kind, SpanKind::Internal);
    assert_eq!(call.status, Status::Unset);
    assert_eq!(attributes(call)["url.template"], TEMPLATE);
    assert_eq!(attributes(call)["http.response.status_code"], "200");
}

#[tokio::test]
async fn a_client_error_is_an_error_of_the_attempt_and_of_the_call() {
    let emulator = emulator().await;
    let client = client(emulator.base_url(), api_key());
    for envelope in [false, true] {
        let spans = Spans::record();
        let get = client.get_third_party_integration().group_id(UNKNOWN);
        let get = get.integration_type("DATADOG").envelope(envelope);
        get.send().await.expect_err("there is none");
        let spans = spans.all();
        assert_eq!(spans.len(), 2);
        for span in &spans {
            assert_eq!(span.status, error(""), "{}", span.name);
            assert_eq!(attributes(span)["http.response.status_code"], "404");
            assert_eq!(attributes(span)["error.type"], "404");
        }
    }
}

#[tokio::test]
async fn a_failure_without_a_response_says_what_failed() {
    let spans = Spans::record();
    let client = client("http://127.0.0.1:1", api_key());
    let failure = get_datadog(&client)
        .await
        .expect_err("nothing is listening");
    let spans = spans.all();
    assert_eq!(spans.len(), 2);
    for span in &spans {
        assert!(matches!(&span.status, Status::Error { description } if !description.is_empty()));
        assert_eq!(attributes(span)["error.type"], "connection");
        assert!(!attributes(span).contains_key("http.response.status_code"));
    }
    assert_eq!(spans[1].status, error(&failure.to_string()));
}

#[tokio::test]
async fn a_response_that_breaks_off_is_not_an_error_named_200() {
    let spans = Spans::record();
    let response = b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{".to_vec();
    let server = Scripted::start(vec![response]).await;
    let client = client(server.base_url(), Credentials::bearer("token"));
    get_datadog(&client).await.expect_err("incomplete");
    for span in &spans.all() {
        assert_eq!(attributes(span)["http.response.status_code"], "200");
        assert_eq!(attributes(span)["error.type"], "interrupted");
        assert_eq!(span.status, error(""));
    }
}

#[tokio::test]
async fn the_status_of_a_token_endpoint_is_not_that_of_the_call() {
    let spans = Spans::record();
    let response = b"HTTP/1.1 401 X\r\nContent-Length: 0\r\n\r\n".to_vec();
    let server = Scripted::start(vec![response]).await;
    let client = client(server.base_url(), service_account());
    get_datadog(&client).await.expect_err("no token");
    for span in &spans.all() {
        assert_eq!(attributes(span)["error.type"], "authentication");
        assert!(!attributes(span).contains_key("http.response.status_code"));
    }
}

#[tokio::test]
async fn of_a_query_only_known_values_are_shown() {
    let emulator = emulator().await;
    let client = client(emulator.base_url(), api_key());
    let list = client.list_third_party_integrations().group_id(GROUP);
    let list = list.items_per_page(7).pretty(true);
    let spans = Spans::record();
    list.send().await.expect("a list");
    let shown = attributes(&spans.all()[0])["url.full"].clone();
    let (_, query) = shown.split_once('?').expect("a query");
    assert!(
        query.contains("itemsPerPage=7") && query.contains("pretty=true"),
        "{query}"
    );

    let spans = Spans::record();
    request(&client, &[("pageNum", "1"), ("token", "s3&cret")]).await;
    let shown = attributes(&spans.all()[0])["url.query"].clone();
    assert_eq!(shown, "pageNum=1&token=REDACTED");
}

#[tokio::test]
async fn a_path_without_a_template_is_not_shown() {
    let emulator = emulator().await;
    let spans = Spans::record();
    request(&client(emulator.base_url(), api_key()), &[]).await;
    let spans = spans.all();
    assert_eq!([&*spans[0].name, &*spans[1].name], ["GET", "request"]);
    assert!(!format!("{spans:?}").contains(GROUP));
}

#[tokio::test]
async fn a_method_that_the_conventions_do_not_know_has_few_values() {
    let emulator = emulator().await;
    let client = client(emulator.base_url(), api_key());
    let spans = Spans::record();
    let method = Method::from_bytes(b"PURGE").expect("a method");
    let request = client.request(method, "/api/atlas/v2/groups");
    request.send().await.expect_err("no such method");
    let attempt = &spans.all()[0];
    assert_eq!(attempt.name, "HTTP");
    assert_eq!(attributes(attempt)["http.request.method"], "_OTHER");
    assert_eq!(attributes(attempt)["http.request.method_original"], "PURGE");
}
