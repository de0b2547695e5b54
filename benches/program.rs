//! A small program, as users have them. `benches/build` measures what it costs to build, and the step
//! `counts` of the gate bounds its size.

use atlas_integrations::{Client, Credentials};

#[tokio::main]
async fn main() -> atlas_integrations::Result<()> {
    let credentials = Credentials::bearer("token");
    let client = Client::builder().credentials(credentials).build()?;
    let get = client
        .get_third_party_integration()
        .group_id("32b6e34b3d91647abb20e7b8");
    let integration = get.integration_type("DATADOG").send().await?;
    println!("{integration:?}");
    Ok(())
}
