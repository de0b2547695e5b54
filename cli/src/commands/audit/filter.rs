//! Which projects to audit.

use std::cell::Cell;

use atlas_integrations::types::Group;
use wildmatch::WildMatch;

use super::row::project_id;

/// The projects that the options `--project` select: all of them if there are none.
pub(super) struct ProjectFilter {
    patterns: Vec<Pattern>,
}

struct Pattern {
    text: String,
    name: WildMatch,
    /// Whether it has matched a project so far.
    matched: Cell<bool>,
}

impl ProjectFilter {
    pub(super) fn new(patterns: &[String]) -> Self {
        let patterns = patterns.iter().map(|text| Pattern {
            text: text.clone(),
            name: WildMatch::new(text),
            matched: Cell::new(false),
        });
        Self {
            patterns: patterns.collect(),
        }
    }

    /// Whether the filter selects `project`.
    pub(super) fn matches(&self, project: &Group) -> bool {
        let mut selected = self.patterns.is_empty();
        // Every pattern is tried, so that each one knows whether it has matched.
        for pattern in &self.patterns {
            if project_id(project) == pattern.text || pattern.name.matches(&project.name) {
                pattern.matched.set(true);
                selected = true;
            }
        }
        selected
    }

    /// The first pattern that has matched no project.
    pub(super) fn unmatched(&self) -> Option<&str> {
        let mut patterns = self.patterns.iter();
        let unmatched = patterns.find(|pattern| !pattern.matched.get());
        unmatched.map(|pattern| pattern.text.as_str())
    }
}
