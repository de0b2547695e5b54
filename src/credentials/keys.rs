//! The settings that the Atlas CLI and Terraform's MongoDB Atlas provider read, by their names.

use std::fmt;

use crate::error::{Error, Result};
use atlas_integrations_model::Secret;

/// A setting.
pub(super) struct Key {
    /// Its names in the Atlas CLI's file.
    #[cfg_attr(not(feature = "atlas-cli-profile"), expect(dead_code))]
    pub(super) names: &'static [&'static str],
    /// Its environment variables: the first one that is set counts. Those that begin with `MCLI_` are of
    /// the Atlas CLI's predecessor.
    pub(super) variables: &'static [&'static str],
}

impl Key {
    /// Lists the variables for a message: today's, or those of the Atlas CLI's predecessor.
    pub(super) fn variables(&self, of_predecessor: bool) -> String {
        let names = self.variables.iter().copied();
        let names = names.filter(|name| name.starts_with("MCLI_") == of_predecessor);
        names.collect::<Vec<_>>().join(" or ")
    }
}

const fn key(names: &'static [&'static str], variables: &'static [&'static str]) -> Key {
    Key { names, variables }
}

pub(super) const AUTH_TYPE: Key = key(
    &["auth_type"],
    &["MONGODB_ATLAS_AUTH_TYPE", "MCLI_AUTH_TYPE"],
);
pub(super) const ACCESS_TOKEN: Key = key(
    &["access_token"],
    &["MONGODB_ATLAS_ACCESS_TOKEN", "MCLI_ACCESS_TOKEN"],
);
pub(super) const REFRESH_TOKEN: Key = key(
    &["refresh_token"],
    &["MONGODB_ATLAS_REFRESH_TOKEN", "MCLI_REFRESH_TOKEN"],
);
pub(super) const CLIENT_ID: Key = key(
    &["client_id"],
    &["MONGODB_ATLAS_CLIENT_ID", "MCLI_CLIENT_ID"],
);
pub(super) const CLIENT_SECRET: Key = key(
    &["client_secret"],
    &["MONGODB_ATLAS_CLIENT_SECRET", "MCLI_CLIENT_SECRET"],
);
pub(super) const PUBLIC_KEY: Key = key(
    &["public_api_key"],
    &[
        "MONGODB_ATLAS_PUBLIC_API_KEY",
        "MONGODB_ATLAS_PUBLIC_KEY",
        "MCLI_PUBLIC_API_KEY",
    ],
);
pub(super) const PRIVATE_KEY: Key = key(
    &["private_api_key"],
    &[
        "MONGODB_ATLAS_PRIVATE_API_KEY",
        "MONGODB_ATLAS_PRIVATE_KEY",
        "MCLI_PRIVATE_API_KEY",
    ],
);
pub(super) const BASE_URL: Key = key(
    &["ops_manager_url", "base_url"],
    &[
        "MONGODB_ATLAS_OPS_MANAGER_URL",
        "MONGODB_ATLAS_BASE_URL",
        "MCLI_OPS_MANAGER_URL",
        "MCLI_BASE_URL",
    ],
);
pub(super) const SERVICE: Key = key(&["service"], &["MONGODB_ATLAS_SERVICE", "MCLI_SERVICE"]);
pub(super) const PROJECT_ID: Key = key(
    &["project_id"],
    &["MONGODB_ATLAS_PROJECT_ID", "MCLI_PROJECT_ID"],
);
pub(super) const ORG_ID: Key = key(&["org_id"], &["MONGODB_ATLAS_ORG_ID", "MCLI_ORG_ID"]);

/// What is wrong with an authentication type that is none of these.
pub(super) const AUTH_TYPES: &str = "must be api_keys, service_account or user_account";

/// The value of a setting.
pub(super) struct Found {
    /// The name of the setting, and where it is if that is not the environment.
    pub(super) label: String,
    pub(super) value: Secret,
}

impl Found {
    pub(super) fn value(&self) -> &str {
        self.value.expose_secret()
    }

    /// Returns an error that names the setting and says what is wrong with it, but not its value.
    pub(super) fn error(&self, fault: impl fmt::Display) -> Error {
        Error::configuration(format!("{} {fault}", self.label))
    }
}

/// A place where settings are looked up.
pub(super) type Lookup<'a> = &'a dyn Fn(&Key) -> Result<Option<Found>>;

/// A name and the secret that belongs to it.
pub(super) enum Pair {
    Missing,
    Complete(String, Secret),
    /// What is set, and what is not.
    OnlyName(Found, &'static Key),
    OnlySecret(Found, &'static Key),
}

/// Looks up a service account.
pub(super) fn service_account(lookup: Lookup<'_>) -> Result<Pair> {
    pair(lookup, &CLIENT_ID, &CLIENT_SECRET)
}

/// Looks up an API key.
pub(super) fn api_key(lookup: Lookup<'_>) -> Result<Pair> {
    if let Some(public) = lookup(&PUBLIC_KEY)?
        && public.value().starts_with("mdb_sa_")
    {
        return Err(public.error(format!(
            "contains the ID of a service account, which is not an API key: set {} and {}",
            CLIENT_ID.variables(false),
            CLIENT_SECRET.variables(false),
        )));
    }
    pair(lookup, &PUBLIC_KEY, &PRIVATE_KEY)
}

fn pair(lookup: Lookup<'_>, name: &'static Key, secret: &'static Key) -> Result<Pair> {
    Ok(match (lookup(name)?, lookup(secret)?) {
        (None, None) => Pair::Missing,
        (Some(found), None) => Pair::OnlyName(found, secret),
        (None, Some(found)) => Pair::OnlySecret(found, name),
        (Some(name), Some(secret)) => Pair::Complete(name.value().to_owned(), secret.value),
    })
}
