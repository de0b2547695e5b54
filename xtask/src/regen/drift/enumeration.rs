//! What changed in the values of an enumeration.

use serde_json::Value;

use super::types::values;
use super::usage::Usage;
use super::{Change, Severity};

/// Changes of an enumeration's values; the enumeration is open to new ones.
pub(super) fn changes(name: &str, before: &Value, after: &Value, usage: Usage) -> Vec<Change> {
    let (before, after) = (values(before), values(after));
    let gone = before.difference(&after).map(|value| {
        let text = format!("`{name}` no longer has the value `{value}`.");
        Change::new(
            "enumeration",
            format!("{name} {value}"),
            "value removed",
            loss(usage),
            text,
        )
    });
    let new = after.difference(&before).map(|value| {
        let text = format!("`{name}` has the new value `{value}`.");
        let subject = format!("{name} {value}");
        Change::new(
            "enumeration",
            subject,
            "value added",
            Severity::Neither,
            text,
        )
    });
    gone.chain(new).collect()
}

/// The severity of a value or variant that the specification no longer has: whoever sends it is
/// refused, and whoever only receives it loses its name.
pub(super) fn loss(usage: Usage) -> Severity {
    Severity::breaks_programs_if(usage.sent, Severity::BreaksCode)
}
