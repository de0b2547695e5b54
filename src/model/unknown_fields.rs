//! The fields of an object that this version of the client does not know.

use std::fmt;

use serde::Serialize;
use serde::ser::SerializeMap;
use serde_json::Value;
use serde_json::value::{RawValue, to_raw_value};

use super::Key;
use crate::change::is_redacted;

/// Fields that Atlas sent and this version of the client does not know, in the order and with the
/// exact text in which they came. They are written back, so that a change of one field does not
/// cost another.
///
/// `Debug` shows their names alone, since a new field may hold a secret.
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
pub struct UnknownFields(Vec<Field>);

#[derive(Clone)]
struct Field {
    name: Box<str>,
    value: Box<RawValue>,
    /// Whether the caller has set it, who knows what it is.
    set: bool,
}

impl UnknownFields {
    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// The JSON text of the field `name`, the last one where it stands more than once.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&RawValue> {
        self.iter()
            .rev()
            .find_map(|(other, value)| (other == name).then_some(value))
    }

    /// The fields' names and JSON texts.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (&str, &RawValue)> {
        self.0.iter().map(|field| (&*field.name, &*field.value))
    }

    /// Sets the field `name`, which must be one that the struct around these fields does not
    /// have.
    ///
    /// # Errors
    ///
    /// The error of `value`'s own serialization.
    pub fn insert(&mut self, name: &str, value: &impl Serialize) -> Result<(), serde_json::Error> {
        let value = to_raw_value(value)?;
        self.0.retain(|other| *other.name != *name);
        self.0.push(Field {
            name: name.into(),
            value,
            set: true,
        });
        Ok(())
    }

    pub(crate) fn push(&mut self, name: Key<'_>, value: Box<RawValue>) {
        let name = match name {
            Key::Borrowed(name) => name.into(),
            Key::Owned(name) => name.into(),
        };
        self.0.push(Field {
            name,
            value,
            set: false,
        });
    }

    /// The field that came redacted.
    pub(crate) fn redacted_field(&self) -> Option<&str> {
        let mut came = self.0.iter().filter(|field| !field.set);
        came.find(|field| holds_redacted(&field.value))
            .map(|field| &*field.name)
    }

    pub(crate) fn serialize_fields<M: SerializeMap>(&self, map: &mut M) -> Result<(), M::Error> {
        self.iter()
            .try_for_each(|(name, value)| map.serialize_entry(name, value))
    }
}

/// Equal where the JSON values are, in whatever order and notation.
impl PartialEq for UnknownFields {
    fn eq(&self, other: &Self) -> bool {
        let values = |fields: &Self| {
            let fields = fields.iter();
            fields
                .map(|(name, value)| (name.to_owned(), parsed(value)))
                .collect::<serde_json::Map<_, _>>()
        };
        values(self) == values(other)
    }
}

/// Whether a JSON text holds a string that is redacted. An asterisk stands for itself in JSON, or is
/// escaped by its number, which Atlas does not do.
pub(super) fn holds_redacted(value: &RawValue) -> bool {
    is_redacted(value.get())
}

/// The value of a text that is JSON, as every `RawValue` is.
pub(super) fn parsed(value: &RawValue) -> Value {
    serde_json::from_str(value.get()).unwrap_or_else(|_| value.get().into())
}

impl fmt::Debug for UnknownFields {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = self.iter().map(|(name, _)| (name, format_args!("***")));
        f.debug_map().entries(names).finish()
    }
}
