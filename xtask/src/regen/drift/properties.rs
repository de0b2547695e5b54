//! Changes of an object's properties. What a change breaks depends on which way the value travels.

use std::collections::BTreeSet;

use serde_json::Value;

use super::enumeration;
use super::types::type_of;
use super::usage::Usage;
use super::{Change, Severity};
use crate::regen::normalize::marks;

/// A property on one side.
struct Property<'a> {
    value: &'a Value,
    required: bool,
}

pub(super) fn changes(schema: &str, before: &Value, after: &Value, usage: Usage) -> Vec<Change> {
    let names = |value: &Value| -> BTreeSet<String> {
        let properties = value["properties"].as_object();
        properties
            .into_iter()
            .flatten()
            .map(|(name, _)| name.clone())
            .collect()
    };
    let mut changes = Vec::new();
    for name in names(before).union(&names(after)) {
        let subject = format!("{schema}.{name}");
        // Which member of a union it is, is said by the union; there is no field for it.
        let is_tag = |schema: &Value| schema[marks::TAG] == name.as_str();
        let (was_tag, is_tag) = (is_tag(before), is_tag(after));
        if was_tag != is_tag {
            // The mark is what changed.
            continue;
        }
        match (property(before, name), property(after, name)) {
            (Some(before), Some(after)) => {
                changes.extend(changed(&subject, &before, &after, usage, is_tag));
            }
            (Some(before), None) => changes.push(removed(&subject, &before, usage)),
            (None, Some(after)) => changes.push(added(&subject, &after, usage)),
            (None, None) => {}
        }
    }
    changes
}

fn property<'a>(schema: &'a Value, name: &str) -> Option<Property<'a>> {
    let required = schema["required"].as_array();
    Some(Property {
        value: schema["properties"].get(name)?,
        required: required.is_some_and(|required| required.iter().any(|it| it == name)),
    })
}

/// A property that is only read is not sent, and one that is only written is not received.
fn directed(usage: Usage, property: &Value) -> Usage {
    Usage {
        sent: usage.sent && property["readOnly"] != true,
        received: usage.received && property["writeOnly"] != true,
    }
}

fn added(subject: &str, property: &Property<'_>, usage: Usage) -> Change {
    let usage = directed(usage, property.value);
    let (severity, what) = match property.required {
        true if usage.sent => (Severity::BreaksPrograms, "required"),
        true => (Severity::BreaksCode, "required"),
        false => (Severity::Neither, "optional"),
    };
    let text = format!("The {what} property `{subject}` is new.");
    Change::new("property", subject, "added", severity, text)
}

fn removed(subject: &str, property: &Property<'_>, usage: Usage) -> Change {
    let usage = directed(usage, property.value);
    // Atlas refuses properties that it does not know, and a client a value without one that it
    // requires.
    let breaks = usage.sent || property.required && usage.received;
    let severity = Severity::breaks_programs_if(breaks, Severity::BreaksCode);
    let text = format!("The property `{subject}` is gone.");
    Change::new("property", subject, "removed", severity, text)
}

fn changed(
    subject: &str,
    before: &Property<'_>,
    after: &Property<'_>,
    usage: Usage,
    is_tag: bool,
) -> Vec<Change> {
    use Severity::{BreaksCode, BreaksPrograms, Neither};

    let whole = usage;
    let usage = directed(whole, after.value);
    let mut changes = Vec::new();
    let mut add = |change, severity: Severity, text: String| {
        let severity = if is_tag { Neither } else { severity };
        let text = format!("The property `{subject}` {text}.");
        changes.push(Change::new("property", subject, change, severity, text));
    };
    match (before.required, after.required) {
        (false, true) => {
            let severity = Severity::breaks_programs_if(usage.sent, BreaksCode);
            add("required", severity, "is now required".to_owned());
        }
        (true, false) => {
            let severity = Severity::breaks_programs_if(usage.received, BreaksCode);
            add("optional", severity, "is no longer required".to_owned());
        }
        _ => {}
    }
    let (old, new) = (type_of(before.value), type_of(after.value));
    if old != new {
        add("type", BreaksPrograms, format!("is {new} instead of {old}"));
    }
    let (old, new) = (before.value.get("format"), after.value.get("format"));
    if old != new {
        let shown = |format: Option<&Value>| match format {
            Some(format) => format.to_string(),
            None => "none".to_owned(),
        };
        let text = format!("has the format {} instead of {}", shown(new), shown(old));
        add("format", BreaksCode, text);
    }
    for (mark, severity) in [
        (marks::BOX, BreaksCode),
        (marks::TEMPLATE, Neither),
        (marks::WITHHELD, Neither),
    ] {
        match (before.value[mark] == true, after.value[mark] == true) {
            (false, true) => add(mark, severity, format!("has the mark `{mark}`")),
            (true, false) => add(mark, severity, format!("no longer has the mark `{mark}`")),
            _ => {}
        }
    }
    for flag in flags(before, after, whole) {
        match (
            before.value[flag.keyword] == true,
            after.value[flag.keyword] == true,
        ) {
            (false, true) => add(flag.keyword, flag.set, format!("is now {}", flag.adjective)),
            (true, false) => {
                add(
                    flag.negation,
                    flag.unset,
                    format!("is no longer {}", flag.adjective),
                );
            }
            _ => {}
        }
    }
    let mut values = enumeration::changes(subject, before.value, after.value, usage);
    if is_tag {
        for change in &mut values {
            change.severity = Neither;
        }
    }
    changes.extend(values);
    changes
}

/// A keyword that is either `true` or absent.
struct Flag {
    keyword: &'static str,
    negation: &'static str,
    adjective: &'static str,
    /// The severity of its being set, and of its being removed.
    set: Severity,
    unset: Severity,
}

fn flags(before: &Property<'_>, after: &Property<'_>, usage: Usage) -> [Flag; 4] {
    use Severity::{BreaksCode, BreaksPrograms, Neither};

    let (old, new) = (directed(usage, before.value), directed(usage, after.value));
    // A field that is optional in any case can hold null already.
    let both_required = before.required && after.required;
    let no_more_null = if both_required { BreaksCode } else { Neither };
    [
        Flag {
            keyword: "nullable",
            negation: "not nullable",
            adjective: "nullable",
            set: match both_required {
                true if new.received => BreaksPrograms,
                true => BreaksCode,
                false => Neither,
            },
            unset: Severity::breaks_programs_if(new.sent, no_more_null),
        },
        Flag {
            keyword: "readOnly",
            negation: "not readOnly",
            adjective: "read-only",
            set: Severity::breaks_programs_if(old.sent, Neither),
            unset: Neither,
        },
        Flag {
            keyword: "writeOnly",
            negation: "not writeOnly",
            adjective: "write-only",
            set: Severity::breaks_programs_if(old.received, Neither),
            unset: Neither,
        },
        Flag {
            keyword: "deprecated",
            negation: "undeprecated",
            adjective: "deprecated",
            set: Neither,
            unset: Neither,
        },
    ]
}
