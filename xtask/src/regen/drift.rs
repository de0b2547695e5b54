//! `cargo xtask drift`: what changed between two specifications for the operations that the client
//! has, as a changelog says it.
//!
//! ```text
//! specification or document ─ side ─┐
//!                                   ├─ operations, parameters, bodies, schemas, properties ─ report
//! specification or document ─ side ─┘
//! ```

mod bodies;
mod change;
mod enumeration;
mod limits;
mod operation;
mod operations;
mod parameters;
mod properties;
mod report;
mod rest;
mod schemas;
mod shared;
mod side;
#[cfg(test)]
mod tests;
mod types;
mod usage;

use anyhow::Result;

pub(super) use self::change::{Change, Severity};
pub(crate) use self::report::Format;
pub(super) use self::report::{compact, is_annotation, losses};
pub(super) use self::side::{Side, lacking};
use self::usage::Usages;
use super::{DOCUMENT, Project};

/// What a comparison found, from the least to the most serious.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Outcome {
    /// Nothing has changed.
    Same,
    /// Something has changed, and nothing breaks.
    Changed,
    /// A user's code or a running program breaks.
    Breaking,
}

impl Project {
    /// Prints what changed for our operations between `from` (by default the committed document)
    /// and `to`. Each is an upstream specification or a document that regen wrote.
    pub(crate) fn drift(&self, from: Option<&str>, to: &str, format: Format) -> Result<Outcome> {
        let inputs = self.inputs()?;
        let committed = self.root.join(DOCUMENT).display().to_string();
        let from = Side::read(from.unwrap_or(&committed), &inputs)?;
        let to = Side::read(to, &inputs)?;
        for name in from
            .absent
            .keys()
            .filter(|name| to.absent.contains_key(*name))
        {
            eprintln!(
                "notice: neither side has the operation {name}; check its path in openapi/operations.toml"
            );
        }
        let changes = changes(&from, &to);
        println!("{}", report::render(&changes, format)?);
        Ok(outcome(&changes))
    }
}

fn outcome(changes: &[Change]) -> Outcome {
    match changes.iter().map(|change| change.severity).min() {
        None => Outcome::Same,
        Some(Severity::Neither) => Outcome::Changed,
        Some(_) => Outcome::Breaking,
    }
}

/// Everything that changed between two sides, in stable order: what breaks comes first.
pub(super) fn changes(from: &Side, to: &Side) -> Vec<Change> {
    let usages = Usages::of(from, to);
    let mut changes = operations::changes(from, to);
    changes.extend(schemas::changes(from, to, &usages));
    changes.extend(side::changed_pages(from, to));
    let (before, after) = (from.facts(), to.facts());
    changes.extend(shared::changes(&before, &after));
    let is_known = match changes.is_empty() {
        true => before == after,
        false => !rest::differs(&before, &after),
    };
    if !is_known {
        changes.push(Change::new(
            "document",
            "",
            "changed",
            Severity::Neither,
            "The document differs in a way that this report does not know; see the difference of \
             the files."
                .to_owned(),
        ));
    }
    changes.sort_by(|a, b| a.key().cmp(&b.key()));
    changes.dedup();
    changes
}
