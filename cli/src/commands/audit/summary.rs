//! The summary of an audit.

use super::row::Row;
use super::rules::{Rules, Verdict};
use crate::exit::Exit;
use crate::text::counted;

/// How many projects there are of each kind.
#[derive(Default)]
pub(super) struct Summary {
    /// How many projects there are to audit, once that is known.
    pub(super) expected: Option<usize>,
    projects: usize,
    /// Projects whose integrations could not be fetched.
    failed: usize,
    /// Projects that lack a required integration.
    lacking: usize,
    /// Projects that have a forbidden integration.
    offending: usize,
    /// Projects of which either is true.
    found: usize,
}

impl Summary {
    pub(super) fn add(&mut self, row: &Row, verdict: &Verdict) {
        self.projects += 1;
        self.failed += usize::from(row.integrations.is_err());
        self.lacking += usize::from(!verdict.missing.is_empty());
        self.offending += usize::from(!verdict.forbidden.is_empty());
        self.found += usize::from(!verdict.is_fine());
    }

    /// How far the audit came before it was interrupted.
    pub(super) fn interruption(&self) -> String {
        match self.expected {
            Some(expected) => {
                let expected = counted(expected, "project");
                format!("interrupted after {} of {expected}", self.projects)
            }
            None => "interrupted before the projects were listed".to_owned(),
        }
    }

    /// Prints the summary to standard error.
    pub(super) fn print(&self, rules: &Rules, is_interrupted: bool) {
        let Self {
            failed,
            lacking,
            offending,
            ..
        } = *self;
        let mut text = match is_interrupted {
            true => self.interruption(),
            false => counted(self.projects, "project"),
        };
        if rules.has_required() {
            let verb = if lacking == 1 { "lacks" } else { "lack" };
            text.push_str(&format!(", {lacking} of them {verb} {}", rules.required()));
        }
        if rules.has_forbidden() {
            let verb = if offending == 1 { "has" } else { "have" };
            text.push_str(&format!(
                ", {offending} of them {verb} {}",
                rules.forbidden()
            ));
        }
        if failed > 0 {
            text.push_str(&format!(", {failed} could not be read"));
        }
        note!("{text}");
    }

    pub(super) fn exit(&self) -> Exit {
        match (self.found, self.failed) {
            (0, 0) => Exit::Done,
            (0, _) => Exit::Failure,
            _ => Exit::Found,
        }
    }
}
