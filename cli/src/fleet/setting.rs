//! A setting that an integration should have.

use serde_json::value::{RawValue, to_raw_value};

use super::reference::{Reference, Secrets};
use crate::error::{CliError, CliResult};
use crate::integration::Service;
use crate::json::Json;
use crate::schema::Schema;

/// The value that a property should have.
#[derive(Clone)]
pub(super) struct Setting {
    pub(super) name: String,
    /// The value, with secrets in place of their references.
    pub(super) json: Box<RawValue>,
    /// Whether there is a secret in it.
    pub(super) is_secret: bool,
}

impl Setting {
    pub(super) fn read(
        service: &Service,
        name: &str,
        value: &RawValue,
        secrets: &mut Secrets,
    ) -> CliResult<Self> {
        let property = Schema::of_request(service).and_then(|schema| schema.property(name));
        // What is nested too deep to be looked at has no reference.
        let Some(mut parsed) = Json::parse(value.get()) else {
            return Ok(Self {
                name: name.to_owned(),
                json: value.to_owned(),
                is_secret: false,
            });
        };
        if property.is_some_and(|property| property.holds_secret(&parsed)) {
            return Err(CliError::usage(format!(
                "{name} is a secret, which does not belong in this file: refer to it, as in {name}: \
                 {{env: NAME}}, {{file: PATH}} or {{command: \"…\"}}"
            )));
        }
        let is_secret = resolve(&mut parsed, name, secrets)?;
        let json = match is_secret {
            true => raw(&parsed)?,
            false => value.to_owned(),
        };
        Ok(Self {
            name: name.to_owned(),
            json,
            is_secret,
        })
    }

    pub(super) fn secret(name: &str, secret: &str) -> CliResult<Self> {
        Ok(Self {
            name: name.to_owned(),
            json: raw(secret)?,
            is_secret: true,
        })
    }
}

fn raw(value: &(impl serde::Serialize + ?Sized)) -> CliResult<Box<RawValue>> {
    to_raw_value(value).map_err(|_| CliError::failure("a setting cannot be written as JSON"))
}

/// Puts secrets in place of the references in `value`. Returns whether there are any.
fn resolve(value: &mut Json, name: &str, secrets: &mut Secrets) -> CliResult<bool> {
    if let Some(reference) = Reference::parse(value) {
        *value = Json::Text(secrets.get(&reference, name)?);
        return Ok(true);
    }
    let members: Vec<&mut Json> = match value {
        Json::List(items) => items.iter_mut().collect(),
        Json::Object(members) => members.values_mut().collect(),
        Json::Literal(_) | Json::Text(_) => Vec::new(),
    };
    let mut found = false;
    for member in members {
        found |= resolve(member, name, secrets)?;
    }
    Ok(found)
}
