//! The properties of an object, and what looks at them.

use std::convert::Infallible;

use serde::de::Error;

use crate::facts::Facts;
use crate::field::Presence;
use crate::unknown_fields::UnknownFields;
use crate::value::{Known, Value};

/// What looks at the properties of an object.
pub trait PropertyVisitor {
    /// Why it may stop.
    type Error;

    /// A property that the document knows.
    fn property<P: Property>(
        &mut self,
        facts: Facts,
        property: &P,
        presence: &Presence,
    ) -> Result<(), Self::Error>;

    /// The properties that it does not know.
    fn rest(&mut self, extra: &UnknownFields) -> Result<(), Self::Error>;
}

/// A property as a struct holds it: a value, or an `Option` of one.
pub trait Property: Sized {
    /// The type of the value.
    type Value: Value;

    /// The value, if there is one.
    fn get(&self) -> Option<&Self::Value>;

    /// The property, which was found in the JSON or not.
    fn finish<E: Error>(
        found: Option<Self>,
        name: &'static str,
        presence: &mut Presence,
    ) -> Result<Self, E>;
}

impl<T: Value> Property for T {
    type Value = T;

    fn get(&self) -> Option<&T> {
        Some(self)
    }

    fn finish<E: Error>(found: Option<T>, name: &'static str, _: &mut Presence) -> Result<T, E> {
        found.ok_or_else(|| E::missing_field(name))
    }
}

impl<T: Value> Property for Option<T> {
    type Value = T;

    fn get(&self) -> Option<&T> {
        self.as_ref()
    }

    fn finish<E: Error>(
        found: Option<Self>,
        name: &'static str,
        presence: &mut Presence,
    ) -> Result<Self, E> {
        if matches!(found, Some(None)) {
            presence.add_null(name);
        }
        Ok(found.flatten())
    }
}

/// The text of a property that is a string or an enumeration, if it is there.
pub fn text<P: Property>(property: &P) -> Option<&str> {
    property.get()?.text()
}

impl PropertyVisitor for Known {
    type Error = Infallible;

    fn property<P: Property>(
        &mut self,
        facts: Facts,
        property: &P,
        _: &Presence,
    ) -> Result<(), Infallible> {
        let known = property.get().map(Self::of).unwrap_or_default();
        self.names
            .get_or_insert_default()
            .insert(facts.name.to_owned(), known);
        Ok(())
    }

    fn rest(&mut self, _: &UnknownFields) -> Result<(), Infallible> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_that_of_a_string_that_is_there() {
        assert_eq!(text(&"a".to_owned()), Some("a"));
        assert_eq!(text(&Some("a".to_owned())), Some("a"));
        assert_eq!(text(&None::<String>), None);
        assert_eq!(text(&Some(5_i64)), None);
    }
}
