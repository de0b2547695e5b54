//! The integrations of projects, in a form that can be applied again.

use indexmap::IndexMap;
use serde::Serialize;

use super::compare::REDACTED;
use super::document::VERSION;
use super::project::{Fleet, Project};
use crate::integration::{Integration, Kind};
use crate::json::Json;
use crate::schema::{Property, Schema};

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
pub struct Exported(IndexMap<String, Json>);

/// A rule of a desired state.
#[derive(Serialize)]
pub(crate) struct ExportedRule<'a> {
    name: &'a str,
    projects: Included<'a>,
    integrations: &'a [Exported],
}

#[derive(Serialize)]
struct Included<'a> {
    include: [&'a str; 1],
}

/// A whole desired state.
#[derive(Serialize)]
pub(crate) struct ExportedDocument<'a> {
    version: u32,
    rules: [ExportedRule<'a>; 1],
}

/// Reads the integrations of a project. An export says for itself whether the project could be read.
pub async fn export(fleet: &Fleet, project: &Project) -> Export {
    let (integrations, error) = match fleet.integrations(project, &Kind::ALL).await {
        Ok(found) => {
            let exported = found.iter().map(|it| Exported::new(it, &project.id));
            (exported.collect(), None)
        }
        Err(error) => (Vec::new(), Some(error.to_string())),
    };
    Export {
        project: project.clone(),
        integrations,
        error,
    }
}

impl Export {
    /// It as a rule of a desired state, for this project alone.
    pub(crate) fn rule(&self) -> ExportedRule<'_> {
        ExportedRule {
            name: &self.project.name,
            projects: Included {
                include: [&self.project.id],
            },
            integrations: &self.integrations,
        }
    }

    /// It as a whole desired state.
    pub(crate) fn document(&self) -> ExportedDocument<'_> {
        ExportedDocument {
            version: VERSION,
            rules: [self.rule()],
        }
    }
}

impl Exported {
    /// An integration without what only Atlas sets. Whatever may be a secret becomes a reference to an
    /// environment variable, whose name has the part that Atlas shows: equal secrets share one. Of a
    /// secret that Atlas does not show, the name has the ID of the project or, where there can be
    /// several of a type, of the integration.
    fn new(integration: &Integration, project_id: &str) -> Self {
        let service = integration.service();
        let own_id = match service.kind {
            Kind::ThirdParty => None,
            Kind::Log | Kind::Metric => integration.id(),
        };
        let names = Names(own_id.unwrap_or_else(|| project_id.to_owned()));
        let schema = Schema::of_request(&service);
        let mut members = IndexMap::new();
        members.insert("type".to_owned(), Json::Text(service.name.clone()));
        for (name, value) in integration.fields.iter() {
            let name = written_name(schema, name);
            let property = schema.and_then(|schema| schema.property(name));
            let is_returned_only = schema.is_some()
                && property.is_none()
                && Schema::of_response(&service).is_some_and(|it| it.property(name).is_some());
            if !service.is_setting(name) || is_returned_only {
                continue;
            }
            let path = [service.name.as_str(), name];
            let value = match Json::parse(value.get()) {
                // It is as if it were not there.
                Some(null) if null.is_null() => continue,
                value => value.unwrap_or_else(Json::null),
            };
            let exported = match property {
                Some(property) if property.is_public() => value,
                property => names.referring(value, property, &path),
            };
            members.insert(name.to_owned(), exported);
        }
        let request = schema.into_iter().flat_map(Schema::properties);
        for (name, property) in request {
            if property.is_write_only() && property.is_text() && !members.contains_key(name) {
                let reference = names.reference(&[&service.name, name], "");
                members.insert(name.to_owned(), reference);
            }
        }
        Self(members)
    }

    /// Its type, such as `DATADOG`.
    #[must_use]
    pub fn type_name(&self) -> &str {
        self.0
            .get("type")
            .and_then(Json::as_text)
            .unwrap_or_default()
    }

    /// Its settings, without the type.
    pub(crate) fn settings(&self) -> impl Iterator<Item = (&str, &Json)> {
        let members = self.0.iter().map(|(name, value)| (name.as_str(), value));
        members.filter(|(name, _)| *name != "type")
    }
}

/// The name under which a property is written: Atlas shows `headers` as `headersRedacted`.
pub(super) fn written_name(schema: Option<Schema>, name: &str) -> &str {
    let written = name.strip_suffix(REDACTED);
    let is_known = |name: &str| schema.is_some_and(|schema| schema.property(name).is_some());
    written.filter(|written| is_known(written)).unwrap_or(name)
}

/// The names of environment variables; the ID is what makes one unique.
struct Names(String);

impl Names {
    /// The value, with a reference in place of each text that may be a secret.
    fn referring(&self, value: Json, property: Option<Property>, path: &[&str]) -> Json {
        match value {
            Json::Text(text) if property.is_some_and(Property::is_public) => Json::Text(text),
            Json::Text(shown) => self.reference(path, &shown),
            Json::List(items) => {
                let items = items.into_iter().zip(1..).map(|(item, number)| {
                    let number = format!("{number}");
                    let path = [path, &[number.as_str()]].concat();
                    self.referring(item, property.and_then(Property::items), &path)
                });
                Json::List(items.collect())
            }
            Json::Object(members) => Json::Object(self.object(members, property, path)),
            literal @ Json::Literal(_) => literal,
        }
    }

    /// The members, with those that Atlas does not show.
    fn object(
        &self,
        members: IndexMap<String, Json>,
        property: Option<Property>,
        path: &[&str],
    ) -> IndexMap<String, Json> {
        let known: Vec<_> = property.into_iter().flat_map(Property::members).collect();
        let members = members.into_iter().map(|(name, member)| {
            let property = known.iter().find(|(known, _)| *known == name);
            let property = property.map(|(_, property)| *property);
            let path = [path, &[name.as_str()]].concat();
            let member = self.referring(member, property, &path);
            (name, member)
        });
        let mut members: IndexMap<_, _> = members.collect();
        for (name, property) in known {
            if property.is_write_only() && !members.contains_key(name) {
                let reference = self.reference(&[path, &[name]].concat(), "");
                members.insert(name.to_owned(), reference);
            }
        }
        members
    }

    /// A reference to an environment variable: `DATADOG_API_KEY_A23C` for a key of Datadog that Atlas
    /// shows as `****a23c`.
    fn reference(&self, path: &[&str], shown: &str) -> Json {
        // Of a value that is not masked, nothing is shown.
        let end = shown
            .rsplit_once(['*', '\u{2022}'])
            .map_or("", |(_, end)| end);
        let mut parts: Vec<String> = path.iter().map(|part| screaming(part)).collect();
        let is_usable = (1..=4).contains(&end.len());
        if is_usable && end.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            parts.push(end.to_ascii_uppercase());
        } else {
            parts.push(self.0.to_ascii_uppercase());
        }
        let name = Json::Text(parts.join("_"));
        Json::Object(IndexMap::from_iter([("env".to_owned(), name)]))
    }
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

    const PROJECT: &str = "32b6e34b3d91647abb20e7b8";

    fn exported(kind: Kind, json: &str) -> String {
        let fields = serde_json::from_str(json).expect("an object");
        let integration = Integration {
            kind,
            fields,
            problem: None,
        };
        let exported = Exported::new(&integration, PROJECT);
        serde_json::to_string(&exported).expect("JSON")
    }

    #[test]
    fn secrets_and_what_is_not_known_become_references() {
        let datadog = r#"{"id":"1","type":"DATADOG","apiKey":"****a23c","region":"EU","new":["s"],"links":[]}"#;
        assert_eq!(
            exported(Kind::ThirdParty, datadog),
            r#"{"type":"DATADOG","apiKey":{"env":"DATADOG_API_KEY_A23C"},"region":"EU","new":[{"env":"DATADOG_NEW_1_32B6E34B3D91647ABB20E7B8"}]}"#
        );
        let webhook =
            r#"{"type":"WEBHOOK","url":"https://example.com/****2101","bodyTemplate":null}"#;
        assert_eq!(
            exported(Kind::ThirdParty, webhook),
            r#"{"type":"WEBHOOK","url":{"env":"WEBHOOK_URL_2101"}}"#
        );
    }

    #[test]
    fn what_atlas_never_shows_is_referred_to_as_well() {
        let prometheus = r#"{"type":"PROMETHEUS","username":"u"}"#;
        assert_eq!(
            exported(Kind::ThirdParty, prometheus),
            r#"{"type":"PROMETHEUS","username":"u","password":{"env":"PROMETHEUS_PASSWORD_32B6E34B3D91647ABB20E7B8"}}"#
        );
        let otel = r#"{"id":"65a0c3f4d2b1e09876544001","type":"OTEL_LOG_EXPORT","otelSuppliedHeaders":[{"name":"n"}]}"#;
        assert_eq!(
            exported(Kind::Log, otel),
            r#"{"type":"OTEL_LOG_EXPORT","otelSuppliedHeaders":[{"name":"n","value":{"env":"OTEL_LOG_EXPORT_OTEL_SUPPLIED_HEADERS_1_VALUE_65A0C3F4D2B1E09876544001"}}]}"#
        );
        let metric =
            r#"{"integrationType":"OTEL","headersRedacted":[{"name":"n","value":"****6d7e"}]}"#;
        assert_eq!(
            exported(Kind::Metric, metric),
            r#"{"type":"OTEL","headers":[{"name":"n","value":{"env":"OTEL_HEADERS_1_VALUE_6D7E"}}]}"#
        );
    }
}
