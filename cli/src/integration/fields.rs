//! The members of a JSON object, with their exact text.

use std::collections::BTreeSet;

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use serde_json::value::{RawValue, to_raw_value};

/// The members of a JSON object in their order. Every digit of a number is kept. `Debug` shows only
/// the names.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Fields(IndexMap<String, Box<RawValue>>);

impl Fields {
    /// The members of what `value` serializes to: none if that is not an object.
    pub(crate) fn of(value: &impl Serialize) -> Self {
        let json = to_raw_value(value).ok();
        json.and_then(|json| serde_json::from_str(json.get()).ok())
            .unwrap_or_default()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &RawValue)> {
        self.0.iter().map(|(name, value)| (name.as_str(), &**value))
    }

    /// The JSON text of a field.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(|value| value.get())
    }

    /// The value of a field that is a string.
    pub(crate) fn text(&self, name: &str) -> Option<String> {
        serde_json::from_str(self.get(name)?).ok()
    }

    /// Sets a field.
    pub(crate) fn set(&mut self, name: &str, value: Box<RawValue>) {
        self.0.insert(name.to_owned(), value);
    }

    /// Sets a field to a string.
    pub(crate) fn set_text(&mut self, name: &str, value: &str) {
        if let Ok(value) = to_raw_value(value) {
            self.0.insert(name.to_owned(), value);
        }
    }

    /// Removes the fields with these names.
    pub(crate) fn remove_all(&mut self, names: &BTreeSet<&str>) {
        self.0.retain(|name, _| !names.contains(name.as_str()));
    }

    /// The object as JSON.
    pub(crate) fn json(&self) -> String {
        serde_json::to_string(&self.0).unwrap_or_default()
    }
}

impl std::fmt::Debug for Fields {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}
