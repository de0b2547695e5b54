//! The API as a user writes it: values, requests and streams.

mod support;

use std::collections::{BTreeMap, BTreeSet};

use atlas_emulator::EMPTY_GROUP_ID;
use atlas_integrations::types::{
    ApiError, Datadog, DatadogRegion, Group, IntegrationType, PagerDuty, PagerDutyRegion,
    Prometheus, PrometheusServiceDiscovery, Slack, ThirdPartyIntegration as Integration, Webhook,
};
use atlas_integrations::{Credentials, Elements, ErrorKind, Field, GroupId, Items, Pages, builder};
use futures_util::{StreamExt as _, TryStreamExt as _};
use serde_json::json;
use support::scripted::{Scripted, response};
use support::{GROUP, client, emulator, service_account};

fn written(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).expect("JSON")
}

#[test]
fn required_properties_are_arguments_and_the_rest_have_setters() {
    let datadog = Datadog::new("key")
        .region(DatadogRegion::Eu)
        .send_database_metrics(true)
        .send_query_stats_metrics(Some(false))
        .send_collection_latency_metrics(None);
    assert_eq!(datadog.region, Some(DatadogRegion::Eu));
    assert_eq!(
        written(&Integration::from(datadog)),
        r#"{"apiKey":"key","region":"EU","sendDatabaseMetrics":true,"sendQueryStatsMetrics":false,"type":"DATADOG"}"#
    );
    let prometheus = Prometheus::new(true, PrometheusServiceDiscovery::Http, "user");
    assert_eq!(prometheus.password("sesame").username, "user");
    assert_eq!(
        written(&Prometheus::new(false, "file", "user")),
        r#"{"enabled":false,"serviceDiscovery":"file","username":"user"}"#
    );
    let region = |service: PagerDuty| service.region;
    let service = || PagerDuty::new(String::from("key"));
    assert_eq!(region(service().region("EU")), Some(PagerDutyRegion::Eu));
    let text = String::from("EU");
    assert_eq!(region(service().region(&text)), Some(PagerDutyRegion::Eu));
    let newer = PagerDutyRegion::Unknown("MARS".to_owned());
    assert_eq!(region(service().region("MARS".to_owned())), Some(newer));

    let mut slack = Slack::new("token", "alerts").team_name("ops");
    slack.channel_name = Some("other".to_owned());
    assert_eq!(
        written(&slack),
        r#"{"apiToken":"token","channelName":"other","teamName":"ops"}"#
    );
}

#[test]
fn the_union_reports_its_service() {
    let service = |value| serde_json::from_value::<Integration>(value).expect("decodes");
    for (integration, expected) in [
        (PagerDuty::new("k").into(), Some(IntegrationType::PagerDuty)),
        (
            service(json!({ "type": "DATADOG", "apiKey": 5 })),
            Some(IntegrationType::Datadog),
        ),
        (
            service(json!({ "type": "NEWER" })),
            Some(IntegrationType::Unknown("NEWER".to_owned())),
        ),
        (service(json!({})), None),
    ] {
        assert_eq!(integration.integration_type(), expected);
    }
}

#[test]
fn explicit_nulls_are_kept_and_absent_properties_stay_absent() {
    for text in [
        r#"{"apiToken":"x","channelName":null,"type":"SLACK"}"#,
        r#"{"apiToken":"x","type":"SLACK"}"#,
        r#"{"bodyTemplate":null,"headersTemplate":null,"url":"u","type":"WEBHOOK"}"#,
        r#"{"apiKey":"k","region":null,"type":"DATADOG","customEndpoint":null}"#,
    ] {
        let integration: Integration = serde_json::from_str(text).expect("decodes");
        assert!(!matches!(integration, Integration::Other(_)), "{text}");
        assert_eq!(written(&integration), text);
        let value = serde_json::from_str(text).expect("JSON");
        let integration: Integration = serde_json::from_value(value).expect("decodes");
        assert_eq!(written(&integration), text);
    }
    let text = r#"{"error":404,"errorCode":"X","parameters":null}"#;
    let error: ApiError = serde_json::from_str(text).expect("decodes");
    assert_eq!(
        (error.parameters.is_none(), written(&error).as_str()),
        (true, text)
    );
}

#[test]
fn setting_a_value_replaces_a_null_and_a_null_can_be_set() {
    let webhook = || -> Webhook {
        serde_json::from_str(r#"{"url":"u","bodyTemplate":null}"#).expect("decodes")
    };
    for (webhook, text) in [
        (webhook(), r#"{"bodyTemplate":null,"url":"u"}"#),
        (
            webhook().body_template("b"),
            r#"{"bodyTemplate":"b","url":"u"}"#,
        ),
        (webhook().body_template(None), r#"{"url":"u"}"#),
        (
            webhook().body_template("b").body_template(Field::Null),
            r#"{"bodyTemplate":null,"url":"u"}"#,
        ),
        (
            webhook().secret(Field::Null),
            r#"{"bodyTemplate":null,"secret":null,"url":"u"}"#,
        ),
    ] {
        assert_eq!(written(&webhook), text);
    }
    let mut webhook = webhook();
    webhook.body_template = Some("b".into());
    assert_eq!(written(&webhook), r#"{"bodyTemplate":"b","url":"u"}"#);
    // A required property is null rather than absent.
    let null = r#"{"apiToken":"x","channelName":null}"#;
    assert_eq!(written(&Slack::new("x", None)), null);
    assert_eq!(written(&Slack::new("x", "a").channel_name(None)), null);
}

#[test]
fn kept_values_are_written_back() {
    let deep = format!("{}{}", "[".repeat(200), "]".repeat(200));
    for value in [
        &deep,
        "1e999",
        r#""\ud800""#,
        "12345678901234567890123",
        "1.50",
    ] {
        let text = format!(r#"{{"serviceKey":"k","type":"PAGER_DUTY","new":{value}}}"#);
        let integration: Integration = serde_json::from_str(&text).expect("decodes");
        assert_eq!(written(&integration), text);
        let text = format!(r#"{{"error":400,"errorCode":"X","parameters":[{value}]}}"#);
        let error: ApiError = serde_json::from_str(&text).expect("decodes");
        assert_eq!(written(&error), text);
    }
}

#[test]
fn an_extra_field_does_not_write_a_known_one_twice() {
    let mut service = PagerDuty::new("key");
    service.extra.insert("region", &"US").expect("JSON");
    assert_eq!(written(&service), r#"{"serviceKey":"key","region":"US"}"#);
    let service = service.region("EU");
    let error = serde_json::to_string(&service).expect_err("two regions");
    assert!(error.to_string().contains("`extra` has region"), "{error}");
}

#[tokio::test]
async fn the_service_is_taken_from_the_body() {
    let emulator = emulator().await;
    let client = client(emulator.base_url(), service_account());
    let create = || {
        client
            .create_third_party_integration()
            .group_id(EMPTY_GROUP_ID)
    };
    let page = create().body(PagerDuty::new("key")).send().await;
    assert_eq!(page.expect("created").results.len(), 1);
    let path = emulator.received_requests();
    let path = &path.last().expect("one request").path;
    assert!(path.ends_with("/integrations/PAGER_DUTY"), "{path}");

    let refused = create()
        .body(PagerDuty::new("key"))
        .integration_type(IntegrationType::Slack)
        .send()
        .await
        .expect_err("they differ");
    assert_eq!(
        refused.to_string(),
        "create_third_party_integration: invalid body: it is of the type \"PAGER_DUTY\", and \
         integration_type is \"SLACK\"; the two must agree"
    );
    let missing = create().send().await.expect_err("no body");
    assert_eq!(
        missing.to_string(),
        "create_third_party_integration: missing body: call `.body(…)` before `.send()`"
    );
    let received = emulator.received_requests().len();
    let secret = create().body(PagerDuty::new("****7890"));
    assert_eq!(
        secret.validate().expect_err("redacted").kind(),
        ErrorKind::InvalidRequest
    );
    assert!(create().body(PagerDuty::new("key")).validate().is_ok());
    assert_eq!(emulator.received_requests().len(), received);
}

#[tokio::test]
async fn optional_parameters_take_a_value_or_an_option() {
    let server = Scripted::start(vec![response(
        "200 OK",
        "application/json",
        r#"{"results":[]}"#,
    )]);
    let server = server.await;
    let client = client(server.base_url(), Credentials::bearer("token"));
    let page_num: Option<i64> = None;
    let list = client.list_projects().items_per_page(Some(1)).page_num(2);
    let list = list.page_num(page_num).pretty(None).include_count(false);
    list.items_per_page(2_u32).send().await.expect("a page");
    let requests = server.requests();
    let line = requests.first().expect("one request");
    let line = line.lines().next().unwrap_or_default();
    assert_eq!(
        line,
        "GET /api/atlas/v2/groups?includeCount=false&itemsPerPage=2 HTTP/1.1"
    );
    let error = client.list_projects().page_num(u64::MAX).send().await;
    let error = error.expect_err("too large").to_string();
    assert!(
        error.contains("invalid page_num: 18446744073709551615 is not a number of 64 bits"),
        "{error}"
    );
}

#[tokio::test]
async fn a_listed_project_can_be_used_in_another_request() {
    let emulator = emulator().await;
    let client = client(emulator.base_url(), service_account());
    let projects: Vec<Group> = client
        .list_projects()
        .items()
        .try_collect()
        .await
        .expect("all");
    let project = projects.first().expect("one");
    let get = || client.get_project();
    assert_eq!(
        get()
            .group_id(&project.id)
            .send()
            .await
            .expect("found")
            .name,
        project.name
    );
    assert_eq!(
        get()
            .group_id(project.id.clone())
            .send()
            .await
            .expect("found")
            .id,
        project.id
    );
    let id: GroupId = project
        .id
        .as_deref()
        .expect("an id")
        .parse()
        .expect("valid");
    assert_eq!(
        get().group_id(&id).send().await.expect("found").id,
        project.id
    );
    let missing = get()
        .group_id(None::<GroupId>)
        .send()
        .await
        .expect_err("no id");
    assert!(
        missing.to_string().contains("missing group_id"),
        "{missing}"
    );
}

#[tokio::test]
async fn a_stream_outlives_the_scope_that_created_it() {
    let emulator = emulator().await;
    let items: Items<builder::ListProjects> = client(emulator.base_url(), service_account())
        .list_projects()
        .items();
    let names = tokio::spawn(items.map_ok(|project| project.name).try_collect::<Vec<_>>());
    assert!(!names.await.expect("no panic").expect("all").is_empty());
    let client = client(emulator.base_url(), service_account());
    let mut pages: Pages<builder::ListThirdPartyIntegrations> = client
        .list_third_party_integrations()
        .group_id(GROUP)
        .pages();
    drop(client);
    let page = tokio::spawn(async move { pages.next().await });
    let page = page
        .await
        .expect("no panic")
        .expect("a page")
        .expect("read");
    let elements: &Elements<Integration> = &page.results;
    let mut known = 0;
    for element in elements {
        known += usize::from(element.is_ok());
    }
    assert_eq!(
        (known, elements.iter().count()),
        (elements.len(), elements.len())
    );
    assert!(elements.get(0).is_some_and(|element| element.is_ok()));
    assert!(elements.get(elements.len()).is_none());
}

#[tokio::test]
async fn errors_keep_the_headers_of_their_response() {
    let emulator = emulator().await;
    let client = client(emulator.base_url(), service_account());
    let get = client.get_third_party_integration().group_id(GROUP);
    let error = get
        .integration_type("HIP_CHAT")
        .send()
        .await
        .expect_err("not configured");
    let headers = error.headers().expect("there was a response");
    assert!(headers.contains_key("ratelimit-limit"));
    assert_eq!(error.kind().to_string(), "error response");
    let error = client.get_project().send().await.expect_err("no id");
    assert!(error.headers().is_none());
    assert_eq!(format!("{:>16}", error.kind()), " invalid request");
}

#[test]
fn ids_and_enumerations_behave_like_text() {
    let id: GroupId = serde_json::from_value(json!(GROUP)).expect("valid");
    assert_eq!(written(&id), format!("\"{GROUP}\""));
    assert!(serde_json::from_value::<GroupId>(json!("5")).is_err());
    let ids = BTreeMap::from([(id.clone(), 1)]);
    assert_eq!(ids.get(GROUP), Some(&1));
    assert_eq!(id.as_ref() as &str, GROUP);

    let variants: BTreeSet<_> = IntegrationType::VARIANTS.iter().collect();
    assert_eq!(variants.len(), IntegrationType::VALUES.len());
    for (variant, value) in IntegrationType::VARIANTS
        .iter()
        .zip(IntegrationType::VALUES)
    {
        assert_eq!(
            (variant.as_str(), variant.to_string().as_str()),
            (*value, *value)
        );
        assert_eq!(IntegrationType::from(*value), *variant);
        assert_eq!(value.parse().as_ref(), Ok(variant));
    }
    assert_eq!(
        IntegrationType::from("NEWER"),
        IntegrationType::Unknown("NEWER".to_owned())
    );
    assert!("NEWER".parse::<IntegrationType>().is_err());
}
