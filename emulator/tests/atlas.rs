//! What is known of Atlas's own responses, from recorded ones, is true of the emulator's.

mod support;

use atlas_emulator::{EMPTY_GROUP_ID, Emulator, GROUP_ID, INTEGRATION_TYPES};
use serde_json::{Value, json};
use support::{ACCEPT, JSON, call, send};

async fn emulator() -> Emulator {
    Emulator::start().await.expect("starts")
}

/// Creates an integration in the empty project.
async fn create(emulator: &Emulator, body: &Value) -> support::Response {
    let path = format!(
        "/{EMPTY_GROUP_ID}/integrations/{}",
        body["type"].as_str().expect("a type")
    );
    call(emulator, "POST", &path, body).await
}

async fn get(emulator: &Emulator, path: &str) -> Value {
    call(emulator, "GET", path, &Value::Null).await.json()
}

#[tokio::test]
async fn a_webhook_is_shown_as_atlas_shows_it() {
    let emulator = emulator().await;
    let secret = "00000000000000000000000000210121";
    let webhook = json!({
        "type": "WEBHOOK", "url": "https://example.com/hooks/2101", "secret": secret,
    });
    let created = create(&emulator, &webhook).await;
    assert_eq!(created.status, 200);
    let media_type = "application/vnd.atlas.2023-01-01+json;charset=utf-8";
    assert_eq!(created.header("Content-Type"), Some(media_type));
    assert_eq!(created.header("Ratelimit-Limit"), Some("1200"));
    assert_eq!(created.header("Ratelimit-Remaining"), Some("1199"));
    let page = created.json();
    let path = format!("/api/atlas/v2/groups/{EMPTY_GROUP_ID}/integrations/WEBHOOK");
    let query = "includeCount=true&pageNum=1&itemsPerPage=100";
    let href = format!("{}{path}?{query}", emulator.base_url());
    assert_eq!(page["links"], json!([{ "href": href, "rel": "self" }]));
    assert_eq!(page["totalCount"], 1);
    assert_eq!(
        page["results"],
        json!([{
            "bodyTemplate": null,
            "headersTemplate": null,
            "id": page["results"][0]["id"],
            "secret": format!("{}0121", "*".repeat(28)),
            "type": "WEBHOOK",
            "url": "https://example.com/****2101",
        }])
    );
}

#[tokio::test]
async fn a_datadog_integration_shows_what_nobody_has_set() {
    let emulator = emulator().await;
    let created = create(
        &emulator,
        &json!({ "type": "DATADOG", "apiKey": "k".repeat(32) }),
    )
    .await;
    let datadog = &created.json()["results"][0];
    assert_eq!(datadog["customEndpoint"], Value::Null);
    assert!(
        datadog
            .as_object()
            .expect("an object")
            .contains_key("customEndpoint")
    );
    assert_eq!(datadog["sendDatabaseMetrics"], false);
    assert_eq!(datadog["apiKey"], format!("{}kkkk", "*".repeat(28)));
}

#[tokio::test]
async fn an_unauthenticated_request_gets_atlas_s_own_answer() {
    let emulator = emulator().await;
    let response = send(&emulator, "GET /api/atlas/v2/groups", &[ACCEPT], "").await;
    assert_eq!(response.status, 401);
    assert_eq!(response.header("Content-Type"), Some("application/json"));
    assert_eq!(response.header("Content-Length"), Some("142"));
    assert_eq!(response.header("Ratelimit-Limit"), None);
    let expected = json!({
        "detail": "You are not authorized for this resource.", "error": 401,
        "errorCode": "UNEXPECTED_ERROR", "reason": "Unauthorized",
    });
    assert_eq!(response.json(), expected);
    let challenge = response.header("WWW-Authenticate").expect("a challenge");
    let (start, rest) = challenge.split_once("nonce=\"").expect("a nonce");
    assert_eq!(start, "Digest realm=\"MMS Public API\", domain=\"\", ");
    assert!(
        rest.ends_with("\", algorithm=MD5, qop=\"auth\", stale=false"),
        "{challenge}"
    );
}

#[tokio::test]
async fn a_list_links_to_the_pages_beside_it() {
    let emulator = emulator().await;
    let list = format!("/{GROUP_ID}/logIntegrations");
    let page = get(
        &emulator,
        &format!("{list}?itemsPerPage=1&pageNum=2&integrationType=S3_LOG_EXPORT&pretty=true"),
    )
    .await;
    let links = page["links"].as_array().expect("links");
    let hrefs: Vec<_> = links
        .iter()
        .map(|link| (link["rel"].as_str(), link["href"].as_str()))
        .collect();
    let href = |page: u32| {
        let query = format!(
            "includeCount=true&integrationType=S3_LOG_EXPORT&pretty=true&pageNum={page}&itemsPerPage=1"
        );
        format!("{}/api/atlas/v2/groups{list}?{query}", emulator.base_url())
    };
    assert_eq!(
        hrefs,
        [
            (Some("self"), Some(&*href(2))),
            (Some("previous"), Some(&*href(1)))
        ]
    );
    let page = get(&emulator, &format!("{list}?itemsPerPage=1&pageNum=2")).await;
    let links = page["links"].as_array().expect("links");
    let rels: Vec<_> = links
        .iter()
        .map(|link| link["rel"].as_str().expect("a text"))
        .collect();
    assert_eq!(rels, ["self", "previous", "next"]);
    // A link works just as it is.
    let next = links[2]["href"].as_str().expect("a URL");
    let next = next.split_once("/groups").expect("a path").1;
    assert_eq!(
        get(&emulator, next).await["results"]
            .as_array()
            .map(Vec::len),
        Some(1)
    );
}

#[tokio::test]
async fn the_newest_come_first() {
    let emulator = emulator().await;
    create(
        &emulator,
        &json!({ "type": "PAGER_DUTY", "serviceKey": "k" }),
    )
    .await;
    create(&emulator, &json!({ "type": "VICTOR_OPS", "apiKey": "k" })).await;
    create(&emulator, &json!({ "type": "DATADOG", "apiKey": "k" })).await;
    // An update moves nothing.
    let path = format!("/{EMPTY_GROUP_ID}/integrations/PAGER_DUTY");
    let update = json!({ "type": "PAGER_DUTY", "serviceKey": "l" });
    let updated = call(&emulator, "PUT", &path, &update).await.json();
    let types: Vec<_> = updated["results"]
        .as_array()
        .expect("an array")
        .iter()
        .map(|i| i["type"].clone())
        .collect();
    assert_eq!(types, ["DATADOG", "VICTOR_OPS", "PAGER_DUTY"]);
}

#[tokio::test]
async fn a_project_has_atlas_s_properties_and_a_link_to_itself() {
    let emulator = emulator().await;
    let project = get(&emulator, &format!("/{GROUP_ID}")).await;
    let names: Vec<_> = project.as_object().expect("an object").keys().collect();
    assert_eq!(
        names,
        [
            "clusterCount",
            "created",
            "id",
            "links",
            "name",
            "orgId",
            "tags",
            "withDefaultAlertsSettings"
        ]
    );
    let href = format!("{}/api/atlas/v2/groups/{GROUP_ID}", emulator.base_url());
    assert_eq!(project["links"], json!([{ "href": href, "rel": "self" }]));
    assert_eq!(get(&emulator, "").await["results"][0], project);
    assert_eq!(get(&emulator, "/byName/Fleet").await, project);
}

#[tokio::test]
async fn an_update_replaces_everything_but_the_id() {
    let emulator = emulator().await;
    let created = create(
        &emulator,
        &json!({ "type": "PAGER_DUTY", "serviceKey": "k", "region": "EU", "x": 1 }),
    )
    .await
    .json();
    let path = format!("/{EMPTY_GROUP_ID}/integrations/PAGER_DUTY");
    let update = json!({ "type": "PAGER_DUTY", "serviceKey": "l", "id": "mine" });
    call(&emulator, "PUT", &path, &update).await;
    let expected =
        json!({ "id": created["results"][0]["id"], "type": "PAGER_DUTY", "serviceKey": "*" });
    assert_eq!(get(&emulator, &path).await, expected);
}

#[tokio::test]
async fn ids_are_never_used_twice_and_never_the_caller_s() {
    let emulator = emulator().await;
    let body =
        |kind: &str, key: &str| json!({ "type": kind, key: "k", "id": "000000000000000000000001" });
    let mut ids = Vec::new();
    for round in 0..3 {
        create(&emulator, &body("PAGER_DUTY", "serviceKey")).await;
        create(&emulator, &body("DATADOG", "apiKey")).await;
        for kind in ["PAGER_DUTY", "DATADOG"] {
            let path = format!("/{EMPTY_GROUP_ID}/integrations/{kind}");
            let id = get(&emulator, &path).await["id"]
                .as_str()
                .expect("an ID")
                .to_owned();
            assert!(id.len() == 24 && id != "000000000000000000000001", "{id}");
            ids.push(id);
            // In the last round nothing is left to collide with; one deletion is the case to see.
            if round < 2 {
                call(&emulator, "DELETE", &path, &Value::Null).await;
            }
        }
    }
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 6);
}

#[tokio::test]
async fn every_type_but_hip_chat_can_be_created() {
    let emulator = emulator().await;
    for integration_type in INTEGRATION_TYPES {
        let path = format!("/{GROUP_ID}/integrations/{integration_type}");
        let mut body = get(&emulator, &path).await;
        body["type"] = integration_type.into();
        call(&emulator, "DELETE", &path, &Value::Null).await;
        let response = call(&emulator, "POST", &path, &body).await;
        let expected = match integration_type {
            "HIP_CHAT" => (400, "INVALID_ENUM_VALUE".to_owned()),
            _ => (200, String::new()),
        };
        assert_eq!(response.error(), expected, "{response:?}");
    }
}

#[tokio::test]
async fn a_body_is_checked_against_the_document() {
    let emulator = emulator().await;
    for (body, code, field) in [
        (
            json!({ "type": "DATADOG", "apiKey": 5 }),
            "VALIDATION_ERROR",
            "apiKey",
        ),
        (
            json!({ "type": "DATADOG", "apiKey": "k", "region": "MOON" }),
            "INVALID_ENUM_VALUE",
            "region",
        ),
        (
            json!({ "type": "DATADOG", "apiKey": "k", "region": 5 }),
            "VALIDATION_ERROR",
            "region",
        ),
        (
            json!({ "type": "DATADOG", "apiKey": "k", "sendDatabaseMetrics": "yes" }),
            "VALIDATION_ERROR",
            "sendDatabaseMetrics",
        ),
        (
            json!({ "type": "PAGER_DUTY" }),
            "VALIDATION_ERROR",
            "serviceKey",
        ),
        (
            json!({ "type": "PROMETHEUS", "enabled": true, "serviceDiscovery": "dns", "username": "u" }),
            "INVALID_ENUM_VALUE",
            "serviceDiscovery",
        ),
    ] {
        let response = create(&emulator, &body).await;
        assert_eq!(response.error(), (400, code.to_owned()), "{body}");
        let fields = &response.json()["badRequestDetail"]["fields"];
        assert_eq!(fields[0]["field"], field, "{fields}");
    }
    let path = format!("/{EMPTY_GROUP_ID}/integrations/DATADOG");
    let other = json!({ "type": "PAGER_DUTY", "serviceKey": "k" });
    let response = call(&emulator, "POST", &path, &other).await;
    assert_eq!(response.error(), (400, "VALIDATION_ERROR".to_owned()));
}

#[tokio::test]
async fn an_unknown_field_is_accepted() {
    let emulator = emulator().await;
    let body = json!({ "type": "DATADOG", "apiKey": "k", "newField": { "a": [1.50] } });
    assert_eq!(
        create(&emulator, &body).await.json()["results"][0]["newField"],
        json!({ "a": [1.5] })
    );
}

#[tokio::test]
async fn a_body_may_be_sent_as_plain_json() {
    let emulator = emulator().await;
    let token = format!("Authorization: Bearer {}", emulator.access_token());
    for (content_type, status) in [
        ("application/json", 201),
        ("application/json; charset=utf-8", 201),
        ("Application/JSON", 201),
        ("application/vnd.atlas.2025-03-12+json;charset=utf-8", 201),
        ("application/vnd.atlas.2025-02-30+json", 415),
        ("text/plain", 415),
    ] {
        let header = format!("Content-Type: {content_type}");
        let create = format!("POST /api/atlas/v2/groups/{GROUP_ID}/logIntegrations");
        let body = json!({ "type": "DATADOG_LOG_EXPORT", "logTypes": ["MONGOD"], "apiKey": "k", "region": "EU" });
        let response = send(
            &emulator,
            &create,
            &[ACCEPT, &token, &header],
            &body.to_string(),
        )
        .await;
        assert_eq!(response.status, status, "{content_type}");
    }
}

#[tokio::test]
async fn a_date_is_one_of_the_calendar() {
    let emulator = emulator().await;
    let token = format!("Authorization: Bearer {}", emulator.access_token());
    for (accept, status) in [
        (
            "text/html, APPLICATION/VND.ATLAS.2025-03-12+JSON; charset=utf-8; q=0.5",
            200,
        ),
        ("application/vnd.atlas.2025-02-30+json", 406),
        ("*/*", 406),
    ] {
        let accept = format!("Accept: {accept}");
        let response = send(
            &emulator,
            "GET /api/atlas/v2/groups",
            &[&accept, &token],
            "",
        )
        .await;
        assert_eq!(response.status, status, "{accept}");
    }
    let split = ["Accept: text/html", ACCEPT, &token];
    let response = send(&emulator, "GET /api/atlas/v2/groups", &split, "").await;
    assert_eq!(response.status, 200);
}

#[tokio::test]
async fn another_method_is_an_error_that_names_the_right_ones() {
    let emulator = emulator().await;
    for (method, path, allowed) in [
        (
            "PATCH",
            format!("/{GROUP_ID}/integrations/SLACK"),
            "GET,HEAD,POST,PUT,DELETE",
        ),
        ("POST", format!("/{GROUP_ID}/integrations"), "GET,HEAD"),
        (
            "DELETE",
            format!("/{GROUP_ID}/logIntegrations"),
            "GET,HEAD,POST",
        ),
        ("PUT", String::new(), "GET,HEAD"),
    ] {
        let response = call(&emulator, method, &path, &Value::Null).await;
        assert_eq!(response.error(), (405, "METHOD_NOT_ALLOWED".to_owned()));
        assert_eq!(response.header("Allow"), Some(allowed), "{path}");
        assert_eq!(response.header("Content-Type"), Some("application/json"));
    }
    let path = format!("PATCH /api/atlas/v2/groups/{GROUP_ID}");
    let anonymous = send(&emulator, &path, &[ACCEPT, JSON], "").await;
    assert_eq!(anonymous.status, 401);
    let token_endpoint = send(&emulator, "GET /api/oauth/token", &[], "").await;
    assert_eq!(
        token_endpoint.error(),
        (405, "METHOD_NOT_ALLOWED".to_owned())
    );
    assert_eq!(token_endpoint.header("Allow"), Some("POST"));
}
