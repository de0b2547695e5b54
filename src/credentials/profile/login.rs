//! The login of a user account, where the Atlas CLI keeps it.

use std::fs;

use super::{File, file};
use crate::auth::user_account::{Login, LoginStore};
use crate::credentials::keyring::Keyring;
use crate::credentials::keys::{ACCESS_TOKEN, REFRESH_TOKEN};
use crate::error::{Error, Result};
use crate::private_file;
use atlas_integrations_model::Secret;

/// The place of a profile's login.
pub(super) struct Place {
    /// The name of the profile.
    pub(super) profile: String,
    pub(super) file: File,
    /// The keyring, if the login is in it rather than in the file.
    pub(super) keyring: Option<Keyring>,
}

impl LoginStore for Place {
    fn load(&self) -> Result<Login> {
        let tokens = |find: &dyn Fn(&str) -> Result<Option<Secret>>| {
            let token = |names: &[&str]| {
                let mut found = names.iter().map(|name| find(name));
                found.next().transpose().map(Option::flatten)
            };
            let tokens = (token(ACCESS_TOKEN.names)?, token(REFRESH_TOKEN.names)?);
            match tokens {
                (Some(access_token), Some(refresh_token)) => Ok(Login {
                    access_token,
                    refresh_token,
                }),
                _ => Err(self.error("the login is not there any more")),
            }
        };
        match &self.keyring {
            Some(keyring) => tokens(&|name| {
                let found = keyring.get(&self.profile, name);
                found.map_err(|fault| self.error(&fault))
            }),
            None => {
                let profile = self.file.again()?.profile(&self.profile)?;
                tokens(&|name| {
                    let value = file::get(&profile, name).map_err(|fault| self.error(fault))?;
                    Ok(value.and_then(|value| value.as_str()).map(Secret::from))
                })
            }
        }
    }

    fn save(&self, old: &Login, new: &Login) -> Result<()> {
        let pairs = [
            (&ACCESS_TOKEN, &old.access_token, &new.access_token),
            (&REFRESH_TOKEN, &old.refresh_token, &new.refresh_token),
        ];
        let Some(keyring) = &self.keyring else {
            return self.replace(&pairs.map(|(_, old, new)| (old, new)));
        };
        for (key, _, value) in pairs {
            for name in key.names.iter().take(1) {
                let saved = keyring.set(&self.profile, name, value);
                saved.map_err(|fault| self.error(&fault))?;
            }
        }
        Ok(())
    }
}

impl Place {
    /// Replaces tokens in the file, and leaves the rest of it as it is.
    fn replace(&self, pairs: &[(&Secret, &Secret)]) -> Result<()> {
        let fail = |error: std::io::Error| self.error(&error.to_string());
        let path = self.file.path();
        let mut text = fs::read_to_string(path).map_err(fail)?;
        for (old, new) in pairs {
            let quoted = |token: &Secret| format!("\"{}\"", token.expose_secret());
            let single = |token: &Secret| format!("'{}'", token.expose_secret());
            text = text.replace(&quoted(old), &quoted(new));
            text = text.replace(&single(old), &single(new));
        }
        private_file::rewrite(path, text.as_bytes()).map_err(fail)
    }

    fn error(&self, fault: &str) -> Error {
        Error::authentication(format!(
            "{}: the profile {:?}: {fault}",
            self.file, self.profile
        ))
    }
}
