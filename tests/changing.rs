//! Changing without harm: what would be lost or spoiled is refused before anything is sent.

mod support;

use atlas_emulator::EMPTY_GROUP_ID;
use atlas_integrations::reqwest::Method;
use atlas_integrations::types::{
    PagerDuty, Prometheus, ThirdPartyIntegration as Integration, Webhook,
};
use atlas_integrations::{Client, Error, ErrorKind, Field, Json, Other, Secret};
use serde_json::{Value, json};
use support::{client, emulator, service_account};

fn update(client: &Client, body: impl Into<Integration>) -> Result<(), Error> {
    let update = client.update_third_party_integration();
    update.group_id(EMPTY_GROUP_ID).body(body).validate()
}

fn create(client: &Client, body: impl Into<Integration>) -> Result<(), Error> {
    let create = client.create_third_party_integration();
    create.group_id(EMPTY_GROUP_ID).body(body).validate()
}

fn offline() -> Client {
    client("http://127.0.0.1:1", service_account())
}

fn read(value: Value) -> Integration {
    serde_json::from_value(value).expect("decodes")
}

fn prometheus(value: Value) -> Prometheus {
    match read(value) {
        Integration::Prometheus(prometheus) => *prometheus,
        other => panic!("{other:?}"),
    }
}

fn shown_prometheus() -> Value {
    json!({
        "type": "PROMETHEUS", "enabled": true, "serviceDiscovery": "http", "username": "u",
    })
}

fn assert_refused(outcome: Result<(), Error>, words: &str) {
    let error = outcome.expect_err(words);
    assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{error}");
    assert!(error.to_string().contains(words), "{words}: {error}");
}

#[tokio::test]
async fn a_password_that_atlas_does_not_show_is_not_discarded_by_accident() {
    let emulator = emulator().await;
    let client = client(emulator.base_url(), service_account());
    let call = || {
        client
            .update_third_party_integration()
            .group_id(EMPTY_GROUP_ID)
    };
    let create = client.create_third_party_integration();
    let created = Prometheus::new(true, "http", "user").password("sesame");
    create
        .group_id(EMPTY_GROUP_ID)
        .body(created)
        .send()
        .await
        .expect("created");
    let get = client
        .get_third_party_integration()
        .group_id(EMPTY_GROUP_ID);
    let read = get
        .integration_type("PROMETHEUS")
        .send()
        .await
        .expect("there");
    let Integration::Prometheus(mut settings) = read.into_inner() else {
        panic!("not Prometheus");
    };
    settings.enabled = false;
    let refused = call()
        .body(settings.clone())
        .send()
        .await
        .expect_err("refused");
    assert_eq!(
        refused.to_string(),
        "update_third_party_integration: invalid body: it was read from JSON, and lacks password, \
         which Atlas does not show: Atlas would discard the value that it has. Set password; to \
         discard it, say so with `discard_withheld`"
    );
    let with_password = settings.clone().password("sesame");
    call()
        .body(with_password)
        .send()
        .await
        .expect("the password is set");
    let deliberate = call().body(settings).discard_withheld();
    deliberate.send().await.expect("discarded deliberately");
}

#[test]
fn only_what_was_read_and_replaces_can_lose_something() {
    let client = offline();
    let words = "lacks password";
    assert_refused(update(&client, prometheus(shown_prometheus())), words);
    assert!(create(&client, prometheus(shown_prometheus())).is_ok());
    assert!(update(&client, Prometheus::new(true, "http", "u")).is_ok());
    // What came as null was not shown either; what is made null is meant.
    let mut with_null = shown_prometheus();
    with_null["password"] = Value::Null;
    assert_refused(update(&client, prometheus(with_null.clone())), words);
    let meant = prometheus(with_null).password(Field::Null);
    assert!(update(&client, meant).is_ok());
    let absent = prometheus(shown_prometheus()).password("a").password(None);
    assert_refused(update(&client, absent), words);
    // What does not have the form that Atlas documents is no exception.
    let mut odd = shown_prometheus();
    odd["enabled"] = json!("yes");
    assert_refused(update(&client, read(odd.clone())), words);
    odd["password"] = json!("sesame");
    assert!(update(&client, read(odd)).is_ok());
}

#[test]
fn a_webhook_of_which_only_the_url_was_read_may_have_a_secret() {
    let client = offline();
    let webhook = |value| match read(value) {
        Integration::Webhook(webhook) => *webhook,
        other => panic!("{other:?}"),
    };
    let url = "https://example.com/hook";
    let mut read = webhook(json!({ "type": "WEBHOOK", "url": "https://example.com/****" }));
    assert_refused(update(&client, read.clone()), "url is redacted");
    read.url = url.into();
    assert_refused(update(&client, read.clone()), "lacks secret");
    assert!(update(&client, read.clone().secret("sesame")).is_ok());
    assert!(update(&client, Webhook::new(url)).is_ok());
    let call = client
        .update_third_party_integration()
        .group_id(EMPTY_GROUP_ID);
    assert!(call.body(read).discard_withheld().validate().is_ok());
}

#[test]
fn what_atlas_shows_of_a_secret_is_refused_wherever_it_stands() {
    let client = offline();
    for shown in [
        "*",
        "***",
        "******",
        "••••••",
        "••••a23c",
        "****a23c",
        "abcd●●●●",
        "https://example.com/****2101",
        "https://example.com/***",
    ] {
        let words = "serviceKey is redacted";
        assert_refused(create(&client, PagerDuty::new(shown)), words);
        let unknown = json!({ "type": "PAGER_DUTY", "serviceKey": "k", "new": [{ "key": shown }] });
        assert_refused(create(&client, read(unknown)), "new is redacted");
        let other = json!({ "type": "NEWER", "deep": { "down": [1, { "key": shown }] } });
        assert_refused(create(&client, read(other.clone())), "deep is redacted");
        let made = Other::try_from(other.clone()).expect("an object");
        assert_refused(create(&client, made.clone()), "deep is redacted");
        assert!(create(&client, made.verbatim()).is_ok());
        assert!(create(&client, PagerDuty::new(Secret::verbatim(shown))).is_ok());
        let call = client
            .create_third_party_integration()
            .group_id(EMPTY_GROUP_ID);
        assert!(
            call.body(PagerDuty::new(shown))
                .verbatim()
                .validate()
                .is_ok()
        );
    }
    let escaped = r#"{"type":"PAGER_DUTY","serviceKey":"k","new":"\u002a\u002A\u002a\u2022a23c"}"#;
    let escaped: Integration = serde_json::from_str(escaped).expect("decodes");
    assert_refused(create(&client, escaped), "new is redacted");
    let deep = format!(
        r#"{{"type":"X","a":{}"\u002a***a23c"{}}}"#,
        "[".repeat(500),
        "]".repeat(500)
    );
    let deep: Integration = serde_json::from_str(&deep).expect("decodes");
    assert_refused(create(&client, deep), "a is redacted");
    // What the caller sets, the caller knows.
    let mut service = PagerDuty::new("k");
    service.extra.insert("pattern", &"****").expect("JSON");
    assert!(create(&client, service).is_ok());
    assert!(create(&client, PagerDuty::new("a*b**c***d")).is_ok());
}

#[test]
fn a_template_is_redacted_as_a_whole() {
    let client = offline();
    let webhook = || Webhook::new("https://example.com/hook");
    for template in ["**** ALERT ****", "**** {{x}}\nline\n", "a ****", ""] {
        assert!(create(&client, webhook().body_template(template)).is_ok());
        assert!(create(&client, webhook().headers_template(template)).is_ok());
        // Also where the rest does not have the form that Atlas documents.
        let odd = json!({ "type": "WEBHOOK", "url": 5, "bodyTemplate": template });
        assert!(create(&client, read(odd)).is_ok(), "{template}");
    }
    for template in ["******", "•••"] {
        let words = "bodyTemplate is redacted";
        assert_refused(create(&client, webhook().body_template(template)), words);
    }
}

#[test]
fn an_empty_secret_and_one_of_several_lines_are_refused() {
    let client = offline();
    for (secret, words) in [
        ("", "is empty"),
        (" ", "is empty"),
        ("sesame\n", "contains a line break"),
        ("ses\r\name", "contains a line break"),
    ] {
        let words = &format!("serviceKey {words}");
        assert_refused(create(&client, PagerDuty::new(secret)), words);
        let error = create(&client, PagerDuty::new(secret)).expect_err("refused");
        assert!(!error.to_string().contains("sesame"), "{error}");
        assert!(create(&client, PagerDuty::new(Secret::verbatim(secret))).is_ok());
        let odd = json!({ "type": "PAGER_DUTY", "serviceKey": secret, "region": 5 });
        assert_refused(create(&client, read(odd)), words);
        let newer = json!({ "type": "NEWER", "serviceKey": secret });
        assert_refused(create(&client, read(newer)), words);
    }
}

#[tokio::test]
async fn a_raw_body_that_is_redacted_is_refused() {
    let emulator = emulator().await;
    let client = client(emulator.base_url(), service_account());
    let path = format!("/api/atlas/v2/groups/{EMPTY_GROUP_ID}/integrations/PAGER_DUTY");
    let body = json!({ "type": "PAGER_DUTY", "serviceKey": "****7890" });
    let post = || client.request(Method::POST, path.as_str());
    let escaped: Json = serde_json::from_str(r#"{"serviceKey":"\u002a***7890"}"#).expect("JSON");
    for refused in [
        post().json(&body).send().await,
        post().json(&escaped).send().await,
    ] {
        let words = "request: invalid body: serviceKey is redacted";
        assert_refused(refused.map(drop), words);
    }
    assert_eq!(emulator.received_requests(), []);
    post()
        .json(&body)
        .verbatim()
        .send()
        .await
        .expect("sent deliberately");
}

#[test]
fn a_secret_knows_what_atlas_can_show_of_it() {
    let key = Secret::from("0123456789aba23c");
    assert!(key.matches_redacted("****a23c"));
    assert!(key.matches_redacted("••••••••••••a23c"));
    assert!(!key.matches_redacted("****a23d"));
    let url = Secret::from("https://example.com/hooks/2101");
    assert!(url.matches_redacted("https://example.com/****2101"));
    assert!(!url.matches_redacted("https://example.org/****2101"));
}
