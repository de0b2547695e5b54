//! What an audit finds out about one project.

use std::collections::BTreeSet;

use atlas_integrations::types::Group;
use atlas_integrations::{Client, Error, GroupId, Other};
use futures_util::StreamExt as _;

/// The result for one project.
pub(super) struct Row {
    pub(super) id: String,
    pub(super) name: String,
    /// The types of the project's integrations, or why they are not known.
    pub(super) integrations: Result<BTreeSet<String>, String>,
}

impl Row {
    /// Fetches the integrations of a project. A failure is part of the row and does not end the
    /// audit.
    pub(super) async fn query(client: &Client, project: Group) -> Self {
        let integrations = match GroupId::try_from(project_id(&project)) {
            Ok(group_id) => integration_types(client, group_id)
                .await
                .map_err(|error| error.to_string()),
            Err(error) => Err(error.to_string()),
        };
        Self {
            id: project_id(&project).to_owned(),
            name: project.name,
            integrations,
        }
    }

    /// The row of an element in the list of projects that does not look like a project.
    pub(super) fn unreadable(element: &Other) -> Self {
        Self {
            id: String::new(),
            name: String::new(),
            integrations: Err(format!(
                "cannot read an element of the project list: {}",
                element.reason()
            )),
        }
    }

    /// The required integration types that the project lacks: none if its integrations are not
    /// known.
    pub(super) fn missing(&self, required: &[String]) -> Vec<String> {
        match &self.integrations {
            Ok(found) => required
                .iter()
                .filter(|name| !found.contains(*name))
                .cloned()
                .collect(),
            Err(_) => Vec::new(),
        }
    }
}

/// The ID of a project as Atlas sent it, which is not necessarily valid.
pub(super) fn project_id(project: &Group) -> &str {
    project.id.as_deref().unwrap_or_default()
}

async fn integration_types(client: &Client, group_id: GroupId) -> Result<BTreeSet<String>, Error> {
    let request = client.list_third_party_integrations();
    let mut pages = request.group_id(group_id).pages();
    let mut types = BTreeSet::new();
    while let Some(page) = pages.next().await {
        for element in page?.into_inner().results {
            let name = element.as_ref().map_or(None, |settings| settings.tag());
            types.insert(name.unwrap_or("UNKNOWN").to_owned());
        }
    }
    Ok(types)
}
