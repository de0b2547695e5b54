//! Redacted secrets: what Atlas shows of a key must not be stored in its place.

use std::convert::Infallible;

use super::object::Property;
use super::{Nulls, Object, Other, PropertyVisitor, UnknownFields, Value};

/// What Atlas puts in the place of what it does not show.
pub const MASK: &str = "****";

/// Whether `text` is what Atlas shows of a secret, such as `****a23c`.
pub(crate) fn is_redacted(text: &str) -> bool {
    text.contains(MASK)
}

/// Looks through a value for secrets that hold what Atlas shows of them.
#[derive(Default)]
pub struct Redacted {
    /// The names of the properties that lead to where it looks.
    path: Vec<String>,
    found: Option<String>,
}

impl Redacted {
    /// The property of `value` that holds a redacted secret, such as `destination.apiKey`.
    pub fn find(value: &impl Value) -> Option<String> {
        let mut found = Self::default();
        value.find_redacted(&mut found);
        found.found
    }

    /// Looks at the properties of `object`.
    pub fn object(&mut self, object: &impl Object) {
        let Ok(()) = object.visit(self);
    }

    pub(crate) fn other(&mut self, other: &Other) {
        if let Some(name) = other.redacted_field() {
            self.inside(&name, |found| found.add_if(true));
        }
    }

    /// Looks at the value of the property `name`.
    pub(crate) fn inside(&mut self, name: &str, look: impl FnOnce(&mut Self)) {
        self.path.push(name.to_owned());
        look(self);
        self.path.pop();
    }

    pub(crate) fn add_if(&mut self, is_redacted: bool) {
        if is_redacted {
            self.found.get_or_insert_with(|| self.path.join("."));
        }
    }
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
