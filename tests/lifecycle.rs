//! The lifecycle of an integration, and requests that are rejected before they do harm.

mod support;

use atlas_emulator::{EMPTY_GROUP_ID, Fault};
use atlas_integrations::types::{
    DatadogRegion, IntegrationType, PagerDuty, ThirdPartyIntegration as Integration, Webhook,
};
use atlas_integrations::{Client, Error, ErrorKind, Other, Secret};
use serde_json::json;
use support::{GROUP, api_key, client, emulator, retrying_client, service_account};

fn pager_duty(key: impl Into<Secret>) -> Integration {
    PagerDuty::new(key).into()
}

async fn get(client: &Client, service: IntegrationType) -> Result<Integration, Error> {
    let call = client
        .get_third_party_integration()
        .group_id(EMPTY_GROUP_ID);
    Ok(call.integration_type(service).send().await?.into_inner())
}

async fn create(client: &Client, service: &str, body: Integration) -> Result<usize, Error> {
    let call = client
        .create_third_party_integration()
        .group_id(EMPTY_GROUP_ID);
    let page = call.integration_type(service).body(body).send().await?;
    Ok(page.results.len())
}

async fn update(client: &Client, service: &str, body: Integration) -> Result<usize, Error> {
    let call = client
        .update_third_party_integration()
        .group_id(EMPTY_GROUP_ID);
    let page = call.integration_type(service).body(body).send().await?;
    Ok(page.results.len())
}

async fn delete(client: &Client, service: &str) -> Result<(), Error> {
    let call = client
        .delete_third_party_integration()
        .group_id(EMPTY_GROUP_ID);
    call.integration_type(service)
        .send()
        .await
        .map(|response| response.into_inner())
}

#[tokio::test]
async fn an_integration_is_created_read_updated_and_deleted() {
    for credentials in [service_account(), api_key()] {
        let emulator = emulator().await;
        let client = client(emulator.base_url(), credentials);
        assert_eq!(
            create(&client, "PAGER_DUTY", pager_duty("0123456789abcdef"))
                .await
                .expect("new"),
            1
        );

        let again = create(&client, "PAGER_DUTY", pager_duty("x"))
            .await
            .expect_err("exists");
        assert!(again.is_conflict() && !again.is_transient(), "{again:?}");
        assert_eq!(again.error_code(), Some("INTEGRATION_ALREADY_CONFIGURED"));

        let Integration::PagerDuty(mut settings) = get(&client, IntegrationType::PagerDuty)
            .await
            .expect("there")
        else {
            panic!("not a PagerDuty integration");
        };
        assert_eq!(settings.service_key.expose_secret(), "************cdef");
        settings.service_key = "fedcba9876543210".into();
        let body = Integration::PagerDuty(settings);
        assert_eq!(update(&client, "PAGER_DUTY", body).await.expect("there"), 1);
        let Integration::PagerDuty(settings) = get(&client, IntegrationType::PagerDuty)
            .await
            .expect("there")
        else {
            panic!("not a PagerDuty integration");
        };
        assert_eq!(settings.service_key.expose_secret(), "************3210");

        delete(&client, "PAGER_DUTY").await.expect("there");
        assert!(
            get(&client, IntegrationType::PagerDuty)
                .await
                .expect_err("gone")
                .is_not_found()
        );
        let gone = delete(&client, "PAGER_DUTY").await.expect_err("gone");
        assert!(gone.is_not_found());
        assert_eq!(gone.attempts(), 1);
    }
}

#[tokio::test]
async fn read_modify_write_keeps_unknown_fields() {
    let emulator = emulator().await;
    let client = client(emulator.base_url(), service_account());
    let settings = json!({
        "id": "1", "type": "DATADOG", "apiKey": "0123456789abcdef", "region": "MARS1",
        "newFlag": true, "newLimits": { "perDay": 7, "list": [1, null] },
    });
    let fields = settings.as_object().expect("an object").clone();
    emulator.put_integration(EMPTY_GROUP_ID, "DATADOG", fields);

    let Integration::Datadog(mut datadog) =
        get(&client, IntegrationType::Datadog).await.expect("there")
    else {
        panic!("not a Datadog integration");
    };
    assert_eq!(
        datadog.region,
        Some(DatadogRegion::Unknown("MARS1".to_owned()))
    );
    datadog.api_key = "0123456789abcdef".into();
    datadog.send_database_metrics = Some(true);
    update(&client, "DATADOG", Integration::Datadog(datadog))
        .await
        .expect("there");

    let kept = serde_json::to_value(get(&client, IntegrationType::Datadog).await.expect("there"));
    let mut expected = settings;
    expected["customEndpoint"] = json!(null);
    for flag in [
        "sendCollectionLatencyMetrics",
        "sendQueryStatsMetrics",
        "sendUserProvidedResourceTags",
    ] {
        expected[flag] = json!(false);
    }
    expected["apiKey"] = json!("************cdef");
    expected["sendDatabaseMetrics"] = json!(true);
    assert_eq!(kept.expect("JSON"), expected);
}

fn assert_rejected<T: std::fmt::Debug>(outcome: Result<T, Error>, words: &[&str]) {
    let error = outcome.expect_err("must be rejected");
    assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{error:?}");
    for word in words {
        assert!(error.to_string().contains(word), "{word}: {error}");
    }
}

#[tokio::test]
async fn redacted_values_are_not_sent_as_secrets() {
    let emulator = emulator().await;
    let client = client(emulator.base_url(), service_account());
    let advice = ["is redacted", "Set the real value", "`verbatim`"];
    let assert_field_rejected =
        |outcome, name: &str| assert_rejected(outcome, &[&[name], advice.as_slice()].concat());

    assert_field_rejected(
        create(&client, "PAGER_DUTY", pager_duty("****7890")).await,
        "serviceKey is",
    );
    let webhook = Webhook::new("https://hooks.example.com/****");
    assert_field_rejected(update(&client, "WEBHOOK", webhook.into()).await, "url is");
    let webhook = Webhook::new("https://hooks.example.com/a").secret("******");
    assert_field_rejected(
        update(&client, "WEBHOOK", webhook.into()).await,
        "secret is",
    );
    // A field that the client does not know may be a secret too.
    let body = json!({ "type": "PAGER_DUTY", "serviceKey": "k", "newToken": "****99" });
    let body: Integration = serde_json::from_value(body).expect("decodes");
    assert_field_rejected(create(&client, "PAGER_DUTY", body).await, "newToken is");
    let body = json!({ "type": "HIP_CHAT", "token": { "value": "****99" } });
    let other: Integration = serde_json::from_value(body.clone()).expect("decodes");
    assert_field_rejected(create(&client, "HIP_CHAT", other).await, "token is");
    assert_eq!(emulator.received_requests(), []);

    let deliberate = pager_duty(Secret::verbatim("****7890"));
    create(&client, "PAGER_DUTY", deliberate)
        .await
        .expect("sent deliberately");
    let other = Other::try_from(body).expect("an object").verbatim();
    let refused = create(&client, "HIP_CHAT", Integration::Other(other)).await;
    let refused = refused.expect_err("Atlas has no settings for HipChat");
    assert_eq!(refused.error_code(), Some("INVALID_ENUM_VALUE"));
}

#[tokio::test]
async fn the_path_and_the_body_must_agree() {
    let emulator = emulator().await;
    let client = client(emulator.base_url(), service_account());
    let both = [
        "is of the type \"PAGER_DUTY\"",
        "integration_type is \"SLACK\"",
    ];
    assert_rejected(create(&client, "SLACK", pager_duty("k")).await, &both);
    assert_rejected(update(&client, "SLACK", pager_duty("k")).await, &both);
    let untyped = Integration::Other(Other::try_from(json!({ "a": 1 })).expect("an object"));
    assert_rejected(
        create(&client, "SLACK", untyped).await,
        &["has no type", "\"SLACK\""],
    );
    assert_eq!(emulator.received_requests(), []);
}

#[tokio::test]
async fn paging_parameters_are_checked() {
    let emulator = emulator().await;
    let client = client(emulator.base_url(), service_account());
    let list = || client.list_third_party_integrations().group_id(GROUP);
    assert_rejected(
        list().items_per_page(0).send().await,
        &["items_per_page: 0 must be at least 1"],
    );
    assert_rejected(
        list().items_per_page(501).send().await,
        &["items_per_page: 501"],
    );
    assert_rejected(
        list().page_num(0).send().await,
        &["page_num: 0 must be at least 1"],
    );
    let call = client.get_project_by_name().group_name("x".repeat(65));
    assert_rejected(
        call.send().await,
        &["group_name", "more than 64 characters"],
    );
    assert_eq!(emulator.received_requests(), []);
    let page = list()
        .items_per_page(500)
        .include_count(false)
        .send()
        .await
        .expect("there");
    assert_eq!((page.results.len(), page.total_count), (9, None));
}

#[tokio::test]
async fn projects_are_found_by_id_and_by_name() {
    let emulator = emulator().await;
    let client = client(emulator.base_url(), service_account());
    let project = client
        .get_project()
        .group_id(GROUP)
        .send()
        .await
        .expect("there");
    assert_eq!(project.name, "Fleet");
    let found = client
        .get_project_by_name()
        .group_name("Sandbox")
        .envelope(true)
        .send()
        .await;
    assert_eq!(found.expect("there").id.as_deref(), Some(EMPTY_GROUP_ID));
    let missing = client
        .get_project_by_name()
        .group_name("No such, project")
        .send()
        .await;
    assert!(missing.expect_err("no such project").is_not_found());
    emulator.forbid_project(GROUP);
    let error = client
        .get_project()
        .group_id(GROUP)
        .send()
        .await
        .expect_err("forbidden");
    assert!(error.is_forbidden(), "{error:?}");
}

#[tokio::test]
async fn an_enveloped_delete_succeeds() {
    let emulator = emulator().await;
    let client = client(emulator.base_url(), service_account());
    let call = client.delete_third_party_integration().group_id(GROUP);
    let response = call
        .integration_type("SLACK")
        .envelope(true)
        .send()
        .await
        .expect("there");
    assert_eq!(response.status().as_u16(), 204);
}

#[tokio::test(start_paused = true)]
async fn a_delete_whose_response_was_lost_reports_two_attempts() {
    let emulator = emulator().await;
    let client = retrying_client(emulator.base_url(), service_account());
    create(&client, "PAGER_DUTY", pager_duty("k"))
        .await
        .expect("new");
    emulator.inject_faults([Fault::ResponseLost]);
    let error = delete(&client, "PAGER_DUTY")
        .await
        .expect_err("already deleted");
    assert!(error.is_not_found(), "{error:?}");
    assert_eq!(error.attempts(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_create_is_not_retried_once_it_may_have_arrived() {
    let emulator = emulator().await;
    let client = retrying_client(emulator.base_url(), service_account());
    support::get_datadog(&client).await.expect("warm");
    emulator.inject_faults([Fault::Status(503)]);
    let error = create(&client, "PAGER_DUTY", pager_duty("k"))
        .await
        .expect_err("503");
    assert_eq!((error.attempts(), error.is_transient()), (1, true));
    emulator.inject_faults([Fault::RateLimited {
        retry_after: Some(1),
    }]);
    create(&client, "PAGER_DUTY", pager_duty("k"))
        .await
        .expect("retried after a second");
}
