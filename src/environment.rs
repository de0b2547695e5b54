//! What the program runs in: environment variables and the operating system, or those of a test.

use std::env;
use std::ffi::OsString;
use std::path::PathBuf;

use crate::error::{Error, Result};

/// Where variables are looked up, and what kind of system this is.
#[derive(Clone, Copy)]
pub(crate) struct Environment<'a> {
    lookup: &'a dyn Fn(&str) -> Option<OsString>,
    #[cfg_attr(
        not(feature = "atlas-cli-profile"),
        allow(dead_code, reason = "only the places of the Atlas CLI differ")
    )]
    os: &'static str,
}

impl Environment<'static> {
    /// Returns the environment of this process.
    pub(crate) fn process() -> Self {
        Self {
            lookup: &|name| env::var_os(name),
            os: env::consts::OS,
        }
    }
}

#[cfg(test)]
impl<'a> Environment<'a> {
    /// Returns the variables that `lookup` finds, on the system that this is.
    pub(crate) fn new(lookup: &'a dyn Fn(&str) -> Option<OsString>) -> Self {
        Self {
            lookup,
            os: env::consts::OS,
        }
    }
}

impl Environment<'_> {
    /// Returns the same variables on another operating system.
    #[cfg(all(test, feature = "atlas-cli-profile"))]
    pub(crate) fn on(self, os: &'static str) -> Self {
        Self { os, ..self }
    }

    /// Returns the operating system, as [`env::consts::OS`] names it.
    #[cfg(feature = "atlas-cli-profile")]
    pub(crate) fn os(self) -> &'static str {
        self.os
    }

    /// Returns the value of a variable as a path. An empty variable counts as not set.
    #[allow(dead_code, reason = "not every set of features needs a path")]
    pub(crate) fn path(self, name: &str) -> Option<PathBuf> {
        (self.lookup)(name)
            .filter(|value| !value.is_empty())
            .map(PathBuf::from)
    }

    /// Returns the first of `names` that is set, with its value. An empty variable counts as not set.
    /// The error, for a value that is not Unicode, does not show it.
    pub(crate) fn first<'n>(self, names: &[&'n str]) -> Result<Option<(&'n str, String)>> {
        self.first_where(names, |value| !value.is_empty())
    }

    /// Returns the first of `names` that is set, even if to an empty value.
    pub(crate) fn first_even_if_empty<'n>(
        self,
        names: &[&'n str],
    ) -> Result<Option<(&'n str, String)>> {
        self.first_where(names, |_| true)
    }

    fn first_where<'n>(
        self,
        names: &[&'n str],
        counts: impl Fn(&OsString) -> bool,
    ) -> Result<Option<(&'n str, String)>> {
        for name in names {
            if let Some(value) = (self.lookup)(name).filter(&counts) {
                return match value.into_string() {
                    Ok(value) => Ok(Some((name, value))),
                    Err(_) => Err(Error::configuration(format!("{name} is not Unicode text"))),
                };
            }
        }
        Ok(None)
    }
}

/// Runs `read` with an environment of exactly these variables.
#[cfg(test)]
pub(crate) fn with_variables<T>(
    variables: &[(&str, &str)],
    read: impl FnOnce(Environment<'_>) -> T,
) -> T {
    let lookup = |name: &str| {
        let found = variables.iter().find(|(other, _)| *other == name);
        found.map(|(_, value)| OsString::from(value))
    };
    read(Environment::new(&lookup))
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::ffi::OsStringExt as _;

    use super::*;

    #[test]
    fn a_value_that_is_not_unicode_is_not_shown() {
        let lookup = |_: &str| Some(OsString::from_vec(b"sesame\xff".to_vec()));
        let error = Environment::new(&lookup)
            .first(&["KEY"])
            .expect_err("not text");
        assert_eq!(error.to_string(), "KEY is not Unicode text");
    }
}
