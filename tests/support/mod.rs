//! Helpers shared by several test files.

#![allow(dead_code, reason = "each test file uses its own part")]

pub(crate) mod answering;
pub(crate) mod scripted;
pub(crate) mod stalling;

use atlas_emulator::{CLIENT_ID, CLIENT_SECRET, Emulator, PRIVATE_KEY, PUBLIC_KEY};
use atlas_integrations::{Client, Credentials, Error, ResponseValue, RetryPolicy, types};

/// The ID of the emulator's project.
pub(crate) const GROUP: &str = atlas_emulator::GROUP_ID;

/// The nine examples in Atlas's documentation of the operation.
pub(crate) fn examples() -> Vec<serde_json::Value> {
    serde_json::from_str(include_str!("../data/integrations.json")).expect("JSON")
}

/// Errors in the form of the five examples in Atlas's documentation of the operation.
pub(crate) fn error_examples() -> Vec<serde_json::Value> {
    serde_json::from_str(include_str!("../data/errors.json")).expect("JSON")
}

/// The emulator's service account.
pub(crate) fn service_account() -> Credentials {
    Credentials::service_account(CLIENT_ID, CLIENT_SECRET)
}

/// The emulator's API key.
pub(crate) fn api_key() -> Credentials {
    Credentials::api_key(PUBLIC_KEY, PRIVATE_KEY)
}

/// A client for `base_url` that does not retry.
pub(crate) fn client(base_url: impl Into<String>, credentials: Credentials) -> Client {
    let builder = Client::builder().base_url(base_url);
    let builder = builder.credentials(credentials);
    builder
        .retry(RetryPolicy::none())
        .build()
        .expect("a client")
}

/// A client for `base_url` that retries, as clients do by default.
pub(crate) fn retrying_client(base_url: impl Into<String>, credentials: Credentials) -> Client {
    let builder = Client::builder().base_url(base_url);
    let builder = builder.credentials(credentials);
    builder.build().expect("a client")
}

/// A running emulator.
pub(crate) async fn emulator() -> Emulator {
    Emulator::start().await.expect("an emulator")
}

/// Gets the Datadog integration of the emulator's project.
pub(crate) async fn get_datadog(
    client: &Client,
) -> Result<ResponseValue<types::ThirdPartyIntegration>, Error> {
    let call = client.get_third_party_integration().group_id(GROUP);
    call.integration_type(types::IntegrationType::Datadog)
        .send()
        .await
}
