//! The properties of an object, and what looks at them.

use std::convert::Infallible;

use serde::de::Error;

use crate::field::Nulls;
use crate::unknown_fields::UnknownFields;
use crate::value::{Known, Redacted, Value};

/// What looks at the properties of an object.
pub trait PropertyVisitor {
    /// Why it may stop.
    type Error;

    /// A property that the document knows.
    fn property<P: Property>(
        &mut self,
        name: &'static str,
        property: &P,
        nulls: &Nulls,
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
        nulls: &mut Nulls,
    ) -> Result<Self, E>;
}

impl<T: Value> Property for T {
    type Value = T;

    fn get(&self) -> Option<&T> {
        Some(self)
    }

    fn finish<E: Error>(found: Option<T>, name: &'static str, _: &mut Nulls) -> Result<T, E> {
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
        nulls: &mut Nulls,
    ) -> Result<Self, E> {
        if matches!(found, Some(None)) {
            nulls.add(name);
        }
        Ok(found.flatten())
    }
}

/// The text of a property that is a string or an enumeration, if it is there.
pub fn text<P: Property>(property: &P) -> Option<&str> {
    property.get()?.text()
}

impl PropertyVisitor for Redacted {
    type Error = Infallible;

    fn property<P: Property>(
        &mut self,
        name: &'static str,
        property: &P,
        _: &Nulls,
    ) -> Result<(), Infallible> {
        if let Some(value) = property.get() {
            self.inside(name, |found| value.find_redacted(found));
        }
        Ok(())
    }

    fn rest(&mut self, extra: &UnknownFields) -> Result<(), Infallible> {
        if let Some(name) = extra.redacted_field() {
            self.inside(name, |found| found.add_if(true));
        }
        Ok(())
    }
}

impl PropertyVisitor for Known {
    type Error = Infallible;

    fn property<P: Property>(
        &mut self,
        name: &'static str,
        property: &P,
        _: &Nulls,
    ) -> Result<(), Infallible> {
        let known = property.get().map(Self::of).unwrap_or_default();
        self.names
            .get_or_insert_default()
            .insert(name.to_owned(), known);
        Ok(())
    }

    fn rest(&mut self, _: &UnknownFields) -> Result<(), Infallible> {
        Ok(())
    }
}
