//! Where a secret of a desired state is.

use std::collections::HashMap;
use std::env;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use serde::{Deserialize, Serialize};

use crate::error::{CliError, CliResult};
use crate::json::Json;
use crate::settings::{checked_secret, read_secret_file, read_variable};

/// Where a secret is, so that no file need contain it. In a desired state, it is an object
/// with one member: `{"env": "DATADOG_API_KEY"}`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Reference {
    /// The value of an environment variable.
    Env(String),
    /// The contents of a file, without the line break that ends it.
    File(PathBuf),
    /// What a command prints, without the line break that ends it. A shell runs it: `sh -c`, or
    /// `cmd /S /C` on Windows.
    Command(String),
}

impl Reference {
    /// The reference that a JSON value is, if it is one.
    pub(super) fn parse(value: &Json) -> Option<Self> {
        match value {
            Json::Object(members) if members.len() == 1 => {
                serde_json::from_str(&value.to_string()).ok()
            }
            _ => None,
        }
    }

    /// Reads the secret of the property `name`.
    fn read(&self, name: &str) -> CliResult<String> {
        match self {
            Self::Env(variable) => read_variable(name, variable, false),
            Self::File(path) => read_secret_file(name, &path.to_string_lossy(), false),
            Self::Command(command) => run(name, command),
        }
    }
}

fn run(name: &str, command: &str) -> CliResult<String> {
    let refused =
        |reason: &str| CliError::usage(format!("cannot set {name} from a command: {reason}"));
    let (shell, arguments) = shell(env::consts::OS);
    let mut process = Command::new(shell);
    process.args(arguments);
    add_command_line(&mut process, command);
    process.stdin(Stdio::null()).stderr(Stdio::inherit());
    let output = process
        .output()
        .map_err(|error| refused(&error.to_string()))?;
    if !output.status.success() {
        return Err(refused(&format!("it ended with {}", output.status)));
    }
    let text = String::from_utf8(output.stdout)
        .map_err(|_| refused("what it prints is not Unicode text"))?;
    let text = text.strip_suffix('\n').unwrap_or(&text);
    let text = text.strip_suffix('\r').unwrap_or(text);
    checked_secret(text).map_err(|problem| refused(&format!("what it prints {problem}")))?;
    Ok(text.to_owned())
}

/// The shell of an operating system, and what it takes before a command line.
fn shell(os: &str) -> (&'static str, &'static [&'static str]) {
    match os {
        // With /S, the command line is what is between the first and the last quotation mark.
        "windows" => ("cmd", &["/S", "/C"]),
        _ => ("sh", &["-c"]),
    }
}

#[cfg(not(windows))]
fn add_command_line(shell: &mut Command, command: &str) {
    shell.arg(command);
}

/// Adds it as it is: `cmd` does not know quotation marks that are escaped.
#[cfg(windows)]
fn add_command_line(shell: &mut Command, command: &str) {
    use std::os::windows::process::CommandExt as _;

    shell.raw_arg(format!("\"{command}\""));
}

/// The secrets that references stand for. Each is read once, when it is first needed.
#[derive(Default)]
pub struct Secrets(HashMap<Reference, String>);

impl Secrets {
    /// The secret that `reference` stands for; `name` is the property that it is for.
    ///
    /// # Errors
    ///
    /// It cannot be read, is empty, or contains a line break. The error does not show it.
    pub(super) fn get(&mut self, reference: &Reference, name: &str) -> CliResult<String> {
        if let Some(secret) = self.0.get(reference) {
            return Ok(secret.clone());
        }
        let secret = reference.read(name)?;
        self.0.insert(reference.clone(), secret.clone());
        Ok(secret)
    }
}

impl std::fmt::Debug for Secrets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Secrets({})", self.0.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_system_has_its_own_shell() {
        assert_eq!(shell("windows"), ("cmd", ["/S", "/C"].as_slice()));
        for os in ["linux", "macos"] {
            assert_eq!(shell(os), ("sh", ["-c"].as_slice()));
        }
    }
}
