//! `openapi/operations.toml`: which operations the client has.

use anyhow::{Result, anyhow, bail};
use serde::Deserialize;

use super::versions::is_date;

/// The list of operations, with the API date that they are requested for.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Operations {
    /// The date sent in `Accept: application/vnd.atlas.<date>+json`.
    pub(super) api_date: String,
    /// The operations, each listed once.
    #[serde(rename = "operation")]
    pub(super) list: Vec<Operation>,
}

/// One operation, identified by method and path.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Operation {
    /// Our name for it, in snake case.
    pub(super) name: String,
    /// The HTTP method, in lowercase as in OpenAPI.
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
                "openapi/operations.toml: api_date is {:?}, not a date such as \"2025-03-12\"",
                operations.api_date
            );
        }
        for (index, operation) in operations.list.iter().enumerate() {
            operation.check()?;
            let mut earlier = operations.list.iter().take(index);
            if let Some(duplicate) = earlier.find(|other| operation.duplicates(other)) {
                bail!(
                    "openapi/operations.toml: the operations {} and {} are duplicates",
                    duplicate.name,
                    operation.name
                );
            }
        }
        Ok(operations)
    }
}

impl Operation {
    fn check(&self) -> Result<()> {
        let Self { name, method, .. } = self;
        let is_snake_case = name.starts_with(|c: char| c.is_ascii_lowercase())
            && name
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
        if !is_snake_case {
            bail!("openapi/operations.toml: the name {name:?} is not in snake case");
        }
        if !["get", "put", "post", "delete", "patch"].contains(&method.as_str()) {
            bail!(
                "openapi/operations.toml: {name} has the method {method:?}, \
                 not get, put, post, delete or patch"
            );
        }
        Ok(())
    }

    fn duplicates(&self, other: &Self) -> bool {
        self.name == other.name || (self.method == other.method && self.path == other.path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rejection(text: &str) -> String {
        Operations::parse(text)
            .expect_err("must be rejected")
            .to_string()
    }

    #[test]
    fn mistakes_are_named() {
        let get = "[[operation]]\nname = 'a'\nmethod = 'get'\npath = '/a'\n";
        let dated = format!("api_date = '2025-03-12'\n{get}");
        assert!(Operations::parse(&dated).is_ok());
        assert!(rejection(&dated.replace("2025", "25")).contains("\"25-03-12\""));
        assert!(
            rejection(&dated.replace("'a'", "'getA'")).contains("\"getA\" is not in snake case")
        );
        assert!(rejection(&dated.replace("'get'", "'GET'")).contains("the method \"GET\""));
        assert!(
            rejection(&format!("{dated}{get}")).contains("the operations a and a are duplicates")
        );
        assert!(rejection(&dated.replace("path", "url")).contains("url"));
    }
}
