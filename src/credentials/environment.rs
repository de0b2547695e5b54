//! Credentials from the environment variables that Terraform's MongoDB Atlas provider and the
//! Atlas CLI read.

use std::env::{self, VarError};

use super::{Credentials, Settings};
use crate::error::{Error, Result};
use atlas_integrations_model::Secret;

const TOKEN: &str = "MONGODB_ATLAS_ACCESS_TOKEN";
const CLIENT_ID: &[&str] = &["MONGODB_ATLAS_CLIENT_ID"];
const CLIENT_SECRET: &[&str] = &["MONGODB_ATLAS_CLIENT_SECRET"];
const PUBLIC_KEY: &[&str] = &["MONGODB_ATLAS_PUBLIC_API_KEY", "MONGODB_ATLAS_PUBLIC_KEY"];
const PRIVATE_KEY: &[&str] = &["MONGODB_ATLAS_PRIVATE_API_KEY", "MONGODB_ATLAS_PRIVATE_KEY"];
const BASE_URL: &str = "MONGODB_ATLAS_BASE_URL";

impl Credentials {
    /// Reads the credentials from the environment. It uses the first of these that is set:
    ///
    /// 1. `MONGODB_ATLAS_ACCESS_TOKEN`,
    /// 2. `MONGODB_ATLAS_CLIENT_ID` and `MONGODB_ATLAS_CLIENT_SECRET`,
    /// 3. `MONGODB_ATLAS_PUBLIC_API_KEY` and `MONGODB_ATLAS_PRIVATE_API_KEY`, or the same names
    ///    without `API_`.
    ///
    /// An empty variable counts as not set.
    ///
    /// # Errors
    ///
    /// None is set, one of a pair is missing, or a public key is really the ID of a service account.
    /// The error names the variable.
    pub fn from_env() -> Result<Self> {
        from(&process)
    }
}

impl Settings {
    pub(crate) fn from_env() -> Result<Self> {
        settings(&process)
    }
}

/// Looks up a variable; an error names it.
type Lookup<'a> = &'a dyn Fn(&str) -> Result<Option<String>>;

fn process(name: &str) -> Result<Option<String>> {
    match env::var(name) {
        Ok(value) => Ok(Some(value)),
        Err(VarError::NotPresent) => Ok(None),
        Err(VarError::NotUnicode(_)) => {
            Err(Error::configuration(format!("{name} is not Unicode text")))
        }
    }
}

fn settings(lookup: Lookup<'_>) -> Result<Settings> {
    let base_url = first(lookup, &[BASE_URL])?.map(|(_, base_url)| base_url);
    Ok(Settings {
        credentials: from(lookup)?,
        base_url,
    })
}

fn from(lookup: Lookup<'_>) -> Result<Credentials> {
    if let Some((_, token)) = first(lookup, &[TOKEN])? {
        return Ok(Credentials::bearer(token));
    }
    if let Some((id, secret)) = pair(lookup, CLIENT_ID, CLIENT_SECRET)? {
        return Ok(Credentials::service_account(id, secret));
    }
    if let Some((public, private)) = pair(lookup, PUBLIC_KEY, PRIVATE_KEY)? {
        return Ok(Credentials::api_key(public, private));
    }
    Err(Error::configuration(format!(
        "no credentials found in the environment: set {TOKEN}, or {} and {}, or {} and {}",
        CLIENT_ID.join(" or "),
        CLIENT_SECRET.join(" or "),
        PUBLIC_KEY.join(" or "),
        PRIVATE_KEY.join(" or "),
    )))
}

/// Returns the first of `names` that is set, with its value.
fn first(lookup: Lookup<'_>, names: &[&'static str]) -> Result<Option<(&'static str, String)>> {
    for name in names {
        if let Some(value) = lookup(name)?.filter(|value| !value.is_empty()) {
            return Ok(Some((name, value)));
        }
    }
    Ok(None)
}

fn pair(
    lookup: Lookup<'_>,
    names: &[&'static str],
    secrets: &[&'static str],
) -> Result<Option<(String, Secret)>> {
    let half = |present: &str, missing: &[&str]| {
        let missing = missing.join(" or ");
        Err(Error::configuration(format!(
            "{present} is set but {missing} is not"
        )))
    };
    match (first(lookup, names)?, first(lookup, secrets)?) {
        (None, None) => Ok(None),
        (Some((present, _)), None) => half(present, secrets),
        (None, Some((present, _))) => half(present, names),
        (Some((name, value)), Some((_, secret))) => {
            if names == PUBLIC_KEY && value.starts_with("mdb_sa_") {
                return Err(Error::configuration(format!(
                    "{name} contains the ID of a service account, which is not an API key: set {} and {}",
                    CLIENT_ID.join(" or "),
                    CLIENT_SECRET.join(" or "),
                )));
            }
            Ok(Some((value, secret.into())))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with<T>(
        variables: &[(&str, &str)],
        read: impl FnOnce(Lookup<'_>) -> Result<T>,
    ) -> std::result::Result<T, String> {
        let lookup = |name: &str| {
            let found = variables.iter().find(|(other, _)| *other == name);
            Ok(found.map(|(_, value)| (*value).to_owned()))
        };
        read(&lookup).map_err(|error| error.to_string())
    }

    fn kind(variables: &[(&str, &str)]) -> std::result::Result<String, String> {
        with(variables, from).map(|credentials| format!("{credentials:?}"))
    }

    #[test]
    fn the_first_credentials_that_are_set_are_used() {
        let all = [
            ("MONGODB_ATLAS_ACCESS_TOKEN", "t"),
            ("MONGODB_ATLAS_CLIENT_ID", "mdb_sa_id_1"),
            ("MONGODB_ATLAS_CLIENT_SECRET", "s"),
            ("MONGODB_ATLAS_PUBLIC_API_KEY", "u"),
            ("MONGODB_ATLAS_PRIVATE_API_KEY", "p"),
            ("MONGODB_ATLAS_PUBLIC_KEY", "u"),
            ("MONGODB_ATLAS_PRIVATE_KEY", "p"),
        ];
        for (skip, expected) in [
            (0, "Credentials(bearer token)"),
            (1, "Credentials(service account)"),
            (3, "Credentials(API key)"),
            (5, "Credentials(API key)"),
        ] {
            assert_eq!(kind(&all[skip..]).as_deref(), Ok(expected));
        }
        assert_eq!(
            kind(&[("MONGODB_ATLAS_ACCESS_TOKEN", ""), all[3], all[4]]),
            kind(&all[3..5])
        );
    }

    #[test]
    fn missing_and_mistaken_variables_are_named() {
        for (variables, sentence) in [
            (
                vec![],
                "no credentials found in the environment: set MONGODB_ATLAS_ACCESS_TOKEN, or",
            ),
            (
                vec![("MONGODB_ATLAS_CLIENT_ID", "i")],
                "MONGODB_ATLAS_CLIENT_ID is set but MONGODB_ATLAS_CLIENT_SECRET is not",
            ),
            (
                vec![
                    ("MONGODB_ATLAS_CLIENT_SECRET", "s"),
                    ("MONGODB_ATLAS_CLIENT_ID", ""),
                ],
                "MONGODB_ATLAS_CLIENT_SECRET is set but MONGODB_ATLAS_CLIENT_ID is not",
            ),
            (
                vec![("MONGODB_ATLAS_PUBLIC_KEY", "u")],
                "MONGODB_ATLAS_PUBLIC_KEY is set but MONGODB_ATLAS_PRIVATE_API_KEY or \
                 MONGODB_ATLAS_PRIVATE_KEY is not",
            ),
            (
                vec![("MONGODB_ATLAS_PRIVATE_API_KEY", "p")],
                "MONGODB_ATLAS_PRIVATE_API_KEY is set but MONGODB_ATLAS_PUBLIC_API_KEY or \
                 MONGODB_ATLAS_PUBLIC_KEY is not",
            ),
            (
                vec![
                    ("MONGODB_ATLAS_PUBLIC_KEY", "mdb_sa_id_1"),
                    ("MONGODB_ATLAS_PRIVATE_KEY", "p"),
                ],
                "MONGODB_ATLAS_PUBLIC_KEY contains the ID of a service account, which is not an API key",
            ),
        ] {
            let error = kind(&variables).expect_err(sentence);
            assert!(error.starts_with(sentence), "{error}");
        }
    }

    #[test]
    fn the_base_url_is_read_too() {
        let token = ("MONGODB_ATLAS_ACCESS_TOKEN", "t");
        let base_url = |value| {
            with(&[token, ("MONGODB_ATLAS_BASE_URL", value)], settings)
                .map(|settings| settings.base_url)
        };
        let ours = base_url("https://cloud.mongodbgov.com/").expect("settings");
        assert_eq!(ours.as_deref(), Some("https://cloud.mongodbgov.com/"));
        assert_eq!(base_url("").expect("settings"), None);
    }
}
