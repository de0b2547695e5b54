//! From the global options to a client.

use atlas_emulator::Emulator;
use atlas_integrations::{Client, ClientBuilder, Credentials, GroupId};

use crate::args::{Global, Project};
use crate::failure::{Failure, Outcome};

/// A client, with the emulator that it talks to where there is one.
pub(crate) struct Connection {
    pub(crate) client: Client,
    emulator: Option<Emulator>,
}

impl Connection {
    pub(crate) async fn open(global: &Global) -> Outcome<Self> {
        let emulator = match global.emulator {
            true => Some(fleet().await?),
            false => None,
        };
        let builder = match (&emulator, &global.profile) {
            (Some(emulator), _) => Client::builder().base_url(emulator.base_url()).credentials(
                Credentials::service_account(
                    atlas_emulator::CLIENT_ID,
                    atlas_emulator::CLIENT_SECRET,
                ),
            ),
            (None, Some(profile)) => ClientBuilder::from_atlas_cli_profile(profile)?,
            (None, None) => ClientBuilder::from_env()?,
        };
        let builder = builder.user_agent(concat!(
            "atlas-integrations-cli/",
            env!("CARGO_PKG_VERSION")
        ));
        let builder = match &global.api_version {
            Some(date) => builder.api_date(date),
            None => builder,
        };
        Ok(Self {
            client: builder.build()?,
            emulator,
        })
    }

    /// The project that is meant.
    pub(crate) fn group_id(&self, project: &Project) -> Outcome<GroupId> {
        match (&project.group_id, &self.emulator) {
            (Some(id), _) => Ok(id.clone()),
            (None, Some(_)) => atlas_emulator::GROUP_ID
                .parse()
                .map_err(|error| Failure::usage(format!("{error}"))),
            (None, None) => Err(Failure::usage(
                "which project? Give --group-id, or set MONGODB_ATLAS_PROJECT_ID",
            )),
        }
    }
}

/// An emulator with a small fleet of projects.
async fn fleet() -> Outcome<Emulator> {
    let emulator = Emulator::start()
        .await
        .map_err(|error| Failure::other(format!("the emulator cannot be started: {error}")))?;
    emulator.add_project("Payments", ["PAGER_DUTY", "DATADOG", "SLACK"]);
    emulator.add_project("Search", ["DATADOG", "PROMETHEUS"]);
    emulator.add_project("Warehouse", ["PAGER_DUTY"]);
    let vault = emulator.add_project("Vault", ["PAGER_DUTY", "DATADOG"]);
    emulator.forbid(&vault);
    eprintln!("asking an emulator of Atlas, whose projects are made up");
    Ok(emulator)
}
