//! `openapi/operations.toml`: which operations the client has.

use anyhow::{Result, anyhow, bail};
use serde::Deserialize;

/// The list of operations, with the date of the API they are asked for.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Operations {
    /// The date sent in `Accept: application/vnd.atlas.<date>+json`.
    pub(super) api_date: String,
    /// The operations, each once.
    #[serde(rename = "operation")]
    pub(super) list: Vec<Operation>,
}

/// One operation, by method and path.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Operation {
    /// Our name, in snake case.
    pub(super) name: String,
    /// The HTTP method, in lower case as OpenAPI has it.
    pub(super) method: String,
    /// The path template, as upstream writes it.
    pub(super) path: String,
}

impl Operations {
    /// Parses and checks the file's text.
    pub(super) fn parse(text: &str) -> Result<Self> {
        let operations: Self = toml::from_str(text).map_err(|error| {
            anyhow!("openapi/operations.toml: {}", error.to_string().trim_end())
        })?;
        if !is_date(&operations.api_date) {
            bail!(
                "openapi/operations.toml: api_date is {:?}; a date such as \"2025-03-12\" is needed",
                operations.api_date
            );
        }
        for (index, operation) in operations.list.iter().enumerate() {
            let Operation { name, method, path } = operation;
            let snake = name.starts_with(|c: char| c.is_ascii_lowercase())
                && name
                    .chars()
                    .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
            if !snake {
                bail!("openapi/operations.toml: the name {name:?} is not in snake case");
            }
            if !["get", "put", "post", "delete", "patch"].contains(&method.as_str()) {
                bail!(
                    "openapi/operations.toml: {name} has the method {method:?}; \
                     get, put, post, delete or patch is needed"
                );
            }
            let twin = operations.list.iter().take(index).find(|other| {
                other.name == *name || (other.method == *method && other.path == *path)
            });
            if let Some(twin) = twin {
                bail!(
                    "openapi/operations.toml: {name} and {} are the same",
                    twin.name
                );
            }
        }
        Ok(operations)
    }
}

/// Whether `text` has the form of a calendar date, `2025-03-12`; dates of this form compare as
/// text.
pub(super) fn is_date(text: &str) -> bool {
    text.len() == 10
        && text.bytes().enumerate().all(|(index, byte)| match index {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn complaint(text: &str) -> String {
        Operations::parse(text)
            .expect_err("must be refused")
            .to_string()
    }

    #[test]
    fn mistakes_are_named() {
        let get = "[[operation]]\nname = 'a'\nmethod = 'get'\npath = '/a'\n";
        let dated = format!("api_date = '2025-03-12'\n{get}");
        assert!(Operations::parse(&dated).is_ok());
        assert!(complaint(&dated.replace("2025", "25")).contains("\"25-03-12\""));
        assert!(
            complaint(&dated.replace("'a'", "'getA'")).contains("\"getA\" is not in snake case")
        );
        assert!(complaint(&dated.replace("'get'", "'GET'")).contains("the method \"GET\""));
        assert!(complaint(&format!("{dated}{get}")).contains("a and a are the same"));
        assert!(complaint(&dated.replace("path", "url")).contains("url"));
    }
}
