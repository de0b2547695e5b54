//! Text that is reviewed in diffs: the committed document, the code generated from it, and the requests
//! as they are sent.

mod support;

use atlas_integrations::types::{PagerDuty, ThirdPartyIntegration};
use atlas_integrations::{Client, Credentials};
use insta::{Settings, assert_snapshot};
use support::scripted::{Scripted, response};
use support::{GROUP, client, get_datadog};

/// Snapshots under `tests/snapshots/`, by their bare names; `cargo xtask regen` writes those of
/// the document and the generated client under the same names.
fn snapshots() -> Settings {
    let mut settings = Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings
}

#[test]
fn the_committed_document() {
    snapshots().bind(|| {
        assert_snapshot!(
            "document",
            include_str!("../openapi/atlas-integrations.json")
        );
    });
}

/// The copy that is built without the feature `generate` is this snapshot.
#[cfg(feature = "generate")]
#[test]
fn the_generated_client() {
    snapshots().bind(|| {
        let types = include_str!(concat!(env!("OUT_DIR"), "/types.rs"));
        let operations = include_str!(concat!(env!("OUT_DIR"), "/operations.rs"));
        assert_snapshot!(
            "client",
            format!("// types.rs\n{types}\n// operations.rs\n{operations}")
        );
    });
}

const SLACK: &str = r#"{"type":"SLACK","apiToken":"****","channelName":"alerts"}"#;
const TOKEN: &str = r#"{"access_token":"sesame-access","expires_in":3600,"token_type":"Bearer"}"#;
const CHALLENGE: &str = "HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\nConnection: close\r\n\
    WWW-Authenticate: Digest realm=\"MMS Public API\", domain=\"\", nonce=\"n0nce\", algorithm=MD5, \
    qop=\"auth\", stale=false\r\n\r\n";

/// Returns the requests, with ports and secrets masked.
fn masked(server: &Scripted) -> String {
    let text = server.requests().join("\n--- next request ---\n");
    let text = text
        .replace(&server.address.to_string(), "[address]")
        .replace('\r', "");
    text.lines().map(|line| mask(line) + "\n").collect()
}

fn mask(line: &str) -> String {
    let Some((name, value)) = line.split_once(": ") else {
        return line.to_owned();
    };
    if !name.eq_ignore_ascii_case("authorization") {
        return line.to_owned();
    }
    match value.split_once(' ') {
        Some(("Digest", parameters)) => {
            // The client's own random value, and the hash that includes it.
            let parameters =
                parameters
                    .split(", ")
                    .map(|parameter| match parameter.split_once('=') {
                        Some((name @ ("cnonce" | "response"), _)) => format!("{name}=[masked]"),
                        _ => parameter.to_owned(),
                    });
            format!(
                "{name}: Digest {}",
                parameters.collect::<Vec<_>>().join(", ")
            )
        }
        Some((scheme, _)) => format!("{name}: {scheme} [masked]"),
        None => format!("{name}: [masked]"),
    }
}

async fn get_slack(client: &Client) {
    let call = client.get_third_party_integration().group_id(GROUP);
    let call = call.integration_type("SLACK").envelope(false).pretty(true);
    call.send().await.expect("success");
}

#[tokio::test]
async fn a_request_with_a_bearer_token() {
    let server = Scripted::start(vec![response("200 OK", "application/json", SLACK)]).await;
    get_slack(&client(server.base_url(), Credentials::bearer("sesame"))).await;
    snapshots().bind(|| assert_snapshot!("wire_bearer", masked(&server)));
}

#[tokio::test]
async fn a_request_with_a_service_account() {
    let responses = [TOKEN, SLACK].map(|body| response("200 OK", "application/json", body));
    let server = Scripted::start(responses.into()).await;
    let credentials = Credentials::service_account("mdb_sa_id_1", "sesame");
    get_slack(&client(format!("{}/gate/", server.base_url()), credentials)).await;
    snapshots().bind(|| assert_snapshot!("wire_service_account", masked(&server)));
}

#[tokio::test]
async fn a_request_with_an_api_key() {
    let responses = vec![
        CHALLENGE.into(),
        response("200 OK", "application/json", SLACK),
    ];
    let server = Scripted::start(responses).await;
    let builder = Client::builder()
        .base_url(server.base_url())
        .user_agent("fleet/1.0");
    let client = builder
        .credentials(Credentials::api_key("public", "sesame"))
        .build();
    let client = client.expect("a client");
    get_slack(&client).await;
    get_datadog(&client).await.expect("success");
    snapshots().bind(|| assert_snapshot!("wire_api_key", masked(&server)));
}

#[tokio::test]
async fn the_requests_of_the_other_operations() {
    let page = r#"{"results":[],"links":[{"rel":"self"}]}"#;
    let project = r#"{"name":"n","orgId":"o","clusterCount":0,"created":"c"}"#;
    let json = |body| response("200 OK", "application/json", body);
    let responses = vec![
        json(page),
        json(page),
        json(page),
        b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n".to_vec(),
        json(page),
        json(project),
        json(project),
    ];
    let server = Scripted::start(responses).await;
    let client = client(server.base_url(), Credentials::bearer("sesame"));
    let settings = ThirdPartyIntegration::from(PagerDuty::new("sesame"));

    let call = client.list_third_party_integrations().group_id(GROUP);
    let call = call.include_count(false).items_per_page(500).page_num(2);
    call.send().await.expect("success");
    let call = client.create_third_party_integration().group_id(GROUP);
    let call = call.integration_type("PAGER_DUTY").body(settings.clone());
    call.send().await.expect("success");
    let call = client.update_third_party_integration().group_id(GROUP);
    let call = call.integration_type("PAGER_DUTY").body(settings);
    call.pretty(true).send().await.expect("success");
    let call = client.delete_third_party_integration().group_id(GROUP);
    call.integration_type("PAGER_DUTY")
        .send()
        .await
        .expect("success");
    client
        .list_projects()
        .envelope(true)
        .send()
        .await
        .expect("success");
    client
        .get_project()
        .group_id(GROUP)
        .send()
        .await
        .expect("success");
    let call = client.get_project_by_name().group_name("R&D, ü");
    call.send().await.expect("success");

    let requests = masked(&server).replace("sesame", "[masked]");
    snapshots().bind(|| assert_snapshot!("wire_other_operations", requests));
}
