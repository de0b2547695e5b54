//! The three kinds of integrations of a project, spoken of in one way.

mod calls;
mod fields;
mod service;

use atlas_integrations::Other;
use serde::Serialize;

pub(crate) use self::calls::{Place, Write, all, delete, find_id, get, pages, write};
pub(crate) use self::fields::Fields;
pub(crate) use self::service::nearest;
pub use self::service::{Kind, Service};
use crate::json::Json;
use crate::output::Record;
use crate::schema::Schema;

/// What stands for a value that is not shown.
pub(crate) const MASKED: &str = "***";

/// An integration as Atlas returned it.
#[derive(Debug)]
pub(crate) struct Integration {
    pub(crate) kind: Kind,
    pub(crate) fields: Fields,
    /// Why it does not have the form that Atlas documents, if it does not.
    pub(crate) problem: Option<String>,
}

impl Integration {
    /// The integration that an element of a list, or a response, is.
    pub(crate) fn new<T: Serialize>(kind: Kind, element: Result<&T, &Other>) -> Self {
        match element {
            Ok(element) => Self {
                kind,
                fields: Fields::of(element),
                problem: None,
            },
            Err(other) => Self {
                kind,
                fields: Fields::of(other),
                problem: Some(other.reason().to_string()),
            },
        }
    }

    /// Which service it is.
    pub(crate) fn service(&self) -> Service {
        Service {
            kind: self.kind,
            name: self.type_name(),
        }
    }

    /// Its type, such as `SLACK`; `UNKNOWN` if it has none.
    pub(crate) fn type_name(&self) -> String {
        let name = self.fields.text(self.kind.tag());
        name.unwrap_or_else(|| "UNKNOWN".to_owned())
    }

    /// Its ID, if it has one.
    pub(crate) fn id(&self) -> Option<String> {
        self.fields.text(self.kind.id())
    }

    /// Its properties for display. Only what the document describes, and does not call a secret, is
    /// shown.
    pub(crate) fn shown(&self) -> Vec<(String, String)> {
        let service = self.service();
        shown(&self.fields, &service, Schema::of_response(&service))
    }

    /// How the other commands name it.
    fn reference(&self) -> String {
        match (self.kind, self.id()) {
            (Kind::ThirdParty, _) | (_, None) => self.type_name(),
            (_, Some(id)) => format!("{}/{id}", self.type_name()),
        }
    }

    pub(crate) fn record(&self) -> Record {
        let shown = self.shown();
        let (tag, id) = (self.kind.tag(), self.kind.id());
        let settings: Vec<_> = shown
            .iter()
            .filter(|(name, _)| name != tag && name != id)
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let settings = self.problem.clone().unwrap_or_else(|| settings.join(" "));
        let mut fields = vec![
            ("type".to_owned(), self.type_name()),
            ("id".to_owned(), self.id().unwrap_or_default()),
        ];
        fields.extend(
            shown
                .into_iter()
                .filter(|(name, _)| name != tag && name != id),
        );
        Record {
            name: self.reference(),
            json: self.fields.json(),
            cells: vec![self.type_name(), self.id().unwrap_or_default(), settings],
            fields,
        }
    }
}

/// The fields for display, with what may be a secret masked.
pub(crate) fn shown(
    fields: &Fields,
    service: &Service,
    schema: Option<Schema>,
) -> Vec<(String, String)> {
    let is_public = |name: &str| {
        let described = schema.and_then(|schema| schema.property(name));
        name == service.kind.tag()
            || name == service.kind.id()
            || described.is_some_and(|property| property.is_public())
    };
    let shown = fields.iter().map(|(name, value)| {
        let value = match is_public(name) {
            true => cell(value.get()),
            false => MASKED.to_owned(),
        };
        (name.to_owned(), value)
    });
    shown.collect()
}

/// A JSON value as the text of a cell. Only scalars and lists of scalars are shown.
fn cell(json: &str) -> String {
    match Json::parse(json) {
        Some(Json::Text(text)) => text,
        Some(Json::List(items)) if items.iter().all(is_scalar) => {
            let items = items.into_iter().map(|item| match item {
                Json::Text(text) => text,
                other => other.to_string(),
            });
            items.collect::<Vec<_>>().join(",")
        }
        Some(literal @ Json::Literal(_)) if literal.is_null() => String::new(),
        Some(Json::Literal(literal)) => literal.get().to_owned(),
        _ => MASKED.to_owned(),
    }
}

fn is_scalar(value: &Json) -> bool {
    matches!(value, Json::Text(_) | Json::Literal(_))
}
