//! Credentials from the Atlas CLI's profiles.

mod file;
mod login;
#[cfg(test)]
mod tests;

use std::fmt;
use std::sync::Arc;

use toml::{Table, Value};

use self::file::File;
use super::keys::{self, Found, Key, Pair};
use super::{Credentials, Kind, Settings};
use crate::auth::user_account::{Login, UserLogin};
use crate::credentials::keyring::Keyring;
use crate::environment::Environment;
use crate::error::{Error, Result};
use atlas_integrations_model::Secret;
use atlas_integrations_model::excerpt::quoted;

/// The IDs of the Atlas CLI at the identity providers of the two clouds. They are no secrets.
const CLIENT_ID: &str = "0oabtxactgS3gHIR0297";
const GOVERNMENT_CLIENT_ID: &str = "0oabtyfelbTBdoucy297";

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
    /// system's keyring, which cannot be read.
    pub fn from_atlas_cli_profile(name: &str) -> Result<Self> {
        Ok(Settings::from_atlas_cli_profile(name)?
            .credentials()
            .clone())
    }
}

/// Returns the names of the profiles: none if there is no file.
pub(super) fn names(env: Environment<'_>) -> Result<Vec<String>> {
    match file::path(env) {
        Ok(path) if path.exists() => Ok(File::read(env)?.profiles()),
        _ => Ok(Vec::new()),
    }
}

/// A profile, with the settings at the top of its file.
pub(super) struct Profile {
    name: String,
    file: File,
    settings: Table,
    /// The keyring, or why it cannot be read.
    keyring: Result<Keyring, &'static str>,
}

impl Profile {
    /// Reads the profile of this name, whatever the case of its letters.
    pub(super) fn read(env: Environment<'_>, name: &str) -> Result<Self> {
        let file = File::read(env)?;
        Ok(Self {
            settings: file.profile(name)?,
            name: name.to_owned(),
            file,
            keyring: Keyring::find(env),
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

    /// Looks up a setting that may be in the keyring.
    fn find_secret(&self, key: &Key) -> Result<Option<Found>> {
        if let Some(found) = self.find(key)? {
            return Ok(Some(found));
        }
        let (Ok(keyring), true) = (&self.keyring, self.file.may_use_keyring()) else {
            return Ok(None);
        };
        for name in key.names {
            let found = keyring.get(&self.keyring_name(), name);
            let found = found.map_err(|fault| self.error(&format!("the keyring: {fault}")))?;
            if let Some(value) = found {
                let label = format!("{self}: {name} in the keyring");
                return Ok(Some(Found { label, value }));
            }
        }
        Ok(None)
    }

    /// The Atlas CLI keeps the names of profiles in lower case.
    fn keyring_name(&self) -> String {
        self.name.to_lowercase()
    }

    /// Returns the credentials: those of the profile's authentication type, or else the first that are
    /// complete.
    pub(super) fn credentials(&self) -> Result<Credentials> {
        let lookup = |key: &Key| self.find_secret(key);
        let account = || keys::service_account(&lookup);
        let api_key = || keys::api_key(&lookup);
        let auth_type = self.find(&keys::AUTH_TYPE)?;
        match auth_type.as_ref().map(Found::value) {
            Some("service_account") => self.complete(account()?, Credentials::service_account),
            Some("api_keys") => self.complete(api_key()?, Credentials::api_key),
            Some("user_account") => self.token(),
            Some(_) => {
                Err(auth_type.map_or_else(|| self.empty(), |found| found.error(keys::AUTH_TYPES)))
            }
            None => match (account()?, api_key()?) {
                (Pair::Missing, Pair::Missing) => self.token(),
                (pair @ Pair::Complete(..), _) => self.complete(pair, Credentials::service_account),
                (_, pair @ Pair::Complete(..)) | (Pair::Missing, pair) => {
                    self.complete(pair, Credentials::api_key)
                }
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
            Pair::OnlyName(..) | Pair::Missing if self.file.may_use_keyring() => {
                Err(self.without_secrets())
            }
            Pair::OnlyName(found, missing) | Pair::OnlySecret(found, missing) => {
                let missing = missing.names.join(" or ");
                Err(found.error(format!("is set but {missing} is not")))
            }
            Pair::Missing => Err(self.empty()),
        }
    }

    /// Returns the login of a user account, or an access token that stands by itself.
    fn token(&self) -> Result<Credentials> {
        let Some(access_token) = self.find_secret(&keys::ACCESS_TOKEN)? else {
            let has_type = self.find(&keys::AUTH_TYPE)?.is_some();
            return Err(match has_type && self.file.may_use_keyring() {
                true => self.without_secrets(),
                false => self.empty(),
            });
        };
        let Some(refresh_token) = self.find_secret(&keys::REFRESH_TOKEN)? else {
            return Ok(Credentials::bearer(access_token.value));
        };
        let is_in_file = self.find(&keys::ACCESS_TOKEN)?.is_some();
        let keyring = self.keyring.as_ref().ok().filter(|_| !is_in_file);
        let login = UserLogin {
            client_id: self.client_id()?,
            login: Login {
                access_token: access_token.value,
                refresh_token: refresh_token.value,
            },
            store: Arc::new(login::Place {
                profile: self.keyring_name(),
                file: self.file.clone(),
                keyring: keyring.cloned(),
            }),
        };
        Ok(Kind::UserAccount(login).into())
    }

    /// Returns the ID with which the Atlas CLI asks for tokens.
    fn client_id(&self) -> Result<String> {
        if let Some(client_id) = self.find(&keys::CLIENT_ID)? {
            return Ok(client_id.value().to_owned());
        }
        let service = self.find(&keys::SERVICE)?;
        let is_government = service.is_some_and(|service| service.value() == "cloudgov");
        Ok(match is_government {
            true => GOVERNMENT_CLIENT_ID,
            false => CLIENT_ID,
        }
        .to_owned())
    }

    fn without_secrets(&self) -> Error {
        match self.keyring {
            Ok(_) => self.error(
                "its secrets are neither in the file nor in the operating system's keyring; set them \
                 with the Atlas CLI (`atlas auth login`)",
            ),
            Err(fault) => self.error(&format!(
                "its secrets are not in the file: the Atlas CLI keeps them in the operating system's \
                 keyring, but {fault}; set them in the environment instead"
            )),
        }
    }

    fn empty(&self) -> Error {
        self.error(
            "it holds no credentials; set them with the Atlas CLI (`atlas auth login`), or use \
             another profile",
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
