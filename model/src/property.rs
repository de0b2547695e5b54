//! The properties of an object, and what looks at them.

use std::convert::Infallible;

use serde::de::Error;

use crate::field::Presence;
use crate::object::Object;
use crate::unknown_fields::UnknownFields;
use crate::value::{Known, Value};

/// What the document says of a property.
#[derive(Clone, Copy, Debug)]
pub struct Facts {
    /// Its name.
    pub name: &'static str,
    /// Whether it holds a secret.
    pub is_secret: bool,
    /// Whether it is text of any form and length, which Atlas redacts as a whole.
    pub is_template: bool,
    /// Whether Atlas may not show it although it is there.
    pub is_withheld: bool,
}

impl Facts {
    /// The property `name`, of which nothing else is said.
    pub const fn new(name: &'static str) -> Self {
        Self {
            name,
            is_secret: false,
            is_template: false,
            is_withheld: false,
        }
    }

    /// It holds a secret.
    pub const fn secret(mut self) -> Self {
        self.is_secret = true;
        self
    }

    /// It is a template.
    pub const fn template(mut self) -> Self {
        self.is_template = true;
        self
    }

    /// Atlas may not show it.
    pub const fn withheld(mut self) -> Self {
        self.is_withheld = true;
        self
    }
}

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

/// The property `name` of `object`, if it is there and an integer.
pub fn integer(object: &impl Object, name: &str) -> Option<i64> {
    let mut finder = IntegerFinder { name, found: None };
    let Ok(()) = object.visit(&mut finder);
    finder.found
}

struct IntegerFinder<'a> {
    name: &'a str,
    found: Option<i64>,
}

impl PropertyVisitor for IntegerFinder<'_> {
    type Error = Infallible;

    fn property<P: Property>(
        &mut self,
        facts: Facts,
        property: &P,
        _: &Presence,
    ) -> Result<(), Infallible> {
        if facts.name == self.name {
            self.found = property.get().and_then(Value::integer);
        }
        Ok(())
    }

    fn rest(&mut self, _: &UnknownFields) -> Result<(), Infallible> {
        Ok(())
    }
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
