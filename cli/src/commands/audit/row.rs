//! What an audit finds out about one project.

use std::collections::BTreeSet;

use atlas_integrations::{Client, Error, GroupId};

use crate::integration::{self, Kind};
use crate::listing::Project;

/// The result for one project.
pub(super) struct Row {
    pub(super) id: String,
    pub(super) name: String,
    /// The types of the project's integrations, or why they are not known.
    pub(super) integrations: Result<BTreeSet<String>, String>,
    /// The kinds of integrations among which these are.
    pub(super) kinds: BTreeSet<Kind>,
}

impl Row {
    pub(super) fn new(
        project: Project,
        integrations: Result<BTreeSet<String>, String>,
        kinds: &BTreeSet<Kind>,
    ) -> Self {
        Self {
            id: project.id,
            name: project.name,
            integrations,
            kinds: kinds.clone(),
        }
    }

    /// Fetches the integrations of a project. A failure is part of the row and does not end the
    /// audit.
    pub(super) async fn query(client: &Client, project: Project, kinds: &BTreeSet<Kind>) -> Self {
        let integrations = match (&project.problem, project.id.parse::<GroupId>()) {
            (Some(problem), _) => Err(problem.clone()),
            (None, Ok(group_id)) => types(client, &group_id, kinds)
                .await
                .map_err(|error| error.to_string()),
            (None, Err(error)) => Err(error.to_string()),
        };
        Self::new(project, integrations, kinds)
    }
}

async fn types(
    client: &Client,
    group_id: &GroupId,
    kinds: &BTreeSet<Kind>,
) -> Result<BTreeSet<String>, Error> {
    let mut types = BTreeSet::new();
    for kind in kinds {
        let (integrations, _) = integration::all(client, group_id, *kind).await?;
        for integration in integrations {
            let name = integration.type_name();
            types.insert(if name.is_empty() {
                "UNKNOWN".to_owned()
            } else {
                name
            });
        }
    }
    Ok(types)
}
