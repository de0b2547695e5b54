//! The fields of an object that this version of the client does not know.

use std::collections::{HashMap, HashSet};
use std::fmt;

use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};

use crate::equality::same;
use crate::key::Key;

/// Fields that Atlas sent and this version of the client does not know, in their order and with their
/// exact text. They are written back, so that changing one field does not lose another.
///
/// `Debug` shows only their names, since a new field may hold a secret.
///
/// ```
/// use atlas_integrations::types::PagerDuty;
///
/// let service: PagerDuty = serde_json::from_str(r#"{"serviceKey":"k","limit":1.50}"#)?;
/// assert_eq!(service.extra.get("limit").map(|value| value.get()), Some("1.50"));
/// assert_eq!(serde_json::to_string(&service)?, r#"{"serviceKey":"k","limit":1.50}"#);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Default)]
pub struct UnknownFields {
    fields: Vec<Field>,
    /// Where each name is, once a field was set: so setting many takes no longer for each.
    places: Option<Box<Places>>,
}

#[derive(Clone)]
struct Places(HashMap<Box<str>, usize>);

#[derive(Clone)]
struct Field {
    name: Box<str>,
    value: Box<RawValue>,
    /// Whether the caller set it, and so knows what it is.
    set: bool,
}

impl UnknownFields {
    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty()
    }

    /// The number of fields.
    #[must_use]
    pub fn len(&self) -> usize {
        self.fields.len()
    }

    /// The JSON text of the field `name`, the last one if there are several.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&RawValue> {
        self.iter()
            .rev()
            .find_map(|(other, value)| (other == name).then_some(value))
    }

    /// The names and JSON texts of the fields.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (&str, &RawValue)> {
        self.fields
            .iter()
            .map(|field| (&*field.name, &*field.value))
    }

    /// Sets the field `name`, which must be one that the struct around these fields does not
    /// have. It takes the place of one of the same name, or else comes last.
    ///
    /// # Errors
    ///
    /// The error of `value`'s own serialization.
    pub fn insert(&mut self, name: &str, value: &impl Serialize) -> Result<(), serde_json::Error> {
        let field = Field {
            name: name.into(),
            value: to_raw_value(value)?,
            set: true,
        };
        let places = match &mut self.places {
            Some(places) => places,
            places => {
                // Of fields of one name, the last is what counts.
                let mut names = HashSet::new();
                self.fields.reverse();
                self.fields.retain(|field| names.insert(field.name.clone()));
                self.fields.reverse();
                let names = self.fields.iter().map(|field| field.name.clone());
                places.insert(Box::new(Places(names.zip(0..).collect())))
            }
        };
        let place = places.0.entry(field.name.clone());
        let place = *place.or_insert(self.fields.len());
        match self.fields.get_mut(place) {
            Some(present) => *present = field,
            None => self.fields.push(field),
        }
        Ok(())
    }

    pub(crate) fn push(&mut self, name: Key<'_>, value: Box<RawValue>) {
        let name = match name {
            Key::Borrowed(name) => name.into(),
            Key::Owned(name) => name.into(),
        };
        let set = false;
        self.fields.push(Field { name, value, set });
    }

    /// The names and JSON texts of the fields that came so, rather than that the caller set them.
    pub(crate) fn received(&self) -> impl Iterator<Item = (&str, &str)> {
        let received = self.fields.iter().filter(|field| !field.set);
        received.map(|field| (&*field.name, field.value.get()))
    }
}

/// Equal if the JSON values are, in whatever order and notation.
impl PartialEq for UnknownFields {
    fn eq(&self, other: &Self) -> bool {
        let sorted = |fields: &Self| {
            let mut fields = fields.fields.clone();
            fields.sort_by(|one, other| one.name.cmp(&other.name));
            fields
        };
        let (one, other) = (sorted(self), sorted(other));
        one.len() == other.len()
            && one
                .iter()
                .zip(&other)
                .all(|(one, other)| one.name == other.name && same(&one.value, &other.value))
    }
}

impl fmt::Debug for UnknownFields {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = self.iter().map(|(name, _)| (name, format_args!("***")));
        f.debug_map().entries(names).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_that_is_set_replaces_those_of_its_name_and_was_not_received() {
        let mut fields = UnknownFields::default();
        assert!(fields.is_empty());
        for (name, value) in [("a", "1"), ("b", "2"), ("a", "3")] {
            let value = RawValue::from_string(value.to_owned()).expect("JSON");
            fields.push(Key::Borrowed(name), value);
        }
        assert_eq!(fields.len(), 3);
        let received = |fields: &UnknownFields| -> Vec<(String, String)> {
            let received = fields.received();
            received
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .collect()
        };
        assert_eq!(received(&fields).len(), 3);
        fields.insert("a", &4).expect("JSON");
        fields.insert("c", &5).expect("JSON");
        let text = |name| fields.get(name).map(RawValue::get);
        assert_eq!(
            ["a", "b", "c", "d"].map(text),
            [Some("4"), Some("2"), Some("5"), None]
        );
        assert_eq!(fields.len(), 3);
        assert_eq!(received(&fields), [("b".to_owned(), "2".to_owned())]);
    }
}
