//! The integrations of projects, in a form that can be applied again.

use serde::Serialize;
use serde_json::{Map, Value};

use super::document::VERSION;
use super::project::{Fleet, Project};
use crate::integration::{Integration, Kind, Service};
use crate::schema::Schema;

/// The integrations of one project, with references in place of secrets.
#[derive(Debug, Serialize)]
pub struct Export {
    /// The project.
    pub project: Project,
    /// Its integrations, as a desired state has them.
    pub integrations: Vec<Exported>,
    /// Why they are not known, if they could not be read.
    pub error: Option<String>,
}

/// One integration of an export.
#[derive(Debug, Serialize)]
#[serde(transparent)]
pub struct Exported(Map<String, Value>);

/// Reads the integrations of a project. An export says for itself whether the project could be read.
pub async fn export(fleet: &Fleet, project: &Project) -> Export {
    let (integrations, error) = match fleet.integrations(project, &Kind::ALL).await {
        Ok(found) => (found.iter().map(Exported::new).collect(), None),
        Err(error) => (Vec::new(), Some(error)),
    };
    Export {
        project: project.clone(),
        integrations,
        error,
    }
}

impl Export {
    /// It as a rule of a desired state, for this project alone.
    #[must_use]
    pub fn rule(&self) -> Value {
        serde_json::json!({
            "name": self.project.name,
            "projects": { "include": [self.project.id] },
            "integrations": self.integrations,
        })
    }

    /// It as a whole desired state.
    #[must_use]
    pub fn document(&self) -> Value {
        serde_json::json!({ "version": VERSION, "rules": [self.rule()] })
    }
}

impl Exported {
    /// An integration without what only Atlas sets. Whatever may be a secret becomes a reference to an
    /// environment variable, whose name has the part that Atlas shows: equal secrets share one.
    fn new(integration: &Integration) -> Self {
        let service = Service {
            kind: integration.kind,
            name: integration.type_name(),
        };
        let schema = Schema::of_request(&service);
        let mut members = Map::new();
        members.insert("type".to_owned(), service.name.as_str().into());
        for (name, value) in integration.fields.iter() {
            let property = schema.and_then(|schema| schema.property(name));
            let is_identity = [service.kind.tag(), service.kind.id(), "type"].contains(&name);
            let is_returned_only = schema.is_some()
                && property.is_none()
                && Schema::of_response(&service).is_some_and(|it| it.property(name).is_some());
            if is_identity || is_returned_only {
                continue;
            }
            let parsed = serde_json::from_str(value.get()).unwrap_or(Value::Null);
            let exported = match property {
                Some(property) if property.is_public() => parsed,
                _ => referring(parsed, &[&service.name, name]),
            };
            members.insert(name.to_owned(), exported);
        }
        Self(members)
    }

    /// Its type, such as `DATADOG`.
    #[must_use]
    pub fn type_name(&self) -> &str {
        self.0
            .get("type")
            .and_then(Value::as_str)
            .unwrap_or_default()
    }

    /// Its settings, without the type.
    pub fn settings(&self) -> impl Iterator<Item = (&str, &Value)> {
        let members = self.0.iter().map(|(name, value)| (name.as_str(), value));
        members.filter(|(name, _)| *name != "type")
    }
}

/// The value, with a reference in place of each text, since each may be a secret.
fn referring(value: Value, path: &[&str]) -> Value {
    match value {
        Value::String(shown) => serde_json::json!({ "env": variable(path, &shown) }),
        Value::Array(items) => {
            let items = items.into_iter().enumerate();
            let items = items.map(|(index, item)| {
                referring(item, &[path, &[&*(index + 1).to_string()]].concat())
            });
            Value::Array(items.collect())
        }
        Value::Object(members) => {
            let members = members.into_iter().map(|(name, member)| {
                let member = referring(member, &[path, &[name.as_str()]].concat());
                (name, member)
            });
            Value::Object(members.collect())
        }
        scalar => scalar,
    }
}

/// The name of the environment variable for a secret: `DATADOG_API_KEY_A23C` for one of Datadog that
/// Atlas shows as `****a23c`.
fn variable(path: &[&str], shown: &str) -> String {
    // Of a value that is not masked, nothing is shown.
    let end = shown
        .rsplit_once(['*', '\u{2022}'])
        .map_or("", |(_, end)| end);
    let mut parts: Vec<String> = path.iter().map(|part| screaming(part)).collect();
    if !end.is_empty() && end.len() <= 4 && end.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        parts.push(end.to_ascii_uppercase());
    }
    parts.join("_")
}

/// `apiKey` as `API_KEY`.
fn screaming(name: &str) -> String {
    let mut text = String::new();
    let mut before = '_';
    for letter in name.chars() {
        if letter.is_uppercase() && before.is_lowercase() {
            text.push('_');
        }
        text.push(if letter.is_ascii_alphanumeric() {
            letter.to_ascii_uppercase()
        } else {
            '_'
        });
        before = letter;
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exported(kind: Kind, json: &str) -> String {
        let fields = serde_json::from_str(json).expect("an object");
        let exported = Exported::new(&Integration {
            kind,
            fields,
            problem: None,
        });
        serde_json::to_string(&exported).expect("JSON")
    }

    #[test]
    fn secrets_and_what_is_not_known_become_references() {
        let datadog =
            r#"{"id":"1","type":"DATADOG","apiKey":"****a23c","region":"EU","new":["s"]}"#;
        assert_eq!(
            exported(Kind::ThirdParty, datadog),
            r#"{"type":"DATADOG","apiKey":{"env":"DATADOG_API_KEY_A23C"},"region":"EU","new":[{"env":"DATADOG_NEW_1"}]}"#
        );
        let webhook =
            r#"{"type":"WEBHOOK","url":"https://example.com/****2101","secret":"******"}"#;
        assert_eq!(
            exported(Kind::ThirdParty, webhook),
            r#"{"type":"WEBHOOK","url":{"env":"WEBHOOK_URL_2101"},"secret":{"env":"WEBHOOK_SECRET"}}"#
        );
    }
}
