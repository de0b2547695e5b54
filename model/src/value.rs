//! What a value of the model can do, whatever its type.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Elements, Json, Known, ObjectId, Property, Redacted, Secret};

/// A value that a property or a body can have.
pub trait Value: Serialize {
    /// Looks for a secret that holds what Atlas shows of it. Most types hold no secret.
    fn find_redacted(&self, _found: &mut Redacted) {}

    /// The value of the tag, if the type is a union and the tag is present.
    fn tag(&self) -> Option<&str> {
        None
    }

    /// What the type knows of the value; nothing unless it is an object, or has objects in it.
    fn known(&self, _known: &mut Known) {}

    /// The text of a string or of an enumeration.
    fn text(&self) -> Option<&str> {
        None
    }
}

/// The text of a property that is a string or an enumeration, if it is there.
pub fn text<P: Property>(property: &P) -> Option<&str> {
    property.get()?.text()
}

impl Value for bool {}
impl Value for f64 {}
impl Value for i64 {}
impl Value for String {
    fn text(&self) -> Option<&str> {
        Some(self)
    }
}
impl Value for ObjectId {}

impl Value for Secret {
    fn find_redacted(&self, found: &mut Redacted) {
        found.add_if(self.is_refused());
    }
}

impl Value for Json {
    fn find_redacted(&self, found: &mut Redacted) {
        found.add_if(self.is_redacted());
    }
}

impl<T: Value> Value for Box<T> {
    fn find_redacted(&self, found: &mut Redacted) {
        (**self).find_redacted(found);
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

    fn find_redacted(&self, found: &mut Redacted) {
        for element in self {
            element.find_redacted(found);
        }
    }
}

impl<T: Value> Value for Elements<T> {
    fn find_redacted(&self, found: &mut Redacted) {
        for element in self {
            match element {
                Ok(element) => element.find_redacted(found),
                Err(other) => found.other(other),
            }
        }
    }
}

impl<T: Value> Value for BTreeMap<String, T> {
    fn find_redacted(&self, found: &mut Redacted) {
        for (name, value) in self {
            found.inside(name, |found| value.find_redacted(found));
        }
    }
}
