//! Tests code of one's own against the emulator: what it sends, and what it does when Atlas fails.
//!
//! ```sh
//! cargo run --example testing
//! ```
//!
//! In a crate of yours, `atlas-emulator` is a dev-dependency, and each function below is a
//! `#[tokio::test]`.

use atlas_emulator::{CLIENT_ID, CLIENT_SECRET, EMPTY_GROUP_ID, Emulator, Fault};
use atlas_integrations::types::Datadog;
use atlas_integrations::{Client, Credentials, Result, Secret};

/// The code that is tested: sets up Datadog unless it is there. Returns whether it was missing.
async fn ensure_datadog(client: &Client, project: &str, key: Secret) -> Result<bool> {
    let create = client.create_third_party_integration().group_id(project);
    match create.body(Datadog::new(key)).send().await {
        Ok(_) => Ok(true),
        Err(error) if error.is_conflict() => Ok(false),
        Err(error) => Err(error),
    }
}

const KEY: &str = "0123456789abcdef0123456789abcdef";

async fn it_creates_datadog_once() {
    let (_emulator, client) = atlas().await;
    let first = ensure_datadog(&client, EMPTY_GROUP_ID, KEY.into()).await;
    let second = ensure_datadog(&client, EMPTY_GROUP_ID, KEY.into()).await;
    assert_eq!((first.ok(), second.ok()), (Some(true), Some(false)));
}

async fn it_reports_an_outage() {
    let (emulator, client) = atlas().await;
    emulator.inject_faults([Fault::Status(500)]);
    let error = ensure_datadog(&client, EMPTY_GROUP_ID, KEY.into())
        .await
        .expect_err("an outage");
    assert!(error.is_transient());
    assert_eq!(error.attempts(), 1, "a POST is not repeated after a 500");
}

/// A fresh emulator and a client for it, so that tests can run side by side.
async fn atlas() -> (Emulator, Client) {
    let emulator = Emulator::start().await.expect("a free port");
    let credentials = Credentials::service_account(CLIENT_ID, CLIENT_SECRET);
    let builder = Client::builder().credentials(credentials);
    let client = builder.base_url(emulator.base_url()).build();
    (emulator, client.expect("valid settings"))
}

#[tokio::main]
async fn main() {
    it_creates_datadog_once().await;
    it_reports_an_outage().await;
    println!("2 tests passed");
}
