//! Credentials from the Atlas CLI's profiles.

use std::path::{Path, PathBuf};
use std::{env, fs};

use toml::{Table, Value};

use super::{CLOUD, Credentials, GOVERNMENT_CLOUD, Settings};
use crate::error::{Error, Result};
use atlas_integrations_model::excerpt::quoted;

impl Credentials {
    /// Reads the credentials of an Atlas CLI profile, which the CLI keeps in version 2 of the file
    /// `atlascli/config.toml`: under `$XDG_CONFIG_HOME` or `~/.config` on Linux and similar systems,
    /// under `~/Library/Application Support` on macOS, and under `%AppData%` on Windows. The CLI's
    /// default profile is called `default`.
    ///
    /// [`Client::from_atlas_cli_profile`](crate::Client::from_atlas_cli_profile) uses the profile's base
    /// URL as well.
    ///
    /// # Errors
    ///
    /// The file or the profile does not exist, the file has another version, one of a pair is missing,
    /// or the secrets are in the operating system's keyring, which is not read.
    pub fn from_atlas_cli_profile(name: &str) -> Result<Self> {
        Ok(Settings::from_atlas_cli_profile(name)?.credentials)
    }
}

impl Settings {
    pub(crate) fn from_atlas_cli_profile(name: &str) -> Result<Self> {
        read(&path()?, name)
    }
}

/// Returns the path of the Atlas CLI's file on this operating system.
fn path() -> Result<PathBuf> {
    let set = |name| {
        env::var_os(name)
            .filter(|value| !value.is_empty())
            .map(PathBuf::from)
    };
    let folder = if cfg!(windows) {
        set("AppData")
    } else if cfg!(target_os = "macos") {
        set("HOME").map(|home| home.join("Library").join("Application Support"))
    } else {
        set("XDG_CONFIG_HOME").or_else(|| set("HOME").map(|home| home.join(".config")))
    };
    folder
        .map(|folder| folder.join("atlascli").join("config.toml"))
        .ok_or_else(|| {
            Error::configuration(
                "the Atlas CLI's file cannot be located: no home directory is set in the environment",
            )
        })
}

fn read(path: &Path, name: &str) -> Result<Settings> {
    let file = path.display();
    let text = fs::read_to_string(path).map_err(|error| {
        Error::configuration(format!(
            "the Atlas CLI's file {file} cannot be read: {error}"
        ))
    })?;
    // The parser's own message may quote a line, and with it a secret.
    let table: Table = text.parse().map_err(|error: toml::de::Error| {
        let before = error.span().and_then(|span| text.get(..span.start));
        let line = before.unwrap_or_default().matches('\n').count() + 1;
        Error::configuration(format!(
            "the Atlas CLI's file {file} is not valid TOML (line {line})"
        ))
    })?;
    profile(&table, name)
        .map_err(|message| Error::configuration(format!("the Atlas CLI's file {file}: {message}")))
}

fn profile(file: &Table, name: &str) -> Result<Settings, String> {
    match file.get("version").and_then(Value::as_integer) {
        Some(2) => {}
        Some(version) => {
            return Err(format!(
                "it has version {version}, but only version 2 is supported"
            ));
        }
        None => return Err("it does not state a version; only version 2 is supported".to_owned()),
    }
    let Some(profile) = file.get(name).and_then(Value::as_table) else {
        let names: Vec<_> = file
            .iter()
            .filter(|(_, value)| value.is_table())
            .map(|(name, _)| name.as_str())
            .collect();
        return Err(format!(
            "there is no profile {}; it has {}",
            quoted(name),
            names.join(", ")
        ));
    };
    let text = |key: &str| {
        let value = profile.get(key).and_then(Value::as_str).unwrap_or_default();
        Some(value.to_owned()).filter(|value| !value.is_empty())
    };
    let credentials = match text("auth_type").as_deref() {
        Some("service_account") => account(&text),
        Some("api_keys") => key(&text),
        Some("user_account") => Some(Err(
            "a user account works only in the Atlas CLI; use a service account or an API key"
                .to_owned(),
        )),
        _ => account(&text).or_else(|| key(&text)),
    };
    let credentials = credentials
        .unwrap_or_else(|| {
            Err(
                "its secrets are not in the file: the Atlas CLI keeps them in the operating \
                 system's keyring, which this client does not read; set them in the environment instead"
                    .to_owned(),
            )
        })
        .map_err(|message| format!("the profile {}: {message}", quoted(name)))?;
    let base_url = text("ops_manager_url").unwrap_or_else(|| {
        match text("service").as_deref() {
            Some("cloudgov") => GOVERNMENT_CLOUD,
            _ => CLOUD,
        }
        .to_owned()
    });
    Ok(Settings {
        credentials,
        base_url: Some(base_url),
    })
}

type Get<'a> = &'a dyn Fn(&str) -> Option<String>;

fn account(get: Get<'_>) -> Option<Result<Credentials, String>> {
    let pair = pair(get, "client_id", "client_secret")?;
    Some(pair.map(|(id, secret)| Credentials::service_account(id, secret)))
}

fn key(get: Get<'_>) -> Option<Result<Credentials, String>> {
    let pair = pair(get, "public_api_key", "private_api_key")?;
    Some(pair.map(|(public, private)| Credentials::api_key(public, private)))
}

/// Returns two values that belong together, or `None` if the secret one is in the keyring.
fn pair(get: Get<'_>, name: &str, secret: &str) -> Option<Result<(String, String), String>> {
    match (get(name), get(secret)) {
        (_, None) => None,
        (None, Some(_)) => Some(Err(format!("{secret} is set but {name} is not"))),
        (Some(name), Some(secret)) => Some(Ok((name, secret))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = r#"
version = 2
skip_update_check = true

[default]
service = "cloud"
auth_type = "api_keys"
public_api_key = "public"
private_api_key = "sesame"

[fleet]
service = "cloudgov"
client_id = "mdb_sa_id_1"
client_secret = "sesame"

[test]
ops_manager_url = "https://atlas.example/"
public_api_key = "public"
private_api_key = "sesame"

[keyring]
auth_type = "service_account"
client_id = "mdb_sa_id_1"

[half]
auth_type = "api_keys"
private_api_key = "sesame"

[me]
auth_type = "user_account"
access_token = "sesame"
"#;

    fn written(text: &str, name: &str) -> Result<(String, String), String> {
        let folder = tempfile::tempdir().expect("a temporary directory");
        let path = folder.path().join("config.toml");
        fs::write(&path, text).expect("writes");
        read(&path, name)
            .map(|settings| {
                (
                    format!("{:?}", settings.credentials),
                    settings.base_url.unwrap_or_default(),
                )
            })
            .map_err(|error| error.to_string())
    }

    #[test]
    fn every_kind_of_profile_is_read() {
        for (name, credentials, base_url) in [
            ("default", "Credentials(API key)", CLOUD),
            ("fleet", "Credentials(service account)", GOVERNMENT_CLOUD),
            ("test", "Credentials(API key)", "https://atlas.example/"),
        ] {
            let expected = (credentials.to_owned(), base_url.to_owned());
            assert_eq!(written(FILE, name), Ok(expected));
        }
    }

    #[test]
    fn unusable_profiles_are_named() {
        let broken = FILE.replace("public_api_key = \"public\"", "public_api_key = sesame \"");
        for (text, name, sentence) in [
            (
                FILE,
                "nobody",
                "there is no profile \"nobody\"; it has default, fleet, half, keyring, me, test",
            ),
            (FILE, "version", "there is no profile \"version\""),
            (
                FILE,
                "keyring",
                "the profile \"keyring\": its secrets are not in the file",
            ),
            (
                FILE,
                "half",
                "the profile \"half\": private_api_key is set but public_api_key is not",
            ),
            (
                FILE,
                "me",
                "the profile \"me\": a user account works only in the Atlas CLI",
            ),
            (
                &FILE.replace("version = 2", "version = 3"),
                "default",
                "it has version 3",
            ),
            (
                &FILE.replace("version = 2", ""),
                "default",
                "it does not state a version",
            ),
            (&broken, "default", "is not valid TOML (line 8)"),
        ] {
            let error = written(text, name).expect_err(sentence);
            assert!(
                error.contains(sentence) && error.contains("config.toml"),
                "{error}"
            );
            assert!(!error.contains("sesame"), "{error}");
        }
        let error = read(Path::new("/nowhere/config.toml"), "default")
            .err()
            .expect("no file");
        assert!(
            error
                .to_string()
                .contains("/nowhere/config.toml cannot be read: "),
            "{error}"
        );
    }
}
