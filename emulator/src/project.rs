//! The projects that the emulator keeps, and what a test may do with them.

use std::collections::{BTreeMap, VecDeque};

use serde_json::{Map, Value, json};

use crate::fault::Fault;
use crate::{EMPTY_GROUP_ID, Emulator, GROUP_ID, integrations, lock};

/// The organization that all projects belong to.
const ORG_ID: &str = "5f1b0e6c9a3d4b7e8c2f0a00";

/// A project, with its integrations as they were sent.
#[derive(Debug)]
pub(crate) struct Project {
    pub(crate) id: String,
    pub(crate) name: String,
    /// Whether the credentials may not read it.
    pub(crate) forbidden: bool,
    /// Settings by service.
    pub(crate) integrations: BTreeMap<String, Map<String, Value>>,
    /// What goes wrong with the next requests for it.
    pub(crate) faults: VecDeque<Fault>,
}

impl Project {
    fn new(id: &str, name: &str) -> Self {
        Self {
            id: id.to_owned(),
            name: name.to_owned(),
            forbidden: false,
            integrations: BTreeMap::new(),
            faults: VecDeque::new(),
        }
    }

    /// The project as Atlas shows it.
    pub(crate) fn view(&self) -> Value {
        json!({
            "clusterCount": 1,
            "created": "2026-01-08T09:00:00Z",
            "id": self.id,
            "links": [],
            "name": self.name,
            "orgId": ORG_ID,
            "tags": [],
        })
    }
}

/// The projects of a new emulator: one with all integrations, one with none.
pub(crate) fn first() -> Vec<Project> {
    let mut all = Project::new(GROUP_ID, "Fleet");
    for service in integrations::SERVICES {
        if let Some(settings) = integrations::sample(service) {
            all.integrations.insert(service.to_owned(), settings);
        }
    }
    vec![all, Project::new(EMPTY_GROUP_ID, "Sandbox")]
}

impl Emulator {
    /// Adds a project with made-up settings for each of `services`; gives its id.
    pub fn add_project<'a>(
        &self,
        name: &str,
        services: impl IntoIterator<Item = &'a str>,
    ) -> String {
        let mut projects = lock(&self.state.projects);
        let id = format!(
            "{:024x}",
            0x6500_0000_0000_0000_u128 + projects.len() as u128
        );
        let mut project = Project::new(&id, name);
        for service in services {
            if let Some(settings) = integrations::sample(service) {
                project.integrations.insert(service.to_owned(), settings);
            }
        }
        projects.push(project);
        id
    }

    /// Lets the credentials read the project no more: every request for it is answered 403.
    pub fn forbid(&self, group_id: &str) {
        self.with_project(group_id, |project| project.forbidden = true);
    }

    /// Lets the next requests for one project go wrong, one fault for each request.
    pub fn misbehave_on(&self, group_id: &str, faults: impl IntoIterator<Item = Fault>) {
        self.with_project(group_id, |project| project.faults.extend(faults));
    }

    /// Puts an integration into a project as Atlas would keep it, whatever it holds.
    pub fn put(&self, group_id: &str, service: &str, settings: Map<String, Value>) {
        self.with_project(group_id, |project| {
            project.integrations.insert(service.to_owned(), settings);
        });
    }

    fn with_project(&self, group_id: &str, change: impl FnOnce(&mut Project)) {
        let mut projects = lock(&self.state.projects);
        if let Some(project) = projects.iter_mut().find(|project| project.id == group_id) {
            change(project);
        }
    }
}
