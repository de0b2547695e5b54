//! What a value of the model can do, whatever its type.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::decode::{self, Fault, Limits};
use crate::inspection::Inspection;
use crate::other::Other;

/// A value that a property or a body can have.
pub trait Value: Serialize {
    /// Looks for what must not be sent. Most types hold no secret.
    fn inspect(&self, _found: &mut Inspection) {}

    /// The value of the tag, if the type is a union and the tag is present.
    fn tag(&self) -> Option<&str> {
        None
    }

    /// What the type knows of the value; nothing unless it is an object, or has objects in it.
    fn known(&self, _known: &mut Known) {}

    /// Takes the JSON value `json`, which is an element of a list and must be valid.
    fn decode_element(json: Cow<'_, str>) -> Result<Self, Other>
    where
        Self: DeserializeOwned,
    {
        decode::from_str(&json).map_err(|fault| Other::mismatch(json, None, fault))
    }

    /// Takes the JSON text `json`, which need not be valid.
    fn decode_text(json: &str) -> Result<Self, Fault>
    where
        Self: DeserializeOwned,
    {
        decode::from_str(json)
    }

    /// The number of an integer.
    fn integer(&self) -> Option<i64> {
        None
    }

    /// The text of a string or of an enumeration.
    fn text(&self) -> Option<&str> {
        None
    }
}

/// Decodes `text` to a value of the model, if it is within `limits`.
pub fn value_from_str_within<T: Value + DeserializeOwned>(
    text: &str,
    limits: Limits,
) -> Result<T, Fault> {
    limits.check(text)?;
    T::decode_text(text)
}

/// What a type knows of a value.
#[derive(Default)]
#[allow(
    missing_debug_implementations,
    reason = "only code that decodes meets it"
)]
pub struct Known {
    /// The properties, if it is an object whose type knows some.
    pub(crate) names: Option<BTreeMap<String, Known>>,
    /// The elements, if it is a list.
    pub(crate) elements: Vec<Known>,
}

impl Known {
    pub(crate) fn of(value: &impl Value) -> Self {
        let mut known = Self::default();
        value.known(&mut known);
        known
    }

    /// Adds a property.
    pub fn name(&mut self, name: &str) {
        self.names
            .get_or_insert_default()
            .entry(name.to_owned())
            .or_default();
    }

    /// Adds the elements of a list.
    pub(crate) fn elements<'a, T: Value + 'a>(&mut self, elements: impl Iterator<Item = &'a T>) {
        self.elements = elements.map(Self::of).collect();
    }
}

impl Value for bool {}
impl Value for f64 {}
impl Value for i64 {
    fn integer(&self) -> Option<i64> {
        Some(*self)
    }
}

impl Value for String {
    fn text(&self) -> Option<&str> {
        Some(self)
    }
}

impl<T: Value> Value for Box<T> {
    fn inspect(&self, found: &mut Inspection) {
        (**self).inspect(found);
    }

    fn tag(&self) -> Option<&str> {
        (**self).tag()
    }

    fn known(&self, known: &mut Known) {
        (**self).known(known);
    }
}

impl<T: Value> Value for Vec<T> {
    fn known(&self, known: &mut Known) {
        known.elements(self.iter());
    }

    fn inspect(&self, found: &mut Inspection) {
        for element in self {
            element.inspect(found);
        }
    }
}

impl<T: Value> Value for BTreeMap<String, T> {
    fn inspect(&self, found: &mut Inspection) {
        for (name, value) in self {
            found.inside(name, |found| value.inspect(found));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Tagged(&'static str);

    impl Serialize for Tagged {
        fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.serialize_unit()
        }
    }

    impl Value for Tagged {
        fn inspect(&self, found: &mut Inspection) {
            found.secret("");
        }

        fn tag(&self) -> Option<&str> {
            Some(self.0)
        }

        fn known(&self, known: &mut Known) {
            known.name("name");
        }
    }

    #[test]
    fn a_box_is_what_is_in_it() {
        let boxed = Box::new(Tagged("A"));
        assert_eq!(Value::tag(&boxed), Some("A"));
        assert!(Inspection::of(&boxed).invalid.is_some());
        assert!(Known::of(&boxed).names.is_some());
    }

    #[test]
    fn a_list_is_what_is_in_it() {
        assert!(Inspection::of(&vec![Tagged("A")]).invalid.is_some());
        assert_eq!(Known::of(&vec![Tagged("A"), Tagged("B")]).elements.len(), 2);
        let named = BTreeMap::from([("a".to_owned(), Tagged("A"))]);
        let found = Inspection::of(&named).invalid.expect("an empty secret");
        assert_eq!(found.path(), "a");
    }

    #[test]
    fn strings_have_a_text_and_integers_a_number() {
        assert_eq!("a".to_owned().text(), Some("a"));
        assert_eq!("a".to_owned().integer(), None);
        assert_eq!((5_i64.integer(), 5_i64.text()), (Some(5), None));
    }
}
