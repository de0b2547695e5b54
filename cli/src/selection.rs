//! Projects that options name.

use std::cell::Cell;

use wildmatch::WildMatch;

use crate::error::{CliError, CliResult};
use crate::exit::Exit;

/// Whether `text` has wildcards.
pub(crate) fn is_pattern(text: &str) -> bool {
    text.contains(['*', '?'])
}

/// The error for a name or pattern that no project has.
pub(crate) fn no_match(project: &str) -> CliError {
    CliError::new(
        Exit::NotFound,
        format!(
            "no accessible project matches {project:?}; to list them, run `atlas-integrations projects`"
        ),
    )
}

/// The projects that options select, by ID or by a pattern for the name: all if there are none.
pub(crate) struct Selection {
    patterns: Vec<Pattern>,
}

struct Pattern {
    text: String,
    name: WildMatch,
    /// Whether it has matched a project so far.
    matched: Cell<bool>,
}

impl Selection {
    pub(crate) fn new(patterns: &[String]) -> Self {
        let patterns = patterns.iter().map(|text| Pattern {
            text: text.clone(),
            name: WildMatch::new(text),
            matched: Cell::new(false),
        });
        Self {
            patterns: patterns.collect(),
        }
    }

    /// Whether the project with this ID and name is selected.
    pub(crate) fn includes(&self, id: Option<&str>, name: &str) -> bool {
        let mut selected = self.patterns.is_empty();
        // Every pattern is tried, so that each one knows whether it has matched.
        for pattern in &self.patterns {
            if id == Some(&pattern.text) || pattern.name.matches(name) {
                pattern.matched.set(true);
                selected = true;
            }
        }
        selected
    }

    /// An error if one of the patterns has matched no project.
    pub(crate) fn check(&self) -> CliResult<()> {
        let mut patterns = self.patterns.iter();
        match patterns.find(|pattern| !pattern.matched.get()) {
            Some(pattern) => Err(no_match(&pattern.text)),
            None => Ok(()),
        }
    }
}
