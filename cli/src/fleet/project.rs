//! The projects of a fleet.

use std::collections::HashSet;

use atlas_integrations::{Client, Error, GroupId};
use serde::Serialize;
use wildmatch::WildMatch;

use super::pace::Pace;
use crate::error::{CliError, CliResult};
use crate::integration::{self, Integration, Kind};
use crate::listing::Listing;
use crate::selection::{is_pattern, no_match};

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
    /// `None` if the text is an ID. A project whose name is the ID of another is not meant by it.
    name: Option<WildMatch>,
}

impl Pattern {
    fn new(text: String) -> Self {
        let is_id = text.parse::<GroupId>().is_ok();
        Self {
            name: (!is_id).then(|| WildMatch::new(&text)),
            text,
        }
    }

    fn matches(&self, project: &Project) -> bool {
        match &self.name {
            Some(name) => name.matches(&project.name),
            None => self.text == project.id,
        }
    }

    /// An error if it names none of the projects, or is a name that several have.
    fn check(&self, known: &Known<'_>, is_complete: bool) -> CliResult<()> {
        if self.name.is_none() && known.ids.contains(self.text.as_str()) {
            return Ok(());
        }
        let projects = known.projects.iter();
        let matching = projects.filter(|project| self.matches(project));
        let ids: Vec<_> = matching.map(|project| project.id.as_str()).collect();
        match ids.as_slice() {
            [] if is_complete => Err(no_match(&self.text)),
            [] | [_] => Ok(()),
            _ if is_pattern(&self.text) => Ok(()),
            several => Err(CliError::usage(format!(
                "{} projects have the name {:?}; name one by its ID: {}",
                several.len(),
                self.text,
                several.join(", ")
            ))),
        }
    }
}

/// Projects, in which an ID is found at once.
pub(super) struct Known<'a> {
    projects: &'a [Project],
    ids: HashSet<&'a str>,
}

impl<'a> Known<'a> {
    pub(super) fn new(projects: &'a [Project]) -> Self {
        let ids = projects.iter().map(|project| project.id.as_str());
        Self {
            projects,
            ids: ids.collect(),
        }
    }
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

    /// Whether the project is meant. One that Atlas lists without an ID and a name may be any, and is
    /// always included.
    #[must_use]
    pub fn includes(&self, project: &Project) -> bool {
        let any = |patterns: &[Pattern]| patterns.iter().any(|pattern| pattern.matches(project));
        let is_nameless = project.id.is_empty() && project.name.is_empty();
        let is_included = self.include.is_empty() || any(&self.include);
        is_nameless || (is_included && !any(&self.exclude))
    }

    /// The IDs of the only projects that may be meant, if all are named by ID.
    pub(super) fn ids(&self) -> Option<Vec<&str>> {
        let ids = self.include.iter();
        let ids = ids.map(|pattern| pattern.name.is_none().then_some(pattern.text.as_str()));
        ids.collect::<Option<Vec<_>>>()
            .filter(|ids| !ids.is_empty())
    }

    /// An error if something that it names is none of `projects`, if these are all (`is_complete`), or
    /// is a name that several of them have.
    ///
    /// # Errors
    ///
    /// See above; it names the first.
    pub fn check(&self, projects: &[Project], is_complete: bool) -> CliResult<()> {
        self.check_among(&Known::new(projects), is_complete)
    }

    /// The same, for many selections among the same projects.
    pub(super) fn check_among(&self, known: &Known<'_>, is_complete: bool) -> CliResult<()> {
        let mut patterns = self.include.iter().chain(&self.exclude);
        patterns.try_for_each(|pattern| pattern.check(known, is_complete))
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
        let listing = Listing::fetch(&client, &crate::selection::Selection::new(&[])).await;
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
    /// Something that it names is no project, or several.
    pub fn select(&self, selection: &Selection) -> CliResult<Vec<&Project>> {
        selection.check(&self.projects, self.failure.is_none())?;
        let projects = self.projects.iter();
        Ok(projects
            .filter(|project| selection.includes(project))
            .collect())
    }

    /// An error if the list of projects is incomplete.
    ///
    /// # Errors
    ///
    /// See above; it says why.
    pub fn check_complete(&self) -> CliResult<()> {
        match &self.failure {
            Some(failure) => {
                Err(CliError::from(failure).context("not all projects could be listed"))
            }
            None => Ok(()),
        }
    }

    /// The integrations of some kinds that a project has, or why they are not known.
    pub(crate) async fn integrations(
        &self,
        project: &Project,
        kinds: &[Kind],
    ) -> CliResult<Vec<Integration>> {
        let group_id = group_id(project).map_err(CliError::failure)?;
        let mut found = Vec::new();
        for kind in kinds {
            self.pace.wait().await;
            let (integrations, rate_limit) =
                integration::all(&self.client, &group_id, *kind).await?;
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

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: &str = "32b6e34b3d91647abb20e7b8";
    const TWO: &str = "32b6e34b3d91647abb20e7b9";

    fn project(id: &str, name: &str) -> Project {
        Project {
            id: id.to_owned(),
            name: name.to_owned(),
            problem: None,
        }
    }

    fn selection(include: &[&str], exclude: &[&str]) -> Selection {
        let owned = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
        Selection::new(owned(include), owned(exclude))
    }

    #[test]
    fn a_name_that_is_the_id_of_another_project_is_not_meant() {
        let selection = selection(&[ONE], &[]);
        assert!(selection.includes(&project(ONE, "one")));
        assert!(!selection.includes(&project(TWO, ONE)));
    }

    #[test]
    fn a_name_that_two_projects_have_is_refused_and_a_pattern_is_not() {
        let projects = [project(ONE, "same"), project(TWO, "same")];
        let error = selection(&["same"], &[]).check(&projects, true);
        let error = error.expect_err("ambiguous").to_string();
        assert!(error.contains(ONE) && error.contains(TWO), "{error}");
        assert!(
            selection(&["sam*", ONE], &[TWO])
                .check(&projects, true)
                .is_ok()
        );
    }

    #[test]
    fn what_names_no_project_is_an_error_if_all_are_known() {
        let projects = [project(ONE, "one")];
        for missing in [selection(&["two"], &[]), selection(&[], &["two"])] {
            assert!(missing.check(&projects, true).is_err());
            assert!(missing.check(&projects, false).is_ok());
        }
    }

    #[test]
    fn what_is_excluded_is_not_included_and_what_has_no_name_is() {
        let selection = selection(&["*"], &["Sand*"]);
        assert!(selection.includes(&project(ONE, "Fleet")));
        assert!(!selection.includes(&project(TWO, "Sandbox")));
        assert!(selection.includes(&project("", "")));
    }
}
