//! The settings of an integration, read from a file and other sources.

mod source;

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;

pub(crate) use self::source::{checked_secret, read_file, read_secret_file, read_variable};
use crate::args::SettingsArgs;
use crate::error::{CliError, CliResult};
use crate::integration::{Fields, Kind, Service, nearest, shown};
use crate::schema::Schema;
use crate::text::safe_json;

/// How to treat what this program does not know.
#[derive(Clone, Copy)]
pub(crate) struct Checks {
    /// Refuse it, rather than warn of it.
    pub(crate) strict: bool,
    /// Accept a secret that cannot be the real one.
    pub(crate) verbatim: bool,
}

/// Reads the settings of an integration.
pub(crate) fn read(args: &SettingsArgs, service: &Service, checks: Checks) -> CliResult<Fields> {
    let mut fields = match &args.file {
        Some(path) => read_fields(path)?,
        None => Fields::default(),
    };
    for (field, variable) in &args.secret_env {
        fields.set_text(field, &read_variable(field, variable, checks.verbatim)?);
    }
    for (field, path) in &args.secret_file {
        fields.set_text(field, &read_secret_file(field, path, checks.verbatim)?);
    }
    complete(&mut fields, service)?;
    check(&fields, service, checks.strict)?;
    Ok(fields)
}

fn read_fields(path: &Path) -> CliResult<Fields> {
    let (source, text) = read_file(path)?;
    serde_json::from_str(&text).map_err(|error| {
        // The parser's own message could quote a part of the text, which may be a secret.
        let (line, column) = (error.line(), error.column());
        CliError::usage(format!(
            "{source} is not a valid JSON object: error at line {line}, column {column}"
        ))
    })
}

/// Adds the type, and removes what Atlas only returns, so that what was read can be written back.
fn complete(fields: &mut Fields, service: &Service) -> CliResult<()> {
    let tag = service.kind.tag();
    match fields.text(tag) {
        Some(named) if named != service.name => {
            return Err(CliError::usage(format!(
                "the settings are of the type {named:?}, and the integration type is {:?}",
                service.name
            )));
        }
        Some(_) => {}
        None if fields.get(tag).is_some() => {
            return Err(CliError::usage(format!(
                "the settings' {tag} is not a string"
            )));
        }
        None => fields.set_text(tag, &service.name),
    }
    keep_writable(fields, service);
    Ok(())
}

/// Removes what Atlas only returns, so that what was read can be written back.
pub(crate) fn keep_writable(fields: &mut Fields, service: &Service) {
    let (request, response) = (Schema::of_request(service), Schema::of_response(service));
    if let (Some(request), Some(response)) = (request, response) {
        let returned = response
            .names()
            .filter(|name| request.property(name).is_none());
        fields.remove_all(&returned.collect::<BTreeSet<_>>());
    }
}

/// Warns of a type, a property or a value that this program does not know, or refuses it.
fn check(fields: &Fields, service: &Service, strict: bool) -> CliResult<()> {
    for problem in problems(fields, service) {
        if strict {
            return Err(CliError::usage(format!(
                "{problem}; it is refused by --strict"
            )));
        }
        note!("warning: {problem}");
    }
    Ok(())
}

/// What this program does not know of the settings, as sentences.
pub(crate) fn problems(fields: &Fields, service: &Service) -> Vec<String> {
    let Some(schema) = Schema::of_request(service) else {
        return Vec::new();
    };
    let mut problems = Vec::new();
    for (name, value) in fields.iter() {
        match schema.property(name) {
            None => {
                let known = schema.names().filter(|name| *name != service.kind.tag());
                let known: Vec<_> = known.collect();
                let advice = advice(name, &known);
                problems.push(format!(
                    "{service} has no property {name:?} that this program knows{advice}"
                ));
            }
            Some(property) => {
                let values = property.values();
                for value in strings(value.get()) {
                    if !values.is_empty() && !values.contains(&value.as_str()) {
                        let advice = advice(&value, &values);
                        problems.push(format!(
                            "{name}: {value:?} is no value that this program knows{advice}"
                        ));
                    }
                }
            }
        }
    }
    problems
}

/// The nearest known name or, if none is near, all of them.
fn advice(text: &str, known: &[&str]) -> String {
    match nearest(text, known.iter().copied()) {
        Some(name) => format!("; did you mean {name}?"),
        None => format!("; it knows {}", known.join(", ")),
    }
}

/// The string that a JSON value is, or the strings that are its elements.
fn strings(json: &str) -> Vec<String> {
    match serde_json::from_str(json) {
        Ok(Value::String(text)) => vec![text],
        Ok(Value::Array(items)) => {
            let texts = items.iter().filter_map(Value::as_str);
            texts.map(str::to_owned).collect()
        }
        _ => Vec::new(),
    }
}

/// Warns of an integration type that this program does not know. It is used nevertheless, since Atlas
/// may know it.
pub(crate) fn check_service(service: &Service, strict: bool) -> CliResult<()> {
    match unknown_service(service) {
        Some(problem) if strict => Err(CliError::usage(format!(
            "{problem}; it is refused by --strict"
        ))),
        Some(problem) => {
            note!("warning: {problem}; trying it anyway");
            Ok(())
        }
        None => Ok(()),
    }
}

/// That this program does not know the integration type, if so, with the nearest one that it knows.
pub(crate) fn unknown_service(service: &Service) -> Option<String> {
    if service.is_known() {
        return None;
    }
    let types: Vec<_> = Kind::ALL.into_iter().flat_map(Kind::types).collect();
    let nearest = nearest(&service.name, types.iter().copied());
    let nearest = nearest.map_or(String::new(), |name| format!("; did you mean {name}?"));
    Some(format!(
        "{:?} is not one of {}{nearest}",
        service.name,
        types.join(", ")
    ))
}

/// The settings as JSON text with masked secrets, as `--dry-run` shows them.
pub(crate) fn masked(fields: &Fields, service: &Service) -> String {
    let shown = shown(fields, service, Schema::of_request(service));
    let lines = shown.iter().map(|(name, value)| {
        let json = match fields.get(name) {
            // Text that is shown as it is in JSON: a number, a literal, or a list without secrets.
            Some(json) if value != crate::integration::MASKED => json.to_owned(),
            _ => Value::from(value.as_str()).to_string(),
        };
        format!("  {}: {json}", Value::from(name.as_str()))
    });
    let lines: Vec<_> = lines.collect();
    safe_json(&format!("{{\n{}\n}}", lines.join(",\n"))).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn service(name: &str) -> Service {
        Service::known(name).expect("known")
    }

    fn problems_of(name: &str, json: &str) -> Vec<String> {
        problems(
            &serde_json::from_str(json).expect("an object"),
            &service(name),
        )
    }

    #[test]
    fn what_is_not_known_is_named_with_the_nearest() {
        let json = r#"{"type":"PAGER_DUTY","regoin":"EU","region":"MARS","serviceKey":"k"}"#;
        let problems = problems_of("PAGER_DUTY", json);
        assert_eq!(
            problems,
            [
                "PAGER_DUTY has no property \"regoin\" that this program knows; did you mean region?",
                "region: \"MARS\" is no value that this program knows; it knows US, EU",
            ]
        );
        let logs = r#"{"type":"S3_LOG_EXPORT","logTypes":["MONGOD","MONGODB_AUDIT"]}"#;
        assert!(problems_of("S3_LOG_EXPORT", logs)[0].ends_with("did you mean MONGOD_AUDIT?"));
    }

    #[test]
    fn what_was_read_can_be_written_back() {
        let json = r#"{"id":"65a0b1c2d3e4f5a6b7c8d9e0","type":"S3_LOG_EXPORT","x":1.50}"#;
        let mut fields: Fields = serde_json::from_str(json).expect("an object");
        complete(&mut fields, &service("S3_LOG_EXPORT")).expect("complete");
        assert_eq!(fields.json(), r#"{"type":"S3_LOG_EXPORT","x":1.50}"#);
    }

    #[test]
    fn a_dry_run_shows_no_secret_and_every_digit() {
        let json = r#"{"type":"DATADOG","apiKey":"sesame","region":"EU","new":"sesame","n":1e999}"#;
        let fields: Fields = serde_json::from_str(json).expect("an object");
        let masked = masked(&fields, &service("DATADOG"));
        assert!(!masked.contains("sesame"), "{masked}");
        assert!(masked.contains("\"apiKey\": \"***\"") && masked.contains("\"region\": \"EU\""));
    }
}
