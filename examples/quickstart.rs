//! Reads the integrations of one project with a service account.
//!
//! If `MONGODB_ATLAS_CLIENT_ID`, `MONGODB_ATLAS_CLIENT_SECRET` and `MONGODB_ATLAS_PROJECT_ID` are set,
//! it uses Atlas; otherwise it uses an emulator that it starts itself:
//!
//! ```sh
//! cargo run --example quickstart
//! ```

use std::env;
use std::io::{self, Write as _};
use std::process::ExitCode;

use atlas_emulator::Emulator;
use atlas_integrations::types::{IntegrationType, ThirdPartyIntegration};
use atlas_integrations::{Client, ClientBuilder, Credentials, GroupId, Settings};

/// Prints a line. A reader that goes away, as `head` does, has read what it wanted.
macro_rules! print_line {
    ($($argument:tt)*) => {
        if writeln!(io::stdout(), $($argument)*).is_err() {
            std::process::exit(0);
        }
    };
}

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
    let (target, _emulator) = Target::from_environment().await?;
    let client = target.builder.build()?;

    heading("Every integration of the project, typed");
    let mut first = None;
    for service in IntegrationType::VALUES {
        let call = client
            .get_third_party_integration()
            .group_id(&target.group_id);
        match call.integration_type(*service).send().await {
            Ok(integration) => {
                print_line!("{service:<16} {}", describe(&integration));
                first.get_or_insert((*service, integration.into_inner()));
            }
            Err(error) if error.is_not_found() => print_line!("{service:<16} not configured"),
            Err(error) => return Err(error.into()),
        }
    }

    if let Some((service, integration)) = first {
        heading("The exact text, with pretty=true");
        let call = client
            .get_third_party_integration()
            .group_id(&target.group_id);
        let response = call.integration_type(service).pretty(true).send().await?;
        print_line!("{}", response.text().trim_end());

        heading("Debug shows no secrets");
        print_line!("{integration:#?}");
    }

    heading("A 404 inside an envelope, which arrives as HTTP 200, is a 404");
    let call = client
        .get_third_party_integration()
        .group_id(&target.group_id);
    match call
        .integration_type(IntegrationType::HipChat)
        .envelope(true)
        .send()
        .await
    {
        Ok(_) => print_line!("HIP_CHAT is configured, contrary to Atlas's documentation"),
        Err(error) => print_line!(
            "{error}\n  status     {:?}\n  error code {:?}\n  transient  {}",
            error.status(),
            error.error_code(),
            error.is_transient()
        ),
    }
    Ok(())
}

/// Describes what matters most about each service.
fn describe(integration: &ThirdPartyIntegration) -> String {
    match integration {
        ThirdPartyIntegration::Datadog(datadog) => match &datadog.region {
            Some(region) => format!("metrics go to Datadog's site {region}"),
            None => "metrics go to Datadog".to_owned(),
        },
        ThirdPartyIntegration::PagerDuty(_) => "alerts page the on-call engineer".to_owned(),
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
        ThirdPartyIntegration::Other(other) => format!("kept as received: {}", other.reason()),
        _ => "configured".to_owned(),
    }
}

fn heading(text: &str) {
    print_line!("\n{text}\n{}", "-".repeat(text.len()));
}

/// A builder for a client, and the project to read.
struct Target {
    builder: ClientBuilder,
    group_id: GroupId,
}

impl Target {
    async fn from_environment() -> Result<(Self, Option<Emulator>), Box<dyn std::error::Error>> {
        let is_set = |name| env::var_os(name).is_some_and(|value| !value.is_empty());
        if is_set("MONGODB_ATLAS_CLIENT_ID") || is_set("MONGODB_ATLAS_CLIENT_SECRET") {
            let settings = Settings::from_env()?;
            let project = settings
                .project_id()
                .ok_or("set MONGODB_ATLAS_PROJECT_ID to the ID of the project to read")?;
            print_line!("Using {}.", settings.base_url());
            let group_id = project.parse()?;
            let builder = ClientBuilder::from(settings);
            return Ok((Self { builder, group_id }, None));
        }
        let emulator = Emulator::start().await?;
        print_line!(
            "MONGODB_ATLAS_CLIENT_ID and MONGODB_ATLAS_CLIENT_SECRET are not set: using an \
             Atlas\nemulator at {}, whose projects have made-up settings.",
            emulator.base_url()
        );
        let credentials =
            Credentials::service_account(atlas_emulator::CLIENT_ID, atlas_emulator::CLIENT_SECRET);
        let target = Self {
            builder: Client::builder()
                .base_url(emulator.base_url())
                .credentials(credentials),
            group_id: atlas_emulator::GROUP_ID.parse()?,
        };
        Ok((target, Some(emulator)))
    }
}
