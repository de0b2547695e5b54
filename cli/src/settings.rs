//! The settings of an integration: read from a file and other sources, and converted for display.

use std::env::VarError;
use std::path::Path;
use std::{env, fs, io};

use atlas_integrations::OtherReason;
use atlas_integrations::types::{IntegrationType, ThirdPartyIntegration};
use serde_json::{Map, Value};

use crate::args::SettingsArgs;
use crate::error::{CliError, CliResult};

/// The fields whose values `--dry-run` shows. Any other might be a secret, above all one that is
/// newer than this program.
const PUBLIC_FIELDS: [&str; 9] = [
    "accountId",
    "channelName",
    "enabled",
    "id",
    "region",
    "serviceDiscovery",
    "teamName",
    "type",
    "username",
];

/// Reads the settings of an integration, of type `integration_type` unless they name another.
pub(crate) fn read(
    args: &SettingsArgs,
    integration_type: &IntegrationType,
) -> CliResult<ThirdPartyIntegration> {
    let (source, text) = read_file(&args.file)?;
    let mut fields: Map<String, Value> = serde_json::from_str(&text).map_err(|error| {
        // The parser's own message could quote a part of the text, which may be a secret.
        let (line, column) = (error.line(), error.column());
        CliError::usage(format!(
            "{source} is not a valid JSON object: error at line {line}, column {column}"
        ))
    })?;
    for (field, variable) in &args.secret_env {
        fields.insert(field.clone(), read_variable(field, variable)?.into());
    }
    for (field, path) in &args.secret_file {
        fields.insert(field.clone(), read_secret_file(field, path)?.into());
    }
    fields
        .entry("type")
        .or_insert_with(|| integration_type.as_str().into());
    let settings: ThirdPartyIntegration = serde_json::from_value(fields.into())
        .map_err(|_| CliError::usage(format!("{source} does not contain integration settings")))?;
    if let ThirdPartyIntegration::Other(other) = &settings
        && let OtherReason::Mismatch { .. } = other.reason()
    {
        return Err(CliError::usage(format!("{source}: {}", other.reason())));
    }
    Ok(settings)
}

/// Reads a file or, for `-`, standard input. Returns what to call it in messages, and its text.
fn read_file(path: &Path) -> CliResult<(String, String)> {
    let (source, text) = if path.as_os_str() == "-" {
        ("standard input".to_owned(), io::read_to_string(io::stdin()))
    } else {
        (path.display().to_string(), fs::read_to_string(path))
    };
    match text {
        Ok(text) => Ok((source, text)),
        Err(error) => Err(CliError::usage(format!("cannot read {source}: {error}"))),
    }
}

fn read_variable(field: &str, variable: &str) -> CliResult<String> {
    env::var(variable).map_err(|error| {
        // The standard library's own message would show the value, which is a secret.
        let reason = match error {
            VarError::NotPresent => "environment variable not found",
            VarError::NotUnicode(_) => "environment variable is not valid UTF-8",
        };
        CliError::usage(format!("cannot set {field} from {variable}: {reason}"))
    })
}

fn read_secret_file(field: &str, path: &str) -> CliResult<String> {
    let mut text = fs::read_to_string(path)
        .map_err(|error| CliError::usage(format!("cannot set {field} from {path}: {error}")))?;
    if text.ends_with('\n') {
        text.pop();
    }
    if text.ends_with('\r') {
        text.pop();
    }
    Ok(text)
}

/// The fields of the settings, by their names in JSON.
pub(crate) fn fields(settings: &ThirdPartyIntegration) -> CliResult<Map<String, Value>> {
    match serde_json::to_value(settings) {
        Ok(Value::Object(fields)) => Ok(fields),
        _ => Err(CliError::failure("the settings are not a JSON object")),
    }
}

/// The settings as JSON text with masked secrets, as `--dry-run` shows them.
pub(crate) fn masked(settings: &ThirdPartyIntegration) -> CliResult<String> {
    let mut value = serde_json::to_value(settings)
        .map_err(|error| CliError::usage(format!("cannot serialize the settings: {error}")))?;
    for (name, field) in value.as_object_mut().into_iter().flatten() {
        if !PUBLIC_FIELDS.contains(&name.as_str()) {
            mask(field);
        }
    }
    Ok(format!("{value:#}"))
}

fn mask(value: &mut Value) {
    match value {
        Value::String(text) => *text = "***".to_owned(),
        Value::Array(items) => items.iter_mut().for_each(mask),
        Value::Object(fields) => fields.values_mut().for_each(mask),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}
