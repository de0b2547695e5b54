//! The summary of a plan, and of what became of it.

use std::collections::BTreeSet;

use crate::exit::Exit;
use crate::fleet::{Action, Outcome, Plan};
use crate::text::counted;

/// How many projects and changes there are of each kind.
#[derive(Default)]
pub(super) struct Summary {
    /// How many projects there are to look at.
    expected: usize,
    projects: usize,
    as_desired: usize,
    /// How many are as desired after all of their changes have been made.
    changed: usize,
    unread: usize,
    creates: usize,
    updates: usize,
    deletes: usize,
    blocked: usize,
    done: usize,
    failed: usize,
    notes: BTreeSet<String>,
}

impl Summary {
    pub(super) fn new(expected: usize) -> Self {
        Self {
            expected,
            ..Self::default()
        }
    }

    pub(super) fn add_plan(&mut self, plan: &Plan) {
        self.projects += 1;
        self.unread += usize::from(plan.error.is_some());
        self.as_desired += usize::from(plan.is_empty());
        for change in &plan.changes {
            match change.action {
                Action::Create => self.creates += 1,
                Action::Update => self.updates += 1,
                Action::Delete => self.deletes += 1,
                Action::Blocked(_) => self.blocked += 1,
                Action::Keep => {}
            }
            let service = &change.service;
            self.notes
                .extend(change.notes.iter().map(|note| format!("{service}: {note}")));
        }
    }

    pub(super) fn add_outcome(&mut self, outcome: &Outcome) {
        self.add_plan(&outcome.plan);
        let changes = outcome.plan.changes.iter();
        let wanted = changes.filter(|change| change.action != Action::Keep);
        let done = outcome.results.iter().filter(|(_, result)| result.is_ok());
        let done = done.count();
        self.done += done;
        self.failed += outcome.results.len() - done;
        self.changed += usize::from(done > 0 && done == wanted.count());
    }

    pub(super) fn has_changes(&self, prune: bool) -> bool {
        self.creates + self.updates > 0 || (prune && self.deletes > 0)
    }

    /// Prints to standard error what would change.
    pub(super) fn print_planned(&self) {
        let Self {
            creates,
            updates,
            deletes,
            ..
        } = *self;
        let changes = format!("{creates} to create, {updates} to update, {deletes} to delete");
        self.print(&format!("{} as desired; {changes}", self.as_desired));
    }

    /// Prints to standard error what has changed.
    pub(super) fn print_applied(&self, prune: bool) {
        let now = self.as_desired + self.changed;
        let before = match self.changed {
            0 => String::new(),
            _ => format!(" now ({} before)", self.as_desired),
        };
        let done = counted(self.done, "integration");
        let mut changes = format!("{now} as desired{before}; {done} changed");
        if self.failed > 0 {
            changes.push_str(&format!(", {} failed", self.failed));
        }
        if self.deletes > 0 && !prune {
            changes.push_str(&format!(", {} to delete with --prune", self.deletes));
        }
        self.print(&changes);
    }

    /// How far it came before it was interrupted, if it was.
    pub(super) fn interruption(&self) -> Option<String> {
        let expected = counted(self.expected, "project");
        (self.projects < self.expected)
            .then(|| format!("interrupted after {} of {expected}", self.projects))
    }

    fn print(&self, changes: &str) {
        for note in &self.notes {
            note!("note: {note}");
        }
        let all = || counted(self.projects, "project");
        let projects = self.interruption().unwrap_or_else(all);
        let mut text = format!("{projects}, {changes}");
        if self.blocked > 0 {
            text.push_str(&format!(", {} cannot be changed", self.blocked));
        }
        if self.unread > 0 {
            text.push_str(&format!(
                "; {} could not be read",
                counted(self.unread, "project")
            ));
        }
        note!("{text}");
    }

    pub(super) fn exit_of_plan(&self) -> Exit {
        let found = self.creates + self.updates + self.deletes + self.blocked;
        match (found, self.unread > 0) {
            (0, false) => Exit::Done,
            (0, true) => Exit::Failure,
            _ => Exit::Found,
        }
    }

    /// What is left to do counts more than what is done.
    pub(super) fn exit_of_apply(&self) -> Exit {
        let changes = self.creates + self.updates + self.deletes + self.blocked;
        match changes == self.done {
            _ if self.failed > 0 || self.unread > 0 => Exit::Failure,
            true => Exit::Done,
            false => Exit::Found,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_exit_code_tells_what_is_to_do_and_what_is_left() {
        type Case = (fn(&mut Summary), bool, bool, Exit, Exit);
        let cases: [Case; 9] = [
            (|_| {}, false, false, Exit::Done, Exit::Done),
            (|it| it.creates = 1, true, true, Exit::Found, Exit::Found),
            (|it| it.updates = 1, true, true, Exit::Found, Exit::Found),
            (|it| it.deletes = 1, false, true, Exit::Found, Exit::Found),
            (|it| it.blocked = 1, false, false, Exit::Found, Exit::Found),
            (
                |it| it.unread = 1,
                false,
                false,
                Exit::Failure,
                Exit::Failure,
            ),
            (
                |it| (it.creates, it.unread) = (1, 1),
                true,
                true,
                Exit::Found,
                Exit::Failure,
            ),
            (
                |it| (it.creates, it.updates, it.done, it.failed) = (1, 1, 1, 1),
                true,
                true,
                Exit::Found,
                Exit::Failure,
            ),
            (
                |it| (it.creates, it.updates, it.deletes, it.blocked, it.done) = (1, 1, 1, 1, 4),
                true,
                true,
                Exit::Found,
                Exit::Done,
            ),
        ];
        for (index, (set, changes, prunes, plan, apply)) in cases.into_iter().enumerate() {
            let mut summary = Summary::default();
            set(&mut summary);
            assert_eq!(summary.has_changes(false), changes, "{index}");
            assert_eq!(summary.has_changes(true), prunes, "{index}");
            assert_eq!(summary.exit_of_plan(), plan, "{index}");
            assert_eq!(summary.exit_of_apply(), apply, "{index}");
        }
    }
}
