//! The settings of a creation or an update: from a file, with secrets from elsewhere.

use std::io::Read as _;
use std::path::Path;
use std::{env, fs};

use atlas_integrations::OtherReason;
use atlas_integrations::types::{IntegrationType, ThirdPartyIntegration};
use serde_json::{Map, Value};

use crate::args::Change;
use crate::failure::{Failure, Outcome};

/// The fields of which `--dry-run` shows the values; all others might be secrets.
const OPEN: [&str; 9] = [
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

/// Reads the settings for `service`.
pub(crate) fn read(change: &Change, service: &IntegrationType) -> Outcome<ThirdPartyIntegration> {
    let (name, text) = source(&change.file)?;
    let mut fields: Map<String, Value> = serde_json::from_str(&text).map_err(|error| {
        // The parser's own message could show a part of the text.
        let (line, column) = (error.line(), error.column());
        Failure::usage(format!(
            "{name} holds no JSON object, at line {line}, column {column}"
        ))
    })?;
    for (field, variable) in &change.secret_env {
        let value = env::var(variable)
            .map_err(|error| Failure::usage(format!("the secret {field}: {variable}: {error}")))?;
        fields.insert(field.clone(), value.into());
    }
    for (field, path) in &change.secret_file {
        let value = fs::read_to_string(path)
            .map_err(|error| Failure::usage(format!("the secret {field}: {path}: {error}")))?;
        let value = value.strip_suffix('\n').unwrap_or(&value);
        let value = value.strip_suffix('\r').unwrap_or(value);
        fields.insert(field.clone(), value.into());
    }
    fields
        .entry("type")
        .or_insert_with(|| service.as_str().into());
    let settings: ThirdPartyIntegration = serde_json::from_value(fields.into())
        .map_err(|_| Failure::usage(format!("{name} holds no settings")))?;
    if let ThirdPartyIntegration::Other(other) = &settings
        && let OtherReason::Mismatch { .. } = other.reason()
    {
        return Err(Failure::usage(format!("{name}: {}", other.reason())));
    }
    settings.check(service)?;
    Ok(settings)
}

fn source(path: &Path) -> Outcome<(String, String)> {
    if path.as_os_str() == "-" {
        let mut text = String::new();
        std::io::stdin()
            .read_to_string(&mut text)
            .map_err(|error| Failure::usage(format!("standard input cannot be read: {error}")))?;
        return Ok(("standard input".to_owned(), text));
    }
    let name = path.display().to_string();
    let text = fs::read_to_string(path)
        .map_err(|error| Failure::usage(format!("{name} cannot be read: {error}")))?;
    Ok((name, text))
}

/// The settings as `--dry-run` shows them.
pub(crate) fn masked(settings: &ThirdPartyIntegration) -> Outcome<String> {
    let mut value = serde_json::to_value(settings)
        .map_err(|error| Failure::usage(format!("the settings cannot be written: {error}")))?;
    for (name, field) in value.as_object_mut().into_iter().flatten() {
        if !OPEN.contains(&name.as_str()) {
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
