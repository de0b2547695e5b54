//! Clients from the environment and from the Atlas CLI's profiles.

use super::{Client, ClientBuilder};
use crate::credentials::Settings;
use crate::error::Result;

impl Client {
    /// A client with the credentials that [`Credentials::from_env`](crate::Credentials::from_env)
    /// finds, for `MONGODB_ATLAS_BASE_URL` if that is set.
    ///
    /// ```no_run
    /// let client = atlas_integrations::Client::from_env()?;
    /// # Ok::<(), atlas_integrations::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Those of `Credentials::from_env` and [`ClientBuilder::build`].
    pub fn from_env() -> Result<Self> {
        ClientBuilder::from_env()?.build()
    }

    /// A client with the credentials of a profile of the Atlas CLI (see
    /// [`Credentials::from_atlas_cli_profile`](crate::Credentials::from_atlas_cli_profile)), for the
    /// base URL that the profile names.
    ///
    /// # Errors
    ///
    /// Those of `Credentials::from_atlas_cli_profile` and [`ClientBuilder::build`].
    #[cfg(feature = "atlas-cli-profile")]
    pub fn from_atlas_cli_profile(name: &str) -> Result<Self> {
        ClientBuilder::from_atlas_cli_profile(name)?.build()
    }
}

impl ClientBuilder {
    /// The settings of [`Client::from_env`], to change others before it is built.
    ///
    /// # Errors
    ///
    /// Those of [`Credentials::from_env`](crate::Credentials::from_env).
    pub fn from_env() -> Result<Self> {
        Settings::from_env().map(Self::from)
    }

    /// The settings of [`Client::from_atlas_cli_profile`], to change others before it is built.
    ///
    /// # Errors
    ///
    /// Those of [`Credentials::from_atlas_cli_profile`](crate::Credentials::from_atlas_cli_profile).
    #[cfg(feature = "atlas-cli-profile")]
    pub fn from_atlas_cli_profile(name: &str) -> Result<Self> {
        Settings::from_atlas_cli_profile(name).map(Self::from)
    }
}

impl From<Settings> for ClientBuilder {
    fn from(settings: Settings) -> Self {
        let builder = Self::default().credentials(settings.credentials);
        match settings.base_url {
            Some(base_url) => builder.base_url(base_url),
            None => builder,
        }
    }
}
