//! Connects to Atlas, or to an emulator of it, as the global options say.

use atlas_emulator::Emulator;
use atlas_integrations::{Client, ClientBuilder, Credentials, GroupId, Settings};

use crate::args::{GlobalArgs, ProjectArgs};
use crate::error::{CliError, CliResult};

const USER_AGENT: &str = concat!("atlas-integrations-cli/", env!("CARGO_PKG_VERSION"));

/// A client, and the emulator that it is connected to, if any.
pub(crate) struct Connection {
    pub(crate) client: Client,
    /// Kept here because the emulator stops when it is dropped.
    emulator: Option<Emulator>,
    /// What the environment or the profile says, unless the emulator is used.
    settings: Option<Settings>,
}

impl Connection {
    pub(crate) async fn open(global: &GlobalArgs) -> CliResult<Self> {
        let emulator = if global.emulator {
            Some(start_emulator().await?)
        } else {
            None
        };
        let settings = match (&emulator, &global.profile) {
            (Some(_), _) => None,
            (None, Some(profile)) => Some(Settings::from_atlas_cli_profile(profile)?),
            (None, None) => Some(Settings::from_env()?),
        };
        let builder = client_builder(emulator.as_ref(), settings.as_ref());
        let mut builder = builder.user_agent(USER_AGENT);
        if let Some(api_date) = &global.api_date {
            builder = builder.api_date(api_date);
        }
        Ok(Self {
            client: builder.build()?,
            emulator,
            settings,
        })
    }

    /// The project to use: the one of the command line, or that of the environment or the profile. The
    /// emulator has a default one.
    pub(crate) fn group_id(&self, project: &ProjectArgs) -> CliResult<GroupId> {
        if let Some(id) = &project.group_id {
            return Ok(id.clone());
        }
        let set = self.settings.as_ref().and_then(Settings::project_id);
        let id = match (set, &self.emulator) {
            (Some(id), _) => id,
            (None, Some(_)) => atlas_emulator::GROUP_ID,
            (None, None) => {
                return Err(CliError::usage(
                    "no project specified; use --group-id or set MONGODB_ATLAS_PROJECT_ID, or project_id in \
                     the profile",
                ));
            }
        };
        id.parse().map_err(|error| {
            CliError::usage(format!(
                "the project set outside of the command line: {error}"
            ))
        })
    }
}

fn client_builder(emulator: Option<&Emulator>, settings: Option<&Settings>) -> ClientBuilder {
    match (emulator, settings) {
        (Some(emulator), _) => Client::builder().base_url(emulator.base_url()).credentials(
            Credentials::service_account(atlas_emulator::CLIENT_ID, atlas_emulator::CLIENT_SECRET),
        ),
        (None, Some(settings)) => settings.clone().into(),
        (None, None) => Client::builder(),
    }
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
