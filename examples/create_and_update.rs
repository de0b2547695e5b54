//! Creates an integration with a secret from the environment, then changes one setting of it and keeps
//! everything else, even what this version of the client does not know.
//!
//! ```sh
//! PAGER_DUTY_KEY=0123456789abcdef cargo run --example create_and_update
//! ```

use atlas_emulator::{CLIENT_ID, CLIENT_SECRET, EMPTY_GROUP_ID, Emulator};
use atlas_integrations::types::{PagerDuty, PagerDutyRegion, ThirdPartyIntegration};
use atlas_integrations::{Client, Credentials, Secret};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let emulator = Emulator::start().await?;
    let client = Client::builder()
        .base_url(emulator.base_url())
        .credentials(Credentials::service_account(CLIENT_ID, CLIENT_SECRET))
        .build()?;
    let key = std::env::var("PAGER_DUTY_KEY").unwrap_or_else(|_| "0123456789abcdef".to_owned());
    let key = Secret::from(key);

    // The service in the path is taken from the body.
    let pager_duty = PagerDuty::new(&key).region(PagerDutyRegion::Us);
    let create = client.create_third_party_integration();
    create
        .group_id(EMPTY_GROUP_ID)
        .body(pager_duty)
        .send()
        .await?;

    // Suppose that Atlas has meanwhile learnt a setting that this client has no field for.
    let stored = r#"{"type":"PAGER_DUTY","serviceKey":"0123456789abcdef","urgency":"high"}"#;
    emulator.put_integration(EMPTY_GROUP_ID, "PAGER_DUTY", serde_json::from_str(stored)?);

    let get = client.get_third_party_integration();
    let get = get.group_id(EMPTY_GROUP_ID).integration_type("PAGER_DUTY");
    let read = get.clone().send().await?;
    println!("read:    {}", read.text());
    let ThirdPartyIntegration::PagerDuty(pager_duty) = read.into_inner() else {
        return Err("PagerDuty has a form that this client does not know".into());
    };
    let mut pager_duty = pager_duty.region(PagerDutyRegion::Eu);

    // Atlas shows the key redacted. To send that back would replace the real one, so it is refused.
    let update = client
        .update_third_party_integration()
        .group_id(EMPTY_GROUP_ID);
    if let Err(error) = update.clone().body(pager_duty.clone()).send().await {
        println!("refused: {error}");
    }
    pager_duty.service_key = key;
    update.body(pager_duty).send().await?;
    println!("now:     {}", get.send().await?.text());
    Ok(())
}
