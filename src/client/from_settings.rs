//! Clients from the environment and from the Atlas CLI's profiles.

use super::{Client, ClientBuilder};
use crate::credentials::Settings;
use crate::error::Result;

impl Client {
    /// Builds a client from the environment, with the variables of the Atlas CLI and of Terraform's
    /// MongoDB Atlas provider. An empty variable counts as not set.
    ///
    /// The credentials are the first of these that are set, or those of the type in
    /// `MONGODB_ATLAS_AUTH_TYPE` (`user_account`, `service_account` or `api_keys`):
    ///
    /// 1. `MONGODB_ATLAS_ACCESS_TOKEN`,
    /// 2. `MONGODB_ATLAS_CLIENT_ID` and `MONGODB_ATLAS_CLIENT_SECRET`,
    /// 3. `MONGODB_ATLAS_PUBLIC_API_KEY` and `MONGODB_ATLAS_PRIVATE_API_KEY`, or the same names
    ///    without `API_`,
    /// 4. those of the Atlas CLI profile that `MONGODB_ATLAS_PROFILE` names, with the feature
    ///    `atlas-cli-profile`.
    ///
    /// The server is the one in `MONGODB_ATLAS_OPS_MANAGER_URL`, or `MONGODB_ATLAS_BASE_URL`, or the URL
    /// in the profile; without a URL, it is the one that `MONGODB_ATLAS_SERVICE`, or else the profile's
    /// service, stands for: `cloud` or `cloudgov`.
    ///
    /// Each name that is written out here can also begin with `MCLI_`, as in the Atlas CLI's predecessor,
    /// and counts if the one with `MONGODB_ATLAS_` is not set.
    ///
    /// ```no_run
    /// let client = atlas_integrations::Client::from_env()?;
    /// # Ok::<(), atlas_integrations::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Those of [`Settings::from_env`] and [`ClientBuilder::build`].
    pub fn from_env() -> Result<Self> {
        ClientBuilder::from_env()?.build()
    }

    /// Builds a client from an Atlas CLI profile, which is in the file `atlascli/config.toml`: under
    /// `$XDG_CONFIG_HOME` or `~/.config` on Linux and similar systems, under
    /// `~/Library/Application Support` on macOS, and under `%AppData%` on Windows. The CLI's default
    /// profile is called `default`; upper and lower case are the same in names.
    ///
    /// The credentials are those of the profile. As in the Atlas CLI, a server, project or organization
    /// that the environment names takes precedence over that of the file, and a setting at the top of the
    /// file over that of a profile; but a URL, wherever it is, over a service.
    ///
    /// Secrets that are not in the file are read from the operating system's keyring, by running
    /// `secret-tool` on Linux and similar systems and `security` on macOS. The login of a user account is
    /// refreshed as the Atlas CLI does it, and the new tokens are kept where the Atlas CLI finds them.
    ///
    /// # Errors
    ///
    /// Those of [`Credentials::from_atlas_cli_profile`](crate::Credentials::from_atlas_cli_profile) and
    /// [`ClientBuilder::build`].
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
    /// Those of [`Settings::from_env`].
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
        Self::default().credentials(settings.credentials().clone())
    }
}
