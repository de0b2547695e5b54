//! Credentials from the environment variables that Terraform's MongoDB Atlas provider and the
//! Atlas CLI read.

use super::keys::{self, Found, Key, Pair};
use super::{Credentials, Settings};
use crate::environment::Environment;
use crate::error::{Error, Result};
use atlas_integrations_model::Secret;

/// The variables that name a profile of the Atlas CLI.
pub(super) const PROFILE: &[&str] = &["MONGODB_ATLAS_PROFILE", "MCLI_PROFILE"];

/// The variables with which Terraform's provider takes its credentials from AWS Secrets Manager, in
/// preference to all others.
const AWS_ROLE: &[&str] = &["ASSUME_ROLE_ARN", "TF_VAR_ASSUME_ROLE_ARN"];
const AWS_SECRET: &[&str] = &["SECRET_NAME", "TF_VAR_SECRET_NAME"];

impl Credentials {
    /// Reads the credentials from the environment, and the server that they are for; see
    /// [`Client::from_env`](crate::Client::from_env) for the variables.
    ///
    /// A client uses that server unless [`base_url`](crate::ClientBuilder::base_url) names another.
    ///
    /// # Errors
    ///
    /// Those of [`Settings::from_env`].
    pub fn from_env() -> Result<Self> {
        Ok(Settings::from_env()?.credentials().clone())
    }
}

/// Looks up a setting.
pub(super) fn find(env: Environment<'_>, key: &Key) -> Result<Option<Found>> {
    let found = env.first(key.variables)?;
    Ok(found.map(|(variable, value)| Found {
        label: variable.to_owned(),
        value: value.into(),
    }))
}

/// Returns the first credentials that are set.
pub(super) fn credentials(env: Environment<'_>) -> Result<Option<Credentials>> {
    if let Some((variable, _)) = env.first(AWS_ROLE)? {
        return Err(Error::configuration(format!(
            "{variable} asks for credentials from AWS Secrets Manager, which this client does not \
             read; unset it, and set the credentials themselves"
        )));
    }
    let lookup = |key: &Key| find(env, key);
    let token =
        || Ok(find(env, &keys::ACCESS_TOKEN)?.map(|found| Credentials::bearer(found.value)));
    let account = || {
        let pair = keys::service_account(&lookup)?;
        complete(pair, Credentials::service_account)
    };
    let key = || {
        let pair = keys::api_key(&lookup)?;
        complete(pair, Credentials::api_key)
    };
    let Some(auth_type) = find(env, &keys::AUTH_TYPE)? else {
        return Ok(match token()? {
            Some(token) => Some(token),
            None => match account()? {
                Some(account) => Some(account),
                None => key()?,
            },
        });
    };
    match auth_type.value() {
        "user_account" => token(),
        "service_account" => account(),
        "api_keys" => key(),
        _ => Err(auth_type.error(keys::AUTH_TYPES)),
    }
}

/// Returns the error for an environment without credentials.
pub(super) fn missing(env: Environment<'_>) -> Error {
    let also = |names: &[&'static str], why: &str| match env.first(names) {
        Ok(Some((variable, _))) => format!("; {variable} is set, but {why}"),
        _ => String::new(),
    };
    Error::configuration(format!(
        "no credentials found in the environment: set {}, or {} and {}, or {} and {}{}{}{}",
        keys::ACCESS_TOKEN.variables(false),
        keys::CLIENT_ID.variables(false),
        keys::CLIENT_SECRET.variables(false),
        keys::PUBLIC_KEY.variables(false),
        keys::PRIVATE_KEY.variables(false),
        also(
            keys::AUTH_TYPE.variables,
            "the credentials of that type are not"
        ),
        also(
            keys::REFRESH_TOKEN.variables,
            "only the Atlas CLI can exchange it for an access token"
        ),
        also(AWS_SECRET, "AWS Secrets Manager is not read"),
    ))
}

fn complete(
    pair: Pair,
    credentials: fn(String, Secret) -> Credentials,
) -> Result<Option<Credentials>> {
    match pair {
        Pair::Missing => Ok(None),
        Pair::Complete(name, secret) => Ok(Some(credentials(name, secret))),
        Pair::OnlyName(found, missing) | Pair::OnlySecret(found, missing) => {
            let missing = missing.variables(found.label.starts_with("MCLI_"));
            Err(found.error(format!("is set but {missing} is not")))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::environment::with_variables;

    fn read(variables: &[(&str, &str)]) -> Result<Settings, String> {
        with_variables(variables, Settings::read).map_err(|error| error.to_string())
    }

    fn kind(variables: &[(&str, &str)]) -> Result<String, String> {
        read(variables).map(|settings| format!("{:?}", settings.credentials()))
    }

    const TOKEN: (&str, &str) = ("MONGODB_ATLAS_ACCESS_TOKEN", "t");

    #[test]
    fn the_first_credentials_that_are_set_are_used() {
        let all = [
            TOKEN,
            ("MONGODB_ATLAS_CLIENT_ID", "mdb_sa_id_1"),
            ("MONGODB_ATLAS_CLIENT_SECRET", "s"),
            ("MONGODB_ATLAS_PUBLIC_API_KEY", "u"),
            ("MONGODB_ATLAS_PRIVATE_API_KEY", "p"),
            ("MONGODB_ATLAS_PUBLIC_KEY", "u"),
            ("MONGODB_ATLAS_PRIVATE_KEY", "p"),
            ("MCLI_PUBLIC_API_KEY", "u"),
            ("MCLI_PRIVATE_API_KEY", "p"),
        ];
        for (skip, expected) in [
            (0, "Credentials(bearer token)"),
            (1, "Credentials(service account)"),
            (3, "Credentials(API key)"),
            (5, "Credentials(API key)"),
            (7, "Credentials(API key)"),
        ] {
            assert_eq!(kind(&all[skip..]).as_deref(), Ok(expected));
        }
        assert_eq!(
            kind(&[("MONGODB_ATLAS_ACCESS_TOKEN", ""), all[3], all[4]]),
            kind(&all[3..5])
        );
    }

    #[test]
    fn an_authentication_type_selects_the_credentials() {
        let all = |auth_type| {
            kind(&[
                TOKEN,
                ("MONGODB_ATLAS_CLIENT_ID", "mdb_sa_id_1"),
                ("MONGODB_ATLAS_CLIENT_SECRET", "s"),
                ("MCLI_PUBLIC_API_KEY", "u"),
                ("MCLI_PRIVATE_API_KEY", "p"),
                ("MONGODB_ATLAS_AUTH_TYPE", auth_type),
            ])
        };
        for (auth_type, expected) in [
            ("user_account", "Credentials(bearer token)"),
            ("service_account", "Credentials(service account)"),
            ("api_keys", "Credentials(API key)"),
        ] {
            assert_eq!(all(auth_type).as_deref(), Ok(expected));
        }
        let error = all("password").expect_err("no such type");
        assert!(
            error.starts_with("MONGODB_ATLAS_AUTH_TYPE must be api_keys, service_account"),
            "{error}"
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
                vec![("MCLI_PRIVATE_API_KEY", "p")],
                "MCLI_PRIVATE_API_KEY is set but MCLI_PUBLIC_API_KEY is not",
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
    fn credentials_that_cannot_be_read_are_not_passed_over() {
        for (variables, sentence) in [
            (
                vec![TOKEN, ("ASSUME_ROLE_ARN", "arn:aws:iam::1:role/x")],
                "ASSUME_ROLE_ARN asks for credentials from AWS Secrets Manager",
            ),
            (
                vec![TOKEN, ("TF_VAR_ASSUME_ROLE_ARN", "arn:aws:iam::1:role/x")],
                "TF_VAR_ASSUME_ROLE_ARN asks for",
            ),
            (
                vec![("SECRET_NAME", "atlas")],
                "SECRET_NAME is set, but AWS Secrets Manager is not read",
            ),
            (
                vec![("MONGODB_ATLAS_REFRESH_TOKEN", "r")],
                "MONGODB_ATLAS_REFRESH_TOKEN is set, but only the Atlas CLI can",
            ),
            (
                vec![("MONGODB_ATLAS_AUTH_TYPE", "api_keys"), TOKEN],
                "MONGODB_ATLAS_AUTH_TYPE is set, but the credentials of that type are not",
            ),
        ] {
            let error = kind(&variables).expect_err(sentence);
            assert!(error.contains(sentence), "{error}");
        }
    }

    #[test]
    fn variables_that_name_neither_credentials_nor_a_place_are_ignored() {
        let variables = [
            TOKEN,
            ("AWS_REGION", "eu-central-1"),
            ("AWS_ACCESS_KEY_ID", "k"),
            ("SECRET_NAME", "of another program"),
            ("MONGODB_REALM_BASE_URL", "https://realm.example"),
            ("MONGODB_ATLAS_OUTPUT", "json"),
        ];
        assert_eq!(kind(&variables), kind(&[TOKEN]));
    }

    #[test]
    fn the_place_is_read_in_the_order_of_the_atlas_cli() {
        let all = [
            TOKEN,
            ("MONGODB_ATLAS_OPS_MANAGER_URL", "https://one.example/"),
            ("MONGODB_ATLAS_BASE_URL", "https://two.example/api/atlas/v2"),
            ("MCLI_OPS_MANAGER_URL", "https://three.example"),
            ("MONGODB_ATLAS_SERVICE", "cloudgov"),
            ("MCLI_SERVICE", "cloud"),
        ];
        for (skip, expected) in [
            (1, "https://one.example"),
            (2, "https://two.example"),
            (3, "https://three.example"),
            (4, "https://cloud.mongodbgov.com"),
            (5, "https://cloud.mongodb.com"),
            (6, "https://cloud.mongodb.com"),
        ] {
            let variables: Vec<_> = [TOKEN]
                .into_iter()
                .chain(all.into_iter().skip(skip))
                .collect();
            let settings = read(&variables).expect("settings");
            assert_eq!(settings.base_url(), expected);
        }
    }

    #[test]
    fn a_place_that_is_not_understood_is_an_error() {
        for (variable, value, sentence) in [
            (
                "MONGODB_ATLAS_SERVICE",
                "SESAME",
                "MONGODB_ATLAS_SERVICE must be cloud or cloudgov",
            ),
            (
                "MCLI_SERVICE",
                "ops-manager",
                "MCLI_SERVICE names Cloud Manager or Ops Manager",
            ),
            (
                "MONGODB_ATLAS_OPS_MANAGER_URL",
                "https://user:SESAME@host:99999/",
                "MONGODB_ATLAS_OPS_MANAGER_URL is not a URL",
            ),
            (
                "MCLI_OPS_MANAGER_URL",
                "http://host.example/SESAME",
                "MCLI_OPS_MANAGER_URL is plain http",
            ),
        ] {
            let error = read(&[TOKEN, (variable, value)]).expect_err(sentence);
            assert!(error.starts_with(sentence), "{error}");
            assert!(!error.contains("SESAME"), "{error}");
        }
        let both = [
            TOKEN,
            ("MCLI_SERVICE", "ops-manager"),
            ("MCLI_OPS_MANAGER_URL", "https://om.example/"),
        ];
        read(&both).expect_err("Ops Manager");
    }

    #[test]
    fn a_project_and_an_organization_are_read() {
        let settings = read(&[
            TOKEN,
            ("MCLI_PROJECT_ID", "32b6e34b3d91647abb20e7b8"),
            ("MONGODB_ATLAS_ORG_ID", "32b6e34b3d91647abb20e7b9"),
        ])
        .expect("settings");
        assert_eq!(settings.project_id(), Some("32b6e34b3d91647abb20e7b8"));
        assert_eq!(settings.org_id(), Some("32b6e34b3d91647abb20e7b9"));
    }

    #[cfg(not(feature = "atlas-cli-profile"))]
    #[test]
    fn a_profile_that_cannot_be_read_is_an_error() {
        let error = read(&[TOKEN, ("MONGODB_ATLAS_PROFILE", "gov")]).expect_err("no feature");
        assert!(error.contains("the feature `atlas-cli-profile`"), "{error}");
    }
}
