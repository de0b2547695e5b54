//! How values are looked through for what must not be sent.

use std::convert::Infallible;

use crate::facts::Facts;
use crate::field::Presence;
use crate::inspection::Inspection;
use crate::property::{Property, PropertyVisitor};
use crate::unknown_fields::UnknownFields;
use crate::value::Value;

impl Inspection {
    /// Looks through `value`.
    pub fn of(value: &impl Value) -> Self {
        let mut inspection = Self::default();
        value.inspect(&mut inspection);
        inspection
    }
}

impl PropertyVisitor for Inspection {
    type Error = Infallible;

    fn property<P: Property>(
        &mut self,
        facts: Facts,
        property: &P,
        presence: &Presence,
    ) -> Result<(), Infallible> {
        match property.get() {
            Some(value) => self.inside(facts.name, |found| {
                found.is_template = facts.is_template;
                value.inspect(found);
                found.is_template = false;
            }),
            None if facts.is_withheld && presence.lost(facts.name) => self.lacks(facts.name),
            None => {}
        }
        Ok(())
    }

    fn rest(&mut self, extra: &UnknownFields) -> Result<(), Infallible> {
        for (name, value) in extra.iter() {
            self.collect_likely(name, value.get());
        }
        for (name, json) in extra.received() {
            self.inside(name, |found| found.json(json));
        }
        Ok(())
    }
}
