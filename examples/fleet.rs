//! Finds the projects that lack PagerDuty, eight at a time, however many there are.
//!
//! ```sh
//! cargo run --example fleet
//! ```

use atlas_emulator::{CLIENT_ID, CLIENT_SECRET, Emulator};
use atlas_integrations::types::Group;
use atlas_integrations::{Client, Credentials, Error};
use futures_util::TryStreamExt as _;

/// How many projects are read at the same time.
const CONCURRENCY: usize = 8;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let emulator = Emulator::start().await?;
    for number in 1..=250 {
        let services = ["SLACK", "PAGER_DUTY"];
        let services = services.into_iter().take(1 + usize::from(number % 50 > 0));
        let id = emulator.add_project(&format!("Project {number}"), services);
        if number == 7 {
            emulator.forbid_project(&id);
        }
    }
    let credentials = Credentials::service_account(CLIENT_ID, CLIENT_SECRET);
    let builder = Client::builder().credentials(credentials);
    let client = builder.base_url(emulator.base_url()).build()?;

    // The stream owns all that it needs, so that it can be moved to another task. It fetches the next
    // page of projects once those of the last are used up.
    let projects = client.list_projects().items_per_page(100).items();
    let checks = projects.map_ok(move |project| check(client.clone(), project));
    let report = tokio::spawn(async move {
        let mut checks = checks.try_buffer_unordered(CONCURRENCY);
        let mut set_up = 0;
        while let Some((name, outcome)) = checks.try_next().await? {
            match outcome {
                Ok(true) => set_up += 1,
                Ok(false) => println!("{name} lacks PagerDuty"),
                // One project that cannot be read stops nothing.
                Err(error) => println!("{name}: {error}"),
            }
        }
        Ok::<_, Error>(set_up)
    });
    println!("{} projects have PagerDuty", report.await??);
    Ok(())
}

/// Whether a project has PagerDuty.
async fn check(client: Client, project: Group) -> Result<(String, Result<bool, Error>), Error> {
    let list = client.list_third_party_integrations();
    let integrations = list.group_id(project.id.unwrap_or_default()).items();
    let found = integrations.try_any(async |it| it.tag() == Some("PAGER_DUTY"));
    Ok((project.name, found.await))
}
