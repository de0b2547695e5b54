//! The metrics, as OpenTelemetry gets them.

mod support;

use std::collections::BTreeMap;

use atlas_emulator::Fault;
use opentelemetry::KeyValue;
use opentelemetry_sdk::metrics::data::{AggregatedMetrics, MetricData};
use opentelemetry_sdk::metrics::{InMemoryMetricExporter, SdkMeterProvider};
use support::answering::Answering;
use support::scripted::Scripted;
use support::{api_key, client, emulator, get_datadog, retrying_client, service_account};
use tracing_opentelemetry::MetricsLayer;
use tracing_subscriber::prelude::*;

/// The metrics of what happens on this thread.
struct Metrics {
    exporter: InMemoryMetricExporter,
    provider: SdkMeterProvider,
    _guard: tracing::subscriber::DefaultGuard,
}

/// The attributes of a series, and its value: how often it was measured and the sum, or the last value.
type Series = (BTreeMap<String, String>, u64, f64);

impl Metrics {
    fn record() -> Self {
        let exporter = InMemoryMetricExporter::default();
        let provider = SdkMeterProvider::builder()
            .with_periodic_exporter(exporter.clone())
            .build();
        let layer = MetricsLayer::new(provider.clone());
        Self {
            exporter,
            provider,
            _guard: tracing_subscriber::registry().with(layer).set_default(),
        }
    }

    /// Returns the series of a metric, in the order of their attributes.
    fn series(&self, name: &str) -> Vec<Series> {
        self.exporter.reset();
        self.provider.force_flush().expect("flushed");
        let exported = self.exporter.get_finished_metrics().expect("metrics");
        let scopes = exported.iter().flat_map(|it| it.scope_metrics());
        let metric = scopes
            .flat_map(|scope| scope.metrics())
            .find(|metric| metric.name() == name);
        let mut series: Vec<Series> = match metric.map(|metric| metric.data()) {
            Some(AggregatedMetrics::F64(MetricData::Histogram(histogram))) => histogram
                .data_points()
                .map(|it| (attributes(it.attributes()), it.count(), it.sum()))
                .collect(),
            Some(AggregatedMetrics::U64(MetricData::Gauge(gauge))) => gauge
                .data_points()
                .map(|it| (attributes(it.attributes()), it.value(), 0.0))
                .collect(),
            other => panic!("{name}: {other:?}"),
        };
        series.sort_by(|a, b| a.0.cmp(&b.0));
        series
    }
}

fn attributes<'a>(attributes: impl Iterator<Item = &'a KeyValue>) -> BTreeMap<String, String> {
    attributes
        .map(|it| (it.key.to_string(), it.value.to_string()))
        .collect()
}

/// Returns these attributes, with those that all the series of a server have.
fn expected(base_url: &str, own: &[(&str, &str)]) -> BTreeMap<String, String> {
    let port = base_url.rsplit(':').next().expect("a port");
    let server = [("server.address", "127.0.0.1"), ("server.port", port)];
    own.iter()
        .chain(&server)
        .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
        .collect()
}

const OPERATION: (&str, &str) = ("atlas.operation.name", "get_third_party_integration");
const METHOD: (&str, &str) = ("http.request.method", "GET");

#[tokio::test(start_paused = true)]
async fn calls_attempts_and_waits_are_measured_by_operation_and_outcome() {
    let metrics = Metrics::record();
    let emulator = emulator().await;
    let base_url = &*emulator.base_url();
    emulator.inject_faults([Fault::Status(503)]);
    let client = retrying_client(base_url, api_key());
    get_datadog(&client).await.expect("retried");
    get_datadog(&client).await.expect("at once");

    let succeeded = ("http.response.status_code", "200");
    let [(attributes, count, call_seconds)] = &metrics.series("atlas.client.call.duration")[..]
    else {
        panic!("one series");
    };
    assert_eq!(
        *attributes,
        expected(base_url, &[OPERATION, METHOD, succeeded])
    );
    assert_eq!(*count, 2);

    let [(error, failures, _), (success, successes, _)] =
        &metrics.series("http.client.request.duration")[..]
    else {
        panic!("two series");
    };
    let template = "/api/atlas/v2/groups/{groupId}/integrations/{integrationType}";
    let (template, version) = (
        ("url.template", template),
        ("network.protocol.version", "1.1"),
    );
    let all = [OPERATION, METHOD, template, version];
    let failed = [("http.response.status_code", "503"), ("error.type", "503")];
    assert_eq!(*error, expected(base_url, &[&all[..], &failed].concat()));
    assert_eq!(
        *success,
        expected(base_url, &[&all[..], &[succeeded]].concat())
    );
    assert_eq!([*failures, *successes], [1, 2]);

    let [(attributes, count, wait_seconds)] = &metrics.series("atlas.client.wait.duration")[..]
    else {
        panic!("one series");
    };
    let reason = [OPERATION, ("error.type", "503")];
    let reason = reason.map(|(key, value)| (key.to_owned(), value.to_owned()));
    assert_eq!(*attributes, reason.into());
    assert_eq!(*count, 1);
    // The clock stands still but for the wait.
    assert!(
        *wait_seconds > 0.0 && wait_seconds <= call_seconds,
        "{wait_seconds} {call_seconds}"
    );
}

#[tokio::test]
async fn a_failed_call_is_measured_with_what_failed() {
    let metrics = Metrics::record();
    let base_url = "http://127.0.0.1:1";
    let failure = get_datadog(&client(base_url, api_key())).await;
    failure.expect_err("nothing is listening");
    let series = metrics.series("atlas.client.call.duration");
    let failed = [OPERATION, METHOD, ("error.type", "connection")];
    assert_eq!(series.len(), 1);
    assert_eq!(series[0].0, expected(base_url, &failed));
}

#[tokio::test]
async fn token_fetches_are_measured_however_many_calls_use_the_token() {
    let metrics = Metrics::record();
    let emulator = emulator().await;
    let client = client(emulator.base_url(), service_account());
    get_datadog(&client).await.expect("success");
    get_datadog(&client).await.expect("success");
    let refusal = b"HTTP/1.1 401 X\r\nContent-Length: 0\r\n\r\n".to_vec();
    let server = Scripted::start(vec![refusal]).await;
    let refused = support::client(server.base_url(), service_account());
    get_datadog(&refused).await.expect_err("no token");

    let series = metrics.series("atlas.client.token_fetch.duration");
    let failed = expected(&server.base_url(), &[("error.type", "401")]);
    let succeeded = expected(&emulator.base_url(), &[]);
    let counts: BTreeMap<_, _> = series.into_iter().map(|it| (it.0, it.1)).collect();
    assert_eq!(counts, [(failed, 1), (succeeded, 1)].into());
}

#[tokio::test]
async fn the_rate_limit_is_the_last_one_reported_whatever_the_outcome() {
    let metrics = Metrics::record();
    let server = Answering::start(std::time::Duration::ZERO, |number, _| {
        let status = ["200 OK", "429 X"][number.min(1)];
        let (remaining, body) = (1 - number.min(1), r#"{"type":"DATADOG"}"#);
        format!(
            "HTTP/1.1 {status}\r\nRateLimit-Remaining: {remaining}\r\nContent-Type: application/json\r\n\
             Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
            body.len()
        )
        .into_bytes()
    })
    .await;
    let credentials = atlas_integrations::Credentials::bearer("token");
    let client = client(server.base_url(), credentials);
    let name = "atlas.client.rate_limit.remaining";
    let attributes = expected(&server.base_url(), &[OPERATION]);
    get_datadog(&client).await.expect("success");
    assert_eq!(metrics.series(name), [(attributes.clone(), 1, 0.0)]);
    get_datadog(&client).await.expect_err("too many");
    assert_eq!(metrics.series(name), [(attributes, 0, 0.0)]);
}
