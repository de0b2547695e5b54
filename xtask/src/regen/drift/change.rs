//! One line of the report.

use serde::Serialize;

/// Whom a change breaks.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd, Serialize)]
pub(in crate::regen) enum Severity {
    /// A compiled program that runs today misbehaves.
    #[serde(rename = "breaks programs")]
    BreaksPrograms,
    /// A user's code does not compile with the new client, or means something else.
    #[serde(rename = "breaks code")]
    BreaksCode,
    /// The model is open to it.
    #[serde(rename = "neither")]
    Neither,
}

impl Severity {
    /// The mark in the report.
    pub(super) fn mark(self) -> &'static str {
        match self {
            Self::BreaksPrograms => "breaks programs",
            Self::BreaksCode => "breaks code",
            Self::Neither => "neither",
        }
    }

    /// `BreaksPrograms` if `condition` holds, and `otherwise` if it does not.
    pub(super) fn breaks_programs_if(condition: bool, otherwise: Self) -> Self {
        if condition {
            Self::BreaksPrograms
        } else {
            otherwise
        }
    }
}

/// Something that changed.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub(in crate::regen) struct Change {
    /// What kind of thing changed, such as `property`.
    pub(super) kind: &'static str,
    /// Which one, such as `Datadog.region`.
    pub(super) subject: String,
    /// How, such as `added`.
    pub(super) change: &'static str,
    /// Whom it breaks.
    pub(super) severity: Severity,
    /// The sentence of a changelog.
    pub(super) text: String,
}

impl Change {
    pub(super) fn new(
        kind: &'static str,
        subject: impl Into<String>,
        change: &'static str,
        severity: Severity,
        text: String,
    ) -> Self {
        Self {
            kind,
            subject: subject.into(),
            change,
            severity,
            text,
        }
    }

    /// What changes are sorted by.
    pub(super) fn key(&self) -> (Severity, &str, &str, &str, &str) {
        (
            self.severity,
            self.kind,
            &self.subject,
            self.change,
            &self.text,
        )
    }
}
