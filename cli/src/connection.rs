//! Connects to Atlas, or to an emulator of it, as the global options say.

use std::env;

use atlas_emulator::Emulator;
use atlas_integrations::{Client, ClientBuilder, Credentials, FileTokenStore, Settings};

use crate::args::GlobalArgs;
use crate::error::{CliError, CliResult};
use crate::{emulator, state};

const USER_AGENT: &str = concat!("atlas-integrations-cli/", env!("CARGO_PKG_VERSION"));

/// The profile that the Atlas CLI uses unless another is named.
const DEFAULT_PROFILE: &str = "default";

/// What the names of the variables begin with.
const PREFIXES: [&str; 2] = ["MONGODB_ATLAS_", "MCLI_"];

/// The variables that say which credentials to use, after these beginnings.
const CREDENTIALS: [&str; 9] = [
    "AUTH_TYPE",
    "ACCESS_TOKEN",
    "CLIENT_ID",
    "CLIENT_SECRET",
    "PUBLIC_API_KEY",
    "PUBLIC_KEY",
    "PRIVATE_API_KEY",
    "PRIVATE_KEY",
    "PROFILE",
];

/// Those of Terraform's provider for a role of AWS.
const ROLE: [&str; 2] = ["ASSUME_ROLE_ARN", "TF_VAR_ASSUME_ROLE_ARN"];

/// A client, and the emulator that it is connected to, if any.
pub(crate) struct Connection {
    pub(crate) client: Client,
    /// The ID of the project to use where none is named.
    pub(crate) default_project: Option<String>,
    #[expect(dead_code, reason = "the emulator stops when it is dropped")]
    emulator: Option<Emulator>,
}

impl Connection {
    pub(crate) async fn open(global: &GlobalArgs) -> CliResult<Self> {
        if global.emulator {
            let emulator = emulator::start().await?;
            let builder = Client::builder().base_url(emulator.base_url());
            let builder = builder.credentials(Credentials::service_account(
                atlas_emulator::CLIENT_ID,
                atlas_emulator::CLIENT_SECRET,
            ));
            return Ok(Self {
                client: build(builder, global)?,
                default_project: Some(atlas_emulator::GROUP_ID.to_owned()),
                emulator: Some(emulator),
            });
        }
        let settings = match &global.profile {
            Some(profile) => Settings::from_atlas_cli_profile(profile)?,
            None => from_environment()?,
        };
        Self::with(settings, global)
    }

    fn with(settings: Settings, global: &GlobalArgs) -> CliResult<Self> {
        let credentials = with_token_store(settings.credentials().clone(), global);
        let default_project = settings.project_id().map(str::to_owned);
        let builder = ClientBuilder::from(settings).credentials(credentials);
        Ok(Self {
            client: build(builder, global)?,
            default_project,
            emulator: None,
        })
    }

    /// A connection for a dry run. It needs no credentials; those that there are must be right.
    pub(crate) async fn open_for_dry_run(global: &GlobalArgs) -> CliResult<Self> {
        let is_named = global.emulator || global.profile.is_some();
        if is_named || has_credentials() || has_default_profile()? {
            return Self::open(global).await;
        }
        Self::with(
            Settings::from_env_with(Credentials::bearer("none"))?,
            global,
        )
    }
}

/// The settings in the environment or, without credentials there, in the Atlas CLI's default profile.
fn from_environment() -> CliResult<Settings> {
    match Settings::from_env() {
        Err(error) if !has_credentials() => match has_default_profile()? {
            true => Ok(Settings::from_atlas_cli_profile(DEFAULT_PROFILE)?),
            false => Err(CliError::from(error).hint(
                "or log in with the Atlas CLI (`atlas auth login`), or try it out with --emulator",
            )),
        },
        settings => Ok(settings?),
    }
}

/// Whether the Atlas CLI has a default profile; an error if it has a file that cannot be read.
fn has_default_profile() -> CliResult<bool> {
    let profiles = Settings::atlas_cli_profiles()?;
    let mut names = profiles.iter();
    Ok(names.any(|name| name.eq_ignore_ascii_case(DEFAULT_PROFILE)))
}

/// Whether the environment says which credentials to use, even if it cannot be heeded.
fn has_credentials() -> bool {
    let own = PREFIXES.iter().flat_map(|prefix| {
        let names = CREDENTIALS.iter();
        names.map(move |name| format!("{prefix}{name}"))
    });
    let mut names = own.chain(ROLE.map(str::to_owned));
    names.any(|name| env::var_os(name).is_some_and(|value| !value.is_empty()))
}

fn build(builder: ClientBuilder, global: &GlobalArgs) -> CliResult<Client> {
    let builder = builder.user_agent(USER_AGENT);
    let builder = match &global.api_date {
        Some(api_date) => builder.api_date(api_date),
        None => builder,
    };
    Ok(builder.build()?)
}

/// The same credentials, which share the token of a service account with later commands.
fn with_token_store(credentials: Credentials, global: &GlobalArgs) -> Credentials {
    match state::directory() {
        Some(directory) if !global.no_token_cache => {
            credentials.token_store(FileTokenStore::new(directory.join("tokens")))
        }
        _ => credentials,
    }
}
