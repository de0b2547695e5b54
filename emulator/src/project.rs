//! A project and its integrations.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::fault::Fault;
use crate::integration_type::INTEGRATION_TYPES;
use crate::samples;

/// The ID of the project that starts with a sample integration of every type except `HIP_CHAT`, and
/// with a few log and metric integrations.
pub const GROUP_ID: &str = "32b6e34b3d91647abb20e7b8";
/// The ID of the project that starts without integrations.
pub const EMPTY_GROUP_ID: &str = "32b6e34b3d91647abb20e7b9";

/// The ID of the organization that owns all projects.
const ORG_ID: &str = "5f1b0e6c9a3d4b7e8c2f0a00";

/// A project. Atlas calls it a group in paths, parameters and error codes.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct Project {
    pub(crate) id: String,
    pub(crate) name: String,
    /// Whether the credentials lack the role to read the project.
    pub(crate) forbidden: bool,
    /// The unredacted integrations by type, in the order of their creation.
    pub(crate) integrations: Map<String, Value>,
    /// The unredacted log integrations, in the order of their creation.
    pub(crate) log_integrations: Vec<Map<String, Value>>,
    /// The unredacted metric integrations, in the order of their creation.
    pub(crate) metric_integrations: Vec<Map<String, Value>>,
    /// The faults waiting for requests to this project.
    #[serde(skip)]
    pub(crate) faults: VecDeque<Fault>,
}

impl Project {
    /// A project with a sample integration of each of `integration_types`.
    pub(crate) fn new<'a>(
        id: &str,
        name: &str,
        integration_types: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        let integrations = integration_types
            .into_iter()
            .filter_map(|integration_type| {
                let integration = samples::integration(integration_type)?;
                Some((integration_type.to_owned(), integration.into()))
            });
        Self {
            id: id.to_owned(),
            name: name.to_owned(),
            forbidden: false,
            integrations: integrations.collect(),
            log_integrations: Vec::new(),
            metric_integrations: Vec::new(),
            faults: VecDeque::new(),
        }
    }

    /// The project as Atlas returns it, with a link to itself.
    pub(crate) fn to_json(&self, base_url: &str) -> Value {
        let href = format!("{base_url}/api/atlas/v2/groups/{}", self.id);
        json!({
            "clusterCount": 1,
            "created": "2026-01-08T09:00:00Z",
            "id": self.id,
            "links": [{ "href": href, "rel": "self" }],
            "name": self.name,
            "orgId": ORG_ID,
            "tags": [],
            "withDefaultAlertsSettings": true,
        })
    }
}

/// The projects that a new emulator starts with.
pub(crate) fn initial_projects() -> Vec<Project> {
    vec![
        Project {
            log_integrations: samples::log_integrations(),
            metric_integrations: samples::metric_integrations(),
            ..Project::new(GROUP_ID, "Fleet", INTEGRATION_TYPES)
        },
        Project::new(EMPTY_GROUP_ID, "Sandbox", []),
    ]
}
