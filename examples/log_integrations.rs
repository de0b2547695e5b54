//! Exports logs to S3, then moves them to another folder of the bucket.
//!
//! ```sh
//! cargo run --example log_integrations
//! ```

use atlas_emulator::{CLIENT_ID, CLIENT_SECRET, Emulator, GROUP_ID};
use atlas_integrations::types::{
    LogIntegrationRequest, LogIntegrationResponse, S3LogIntegrationRequest,
    S3LogIntegrationRequestLogTypes as LogTypes,
};
use atlas_integrations::{Client, Credentials};
use futures_util::TryStreamExt as _;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let emulator = Emulator::start().await?;
    let client = Client::builder()
        .base_url(emulator.base_url())
        .credentials(Credentials::service_account(CLIENT_ID, CLIENT_SECRET))
        .build()?;

    let role = "65a0b1c2d3e4f5a6b7c8d9e0";
    let s3 = S3LogIntegrationRequest::new("my-bucket", role, [LogTypes::Mongod], "atlas/logs");
    let create = client.create_log_integration().group_id(GROUP_ID);
    let created = create.body(s3).send().await?;
    println!("created:\n{created:#?}\n");

    // A project can have many, each with an ID. What Atlas returns differs from what it accepts;
    // `to_request` leads from one to the other.
    let mut integrations = client.list_log_integrations().group_id(GROUP_ID).items();
    while let Some(integration) = integrations.try_next().await? {
        let (
            LogIntegrationResponse::S3LogIntegrationResponse(read),
            Ok(LogIntegrationRequest::S3LogIntegrationRequest(mut s3)),
        ) = (&integration, integration.to_request())
        else {
            continue;
        };
        let id = &read.id;
        s3.prefix_path = "archive/logs".to_owned();
        let update = client.update_log_integration().group_id(GROUP_ID).id(id);
        update.body(s3).send().await?;
        let get = client.get_log_integration().group_id(GROUP_ID).id(id);
        println!("now: {}", get.send().await?.text());
    }
    Ok(())
}
