//! A service account asks for the integrations of one project.
//!
//! With `MONGODB_ATLAS_CLIENT_ID`, `MONGODB_ATLAS_CLIENT_SECRET` and `MONGODB_ATLAS_PROJECT_ID` set
//! it asks Atlas, otherwise an emulator that it starts itself:
//!
//! ```sh
//! cargo run --example quickstart
//! ```

use std::env;
use std::process::ExitCode;

use atlas_emulator::Emulator;
use atlas_integrations::types::{IntegrationType, ThirdPartyIntegration};
use atlas_integrations::{CLOUD, Client, Credentials, GroupId};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<(), Box<dyn std::error::Error>> {
    let (place, _emulator) = Place::from_environment().await?;
    let client = Client::builder()
        .base_url(place.base_url)
        .credentials(Credentials::service_account(
            place.client_id,
            place.client_secret,
        ))
        .build()?;

    heading("Every integration of the project, typed");
    let mut first = None;
    for service in IntegrationType::VALUES {
        let call = client
            .get_third_party_integration()
            .group_id(&place.group_id);
        match call.integration_type(*service).send().await {
            Ok(integration) => {
                println!("{service:<16} {}", describe(&integration));
                first.get_or_insert((*service, integration.into_inner()));
            }
            Err(error) if error.is_not_found() => println!("{service:<16} not configured"),
            Err(error) => return Err(error.into()),
        }
    }

    if let Some((service, integration)) = first {
        heading("The exact text, with pretty=true");
        let call = client
            .get_third_party_integration()
            .group_id(&place.group_id);
        let answer = call.integration_type(service).pretty(true).send().await?;
        println!("{}", answer.text().trim_end());

        heading("Debug shows no secret");
        println!("{integration:#?}");
    }

    heading("A 404 inside an envelope, which comes as HTTP 200, is a 404");
    let call = client
        .get_third_party_integration()
        .group_id(&place.group_id);
    match call
        .integration_type(IntegrationType::HipChat)
        .envelope(true)
        .send()
        .await
    {
        Ok(_) => println!("HIP_CHAT is configured, against all that Atlas documents"),
        Err(error) => println!(
            "{error}\n  status     {:?}\n  error code {:?}\n  transient  {}",
            error.status(),
            error.error_code(),
            error.is_transient()
        ),
    }
    Ok(())
}

/// What matters of each service.
fn describe(integration: &ThirdPartyIntegration) -> String {
    match integration {
        ThirdPartyIntegration::Datadog(datadog) => match &datadog.region {
            Some(region) => format!("metrics go to Datadog's site {region}"),
            None => "metrics go to Datadog".to_owned(),
        },
        ThirdPartyIntegration::PagerDuty(_) => "alerts page somebody".to_owned(),
        ThirdPartyIntegration::Slack(slack) => {
            let channel = slack.channel_name.as_deref().unwrap_or("a channel");
            format!("alerts go to #{channel}")
        }
        ThirdPartyIntegration::Prometheus(prometheus) => {
            let state = if prometheus.enabled { "may" } else { "may not" };
            format!(
                "{} {state} scrape, discovery by {}",
                prometheus.username, prometheus.service_discovery
            )
        }
        ThirdPartyIntegration::Other(other) => format!("kept as it came: {}", other.reason()),
        _ => "configured".to_owned(),
    }
}

fn heading(text: &str) {
    println!("\n{text}\n{}", "-".repeat(text.len()));
}

/// Where to ask, and as whom.
struct Place {
    base_url: String,
    client_id: String,
    client_secret: String,
    group_id: GroupId,
}

impl Place {
    async fn from_environment() -> Result<(Self, Option<Emulator>), Box<dyn std::error::Error>> {
        let set = |name| env::var(name).ok().filter(|value| !value.is_empty());
        let id = set("MONGODB_ATLAS_CLIENT_ID");
        let secret = set("MONGODB_ATLAS_CLIENT_SECRET");
        match (id, secret) {
            (Some(client_id), Some(client_secret)) => {
                let project = set("MONGODB_ATLAS_PROJECT_ID").ok_or(
                    "set MONGODB_ATLAS_PROJECT_ID to the id of a project to ask Atlas about",
                )?;
                let base_url = set("MONGODB_ATLAS_BASE_URL").unwrap_or_else(|| CLOUD.to_owned());
                println!("Asking {base_url} as {client_id}.");
                let group_id = project.parse()?;
                Ok((
                    Self {
                        base_url,
                        client_id,
                        client_secret,
                        group_id,
                    },
                    None,
                ))
            }
            (None, None) => {
                let emulator = Emulator::start().await?;
                println!(
                    "MONGODB_ATLAS_CLIENT_ID and MONGODB_ATLAS_CLIENT_SECRET are not set: asking an \
                     emulator\nof Atlas at {}, whose one project has made-up settings.",
                    emulator.base_url()
                );
                let place = Self {
                    base_url: emulator.base_url(),
                    client_id: atlas_emulator::CLIENT_ID.to_owned(),
                    client_secret: atlas_emulator::CLIENT_SECRET.to_owned(),
                    group_id: atlas_emulator::GROUP_ID.parse()?,
                };
                Ok((place, Some(emulator)))
            }
            (Some(_), None) => {
                Err("MONGODB_ATLAS_CLIENT_ID is set and MONGODB_ATLAS_CLIENT_SECRET is not".into())
            }
            (None, Some(_)) => {
                Err("MONGODB_ATLAS_CLIENT_SECRET is set and MONGODB_ATLAS_CLIENT_ID is not".into())
            }
        }
    }
}
