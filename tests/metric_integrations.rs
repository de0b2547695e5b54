//! The whole life of metric integrations, whose headers have one name in requests and another in
//! responses.

mod support;

use std::collections::BTreeSet;

use atlas_emulator::{EMPTY_GROUP_ID, Fault};
use atlas_integrations::types::{
    Header, MetricIntegrationRequest as Request,
    MetricIntegrationRequestMetricSelection as RequestMetric,
    MetricIntegrationResponse as Response, MetricIntegrationResponseIntegrationType,
    MetricIntegrationResponseMetricSelection as Metric, MetricIntegrationResponseProviderType,
    MetricIntegrationUpdateRequest as Update,
    MetricIntegrationUpdateRequestMetricSelection as UpdateMetric,
};
use atlas_integrations::{Client, Error, ErrorKind};
use futures_util::TryStreamExt as _;
use serde_json::{Value, json};
use support::{GROUP, api_key, client, emulator, retrying_client, service_account};

const ENDPOINT: &str = "https://otel.example.com/v1/metrics";
const MARKER: &str = "s3ntinel-4711";

fn example() -> Value {
    json!({
        "metricIntegrationId": "1", "integrationType": "OTEL", "providerType": "DYNATRACE",
        "aggregationTemporality": "DELTA", "authType": "HEADER", "endpoint": ENDPOINT,
        "headersRedacted": [{ "name": "Authorization", "value": "********oken" }],
        "metricSelection": ["ATLAS_STREAM_PROCESSING", "HARDWARE_METRICS"],
    })
}

fn request(provider: &str) -> Request {
    let metrics = [RequestMetric::MongodbMetrics];
    Request::new("CUMULATIVE", "HEADER", ENDPOINT, "OTEL", metrics, provider).headers(vec![
        Header::new("Authorization").value("Bearer 0123456789"),
    ])
}

async fn create(client: &Client, body: Request) -> Result<Response, Error> {
    let call = client.create_metric_integration().group_id(EMPTY_GROUP_ID);
    Ok(call.body(body).send().await?.into_inner())
}

async fn get(client: &Client, id: &str) -> Result<Response, Error> {
    let call = client.get_metric_integration().group_id(EMPTY_GROUP_ID);
    let call = call.metric_integration_id(id);
    Ok(call.send().await?.into_inner())
}

async fn update(client: &Client, id: &str, body: Update) -> Result<Response, Error> {
    let call = client.update_metric_integration().group_id(EMPTY_GROUP_ID);
    let call = call.metric_integration_id(id).body(body);
    Ok(call.send().await?.into_inner())
}

async fn delete(client: &Client, id: &str) -> Result<(), Error> {
    let call = client.delete_metric_integration().group_id(EMPTY_GROUP_ID);
    let call = call.metric_integration_id(id);
    call.send().await.map(|answer| answer.into_inner())
}

fn written(value: &impl serde::Serialize) -> Value {
    serde_json::to_value(value).expect("JSON")
}

#[test]
fn the_example_decodes_and_comes_back() {
    let integration: Response = serde_json::from_value(example()).expect("decodes");
    assert_eq!(
        integration.integration_type,
        MetricIntegrationResponseIntegrationType::Otel
    );
    assert_eq!(integration.metric_selection[1], Metric::HardwareMetrics);
    assert_eq!(written(&integration), example());
    let body = written(&request("CUSTOM"));
    let request: Request = serde_json::from_value(body.clone()).expect("decodes");
    assert_eq!(written(&request), body);
}

#[tokio::test]
async fn a_metric_integration_lives_from_creation_to_removal() {
    for credentials in [service_account(), api_key()] {
        let emulator = emulator().await;
        let client = client(emulator.base_url(), credentials);
        let call = client.create_metric_integration().group_id(EMPTY_GROUP_ID);
        let created = call.body(request("CUSTOM")).send().await.expect("created");
        assert_eq!(created.status().as_u16(), 201);
        let id = created.metric_integration_id.as_str();

        let found = get(&client, id).await.expect("there");
        assert_eq!(found, *created);
        assert_eq!(found.endpoint.expose_secret(), ENDPOINT);
        let headers = found.headers_redacted.as_deref().expect("headers");
        assert_eq!(headers[0].name, "Authorization");
        assert_eq!(headers[0].value.expose_secret(), "*************6789");
        assert_eq!(written(&found).get("headers"), None);

        let metrics = [UpdateMetric::HardwareMetrics];
        let body = Update::new("DELTA", "HEADER", ENDPOINT, "OTEL", metrics, "NEW_RELIC")
            .headers(vec![Header::new("Api-Key").value("9876543210")]);
        let updated = update(&client, id, body).await.expect("there");
        assert_eq!(
            updated.provider_type,
            MetricIntegrationResponseProviderType::NewRelic
        );
        assert_eq!(updated.metric_selection, [Metric::HardwareMetrics]);
        assert_eq!(updated.metric_integration_id, id);

        delete(&client, id).await.expect("there");
        for gone in [get(&client, id).await.map(drop), delete(&client, id).await] {
            let error = gone.expect_err("gone");
            assert!(error.is_not_found(), "{error:?}");
            assert_eq!(error.error_code(), Some("METRIC_INTEGRATION_NOT_FOUND"));
        }
        let again = create(&client, request("CUSTOM")).await.expect("created");
        assert_ne!(again.metric_integration_id, id);
    }
}

#[tokio::test]
async fn what_the_client_does_not_know_is_kept() {
    let emulator = emulator().await;
    let client = client(emulator.base_url(), service_account());
    let mut newer = example();
    newer["providerType"] = json!("HONEYCOMB");
    newer["metricSelection"] = json!(["SEARCH_METRICS"]);
    newer["interval"] = json!({ "seconds": 60, "jitter": null });
    let fields = newer.as_object().expect("an object").clone();
    emulator.add_metric_integration(EMPTY_GROUP_ID, fields);
    let found = get(&client, "1").await.expect("there");
    assert_eq!(
        found.provider_type,
        MetricIntegrationResponseProviderType::Unknown("HONEYCOMB".to_owned())
    );
    assert_eq!(written(&found), newer);
}

#[tokio::test]
async fn redacted_headers_are_not_sent_back() {
    let emulator = emulator().await;
    let client = client(emulator.base_url(), service_account());
    let created = create(&client, request("CUSTOM")).await.expect("created");
    let id = created.metric_integration_id.clone();
    let sent = emulator.received_requests().len();
    // As it came: what it shows of headers is no property of a request.
    let mut body = written(&created);
    let as_it_came: Update = serde_json::from_value(body.clone()).expect("decodes");
    // Renamed, but with the values that were shown.
    let fields = body.as_object_mut().expect("an object");
    let headers = fields.remove("headersRedacted").expect("headers");
    fields.insert("headers".to_owned(), headers);
    let renamed: Update = serde_json::from_value(body).expect("decodes");
    for (body, property) in [
        (as_it_came, "headersRedacted"),
        (renamed.clone(), "headers"),
    ] {
        let error = update(&client, &id, body).await.expect_err("redacted");
        assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{error:?}");
        assert!(error.to_string().contains(property), "{error}");
    }
    assert_eq!(emulator.received_requests().len(), sent);
    let body = renamed.headers(vec![Header::new("Api-Key").value("9876543210")]);
    update(&client, &id, body).await.expect("there");
}

#[test]
fn no_secret_is_printed() {
    let client = client("http://localhost:1", service_account());
    let mut body = example();
    body["endpoint"] = json!(format!("https://host/{MARKER}/v1/metrics"));
    body["headersRedacted"][0]["value"] = json!(MARKER);
    body["headers"] = json!([{ "name": "Authorization", "value": MARKER, "next": MARKER }]);
    body["newSecret"] = json!(MARKER);
    let response: Response = serde_json::from_value(body.clone()).expect("decodes");
    let request: Request = serde_json::from_value(body.clone()).expect("decodes");
    let update: Update = serde_json::from_value(body).expect("decodes");
    let create = client.create_metric_integration().body(request.clone());
    let replace = client.update_metric_integration().body(update.clone());
    let printed = format!("{response:?} {request:#?} {update:?} {create:?} {replace:?}");
    assert!(!printed.contains(MARKER), "{printed}");
}

#[tokio::test]
async fn a_list_is_walked_through_and_filtered() {
    let emulator = emulator().await;
    let client = client(emulator.base_url(), service_account());
    let mut created = Vec::new();
    for provider in ["CUSTOM", "DYNATRACE", "NEW_RELIC", "DYNATRACE"] {
        let integration = create(&client, request(provider)).await.expect("created");
        created.push(integration.metric_integration_id);
    }
    assert_eq!(created.iter().collect::<BTreeSet<_>>().len(), 4);
    let list = || client.list_metric_integrations().group_id(EMPTY_GROUP_ID);
    let ids = async |list: atlas_integrations::builder::ListMetricIntegrations| {
        let ids = list.items().map_ok(|item| item.metric_integration_id);
        ids.try_collect::<Vec<_>>().await.expect("all")
    };
    assert_eq!(ids(list()).await, created);
    assert_eq!(ids(list().items_per_page(1)).await, created);
    assert_eq!(ids(list().integration_type("OTEL")).await, created);
    let dynatrace = list().integration_type("OTEL").provider_type("DYNATRACE");
    assert_eq!(
        ids(dynatrace.items_per_page(1)).await,
        [created[1].clone(), created[3].clone()]
    );
    assert!(ids(list().integration_type("OTHER")).await.is_empty());
    let error = list().provider_type("DYNATRACE").send().await;
    let error = error.expect_err("without a type");
    assert_eq!(error.error_code(), Some("INVALID_QUERY_PARAMETER"));
    let sample = list().group_id(GROUP).send().await.expect("a page");
    assert_eq!((sample.results.len(), sample.total_count), (1, Some(1)));
}

#[tokio::test]
async fn invalid_bodies_are_refused() {
    let emulator = emulator().await;
    let client = client(emulator.base_url(), service_account());
    let body = written(&request("CUSTOM"));
    let mut cases: Vec<(Value, String)> = Vec::new();
    for (name, value, word) in [
        ("integrationType", json!("STATSD"), "STATSD"),
        ("providerType", json!("NEWER"), "NEWER"),
        ("metricSelection", json!([]), "metricSelection"),
        (
            "metricSelection",
            json!(["MONGODB_METRICS", "MONGODB_METRICS"]),
            "metricSelection",
        ),
        ("endpoint", json!("http://host"), "endpoint"),
        ("headers", json!([]), "headers"),
        ("headers", json!([{ "name": "Api-Key" }]), "headers"),
    ] {
        let mut body = body.clone();
        body[name] = value;
        cases.push((body, word.to_owned()));
    }
    let error = create(
        &client,
        Request::new(
            "DELTA",
            "HEADER",
            ENDPOINT,
            "OTEL",
            [RequestMetric::MongodbMetrics],
            "CUSTOM",
        ),
    )
    .await
    .expect_err("no headers");
    assert!(error.to_string().contains("headers is required"), "{error}");
    for (body, word) in cases {
        let body: Request = serde_json::from_value(body).expect("decodes");
        let error = create(&client, body).await.expect_err("invalid");
        assert_eq!(error.status().map(|status| status.as_u16()), Some(400));
        assert!(error.to_string().contains(&word), "{error}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_creation_is_not_repeated_once_it_may_have_arrived() {
    let emulator = emulator().await;
    let client = retrying_client(emulator.base_url(), service_account());
    emulator.inject_faults([Fault::ResponseLost]);
    let error = create(&client, request("CUSTOM")).await.expect_err("lost");
    assert_eq!((error.attempts(), error.is_transient()), (1, true));
    let list = client.list_metric_integrations().group_id(EMPTY_GROUP_ID);
    assert_eq!(list.send().await.expect("a page").results.len(), 1);
}
