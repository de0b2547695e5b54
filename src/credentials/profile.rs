//! Credentials from the Atlas CLI's profiles.

mod file;
#[cfg(test)]
mod tests;

use std::fmt;

use toml::{Table, Value};

use self::file::File;
use super::keys::{self, Found, Key, Pair};
use super::{Credentials, Settings};
use crate::environment::Environment;
use crate::error::{Error, Result};
use atlas_integrations_model::Secret;
use atlas_integrations_model::excerpt::quoted;

impl Credentials {
    /// Reads the credentials of an Atlas CLI profile, and the server that they are for; see
    /// [`Client::from_atlas_cli_profile`](crate::Client::from_atlas_cli_profile).
    ///
    /// A client uses that server unless [`base_url`](crate::ClientBuilder::base_url) names another.
    ///
    /// # Errors
    ///
    /// The file or the profile does not exist, a setting that names credentials or a server cannot be
    /// heeded, one of a pair is missing, the profile has no credentials, or they are in the operating
    /// system's keyring, which is not read.
    pub fn from_atlas_cli_profile(name: &str) -> Result<Self> {
        Ok(Settings::from_atlas_cli_profile(name)?
            .credentials()
            .clone())
    }
}

/// A profile, with the settings at the top of its file.
pub(super) struct Profile {
    name: String,
    file: File,
    settings: Table,
}

impl Profile {
    /// Reads the profile of this name, whatever the case of its letters.
    pub(super) fn read(env: Environment<'_>, name: &str) -> Result<Self> {
        let file = File::read(env)?;
        Ok(Self {
            settings: file.profile(name)?,
            name: name.to_owned(),
            file,
        })
    }

    /// Looks up a setting: at the top of the file, which takes precedence in the Atlas CLI, and then in
    /// the profile.
    pub(super) fn find(&self, key: &Key) -> Result<Option<Found>> {
        for (table, place) in [
            (self.file.top(), self.file.to_string()),
            (&self.settings, self.to_string()),
        ] {
            for name in key.names {
                let label = format!("{place}: {name}");
                let value = file::get(table, name)
                    .map_err(|fault| Error::configuration(format!("{label} {fault}")))?;
                match value {
                    Some(Value::String(text)) if !text.is_empty() => {
                        let value = text.as_str().into();
                        return Ok(Some(Found { label, value }));
                    }
                    None | Some(Value::String(_)) => {}
                    Some(_) => {
                        return Err(Error::configuration(format!("{label} must be a string")));
                    }
                }
            }
        }
        Ok(None)
    }

    /// Returns the credentials: those of the profile's authentication type, or else the first that are
    /// complete.
    pub(super) fn credentials(&self) -> Result<Credentials> {
        let lookup = |key: &Key| self.find(key);
        let account = || keys::service_account(&lookup);
        let api_key = || keys::api_key(&lookup);
        let auth_type = self.find(&keys::AUTH_TYPE)?;
        match auth_type.as_ref().map(Found::value) {
            Some("service_account") => self.complete(account()?, Credentials::service_account),
            Some("api_keys") => self.complete(api_key()?, Credentials::api_key),
            Some("user_account") => Err(self.user_account()),
            Some(_) => {
                Err(auth_type.map_or_else(|| self.empty(), |found| found.error(keys::AUTH_TYPES)))
            }
            None => match (account()?, api_key()?) {
                (pair @ Pair::Complete(..), _) => self.complete(pair, Credentials::service_account),
                (_, pair @ Pair::Complete(..)) => self.complete(pair, Credentials::api_key),
                (Pair::Missing, Pair::Missing) => self.token(),
                (Pair::Missing, pair) => self.complete(pair, Credentials::api_key),
                (pair, _) => self.complete(pair, Credentials::service_account),
            },
        }
    }

    fn complete(
        &self,
        pair: Pair,
        credentials: fn(String, Secret) -> Credentials,
    ) -> Result<Credentials> {
        match pair {
            Pair::Complete(name, secret) => Ok(credentials(name, secret)),
            Pair::OnlyName(..) | Pair::Missing if self.file.may_use_keyring() => Err(self.error(
                "its secrets are not in the file: the Atlas CLI keeps them in the operating system's \
                 keyring, which this client does not read; set them in the environment, and name the \
                 profile in MONGODB_ATLAS_PROFILE if its other settings are needed",
            )),
            Pair::OnlyName(found, missing) | Pair::OnlySecret(found, missing) => {
                let missing = missing.names.join(" or ");
                Err(found.error(format!("is set but {missing} is not")))
            }
            Pair::Missing => Err(self.empty()),
        }
    }

    /// Returns an access token that stands by itself.
    fn token(&self) -> Result<Credentials> {
        match self.find(&keys::ACCESS_TOKEN)? {
            None => Err(self.empty()),
            Some(_) if self.find(&keys::REFRESH_TOKEN)?.is_some() => Err(self.user_account()),
            Some(token) => Ok(Credentials::bearer(token.value)),
        }
    }

    fn empty(&self) -> Error {
        self.error(
            "it holds no credentials; set them with the Atlas CLI (`atlas auth login`), or use \
             another profile",
        )
    }

    fn user_account(&self) -> Error {
        self.error(
            "a user account works only in the Atlas CLI; use a service account or an API key",
        )
    }

    fn error(&self, fault: &str) -> Error {
        Error::configuration(format!("{self}: {fault}"))
    }
}

impl fmt::Display for Profile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: the profile {}", self.file, quoted(&self.name))
    }
}
