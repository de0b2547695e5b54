//! Calls operations that the crate has no types for, with the same authentication, retries and errors.
//!
//! ```sh
//! cargo run --example any_operation
//! ```

use atlas_emulator::{CLIENT_ID, CLIENT_SECRET, Emulator, GROUP_ID};
use atlas_integrations::reqwest::Method;
use atlas_integrations::{Client, Credentials};
use serde_json::{Value, json};

/// What this program needs of a project; the rest of the response is ignored.
#[derive(serde::Deserialize)]
struct Project {
    name: String,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let emulator = Emulator::start().await?;
    let client = Client::builder()
        .base_url(emulator.base_url())
        .credentials(Credentials::service_account(CLIENT_ID, CLIENT_SECRET))
        .build()?;
    let path = format!("/api/atlas/v2/groups/{GROUP_ID}");

    let request = client.request(Method::GET, &path);
    let project = request.send_for_json::<Project>().await?;
    println!("a type of one's own: {}", project.name);

    let request = client.request(Method::GET, "/api/atlas/v2/groups");
    let request = request.query("itemsPerPage", 1);
    let page = request.send_for_json::<Value>().await?;
    println!("any JSON:            {} projects", page["totalCount"]);

    let body = json!({ "type": "SLACK", "apiToken": "****", "channelName": "alerts" });
    let request = client.request(Method::PUT, format!("{path}/integrations/SLACK"));
    if let Err(error) = request.json(&body).send_for_json::<Value>().await {
        println!("the same checks:     {error}");
    }

    let request = client.request(Method::GET, format!("{path}/clusters"));
    if let Err(error) = request.send_for_json::<Value>().await {
        println!("the same errors:     {error}");
    }
    Ok(())
}
