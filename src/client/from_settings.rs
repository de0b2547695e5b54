//! Clients from the environment and from the Atlas CLI's profiles.

use super::{Client, ClientBuilder};
use crate::credentials::Settings;
use crate::error::Result;

impl Client {
    /// Builds a client with the credentials found by
    /// [`Credentials::from_env`](crate::Credentials::from_env), and with `MONGODB_ATLAS_BASE_URL` as its
    /// base URL if that is set.
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

    /// Builds a client with the credentials of an Atlas CLI profile (see
    /// [`Credentials::from_atlas_cli_profile`](crate::Credentials::from_atlas_cli_profile)) and with the
    /// profile's base URL.
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
    /// Returns a builder with the settings of [`Client::from_env`], so that others can be changed
    /// before the client is built.
    ///
    /// # Errors
    ///
    /// Those of [`Credentials::from_env`](crate::Credentials::from_env).
    pub fn from_env() -> Result<Self> {
        Settings::from_env().map(Self::from)
    }

    /// Returns a builder with the settings of [`Client::from_atlas_cli_profile`], so that others can be
    /// changed before the client is built.
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
