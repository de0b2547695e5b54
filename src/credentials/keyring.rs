//! The operating system's keyring, where the Atlas CLI keeps secrets. It is read with the system's own
//! program: `secret-tool` (of libsecret) on Linux and similar systems, `security` on macOS.

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use zeroize::Zeroizing;

use crate::environment::Environment;
use atlas_integrations_model::Secret;

/// What the Atlas CLI's library puts before a value that it has encoded, as it does on macOS.
const BASE64_PREFIX: &str = "go-keyring-base64:";

/// The exit status of `security` for an item that does not exist.
const NO_SUCH_ITEM: i32 = 44;

/// A keyring.
#[derive(Clone)]
pub(super) struct Keyring {
    program: PathBuf,
    is_macos: bool,
}

impl Keyring {
    /// Finds the program for the keyring. What is wrong otherwise is said with what would help.
    pub(super) fn find(env: Environment<'_>) -> Result<Self, &'static str> {
        match env.os() {
            "windows" => Err("this client cannot read the Credential Manager of Windows"),
            "macos" => Ok(Self {
                program: PathBuf::from("/usr/bin/security"),
                is_macos: true,
            }),
            _ => Self::find_secret_tool(env),
        }
    }

    fn find_secret_tool(env: Environment<'_>) -> Result<Self, &'static str> {
        let path = env.path("PATH").unwrap_or_default();
        let mut programs = std::env::split_paths(&path).map(|folder| folder.join("secret-tool"));
        let program = programs.find(|program| program.is_file());
        let program = program.ok_or(
            "there is no `secret-tool` to read it with, which is in Debian's package libsecret-tools",
        )?;
        Ok(Self {
            program,
            is_macos: false,
        })
    }

    /// Reads a setting of a profile.
    pub(super) fn get(&self, profile: &str, setting: &str) -> Result<Option<Secret>, String> {
        let service = service(profile);
        let arguments: &[&str] = match self.is_macos {
            true => &["find-generic-password", "-s", &service, "-wa", setting],
            false => &["lookup", "service", &service, "username", setting],
        };
        let output = self.run(arguments, "")?;
        let is_missing = match self.is_macos {
            true => output.status.code() == Some(NO_SUCH_ITEM),
            // It says nothing if there is no such item.
            false => output.status.code() == Some(1) && output.stderr.is_empty(),
        };
        if is_missing {
            return Ok(None);
        }
        if !output.status.success() {
            return Err(self.failed(&output));
        }
        let stdout = Zeroizing::new(output.stdout);
        let text = std::str::from_utf8(&stdout).map_err(|_| "a secret is not text".to_owned())?;
        decoded(text.trim_end_matches(['\r', '\n'])).map(|secret| Some(secret).filter(is_set))
    }

    /// Replaces a setting of a profile.
    pub(super) fn set(&self, profile: &str, setting: &str, value: &Secret) -> Result<(), String> {
        let service = service(profile);
        let value = value.expose_secret();
        let output = if self.is_macos {
            // The program reads commands, so that the secret is in no argument.
            let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "_-.".contains(letter);
            if !profile.chars().all(is_plain) {
                return Err("the profile's name has characters that cannot be passed on".to_owned());
            }
            let encoded = Zeroizing::new(BASE64_STANDARD.encode(value));
            let command = Zeroizing::new(format!(
                "add-generic-password -U -s {service} -a {setting} -w {BASE64_PREFIX}{}\n",
                encoded.as_str()
            ));
            self.run(&["-i"], &command)?
        } else {
            let label = format!("--label=Password for '{setting}' on '{service}'");
            let item = ["service", service.as_str(), "username", setting];
            let arguments = [&["store", "--collection=login", &label], &item[..]].concat();
            self.run(&arguments, value)?
        };
        match output.status.success() {
            true => Ok(()),
            false => Err(self.failed(&output)),
        }
    }

    fn run(&self, arguments: &[&str], input: &str) -> Result<Output, String> {
        run(&self.program, arguments, input)
            .map_err(|error| format!("{} cannot be run: {error}", self.program.display()))
    }

    fn failed(&self, output: &Output) -> String {
        let reason = String::from_utf8_lossy(&output.stderr);
        let reason = reason.lines().next().unwrap_or_default().trim();
        format!("{} failed: {reason}", self.program.display())
    }
}

fn run(program: &Path, arguments: &[&str], input: &str) -> io::Result<Output> {
    let mut child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    if let Some(mut stdin) = child.stdin.take() {
        // A program that reads no input may have closed it.
        let _ = stdin.write_all(input.as_bytes());
    }
    child.wait_with_output()
}

/// The name of the service under which the Atlas CLI keeps the settings of a profile.
fn service(profile: &str) -> String {
    format!("atlascli_{profile}")
}

fn is_set(secret: &Secret) -> bool {
    !secret.expose_secret().is_empty()
}

/// The value that is kept as `text`.
fn decoded(text: &str) -> Result<Secret, String> {
    let Some(encoded) = text.strip_prefix(BASE64_PREFIX) else {
        return Ok(text.into());
    };
    let bytes = BASE64_STANDARD.decode(encoded).ok().map(Zeroizing::new);
    let text = bytes
        .as_ref()
        .and_then(|bytes| std::str::from_utf8(bytes).ok());
    text.map(Secret::from)
        .ok_or_else(|| "a secret is not encoded as the Atlas CLI does it".to_owned())
}

#[cfg(test)]
mod tests;
