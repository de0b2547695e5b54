//! The Atlas CLI's file.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use toml::{Table, Value};

use crate::environment::Environment;
use crate::error::{Error, Result};
use atlas_integrations_model::excerpt::quoted;

/// The file, with its settings.
#[derive(Clone)]
pub(super) struct File {
    path: PathBuf,
    table: Table,
    version: i64,
}

impl File {
    pub(super) fn read(env: Environment<'_>) -> Result<Self> {
        Self::read_from(path(env)?)
    }

    /// Reads the file anew.
    pub(super) fn again(&self) -> Result<Self> {
        Self::read_from(self.path.clone())
    }

    fn read_from(path: PathBuf) -> Result<Self> {
        let failed = |fault: &dyn fmt::Display| {
            Error::configuration(format!("the Atlas CLI's file {} {fault}", path.display()))
        };
        let text = fs::read_to_string(&path)
            .map_err(|error| failed(&format_args!("cannot be read: {error}")))?;
        // The parser's own message may quote a line, and with it a secret.
        let table: Table = text.parse().map_err(|error: toml::de::Error| {
            let before = error.span().and_then(|span| text.get(..span.start));
            let line = before.unwrap_or_default().matches('\n').count() + 1;
            failed(&format_args!("is not valid TOML (line {line})"))
        })?;
        let version = match get(&table, "version") {
            // Before there was a second version, the Atlas CLI did not write one.
            Ok(None) => 1,
            Ok(Some(Value::Integer(version @ 1..=2))) => *version,
            _ => {
                return Err(failed(
                    &"has a version that is not supported; it must be 1 or 2",
                ));
            }
        };
        Ok(Self {
            path,
            table,
            version,
        })
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Returns the names of the profiles.
    pub(super) fn profiles(&self) -> Vec<String> {
        let profiles = self.table.iter().filter(|(_, value)| value.is_table());
        profiles.map(|(name, _)| name.clone()).collect()
    }

    /// Returns the settings at the top.
    pub(super) fn top(&self) -> &Table {
        &self.table
    }

    /// Returns whether secrets may be in the operating system's keyring. In version 1 they are in the
    /// file.
    pub(super) fn may_use_keyring(&self) -> bool {
        self.version > 1
    }

    /// Returns the settings of a profile.
    pub(super) fn profile(&self, name: &str) -> Result<Table> {
        let fault = match get(&self.table, name) {
            Ok(Some(Value::Table(profile))) => return Ok(profile.clone()),
            Err(fault) => format!("{} {fault}", quoted(name)),
            Ok(_) => {
                let names = self.profiles();
                let has = match names.is_empty() {
                    true => "none".to_owned(),
                    false => names.join(", "),
                };
                format!("there is no profile {}; it has {has}", quoted(name))
            }
        };
        Err(Error::configuration(format!("{self}: {fault}")))
    }
}

impl fmt::Display for File {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the Atlas CLI's file {}", self.path.display())
    }
}

/// Returns the value of a name, whatever the case of its letters, as in the Atlas CLI.
pub(super) fn get<'a>(table: &'a Table, name: &str) -> Result<Option<&'a Value>, &'static str> {
    let mut values = table
        .iter()
        .filter(|(other, _)| other.to_lowercase() == name.to_lowercase());
    match (values.next(), values.next()) {
        (_, Some(_)) => Err("is there twice, in letters of different case"),
        (value, None) => Ok(value.map(|(_, value)| value)),
    }
}

/// Returns the path of the file.
pub(super) fn path(env: Environment<'_>) -> Result<PathBuf> {
    config_folder(env)
        .map(|folder| folder.join("atlascli").join("config.toml"))
        .ok_or_else(|| {
            Error::configuration(
                "the Atlas CLI's file cannot be located: no home directory is set in the environment",
            )
        })
}

/// Returns the folder where programs keep their configuration, as Go's `os.UserConfigDir` finds it.
fn config_folder(env: Environment<'_>) -> Option<PathBuf> {
    match env.os() {
        "windows" => env.path("AppData"),
        "macos" => {
            let home = env.path("HOME");
            home.map(|home| home.join("Library").join("Application Support"))
        }
        _ => {
            let home = || env.path("HOME").map(|home| home.join(".config"));
            env.path("XDG_CONFIG_HOME").or_else(home)
        }
    }
}
