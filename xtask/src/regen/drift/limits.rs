//! Changes of what a parameter's value may be, beyond its type. A model has no limits.

use std::collections::BTreeSet;

use serde_json::Value;

use super::Severity;

/// A limit that excludes more values the higher it is.
const LOWER: [&str; 5] = [
    "exclusiveMinimum",
    "minItems",
    "minLength",
    "minProperties",
    "minimum",
];
/// A limit that excludes more values the lower it is.
const UPPER: [&str; 5] = [
    "exclusiveMaximum",
    "maxItems",
    "maxLength",
    "maxProperties",
    "maximum",
];
/// Limits of which any other value may exclude something.
const OTHER: [&str; 4] = ["format", "multipleOf", "pattern", "uniqueItems"];

/// A limit that changed.
pub(super) struct Limit {
    pub(super) severity: Severity,
    /// The rest of a sentence about the parameter.
    pub(super) text: String,
}

/// The limits that differ, those of elements included.
pub(super) fn changes(before: &Value, after: &Value) -> Vec<Limit> {
    let mut changes = Vec::new();
    let keywords: BTreeSet<&str> = LOWER.into_iter().chain(UPPER).chain(OTHER).collect();
    for keyword in keywords {
        let (old, new) = (before.get(keyword), after.get(keyword));
        if old != new {
            let severity =
                Severity::breaks_programs_if(is_tighter(keyword, old, new), Severity::Neither);
            let text = format!("has the {keyword} {} instead of {}", shown(new), shown(old));
            changes.push(Limit { severity, text });
        }
    }
    // Who leaves the parameter out gets something else.
    let (old, new) = (before.get("default"), after.get("default"));
    if old != new {
        let severity = Severity::breaks_programs_if(old.is_some(), Severity::Neither);
        let text = format!("has the default {} instead of {}", shown(new), shown(old));
        changes.push(Limit { severity, text });
    }
    if let (Some(before), Some(after)) = (before.get("items"), after.get("items")) {
        changes.extend(self::changes(before, after));
    }
    changes
}

/// Whether values that were accepted may be refused.
fn is_tighter(keyword: &str, before: Option<&Value>, after: Option<&Value>) -> bool {
    let (Some(before), Some(after)) = (before, after) else {
        return after.is_some();
    };
    match (before.as_f64(), after.as_f64()) {
        (Some(before), Some(after)) if LOWER.contains(&keyword) => after > before,
        (Some(before), Some(after)) if UPPER.contains(&keyword) => after < before,
        _ => *after != Value::Bool(false),
    }
}

fn shown(value: Option<&Value>) -> String {
    value.map_or_else(|| "none".to_owned(), |value| format!("`{value}`"))
}
