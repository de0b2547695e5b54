//! What would change in one integration.

use serde::Serialize;
use serde::ser::{SerializeMap as _, Serializer};

use crate::integration::{Fields, MASKED, Service};

/// What is to be done about one integration of a project.
pub struct Change {
    /// Which service it is.
    pub service: Service,
    /// Its ID, if it is there and has one.
    pub id: Option<String>,
    /// What is to be done.
    pub action: Action,
    /// The settings that change.
    pub properties: Vec<PropertyChange>,
    /// What was compared in part, or not at all, as sentences.
    pub notes: Vec<String>,
    /// What is written.
    pub(super) body: Fields,
}

/// What is to be done about an integration.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Action {
    /// Nothing: it is as desired.
    Keep,
    /// It is not there, and should be.
    Create,
    /// It is there with other settings.
    Update,
    /// It is there, and should not be.
    Delete,
    /// It is not as desired, and cannot be made so, for this reason.
    Blocked(String),
}

impl Action {
    /// Its name, as JSON has it.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Keep => "keep",
            Self::Create => "create",
            Self::Update => "update",
            Self::Delete => "delete",
            Self::Blocked(_) => "blocked",
        }
    }
}

/// A setting that changes. Values that may be secrets are masked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PropertyChange {
    /// The name of the property.
    pub name: String,
    /// What Atlas has, if anything.
    pub from: Option<String>,
    /// What it should be.
    pub to: String,
}

impl PropertyChange {
    /// A change of a property that may be shown only if it is `public`.
    pub(super) fn new(name: &str, from: Option<&str>, to: &str, public: bool) -> Self {
        let shown = |json: &str| match public {
            true => json.to_owned(),
            false => MASKED.to_owned(),
        };
        Self {
            name: name.to_owned(),
            from: from.map(shown),
            to: shown(to),
        }
    }
}

/// Shows no body.
impl std::fmt::Debug for Change {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Change")
            .field("service", &self.service)
            .field("id", &self.id)
            .field("action", &self.action)
            .field("properties", &self.properties)
            .field("notes", &self.notes)
            .finish_non_exhaustive()
    }
}

/// For programs: `{"type", "id", "action", "reason", "properties", "notes"}`.
impl Serialize for Change {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let reason = match &self.action {
            Action::Blocked(reason) => Some(reason),
            _ => None,
        };
        let mut map = serializer.serialize_map(Some(6))?;
        map.serialize_entry("type", &self.service.name)?;
        map.serialize_entry("id", &self.id)?;
        map.serialize_entry("action", self.action.name())?;
        map.serialize_entry("reason", &reason)?;
        map.serialize_entry("properties", &self.properties)?;
        map.serialize_entry("notes", &self.notes)?;
        map.end()
    }
}
