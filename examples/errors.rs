//! What goes wrong, what the client does about it by itself, and what is left to the caller.
//!
//! ```sh
//! cargo run --example errors
//! ```

use std::time::Duration;

use atlas_emulator::{CLIENT_ID, CLIENT_SECRET, Emulator, Fault, GROUP_ID};
use atlas_integrations::{Client, Credentials, Error, RetryPolicy};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let emulator = Emulator::start().await?;
    let retry = RetryPolicy::default().max_attempts(3);
    let client = Client::builder()
        .base_url(emulator.base_url())
        .credentials(Credentials::service_account(CLIENT_ID, CLIENT_SECRET))
        .retry(retry.base_delay(Duration::from_millis(10)))
        .build()?;
    let get = client.get_third_party_integration().group_id(GROUP_ID);
    let slack = get.clone().integration_type("SLACK");

    println!("A gateway is down for a moment: the call is repeated, and nobody notices.");
    emulator.inject_faults([Fault::Status(503), Fault::ResponseLost]);
    let attempts = slack.clone().send().await?.attempts();
    println!("  success after {attempts} attempts\n");

    println!("It stays down: the last real error comes back.");
    emulator.inject_faults([Fault::Status(503), Fault::Status(503), Fault::HtmlPage(502)]);
    report(slack.send().await.err());

    println!("A service that is not set up:");
    report(get.integration_type("HIP_CHAT").send().await.err());

    println!("What cannot be an ID is refused before anything is sent:");
    let get = client.get_third_party_integration().group_id("my project");
    report(get.integration_type("SLACK").send().await.err());
    Ok(())
}

/// Says what a program would do.
fn report(error: Option<Error>) {
    let Some(error) = error else { return };
    println!("  {error}");
    println!("  {}, {:?}", error.kind(), error.error_code());
    let advice = match &error {
        error if error.is_not_found() => "create it",
        error if error.is_unauthorized() => "check the credentials",
        error if error.is_forbidden() => "ask for a role",
        error if error.is_transient() => "try again after `retry_after()`, or later",
        _ => "mend the request",
    };
    println!("  what to do: {advice}\n");
}
