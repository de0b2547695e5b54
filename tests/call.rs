//! Typed calls, against the emulator.

mod support;

use atlas_emulator::{INTEGRATION_TYPES, PRIVATE_KEY};
use atlas_integrations::reqwest::StatusCode;
use atlas_integrations::types::{IntegrationType, ThirdPartyIntegration as Integration};
use atlas_integrations::{Client, Credentials, Error, ErrorKind};
use support::{GROUP, api_key, client, emulator, get_datadog, service_account};

async fn get(client: &Client, service: &str) -> Result<Integration, Error> {
    let call = client.get_third_party_integration().group_id(GROUP);
    Ok(call.integration_type(service).send().await?.into_inner())
}

#[tokio::test]
async fn every_kind_of_credentials_returns_the_typed_value() {
    let emulator = emulator().await;
    let bearer = Credentials::bearer(emulator.access_token());
    for credentials in [bearer, service_account(), api_key()] {
        let name = format!("{credentials:?}");
        let client = client(emulator.base_url(), credentials);
        let response = get_datadog(&client).await.expect(&name);
        assert_eq!(response.status(), StatusCode::OK);
        let Integration::Datadog(datadog) = response.into_inner() else {
            panic!("{name}: not a Datadog integration");
        };
        assert_eq!(
            datadog.api_key.expose_secret(),
            "****************************a23c"
        );
    }
}

#[tokio::test]
async fn every_service_has_a_variant() {
    let emulator = emulator().await;
    let client = client(emulator.base_url(), service_account());
    for service in INTEGRATION_TYPES {
        match get(&client, service).await {
            Ok(Integration::Other(other)) => panic!("{service}: {:?}", other.reason()),
            Ok(integration) => assert_eq!(integration.tag(), Some(service)),
            Err(error) => {
                assert_eq!(service, "HIP_CHAT");
                assert!(error.is_not_found(), "{error}");
            }
        }
    }
}

#[tokio::test]
async fn atlas_errors_are_typed() {
    let emulator = emulator().await;
    let client = client(emulator.base_url(), service_account());
    let error = get(&client, "HIP_CHAT").await.expect_err("not configured");
    assert_eq!(error.kind(), ErrorKind::Status);
    assert_eq!(error.status(), Some(StatusCode::NOT_FOUND));
    assert_eq!(error.error_code(), Some("INTEGRATION_NOT_CONFIGURED"));
    assert_eq!(
        error.to_string(),
        "Atlas answered 404 Not Found, INTEGRATION_NOT_CONFIGURED: The integration HIP_CHAT is \
         not configured for this project."
    );
    let api_error = error.api_error().expect("documented form");
    assert_eq!(api_error.error, 404);
    assert_eq!(api_error.reason.as_deref(), Some("Not Found"));

    let other = "ffffffffffffffffffffffff";
    let call = client.get_third_party_integration().group_id(other);
    let error = call
        .integration_type("SLACK")
        .send()
        .await
        .expect_err("no such project");
    assert_eq!(error.error_code(), Some("GROUP_NOT_FOUND"));
}

#[tokio::test]
async fn pretty_is_sent_and_the_exact_text_is_available() {
    let emulator = emulator().await;
    let client = client(emulator.base_url(), service_account());
    let call = client.get_third_party_integration().group_id(GROUP);
    let response = call
        .integration_type(IntegrationType::Slack)
        .pretty(true)
        .send()
        .await;
    let response = response.expect("configured");
    assert!(
        response.text().starts_with("{\n  \""),
        "{}",
        response.text()
    );
    assert!(
        response.text().contains("\"type\": \"SLACK\""),
        "{}",
        response.text()
    );
    assert!(matches!(*response, Integration::Slack(_)));
    assert_eq!(response.rate_limit().limit, Some(1_200));
    assert_eq!(response.rate_limit().remaining, Some(1_199));
}

#[tokio::test]
async fn envelopes_are_opened() {
    let emulator = emulator().await;
    let client = client(emulator.base_url(), service_account());
    let enveloped = |service: &'static str| {
        let call = client.get_third_party_integration().group_id(GROUP);
        call.integration_type(service).envelope(true).send()
    };
    let response = enveloped("OPS_GENIE").await.expect("configured");
    assert!(
        matches!(*response, Integration::OpsGenie(_)),
        "{response:?}"
    );
    assert_eq!(response.status(), StatusCode::OK);
    assert!(
        response.text().contains("\"content\":"),
        "{}",
        response.text()
    );

    let error = enveloped("HIP_CHAT").await.expect_err("not configured");
    assert!(error.is_not_found());
    assert_eq!(error.error_code(), Some("INTEGRATION_NOT_CONFIGURED"));
}

#[tokio::test]
async fn parameters_are_checked_before_anything_is_sent() {
    let emulator = emulator().await;
    let client = client(emulator.base_url(), service_account());
    let call = || client.get_third_party_integration();
    let unknown = |value: &str| IntegrationType::Unknown(value.to_owned());
    let outcomes = [
        (
            call()
                .group_id("32B6")
                .integration_type("SLACK")
                .send()
                .await,
            "invalid group_id: \"32B6\" is not an ID of 24 lowercase hexadecimal digits",
        ),
        (
            call().group_id(GROUP).integration_type("NOPE").send().await,
            "invalid integration_type: \"NOPE\" is not one of PAGER_DUTY, SLACK,",
        ),
        (
            call()
                .group_id(GROUP)
                .integration_type(unknown(".."))
                .send()
                .await,
            "invalid integration_type: \"..\" cannot be part of a path",
        ),
        (
            call()
                .group_id(GROUP)
                .integration_type(unknown(""))
                .send()
                .await,
            "invalid integration_type: \"\" cannot be part of a path: it must not be empty",
        ),
        (
            call().integration_type("SLACK").send().await,
            "missing group_id: call `.group_id(…)` before `.send()`",
        ),
        (
            call().group_id(GROUP).send().await,
            "missing integration_type: call `.integration_type(…)`",
        ),
    ];
    for (outcome, sentence) in outcomes {
        let error = outcome.expect_err(sentence);
        assert_eq!(error.kind(), ErrorKind::InvalidRequest);
        let sentence = format!("get_third_party_integration: {sentence}");
        assert!(error.to_string().starts_with(&sentence), "{error}");
        assert_eq!(error.status(), None);
    }
    assert_eq!(emulator.received_requests(), []);
}

#[tokio::test]
async fn a_service_newer_than_the_client_can_be_requested() {
    let emulator = emulator().await;
    let client = client(emulator.base_url(), service_account());
    let call = client.get_third_party_integration().group_id(GROUP);
    let service = IntegrationType::Unknown("TEAMS 2030?".to_owned());
    let error = call
        .integration_type(service)
        .send()
        .await
        .expect_err("the emulator does not know it either");
    assert_eq!(error.error_code(), Some("INVALID_ENUM_VALUE"), "{error}");
    let paths: Vec<_> = emulator
        .received_requests()
        .into_iter()
        .map(|request| request.path)
        .collect();
    assert!(
        paths[1].ends_with("/integrations/TEAMS%202030%3F"),
        "{paths:?}"
    );
}

#[tokio::test]
async fn wrong_credentials_are_distinguished_by_kind() {
    let emulator = emulator().await;
    let error = |credentials| {
        let client = client(emulator.base_url(), credentials);
        async move { get_datadog(&client).await.expect_err("must be rejected") }
    };
    let bearer = error(Credentials::bearer("wrong")).await;
    assert!(
        bearer.is_unauthorized() && bearer.kind() == ErrorKind::Status,
        "{bearer:?}"
    );
    let digest = error(Credentials::api_key("emulator", "wrong")).await;
    assert!(
        digest.is_unauthorized() && digest.kind() == ErrorKind::Status,
        "{digest:?}"
    );
    let account = error(Credentials::service_account("mdb_sa_id_x", "wrong")).await;
    assert!(
        account.is_authentication() && account.is_unauthorized(),
        "{account:?}"
    );
    assert_eq!(
        account.to_string(),
        "authentication failed: Atlas rejected the service account's client ID and secret (401 \
         Unauthorized)"
    );
    assert!(!account.is_transient());
}

#[tokio::test]
async fn an_api_date_older_than_the_resource_is_a_406() {
    let emulator = emulator().await;
    let builder = Client::builder().base_url(emulator.base_url());
    let client = builder
        .credentials(service_account())
        .api_date("2022-12-31")
        .build();
    let error = get_datadog(&client.expect("a client"))
        .await
        .expect_err("too early");
    assert_eq!(error.status(), Some(StatusCode::NOT_ACCEPTABLE));
    assert_eq!(error.error_code(), Some("INVALID_VERSION_DATE"));
}

#[tokio::test]
async fn a_base_url_may_end_with_a_slash() {
    let emulator = emulator().await;
    let client = client(format!("{}/", emulator.base_url()), api_key());
    get_datadog(&client).await.expect("configured");
}

#[tokio::test]
async fn a_call_costs_one_request_once_the_client_is_warm() {
    for credentials in [service_account(), api_key()] {
        let emulator = emulator().await;
        let client = client(emulator.base_url(), credentials);
        for _ in 0..20 {
            get_datadog(&client).await.expect("configured");
        }
        assert_eq!(emulator.received_requests().len(), 21);
    }
}

#[tokio::test]
async fn a_revoked_token_or_expired_nonce_is_replaced_once() {
    for credentials in [service_account(), api_key()] {
        let emulator = emulator().await;
        let client = client(emulator.base_url(), credentials);
        get_datadog(&client).await.expect("configured");
        emulator.revoke_tokens();
        emulator.expire_nonces();
        get_datadog(&client).await.expect("configured");
        assert!(
            emulator.received_requests().len() <= 5,
            "{:?}",
            emulator.received_requests()
        );
    }
}

#[tokio::test]
async fn a_call_can_run_on_another_thread() {
    let emulator = emulator().await;
    let client = client(emulator.base_url(), api_key());
    let task =
        tokio::spawn(async move { get_datadog(&client).await.map(|response| response.status()) });
    assert_eq!(
        task.await.expect("no panic").expect("configured"),
        StatusCode::OK
    );
}

#[tokio::test]
async fn debug_shows_no_credentials() {
    let emulator = emulator().await;
    for credentials in [
        service_account(),
        api_key(),
        Credentials::bearer(PRIVATE_KEY),
    ] {
        let client = client(emulator.base_url(), credentials.clone());
        let call = client.get_third_party_integration().group_id(GROUP);
        let shown = format!(
            "{credentials:?} {client:?} {call:?} {:?}",
            Client::builder().credentials(credentials.clone())
        );
        for secret in [PRIVATE_KEY, atlas_emulator::CLIENT_SECRET] {
            assert!(!shown.contains(secret), "{shown}");
        }
    }
}
