//! The summary of an audit.

use std::process::ExitCode;

use super::row::Row;

/// The exit code of an audit that found a project without a required integration.
const EXIT_MISSING: u8 = 3;

/// How many projects there are of each kind.
#[derive(Default)]
pub(super) struct Summary {
    projects: u64,
    /// Projects whose integrations could not be fetched.
    failed: u64,
    /// Projects that lack a required integration.
    lacking: u64,
}

impl Summary {
    pub(super) fn add(&mut self, row: &Row, missing: &[String]) {
        self.projects += 1;
        self.failed += u64::from(row.integrations.is_err());
        self.lacking += u64::from(!missing.is_empty());
    }

    /// Prints the summary to standard error.
    pub(super) fn print(&self, required: &[String]) {
        let Self {
            projects,
            failed,
            lacking,
        } = *self;
        let noun = if projects == 1 { "project" } else { "projects" };
        let mut text = format!("{projects} {noun}");
        if !required.is_empty() {
            let verb = if lacking == 1 { "lacks" } else { "lack" };
            let types = required.join(" or ");
            text.push_str(&format!(", {lacking} of them {verb} {types}"));
        }
        if failed > 0 {
            text.push_str(&format!(", {failed} could not be read"));
        }
        eprintln!("{text}");
    }

    pub(super) fn exit_code(&self) -> ExitCode {
        if self.lacking > 0 {
            EXIT_MISSING.into()
        } else if self.failed > 0 {
            ExitCode::FAILURE
        } else {
            ExitCode::SUCCESS
        }
    }
}
