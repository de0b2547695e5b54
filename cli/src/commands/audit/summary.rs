//! The summary of an audit.

use super::row::Row;
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
}

impl Summary {
    pub(super) fn add(&mut self, row: &Row, missing: &[String]) {
        self.projects += 1;
        self.failed += usize::from(row.integrations.is_err());
        self.lacking += usize::from(!missing.is_empty());
    }

    /// Prints the summary to standard error.
    pub(super) fn print(&self, required: &[&str], is_interrupted: bool) {
        let Self {
            projects,
            failed,
            lacking,
            ..
        } = *self;
        let mut text = match (is_interrupted, self.expected) {
            (false, _) => counted(projects, "project"),
            (true, Some(expected)) => {
                format!(
                    "interrupted after {projects} of {}",
                    counted(expected, "project")
                )
            }
            (true, None) => "interrupted before the projects were listed".to_owned(),
        };
        if !required.is_empty() {
            let verb = if lacking == 1 { "lacks" } else { "lack" };
            let types = required.join(" or ");
            text.push_str(&format!(", {lacking} of them {verb} {types}"));
        }
        if failed > 0 {
            text.push_str(&format!(", {failed} could not be read"));
        }
        note!("{text}");
    }

    pub(super) fn exit(&self) -> Exit {
        match (self.lacking, self.failed) {
            (0, 0) => Exit::Done,
            (0, _) => Exit::Failure,
            _ => Exit::Found,
        }
    }
}
