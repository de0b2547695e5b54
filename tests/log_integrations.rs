//! The whole life of log integrations, which have IDs and one type for requests, another for
//! responses.

mod support;

use std::collections::BTreeSet;

use atlas_emulator::{EMPTY_GROUP_ID, Emulator, Fault};
use atlas_integrations::types::{
    AzureLogIntegrationRequest, AzureLogIntegrationRequestLogTypes, DatadogLogIntegrationRequest,
    DatadogLogIntegrationRequestLogTypes, DatadogLogIntegrationRequestRegion,
    GcsLogIntegrationRequest, GcsLogIntegrationRequestLogTypes, Header, LogIntegrationRequest,
    LogIntegrationResponse as Response, OtelLogIntegrationRequest,
    OtelLogIntegrationRequestLogTypes, S3LogIntegrationRequest, S3LogIntegrationRequestLogTypes,
    S3LogIntegrationResponseLogTypes, SplunkLogIntegrationRequest,
    SplunkLogIntegrationRequestLogTypes,
};
use atlas_integrations::{Client, Error, ErrorKind, Secret};
use futures_util::TryStreamExt as _;
use serde_json::{Value, json};
use support::{GROUP, api_key, client, emulator, retrying_client, service_account};

const ROLE: &str = "507f1f77bcf86cd799439011";
const MARKER: &str = "s3ntinel-4711";

/// One integration of each type, as Atlas returns it.
fn examples() -> [Value; 6] {
    [
        json!({
            "id": "1", "type": "AZURE_LOG_EXPORT", "logTypes": ["MONGOD"], "prefixPath": "logs",
            "roleId": ROLE, "storageAccountName": "account", "storageContainerName": "container",
        }),
        json!({
            "id": "2", "type": "DATADOG_LOG_EXPORT", "logTypes": ["MONGOD", "MONGOS"],
            "apiKey": "****************************a23c", "region": "US1_FED",
        }),
        json!({
            "id": "3", "type": "GCS_LOG_EXPORT", "logTypes": [], "bucketName": "bucket",
            "prefixPath": "logs", "roleId": ROLE,
        }),
        json!({
            "id": "4", "type": "OTEL_LOG_EXPORT", "logTypes": ["MONGOD_AUDIT"],
            "otelEndpoint": "https://otel.example.com/v1/logs",
            "otelSuppliedHeaders": [{ "name": "Authorization" }, { "name": "X-Tenant" }],
        }),
        json!({
            "id": "5", "type": "S3_LOG_EXPORT", "logTypes": ["MONGOS_AUDIT"], "bucketName": "bucket",
            "iamRoleId": ROLE, "kmsKey": null, "prefixPath": "logs", "useLegacyPathStructure": true,
        }),
        json!({
            "id": "6", "type": "SPLUNK_LOG_EXPORT", "logTypes": ["MONGOD"],
            "hecToken": "********************************8e52",
            "hecUrl": "https://splunk.example.com:8088/services/collector",
        }),
    ]
}

/// One request body of each type.
fn bodies() -> [LogIntegrationRequest; 6] {
    [
        AzureLogIntegrationRequest::new(
            [AzureLogIntegrationRequestLogTypes::Mongod],
            "logs",
            ROLE,
            "account",
            "container",
        )
        .into(),
        DatadogLogIntegrationRequest::new(
            "0123456789abcdef",
            [DatadogLogIntegrationRequestLogTypes::Mongod],
            DatadogLogIntegrationRequestRegion::Ap2,
        )
        .into(),
        GcsLogIntegrationRequest::new(
            "bucket",
            [GcsLogIntegrationRequestLogTypes::Mongos],
            "logs",
            ROLE,
        )
        .into(),
        otel("Bearer 0123456789").into(),
        s3("bucket").into(),
        SplunkLogIntegrationRequest::new(
            "3a7c9e1b-5d2f",
            "https://splunk.example.com:8088/services/collector?token=1",
            [SplunkLogIntegrationRequestLogTypes::Mongod],
        )
        .into(),
    ]
}

fn s3(bucket: &str) -> S3LogIntegrationRequest {
    let log_types = [
        S3LogIntegrationRequestLogTypes::Mongod,
        S3LogIntegrationRequestLogTypes::MongodAudit,
    ];
    S3LogIntegrationRequest::new(bucket, ROLE, log_types, "logs")
}

fn otel(authorization: impl Into<Secret>) -> OtelLogIntegrationRequest {
    OtelLogIntegrationRequest::new(
        [OtelLogIntegrationRequestLogTypes::Mongod],
        "https://otel.example.com/v1/logs",
        [Header::new("Authorization").value(authorization.into())],
    )
}

async fn create(
    client: &Client,
    body: impl Into<LogIntegrationRequest>,
) -> Result<Response, Error> {
    let call = client.create_log_integration().group_id(EMPTY_GROUP_ID);
    Ok(call.body(body).send().await?.into_inner())
}

async fn get(client: &Client, id: &str) -> Result<Response, Error> {
    let call = client.get_log_integration().group_id(EMPTY_GROUP_ID);
    Ok(call.id(id).send().await?.into_inner())
}

async fn update(
    client: &Client,
    id: &str,
    body: impl Into<LogIntegrationRequest>,
) -> Result<Response, Error> {
    let call = client.update_log_integration().group_id(EMPTY_GROUP_ID);
    Ok(call.id(id).body(body).send().await?.into_inner())
}

async fn delete(client: &Client, id: &str) -> Result<(), Error> {
    let call = client.delete_log_integration().group_id(EMPTY_GROUP_ID);
    call.id(id).send().await.map(|answer| answer.into_inner())
}

fn written(value: &impl serde::Serialize) -> Value {
    serde_json::to_value(value).expect("JSON")
}

fn id(integration: &Response) -> String {
    written(integration)["id"].as_str().expect("an ID").into()
}

fn add(emulator: &Emulator, integration: &Value) {
    let fields = integration.as_object().expect("an object");
    emulator.add_log_integration(EMPTY_GROUP_ID, fields.clone());
}

#[test]
fn every_type_decodes_and_comes_back() {
    for example in examples() {
        let integration: Response = serde_json::from_value(example.clone()).expect("decodes");
        assert!(
            !matches!(integration, Response::Other(_)),
            "{integration:?}"
        );
        assert_eq!(integration.tag(), example["type"].as_str());
        assert_eq!(written(&integration), example);
    }
}

#[tokio::test]
async fn every_type_can_be_created() {
    let emulator = emulator().await;
    let client = client(emulator.base_url(), service_account());
    for body in bodies() {
        let answer = client
            .create_log_integration()
            .group_id(EMPTY_GROUP_ID)
            .body(body.clone())
            .send()
            .await
            .expect("created");
        assert_eq!(answer.status().as_u16(), 201);
        assert!(!matches!(*answer, Response::Other(_)), "{answer:?}");
        assert_eq!(answer.tag(), body.tag());
        assert_eq!(get(&client, &id(&answer)).await.expect("there"), *answer);
    }
}

#[tokio::test]
async fn a_log_integration_lives_from_creation_to_removal() {
    for credentials in [service_account(), api_key()] {
        let emulator = emulator().await;
        let client = client(emulator.base_url(), credentials);
        let created = create(&client, s3("first").kms_key("alias/logs")).await;
        let id = id(&created.expect("created"));

        let Response::S3LogIntegrationResponse(found) = get(&client, &id).await.expect("there")
        else {
            panic!("not S3");
        };
        assert_eq!((&found.id, found.bucket_name.as_str()), (&id, "first"));
        assert_eq!(found.kms_key.as_deref(), Some("alias/logs"));
        assert_eq!(
            found.log_types,
            [
                S3LogIntegrationResponseLogTypes::Mongod,
                S3LogIntegrationResponseLogTypes::MongodAudit
            ]
        );

        // What is not sent is gone.
        let updated = update(&client, &id, s3("second")).await.expect("there");
        let Response::S3LogIntegrationResponse(updated) = updated else {
            panic!("not S3");
        };
        assert_eq!((&updated.id, updated.bucket_name.as_str()), (&id, "second"));
        assert_eq!(updated.kms_key, None);

        delete(&client, &id).await.expect("there");
        for gone in [
            get(&client, &id).await.map(drop),
            update(&client, &id, s3("third")).await.map(drop),
            delete(&client, &id).await,
        ] {
            let error = gone.expect_err("gone");
            assert!(error.is_not_found(), "{error:?}");
            assert_eq!(error.error_code(), Some("LOG_INTEGRATION_NOT_FOUND"));
        }
    }
}

#[tokio::test]
async fn no_id_is_given_twice() {
    let emulator = emulator().await;
    let client = client(emulator.base_url(), service_account());
    let mut ids = BTreeSet::new();
    for _ in 0..5 {
        let id = id(&create(&client, s3("bucket")).await.expect("created"));
        assert_eq!(id.len(), 24);
        assert!(id.bytes().all(|byte| byte.is_ascii_hexdigit()), "{id}");
        delete(&client, &id).await.expect("there");
        assert!(ids.insert(id));
    }
}

#[tokio::test]
async fn what_the_client_does_not_know_is_kept() {
    let emulator = emulator().await;
    let client = client(emulator.base_url(), service_account());
    let newer = json!({ "id": "7", "type": "SYSLOG_EXPORT", "host": { "port": 514 } });
    let changed = json!({ "id": "8", "type": "GCS_LOG_EXPORT", "bucketName": 5 });
    let known = json!({
        "id": "9", "type": "GCS_LOG_EXPORT", "logTypes": ["MONGOT", "MONGOD"], "bucketName": "b",
        "prefixPath": "p", "roleId": ROLE, "compression": { "level": 7, "dictionary": null },
    });
    for integration in [&newer, &changed, &known] {
        add(&emulator, integration);
    }

    let list = client.list_log_integrations().group_id(EMPTY_GROUP_ID);
    let all: Vec<Response> = list.items().try_collect().await.expect("all");
    assert_eq!(written(&all), json!([newer, changed, known]));
    for (integration, tag) in all.iter().zip(["SYSLOG_EXPORT", "GCS_LOG_EXPORT"]) {
        assert!(matches!(integration, Response::Other(_)), "{integration:?}");
        assert_eq!(integration.tag(), Some(tag));
    }
    let Some(Response::GcsLogIntegrationResponse(gcs)) = all.last() else {
        panic!("not Google Cloud Storage");
    };
    assert_eq!(gcs.log_types[0].as_str(), "MONGOT");

    // A response is a request with an ID in addition.
    let mut body = known.clone();
    body["logTypes"] = json!(["MONGOD"]);
    body["prefixPath"] = json!("q");
    let request: LogIntegrationRequest = serde_json::from_value(body.clone()).expect("decodes");
    let updated = update(&client, "9", request).await.expect("there");
    assert_eq!(written(&updated), body);
}

#[tokio::test]
async fn a_response_becomes_the_request_that_writes_it_back() {
    let emulator = emulator().await;
    let client = client(emulator.base_url(), service_account());
    let mut stored = json!({
        "id": "9", "type": "S3_LOG_EXPORT", "logTypes": ["MONGOD"], "bucketName": "first",
        "iamRoleId": ROLE, "prefixPath": "p", "kmsKey": null, "newOption": { "depth": 3 },
    });
    add(&emulator, &stored);
    let read = get(&client, "9").await.expect("there");
    let request = read.to_request().expect("converts");
    let LogIntegrationRequest::S3LogIntegrationRequest(mut request) = request else {
        panic!("{request:?}");
    };
    // The ID is only read; the null and what is unknown stay.
    let mut sent = stored.clone();
    for read_only in ["id", "type"] {
        sent.as_object_mut().expect("an object").remove(read_only);
    }
    assert_eq!(written(&*request), sent);

    request.bucket_name = "second".to_owned();
    let updated = update(&client, "9", request).await.expect("there");
    stored["bucketName"] = json!("second");
    assert_eq!(written(&updated), stored);

    let newer = json!({ "id": "7", "type": "SYSLOG_EXPORT", "host": { "port": 514 } });
    let newer: Response = serde_json::from_value(newer).expect("decodes");
    let request = newer.to_request().expect("converts");
    assert_eq!(request.tag(), Some("SYSLOG_EXPORT"));
}

#[tokio::test]
async fn secrets_are_redacted_and_not_sent_back() {
    let emulator = emulator().await;
    let client = client(emulator.base_url(), service_account());
    let mut shown = Vec::new();
    for body in bodies() {
        shown.push(create(&client, body).await.expect("created"));
    }
    let [
        _,
        Response::DatadogLogIntegrationResponse(datadog),
        _,
        Response::OtelLogIntegrationResponse(otel_shown),
        _,
        Response::SplunkLogIntegrationResponse(splunk),
    ] = shown.as_slice()
    else {
        panic!("other types: {shown:?}");
    };
    assert_eq!(datadog.api_key.expose_secret(), "************cdef");
    assert_eq!(splunk.hec_token.expose_secret(), "*********5d2f");
    let header = &otel_shown.otel_supplied_headers[0];
    assert_eq!(
        (header.name.as_str(), &header.value),
        ("Authorization", &None)
    );

    let sent = emulator.received_requests().len();
    for (index, property) in [(1, "apiKey"), (5, "hecToken")] {
        let body: LogIntegrationRequest =
            serde_json::from_value(written(&shown[index])).expect("decodes");
        let error = update(&client, &id(&shown[index]), body)
            .await
            .expect_err("redacted");
        assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{error:?}");
        assert!(error.to_string().contains(property), "{error}");
    }
    let error = create(&client, otel("*************6789")).await;
    let error = error.expect_err("redacted").to_string();
    assert!(error.contains("otelSuppliedHeaders"), "{error}");
    assert_eq!(emulator.received_requests().len(), sent);

    // Atlas does not show the value of a header, and takes no header without one.
    let body: LogIntegrationRequest = serde_json::from_value(written(&shown[3])).expect("decodes");
    let error = update(&client, &id(&shown[3]), body.clone()).await;
    let error = error.expect_err("no value").to_string();
    assert!(error.contains("lacks otelSuppliedHeaders.value"), "{error}");
    let call = client.update_log_integration().group_id(EMPTY_GROUP_ID);
    let call = call.id(id(&shown[3])).body(body).discard_withheld();
    let error = call.send().await.expect_err("no value");
    assert_eq!(error.error_code(), Some("VALIDATION_ERROR"), "{error:?}");
    create(&client, otel(Secret::verbatim("****")))
        .await
        .expect("as it was wanted");
}

#[test]
fn no_secret_is_printed() {
    let client = client("http://localhost:1", service_account());
    for mut example in examples() {
        let fields = example.as_object_mut().expect("an object");
        for name in ["apiKey", "hecToken", "hecUrl", "otelEndpoint"] {
            if let Some(value) = fields.get_mut(name) {
                *value = format!("https://u:{MARKER}@host/{MARKER}").into();
            }
        }
        if let Some(headers) = fields.get_mut("otelSuppliedHeaders") {
            headers[0]["value"] = MARKER.into();
        }
        fields.insert("newSecret".to_owned(), MARKER.into());
        for tag in [example["type"].clone(), "NEWER".into()] {
            example["type"] = tag;
            let response: Response = serde_json::from_value(example.clone()).expect("decodes");
            let request: LogIntegrationRequest =
                serde_json::from_value(example.clone()).expect("decodes");
            let create = client.create_log_integration().body(request.clone());
            let update = client.update_log_integration().body(request.clone());
            let printed = format!("{response:?} {response:#?} {request:?} {create:?} {update:?}");
            assert!(!printed.contains(MARKER), "{printed}");
        }
    }
    // The name of a key opens nothing.
    let printed = format!("{:?}", s3("bucket").kms_key("alias/logs"));
    assert!(printed.contains("alias/logs"), "{printed}");
}

#[tokio::test]
async fn a_list_is_walked_through_and_filtered() {
    let emulator = emulator().await;
    let client = client(emulator.base_url(), service_account());
    let list = || client.list_log_integrations().group_id(GROUP);
    let types = async |list: atlas_integrations::builder::ListLogIntegrations| {
        let all: Vec<Response> = list.items().try_collect().await.expect("all");
        let types = all.iter().map(|item| item.tag().map(str::to_owned));
        types.collect::<Option<Vec<_>>>().expect("types")
    };
    let all = [
        "S3_LOG_EXPORT",
        "DATADOG_LOG_EXPORT",
        "OTEL_LOG_EXPORT",
        "SPLUNK_LOG_EXPORT",
    ];
    assert_eq!(types(list()).await, all);
    assert_eq!(types(list().items_per_page(3).envelope(true)).await, all);
    assert_eq!(
        types(list().integration_type("OTEL_LOG_EXPORT")).await,
        ["OTEL_LOG_EXPORT"]
    );
    assert!(types(list().integration_type("NEWER")).await.is_empty());
    assert!(types(list().group_id(EMPTY_GROUP_ID)).await.is_empty());

    let pages: Vec<_> = list()
        .items_per_page(3)
        .pages()
        .try_collect()
        .await
        .expect("all");
    let lengths: Vec<_> = pages.iter().map(|page| page.results.len()).collect();
    assert_eq!((lengths, pages[0].total_count), (vec![3, 1], Some(4)));
}

#[tokio::test]
async fn invalid_bodies_are_refused() {
    let emulator = emulator().await;
    let client = client(emulator.base_url(), service_account());
    for (body, code, word) in [
        (json!({ "logTypes": [] }), "VALIDATION_ERROR", "type"),
        (json!({ "type": 5 }), "VALIDATION_ERROR", "type"),
        (json!({ "type": "NEWER" }), "INVALID_ENUM_VALUE", "NEWER"),
        (
            json!({ "type": "S3_LOG_EXPORT", "bucketName": "b" }),
            "VALIDATION_ERROR",
            "logTypes",
        ),
    ] {
        let body: LogIntegrationRequest = serde_json::from_value(body).expect("decodes");
        let error = create(&client, body).await.expect_err("invalid");
        assert_eq!(error.status().map(|status| status.as_u16()), Some(400));
        assert_eq!(error.error_code(), Some(code), "{error:?}");
        assert!(error.to_string().contains(word), "{error}");
    }
    let without_role = S3LogIntegrationRequest::new(
        "bucket",
        "role",
        [S3LogIntegrationRequestLogTypes::Mongod],
        "logs",
    );
    let error = create(&client, without_role).await.expect_err("no role");
    assert!(error.to_string().contains("iamRoleId"), "{error}");
    let unknown = S3LogIntegrationRequest::new("bucket", ROLE, ["MONGOT".into()], "logs");
    let error = create(&client, unknown)
        .await
        .expect_err("unknown log type");
    assert_eq!(error.error_code(), Some("INVALID_ENUM_VALUE"));

    // Each property that a type requires is missed.
    let optional = ["id", "kmsKey", "useLegacyPathStructure"];
    for body in bodies().map(|body| written(&body)) {
        for name in body.as_object().expect("an object").keys() {
            if optional.contains(&name.as_str()) {
                continue;
            }
            let mut body = body.clone();
            body.as_object_mut().expect("an object").remove(name);
            let body: LogIntegrationRequest = serde_json::from_value(body).expect("decodes");
            let error = create(&client, body).await.expect_err("incomplete");
            assert!(error.to_string().contains(name.as_str()), "{name}: {error}");
        }
    }
    let created = create(&client, s3("bucket")).await.expect("valid");
    let error = update(&client, &id(&created), otel("Bearer x")).await;
    let error = error.expect_err("another type");
    assert_eq!(error.error_code(), Some("VALIDATION_ERROR"), "{error:?}");
}

#[tokio::test(start_paused = true)]
async fn faults_are_met_as_everywhere() {
    let emulator = emulator().await;
    let client = retrying_client(emulator.base_url(), service_account());
    let created = create(&client, s3("bucket")).await.expect("created");
    let id = id(&created);
    emulator.inject_faults([Fault::Status(503), Fault::ExpiredCredentials]);
    assert_eq!(get(&client, &id).await.expect("there"), created);
    emulator.inject_faults([Fault::Status(503)]);
    let error = create(&client, s3("bucket")).await.expect_err("503");
    assert_eq!((error.attempts(), error.is_transient()), (1, true));
    emulator.inject_project_faults(EMPTY_GROUP_ID, [Fault::ResponseLost]);
    let error = delete(&client, &id).await.expect_err("gone by now");
    assert!(error.is_not_found(), "{error:?}");
    assert_eq!(error.attempts(), 2);
    emulator.forbid_project(EMPTY_GROUP_ID);
    let error = get(&client, &id).await.expect_err("forbidden");
    assert!(error.is_forbidden(), "{error:?}");
}

#[tokio::test]
async fn what_is_missing_is_said_before_anything_is_sent() {
    let emulator = emulator().await;
    let client = client(emulator.base_url(), service_account());
    let get = client.get_log_integration().group_id(GROUP);
    let error = get.send().await.expect_err("no ID").to_string();
    assert!(error.contains("get_log_integration: missing id"), "{error}");
    for id in ["", "..", "a/b"] {
        let delete = client.delete_log_integration().group_id(GROUP).id(id);
        let error = delete.send().await.expect_err("another path");
        assert!(error.to_string().contains("invalid id"), "{error}");
    }
    let create = client.create_log_integration().group_id(GROUP);
    let error = create.send().await.expect_err("no body").to_string();
    assert!(error.contains("missing body"), "{error}");
    assert_eq!(emulator.received_requests(), []);
}
