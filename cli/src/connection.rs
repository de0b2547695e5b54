//! Connects to Atlas, or to an emulator of it, as the global options say.

use atlas_emulator::Emulator;
use atlas_integrations::{Client, ClientBuilder, Credentials, GroupId};

use crate::args::{GlobalArgs, ProjectArgs};
use crate::error::{CliError, CliResult};

const USER_AGENT: &str = concat!("atlas-integrations-cli/", env!("CARGO_PKG_VERSION"));

/// A client, and the emulator that it is connected to, if any.
pub(crate) struct Connection {
    pub(crate) client: Client,
    /// Kept here because the emulator stops when it is dropped.
    emulator: Option<Emulator>,
}

impl Connection {
    pub(crate) async fn open(global: &GlobalArgs) -> CliResult<Self> {
        let emulator = if global.emulator {
            Some(start_emulator().await?)
        } else {
            None
        };
        let mut builder = client_builder(global, emulator.as_ref())?.user_agent(USER_AGENT);
        if let Some(api_date) = &global.api_date {
            builder = builder.api_date(api_date);
        }
        Ok(Self {
            client: builder.build()?,
            emulator,
        })
    }

    /// The project to use. The emulator has a default one.
    pub(crate) fn group_id(&self, project: &ProjectArgs) -> CliResult<GroupId> {
        match (&project.group_id, &self.emulator) {
            (Some(id), _) => Ok(id.clone()),
            (None, Some(_)) => atlas_emulator::GROUP_ID
                .parse()
                .map_err(|error| CliError::usage(format!("{error}"))),
            (None, None) => Err(CliError::usage(
                "no project specified; use --group-id or set MONGODB_ATLAS_PROJECT_ID",
            )),
        }
    }
}

fn client_builder(global: &GlobalArgs, emulator: Option<&Emulator>) -> CliResult<ClientBuilder> {
    Ok(match (emulator, &global.profile) {
        (Some(emulator), _) => Client::builder().base_url(emulator.base_url()).credentials(
            Credentials::service_account(atlas_emulator::CLIENT_ID, atlas_emulator::CLIENT_SECRET),
        ),
        (None, Some(profile)) => ClientBuilder::from_atlas_cli_profile(profile)?,
        (None, None) => ClientBuilder::from_env()?,
    })
}

/// Starts an emulator with a few sample projects, one of which the credentials cannot access.
async fn start_emulator() -> CliResult<Emulator> {
    let emulator = Emulator::start()
        .await
        .map_err(|error| CliError::failure(format!("cannot start the emulator: {error}")))?;
    emulator.add_project("Payments", ["PAGER_DUTY", "DATADOG", "SLACK"]);
    emulator.add_project("Search", ["DATADOG", "PROMETHEUS"]);
    emulator.add_project("Warehouse", ["PAGER_DUTY"]);
    let forbidden = emulator.add_project("Vault", ["PAGER_DUTY", "DATADOG"]);
    emulator.forbid_project(&forbidden);
    eprintln!("using an Atlas emulator with sample projects");
    Ok(emulator)
}
