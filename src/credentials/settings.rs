//! Settings from the environment and from the Atlas CLI's profiles.

use super::keys::{self, Key, Lookup};
use super::{CLOUD, Credentials, environment, place};
use crate::environment::Environment;
use crate::error::Result;

/// What the environment or a profile of the Atlas CLI says: the credentials and the server that they
/// are for, a project and an organization.
///
/// ```no_run
/// use atlas_integrations::{ClientBuilder, Settings};
///
/// # async fn demo() -> atlas_integrations::Result<()> {
/// let settings = Settings::from_env()?;
/// let project = settings.project_id().unwrap_or("32b6e34b3d91647abb20e7b8").to_owned();
/// let client = ClientBuilder::from(settings).build()?;
/// let list = client.list_third_party_integrations().group_id(project);
/// println!("{:?}", list.send().await?);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Settings {
    credentials: Credentials,
    project_id: Option<String>,
    org_id: Option<String>,
}

impl Settings {
    /// Reads the environment. See [`Client::from_env`](crate::Client::from_env) for the variables.
    ///
    /// # Errors
    ///
    /// There are no credentials, one of a pair is missing, or a variable that names credentials or a
    /// server cannot be heeded. The error names the variable.
    pub fn from_env() -> Result<Self> {
        Self::read(Environment::process())
    }

    /// Reads the environment for everything but the credentials, which are these: the server, a project
    /// and an organization. A profile that the environment names is not read.
    ///
    /// # Errors
    ///
    /// A variable that names a server cannot be heeded. The error names the variable.
    pub fn from_env_with(credentials: Credentials) -> Result<Self> {
        let variables = |key: &Key| environment::find(Environment::process(), key);
        Self::assemble(credentials, &[&variables])
    }

    /// Reads a profile of the Atlas CLI. See
    /// [`Client::from_atlas_cli_profile`](crate::Client::from_atlas_cli_profile).
    ///
    /// # Errors
    ///
    /// Those of [`Credentials::from_atlas_cli_profile`].
    #[cfg(feature = "atlas-cli-profile")]
    pub fn from_atlas_cli_profile(name: &str) -> Result<Self> {
        Self::read_profile(Environment::process(), name)
    }

    /// Returns the names of the Atlas CLI's profiles: none if it has no file.
    ///
    /// # Errors
    ///
    /// The file cannot be read.
    #[cfg(feature = "atlas-cli-profile")]
    pub fn atlas_cli_profiles() -> Result<Vec<String>> {
        super::profile::names(Environment::process())
    }

    /// Returns the credentials.
    #[must_use]
    pub fn credentials(&self) -> &Credentials {
        &self.credentials
    }

    /// Returns the base URL of the server that the credentials are for.
    #[must_use]
    pub fn base_url(&self) -> &str {
        self.credentials.base_url.as_deref().unwrap_or(CLOUD)
    }

    /// Returns the ID of the project that commands are about unless they name another, if one is set.
    #[must_use]
    pub fn project_id(&self) -> Option<&str> {
        self.project_id.as_deref()
    }

    /// Returns the ID of the organization that commands are about unless they name another, if one is
    /// set.
    #[must_use]
    pub fn org_id(&self) -> Option<&str> {
        self.org_id.as_deref()
    }

    pub(super) fn read(env: Environment<'_>) -> Result<Self> {
        let variables = |key: &Key| environment::find(env, key);
        let credentials = environment::credentials(env)?;
        let Some((variable, name)) = env.first(environment::PROFILE)? else {
            let credentials = credentials.ok_or_else(|| environment::missing(env))?;
            return Self::assemble(credentials, &[&variables]);
        };
        #[cfg(feature = "atlas-cli-profile")]
        {
            let _ = variable;
            let profile = super::profile::Profile::read(env, &name)?;
            let credentials = credentials.map_or_else(|| profile.credentials(), Ok)?;
            Self::assemble(credentials, &[&variables, &|key| profile.find(key)])
        }
        #[cfg(not(feature = "atlas-cli-profile"))]
        {
            let _ = name;
            Err(crate::error::Error::configuration(format!(
                "{variable} names a profile of the Atlas CLI, which can be read only with the feature \
                 `atlas-cli-profile` of atlas-integrations"
            )))
        }
    }

    #[cfg(feature = "atlas-cli-profile")]
    pub(super) fn read_profile(env: Environment<'_>, name: &str) -> Result<Self> {
        let profile = super::profile::Profile::read(env, name)?;
        let variables = |key: &Key| environment::find(env, key);
        let credentials = profile.credentials()?;
        Self::assemble(credentials, &[&variables, &|key| profile.find(key)])
    }

    fn assemble(mut credentials: Credentials, lookups: &[Lookup<'_>]) -> Result<Self> {
        credentials.base_url = place::find(lookups)?;
        let first = |key| {
            for lookup in lookups {
                if let Some(found) = lookup(key)? {
                    return Ok(Some(found.value().to_owned()));
                }
            }
            Ok(None)
        };
        Ok(Self {
            credentials,
            project_id: first(&keys::PROJECT_ID)?,
            org_id: first(&keys::ORG_ID)?,
        })
    }
}
