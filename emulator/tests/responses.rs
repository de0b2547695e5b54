//! The emulator validates requests and reports errors as Atlas does.

mod support;

use atlas_emulator::{CLIENT_ID, CLIENT_SECRET, EMPTY_GROUP_ID, Emulator, GROUP_ID};
use serde_json::Value;
use support::{ACCEPT, send};

/// Sends a `GET` request with a valid token and returns the status and the JSON body.
async fn get(emulator: &Emulator, path: &str, accept: &str) -> (u16, Value) {
    let token = format!("Authorization: Bearer {}", emulator.access_token());
    let method_and_path = format!("GET /api/atlas/v2/groups/{path}");
    let response = send(emulator, &method_and_path, &[&token, accept], "").await;
    (response.status, response.json())
}

#[tokio::test]
async fn each_invalid_request_has_its_error_code() {
    let emulator = Emulator::start().await.expect("starts");
    for (path, accept, status, code) in [
        (
            format!("{GROUP_ID}/integrations/SLACK"),
            "X-None: 1",
            406,
            "INVALID_VERSION_DATE",
        ),
        (
            format!("{GROUP_ID}/integrations/SLACK"),
            "Accept: */*",
            406,
            "INVALID_VERSION_DATE",
        ),
        (
            format!("{GROUP_ID}/integrations/SLACK"),
            "Accept: application/vnd.atlas.2022-01-01+json",
            406,
            "INVALID_VERSION_DATE",
        ),
        (
            "32B6/integrations/SLACK".to_owned(),
            ACCEPT,
            400,
            "INVALID_GROUP_ID",
        ),
        (
            format!("{GROUP_ID}/integrations/NOPE"),
            ACCEPT,
            400,
            "INVALID_ENUM_VALUE",
        ),
        (
            format!("{GROUP_ID}/integrations/SLACK?pretty=maybe"),
            ACCEPT,
            400,
            "INVALID_QUERY_PARAMETER",
        ),
        (
            "ffffffffffffffffffffffff/integrations/SLACK".to_owned(),
            ACCEPT,
            404,
            "GROUP_NOT_FOUND",
        ),
        (
            format!("{EMPTY_GROUP_ID}/integrations/SLACK"),
            ACCEPT,
            404,
            "INTEGRATION_NOT_CONFIGURED",
        ),
        (
            format!("{GROUP_ID}/nothing"),
            ACCEPT,
            404,
            "RESOURCE_NOT_FOUND",
        ),
    ] {
        let (found_status, body) = get(&emulator, &path, accept).await;
        assert_eq!(
            (found_status, &body["errorCode"]),
            (status, &Value::from(code)),
            "{path} {accept}"
        );
        assert_eq!(body["error"], status);
        assert!(
            body["detail"].is_string() && body["reason"].is_string(),
            "{body}"
        );
    }
}

#[tokio::test]
async fn resources_with_ids_check_requests_like_the_others() {
    let emulator = Emulator::start().await.expect("starts");
    let token = format!("Authorization: Bearer {}", emulator.access_token());
    let content_type = "Content-Type: application/vnd.atlas.2025-03-12+json";
    let older = "Accept: application/vnd.atlas.2024-08-05+json";
    for name in ["logIntegrations", "metricIntegrations"] {
        let list = format!("GET /api/atlas/v2/groups/{GROUP_ID}/{name}");
        let create = format!("POST /api/atlas/v2/groups/{GROUP_ID}/{name}");
        let unknown = format!("{list}/ffffffffffffffffffffffff");
        let elsewhere = format!("GET /api/atlas/v2/groups/ffffffffffffffffffffffff/{name}");
        let invalid = format!("GET /api/atlas/v2/groups/32B6/{name}");
        for (method_and_path, headers, body, status, expected) in [
            (&list, vec![ACCEPT], "", 401, "UNEXPECTED_ERROR"),
            (&list, vec![older, &token], "", 406, "INVALID_VERSION_DATE"),
            (
                &list,
                vec!["Accept: */*", &token],
                "",
                406,
                "INVALID_VERSION_DATE",
            ),
            (&list, vec![ACCEPT, &token], "", 200, "\"totalCount\""),
            (
                &unknown,
                vec![ACCEPT, &token],
                "",
                404,
                "_INTEGRATION_NOT_FOUND",
            ),
            (&elsewhere, vec![ACCEPT, &token], "", 404, "GROUP_NOT_FOUND"),
            (&invalid, vec![ACCEPT, &token], "", 400, "INVALID_GROUP_ID"),
            (
                &create,
                vec![ACCEPT, &token],
                "{}",
                415,
                "UNSUPPORTED_MEDIA_TYPE",
            ),
            (
                &create,
                vec![ACCEPT, &token, content_type],
                "[]",
                400,
                "MALFORMED_JSON",
            ),
            (
                &create,
                vec![ACCEPT, &token, content_type],
                "{}",
                400,
                "VALIDATION_ERROR",
            ),
        ] {
            let response = send(&emulator, method_and_path, &headers, body).await;
            assert_eq!(response.status, status, "{headers:?}: {response:?}");
            assert!(response.body.contains(expected), "{response:?}");
            if status == 200 {
                let media_type = "application/vnd.atlas.2025-03-12+json;charset=utf-8";
                assert_eq!(response.header("content-type"), Some(media_type));
            }
        }
    }
}

#[tokio::test]
async fn an_envelope_holds_the_status_and_the_content() {
    let emulator = Emulator::start().await.expect("starts");
    let (status, body) = get(
        &emulator,
        &format!("{GROUP_ID}/integrations/SLACK?envelope=true"),
        ACCEPT,
    )
    .await;
    assert_eq!(
        (status, &body["status"], &body["content"]["type"]),
        (200, &200.into(), &"SLACK".into())
    );
    let (status, body) = get(
        &emulator,
        &format!("{EMPTY_GROUP_ID}/integrations/SLACK?envelope=true"),
        ACCEPT,
    )
    .await;
    assert_eq!(
        (status, &body["status"], &body["content"]["error"]),
        (200, &404.into(), &404.into())
    );
    // A list holds the status itself.
    let list = format!("{GROUP_ID}/integrations?envelope=true&itemsPerPage=1");
    let (status, body) = get(&emulator, &list, ACCEPT).await;
    assert_eq!((status, &body["status"]), (200, &200.into()));
    assert_eq!(body["results"].as_array().map(Vec::len), Some(1), "{body}");
    assert_eq!(body.get("content"), None);
}

#[tokio::test]
async fn resources_with_ids_are_written_and_say_what_is_wrong_with_a_body() {
    let emulator = Emulator::start().await.expect("starts");
    let token = format!("Authorization: Bearer {}", emulator.access_token());
    let content_type = "Content-Type: application/vnd.atlas.2025-03-12+json";
    let call = async |method: &str, path: &str, body: &str| {
        let path = format!("{method} /api/atlas/v2/groups/{EMPTY_GROUP_ID}/{path}");
        send(&emulator, &path, &[ACCEPT, content_type, &token], body).await
    };
    let export = r#"{"type":"S3_LOG_EXPORT","bucketName":"first","iamRoleId":"65a0c3f4d2b1e09876543001","logTypes":["MONGOD"],"prefixPath":"logs"}"#;
    for (from, to, problem) in [
        (
            r#"["MONGOD"]"#,
            r#"["MONGOD","MONGOD"]"#,
            "must not have equal elements",
        ),
        ("65a0", "role", "must be 24 hexadecimal digits"),
    ] {
        let refused = call("POST", "logIntegrations", &export.replace(from, to)).await;
        assert_eq!(refused.error(), (400, "VALIDATION_ERROR".to_owned()));
        assert!(refused.body.contains(problem), "{}", refused.body);
    }
    let created = call("POST", "logIntegrations", export).await;
    let id = created.json()["id"].as_str().expect("an ID").to_owned();
    let path = format!("logIntegrations/{id}");
    let updated = call("PUT", &path, &export.replace("first", "second")).await;
    assert_eq!(updated.json()["bucketName"], "second", "{}", updated.body);
    assert_eq!(call("GET", &path, "").await.body, updated.body);
    assert_eq!(call("DELETE", &path, "").await.status, 204);
    assert_eq!(call("GET", &path, "").await.status, 404);
}

#[tokio::test]
async fn unauthenticated_requests_are_challenged() {
    let emulator = Emulator::start().await.expect("starts");
    let method_and_path = format!("GET /api/atlas/v2/groups/{GROUP_ID}/integrations/SLACK");
    let mut nonces = Vec::new();
    for header in [
        "X-None: 1",
        "Authorization: Basic dTpw",
        "Authorization: Digest",
        "Authorization: Digest username=\"emulator\", realm=\"MMS Public API\", nonce=\"n\", uri=\"/\", response=\"0\"",
    ] {
        let response = send(&emulator, &method_and_path, &[ACCEPT, header], "").await;
        assert_eq!(response.status, 401, "{header}");
        let challenge = response.header("www-authenticate").expect("a challenge");
        let nonce = challenge
            .split("nonce=\"")
            .nth(1)
            .and_then(|rest| rest.split('"').next());
        nonces.push(nonce.expect("a challenge").to_owned());
    }
    nonces.sort();
    nonces.dedup();
    assert_eq!(nonces.len(), 4, "a nonce was issued twice");
    let headers = [ACCEPT, "Authorization: Bearer x"];
    let response = send(&emulator, &method_and_path, &headers, "").await;
    assert_eq!(response.status, 401);
    assert_eq!(response.header("www-authenticate"), None);
}

#[tokio::test]
async fn the_token_endpoint_responds_with_the_standard_error_codes() {
    use base64::Engine as _;

    let emulator = Emulator::start().await.expect("starts");
    let basic = |secret: &str| {
        let credentials = format!("{CLIENT_ID}:{secret}");
        let encoded = base64::prelude::BASE64_STANDARD.encode(credentials);
        format!("Authorization: Basic {encoded}")
    };
    let form = "Content-Type: application/x-www-form-urlencoded";
    for (secret, body, status, expected) in [
        (
            CLIENT_SECRET,
            "grant_type=client_credentials",
            200,
            "access_token",
        ),
        (
            "wrong",
            "grant_type=client_credentials",
            401,
            "invalid_client",
        ),
        (
            CLIENT_SECRET,
            "grant_type=password",
            400,
            "unsupported_grant_type",
        ),
        (CLIENT_SECRET, "", 400, "invalid_request"),
    ] {
        let method_and_path = "POST /api/oauth/token";
        let response = send(&emulator, method_and_path, &[&basic(secret), form], body).await;
        assert_eq!(response.status, status, "{response:?}");
        assert!(response.body.contains(expected), "{response:?}");
    }
}
