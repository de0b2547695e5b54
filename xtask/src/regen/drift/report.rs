//! The report: as text, as JSON, and in the short form that regen prints.

use std::collections::BTreeMap;

use anyhow::Result;
use clap::ValueEnum;
use serde_json::json;

use super::{Change, Severity};

/// How many subjects of one kind of change the short form names.
const SHOWN_SUBJECTS: usize = 8;

/// The form of the report.
#[derive(Clone, Copy, Debug, Default, ValueEnum)]
pub(crate) enum Format {
    /// One line for each change, and their number.
    #[default]
    Text,
    /// An object with the list `changes` of objects with kind, subject, change, severity and text.
    Json,
}

pub(super) fn render(changes: &[Change], format: Format) -> Result<String> {
    match format {
        Format::Json => Ok(serde_json::to_string_pretty(
            &json!({ "changes": changes }),
        )?),
        Format::Text => Ok(text(changes)),
    }
}

fn text(changes: &[Change]) -> String {
    let lines = changes
        .iter()
        .map(|change| format!("{:<16} {}\n", change.severity.mark(), change.text));
    lines.collect::<String>() + &total(changes)
}

fn total(changes: &[Change]) -> String {
    if changes.is_empty() {
        return "nothing has changed for these operations".to_owned();
    }
    let count = |severity: Severity| {
        let all = changes.iter().filter(|it| it.severity == severity);
        all.count()
    };
    format!(
        "{} in all: {} programs, {} code, {} neither",
        changes.len(),
        breaks(count(Severity::BreaksPrograms)),
        breaks(count(Severity::BreaksCode)),
        count(Severity::Neither)
    )
}

fn breaks(count: usize) -> String {
    format!("{count} break{}", if count == 1 { "s" } else { "" })
}

/// The report with every change that breaks something, and one line for each kind of the others.
pub(in crate::regen) fn compact(changes: &[Change]) -> String {
    let mut lines = String::new();
    let mut harmless: BTreeMap<(&str, &str), Vec<&str>> = BTreeMap::new();
    for change in changes {
        if change.severity == Severity::Neither {
            let subjects = harmless.entry((change.kind, change.change)).or_default();
            subjects.push(&change.subject);
        } else {
            lines += &format!("{:<16} {}\n", change.severity.mark(), change.text);
        }
    }
    for ((kind, change), subjects) in harmless {
        let mark = Severity::Neither.mark();
        let shown: Vec<_> = subjects.iter().take(SHOWN_SUBJECTS).copied().collect();
        let more = match subjects.len() - shown.len() {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        lines += &format!("{mark:<16} {kind} {change}: {}{more}\n", shown.join(", "));
    }
    lines + &total(changes)
}

/// What the client could do and no longer can: operations, and the tags and members of unions, which
/// are all lost with a union that is gone or has become something else.
pub(in crate::regen) fn losses(changes: &[Change]) -> Vec<&str> {
    changes
        .iter()
        .filter(|change| {
            matches!(
                (change.kind, change.change),
                ("operation", "removed")
                    | (
                        "union",
                        "removed" | "type" | "tag removed" | "member removed"
                    )
            )
        })
        .map(|change| change.text.as_str())
        .collect()
}

/// Whether the change is one that the overlay makes with an annotation.
pub(in crate::regen) fn is_annotation(change: &Change) -> bool {
    change.change == "format"
}
