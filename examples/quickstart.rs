//! Lists the integrations of a project, and shows one of them.
//!
//! If `MONGODB_ATLAS_PROJECT_ID` is set in the environment, it uses Atlas, with the credentials that are set
//! there as well; otherwise, an emulator that it starts itself:
//!
//! ```sh
//! cargo run --example quickstart
//! ```

use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::process::ExitCode;

use atlas_emulator::{CLIENT_ID, CLIENT_SECRET, Emulator, GROUP_ID};
use atlas_integrations::{Client, ClientBuilder, Credentials, Settings};
use futures_util::TryStreamExt as _;

#[tokio::main]
async fn main() -> ExitCode {
    let Err(error) = run().await else {
        return ExitCode::SUCCESS;
    };
    let _ = writeln!(io::stderr(), "error: {error}");
    ExitCode::FAILURE
}

async fn run() -> Result<(), Box<dyn std::error::Error>> {
    let emulator = Emulator::start().await?;
    let (client, project) = match std::env::var("MONGODB_ATLAS_PROJECT_ID") {
        Ok(project) => (ClientBuilder::from(Settings::from_env()?), project),
        Err(_) => {
            let _ = writeln!(io::stderr(), "Using an emulator with sample integrations.");
            let credentials = Credentials::service_account(CLIENT_ID, CLIENT_SECRET);
            let builder = Client::builder().credentials(credentials);
            (builder.base_url(emulator.base_url()), GROUP_ID.to_owned())
        }
    };
    let client = client.build()?;
    let mut text = String::new();

    let list = client.list_third_party_integrations().group_id(&project);
    let mut integrations = list.items();
    while let Some(integration) = integrations.try_next().await? {
        writeln!(text, "{}", integration.tag().unwrap_or("?"))?;
    }

    let get = client.get_third_party_integration().group_id(&project);
    match get.integration_type("PAGER_DUTY").send().await {
        // `Debug` shows no secrets.
        Ok(integration) => writeln!(text, "\n{:#?}", *integration)?,
        Err(error) if error.is_not_found() => writeln!(text, "\nPagerDuty is not set up")?,
        Err(error) => return Err(error.into()),
    }
    // A reader that goes away, as `head` does, has read what it wanted.
    let _ = io::stdout().write_all(text.as_bytes());
    Ok(())
}
