//! The projects of a fleet.

use std::cell::Cell;
use std::collections::HashMap;

use atlas_integrations::{Client, Error, GroupId};
use serde::Serialize;
use wildmatch::WildMatch;

use super::pace::Pace;
use crate::error::CliResult;
use crate::integration::{self, Integration, Kind};
use crate::listing::Listing;
use crate::project::no_match;

/// A project that the credentials can access.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Project {
    /// Its ID, 24 hexadecimal digits; empty if Atlas sent none.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Why its integrations cannot be asked for, if Atlas lists it in an odd form.
    #[serde(skip)]
    pub problem: Option<String>,
}

/// Which projects are meant: by ID, by name or by a pattern for the name, in which `*` and `?` are
/// wildcards.
#[derive(Debug)]
pub struct Selection {
    /// All projects, if there are none.
    include: Vec<Pattern>,
    exclude: Vec<Pattern>,
}

#[derive(Debug)]
struct Pattern {
    text: String,
    name: WildMatch,
    has_matched: Cell<bool>,
}

impl Pattern {
    fn new(text: String) -> Self {
        Self {
            name: WildMatch::new(&text),
            text,
            has_matched: Cell::new(false),
        }
    }

    fn matches(&self, project: &Project) -> bool {
        let matches = self.text == project.id || self.name.matches(&project.name);
        if matches {
            self.has_matched.set(true);
        }
        matches
    }
}

/// Whether one of the patterns matches. Every one is tried, so that each knows whether it has matched.
fn any(patterns: &[Pattern], project: &Project) -> bool {
    patterns
        .iter()
        .fold(false, |found, pattern| pattern.matches(project) || found)
}

impl Selection {
    /// The projects that `include` names (all, if it names none), without those that `exclude` names.
    #[must_use]
    pub fn new(include: Vec<String>, exclude: Vec<String>) -> Self {
        let patterns = |texts: Vec<String>| texts.into_iter().map(Pattern::new).collect();
        Self {
            include: patterns(include),
            exclude: patterns(exclude),
        }
    }

    /// Whether the project is meant.
    #[must_use]
    pub fn includes(&self, project: &Project) -> bool {
        let is_excluded = any(&self.exclude, project);
        let is_included = any(&self.include, project) || self.include.is_empty();
        is_included && !is_excluded
    }

    /// An error if something that it names has matched none of the projects so far.
    ///
    /// # Errors
    ///
    /// See above; it names the first.
    pub fn check_matched(&self) -> CliResult<()> {
        let mut patterns = self.include.iter().chain(&self.exclude);
        match patterns.find(|pattern| !pattern.has_matched.get()) {
            Some(pattern) => Err(no_match(&pattern.text)),
            None => Ok(()),
        }
    }
}

/// All projects that the credentials can access, and how to ask for their integrations.
#[derive(Debug)]
pub struct Fleet {
    pub(super) client: Client,
    pub(super) pace: Pace,
    /// Each project once, in the order of Atlas.
    pub projects: Vec<Project>,
    /// Why the list of projects is incomplete, if it is.
    pub failure: Option<Error>,
}

impl Fleet {
    /// Lists the projects. If the list breaks off, `failure` says why, and the projects before that are
    /// there.
    pub async fn list(client: Client) -> Self {
        let listing = Listing::fetch(&client, &crate::project::Selection::new(&[])).await;
        let projects = listing.projects.into_iter().map(|project| Project {
            id: project.id,
            name: project.name,
            problem: project.problem,
        });
        Self {
            client,
            pace: Pace::default(),
            projects: projects.collect(),
            failure: listing.failure,
        }
    }

    /// Why the list of projects is incomplete, as a sentence, if it is.
    #[must_use]
    pub fn incomplete(&self) -> Option<String> {
        let failure = self.failure.as_ref()?;
        Some(format!("not all projects could be listed: {failure}"))
    }

    /// The projects that `selection` includes.
    ///
    /// # Errors
    ///
    /// Something that it names is no project, and the list is complete.
    pub fn select(&self, selection: &Selection) -> CliResult<Vec<&Project>> {
        let projects = self.projects.iter();
        let selected = projects
            .filter(|project| selection.includes(project))
            .collect();
        if self.failure.is_none() {
            selection.check_matched()?;
        }
        Ok(selected)
    }

    /// How many projects have each name, for those that are not unique.
    #[must_use]
    pub fn ambiguous_names(&self) -> HashMap<&str, usize> {
        let mut counts = HashMap::new();
        for project in &self.projects {
            *counts.entry(project.name.as_str()).or_default() += 1;
        }
        counts.retain(|_, count| *count > 1);
        counts
    }

    /// The integrations of some kinds that a project has, or why they are not known.
    pub(crate) async fn integrations(
        &self,
        project: &Project,
        kinds: &[Kind],
    ) -> Result<Vec<Integration>, String> {
        let group_id = group_id(project)?;
        let mut found = Vec::new();
        for kind in kinds {
            self.pace.wait().await;
            let (integrations, rate_limit) = integration::all(&self.client, &group_id, *kind)
                .await
                .map_err(|error| error.to_string())?;
            self.pace.observe(rate_limit);
            found.extend(integrations);
        }
        Ok(found)
    }
}

/// The ID of a project, or why it has none that can be used.
pub(super) fn group_id(project: &Project) -> Result<GroupId, String> {
    match (&project.problem, project.id.parse()) {
        (Some(problem), _) => Err(problem.clone()),
        (None, Ok(id)) => Ok(id),
        (None, Err(error)) => Err(format!("the project has no usable ID: {error}")),
    }
}
