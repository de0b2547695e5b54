//! The text of a desired state.

use serde::Deserialize;

use crate::error::{CliError, CliResult};
use crate::integration::Fields;

/// The version of the format that this program reads.
pub(super) const VERSION: u32 = 1;

/// The whole file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Document {
    pub(super) version: u32,
    pub(super) rules: Vec<RuleDocument>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RuleDocument {
    pub(super) name: Option<String>,
    #[serde(default)]
    pub(super) projects: ProjectsDocument,
    #[serde(default)]
    pub(super) integrations: Vec<Fields>,
    #[serde(default)]
    pub(super) absent: Vec<String>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ProjectsDocument {
    #[serde(default)]
    pub(super) include: Vec<String>,
    #[serde(default)]
    pub(super) exclude: Vec<String>,
}

impl Document {
    /// Parses YAML or JSON; `source` is what to call the file. The numbers of JSON keep every digit.
    pub(super) fn parse(text: &str, source: &str) -> CliResult<Self> {
        let refused = |reason: &str| CliError::usage(format!("{source}: {reason}"));
        let json = match text.trim_start().starts_with('{') {
            true => text.to_owned(),
            false => from_yaml(text).map_err(|reason| refused(&reason))?,
        };
        let document: Self =
            serde_json::from_str(&json).map_err(|error| refused(&shown(&error)))?;
        if document.version != VERSION {
            let version = document.version;
            return Err(refused(&format!(
                "version {version} of the format is not known; this program reads version {VERSION}"
            )));
        }
        Ok(document)
    }
}

fn from_yaml(text: &str) -> Result<String, String> {
    let options = serde_saphyr::options! { with_snippet: false };
    let value: serde_json::Value =
        serde_saphyr::from_str_with_options(text, options).map_err(|error| {
            match error.location() {
                Some(place) => format!(
                    "it is not valid YAML: error at line {}, column {}",
                    place.line(),
                    place.column()
                ),
                None => "it is not valid YAML".to_owned(),
            }
        })?;
    Ok(value.to_string())
}

/// What is wrong with the form of a file. A message of the parser could quote a value, which may be a
/// secret; those about names do not.
fn shown(error: &serde_json::Error) -> String {
    let message = error.to_string();
    let message = message.split(" at line ").next().unwrap_or_default();
    match message.starts_with("unknown field") || message.starts_with("missing field") {
        true => message.to_owned(),
        false => {
            "it does not have the form of a desired state, such as {\"version\": 1, \"rules\": \
                  [{\"integrations\": [{\"type\": \"DATADOG\", \"region\": \"EU\"}]}]}"
                .to_owned()
        }
    }
}
