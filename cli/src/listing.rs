//! Which projects there are, and which of them are selected.

use std::collections::HashSet;

use atlas_integrations::types::Group;
use atlas_integrations::{Client, Error, Other};
use futures_util::StreamExt as _;

use crate::integration::Fields;
use crate::selection::Selection;

/// The projects that the credentials can access.
#[derive(Default)]
pub(crate) struct Listing {
    /// Those that are selected, each once, in the order of Atlas.
    pub(crate) projects: Vec<Project>,
    /// The IDs of all.
    pub(crate) accessible: HashSet<String>,
    /// Why the list ends early, if it does.
    pub(crate) failure: Option<Error>,
}

/// A selected project.
pub(crate) struct Project {
    pub(crate) id: String,
    pub(crate) name: String,
    /// Why its integrations cannot be asked for, if Atlas lists it in an odd form.
    pub(crate) problem: Option<String>,
}

impl Listing {
    pub(crate) async fn fetch(client: &Client, selection: &Selection) -> Self {
        let mut listing = Self::default();
        let mut pages = client.list_projects().pages();
        while let Some(page) = pages.next().await {
            match page {
                Ok(page) => {
                    let elements = page.into_inner().results.into_iter();
                    elements.for_each(|element| listing.add(Project::new(element), selection));
                }
                Err(error) => listing.failure = Some(error),
            }
        }
        listing
    }

    fn add(&mut self, project: Project, selection: &Selection) {
        let is_nameless = project.id.is_empty() && project.name.is_empty();
        let is_new =
            is_nameless || project.id.is_empty() || self.accessible.insert(project.id.clone());
        // Whatever cannot be told apart may be one of those that are selected.
        if is_new && (selection.includes(Some(&project.id), &project.name) || is_nameless) {
            self.projects.push(project);
        }
    }
}

impl Project {
    /// The project that an element of the list is.
    pub(crate) fn new(element: Result<Group, Other>) -> Self {
        match element {
            Ok(project) => Self {
                id: project.id.unwrap_or_default(),
                name: project.name,
                problem: None,
            },
            Err(other) => {
                let fields = Fields::of(&other);
                let text = |name: &str| fields.text(name).unwrap_or_default();
                Self {
                    id: text("id"),
                    name: text("name"),
                    problem: Some(format!("Atlas lists it in an odd form: {}", other.reason())),
                }
            }
        }
    }
}
