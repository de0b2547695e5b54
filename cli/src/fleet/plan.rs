//! What would change in a project, and the change itself.

mod changes;
mod pairing;
#[cfg(test)]
mod tests;
mod wishes;

use atlas_integrations::Error;
use serde::Serialize;

use self::changes::changes;
pub(crate) use self::changes::differences;
use super::change::{Action, Change};
use super::desired::{Desired, kinds};
use super::project::{Fleet, Project, group_id};
use crate::error::{CliError, CliResult};
use crate::integration::{self, Place, Write};
use crate::output::Page;
use crate::request::ResponseArgs;

/// Services that Atlas has retired: it takes neither new ones nor changes.
const RETIRED: [&str; 2] = ["HIP_CHAT", "NEW_RELIC"];

/// How to plan.
#[derive(Clone, Copy, Debug, Default)]
#[non_exhaustive]
pub struct Options {
    /// Write secrets even where what Atlas shows of them is the same.
    pub rotate: bool,
    /// Write what Atlas never shows, so that it cannot be compared.
    pub hidden: bool,
}

impl Options {
    /// The same, with this value of `rotate`.
    #[must_use]
    pub fn rotate(mut self, rotate: bool) -> Self {
        self.rotate = rotate;
        self
    }

    /// The same, with this value of `hidden`.
    #[must_use]
    pub fn hidden(mut self, hidden: bool) -> Self {
        self.hidden = hidden;
        self
    }
}

/// What would change in one project.
#[derive(Debug, Serialize)]
pub struct Plan {
    /// The project.
    pub project: Project,
    /// The changes, with those integrations that are as desired.
    pub changes: Vec<Change>,
    /// Why nothing is known about it, if its integrations could not be read.
    pub error: Option<String>,
}

/// What became of a plan.
#[derive(Debug)]
pub struct Outcome {
    /// The plan.
    pub plan: Plan,
    /// What became of each change that was tried, in the order of the plan: why it failed, if it did.
    pub results: Vec<(usize, Result<(), String>)>,
}

/// Compares a project with what it should be. Nothing is changed.
///
/// A plan says for itself whether the project could be read.
pub async fn plan(fleet: &Fleet, desired: &Desired, project: &Project, options: Options) -> Plan {
    let rules = desired.for_project(project);
    let found = fleet.integrations(project, &kinds(&rules)).await;
    let (changes, error) = match found {
        Ok(actual) => (changes(&actual, &rules, options), None),
        Err(error) => (Vec::new(), Some(error.to_string())),
    };
    let mut plan = Plan {
        project: project.clone(),
        changes,
        error,
    };
    plan.check(fleet).await;
    plan
}

impl Plan {
    /// Whether the project is as desired. One that could not be read is not known to be.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        let mut changes = self.changes.iter();
        self.error.is_none() && changes.all(|change| change.action == Action::Keep)
    }

    /// Finds out, without sending anything, which changes the client would refuse.
    async fn check(&mut self, fleet: &Fleet) {
        let Ok(group_id) = group_id(&self.project) else {
            return;
        };
        for change in &mut self.changes {
            if !matches!(change.action, Action::Create | Action::Update) {
                continue;
            }
            if RETIRED.contains(&change.service.name.as_str()) {
                let reason = "Atlas has retired it, and takes neither a new one nor changes";
                change.action = Action::Blocked(reason.to_owned());
            } else if let Err(error) = write(fleet, &group_id, change, true).await {
                change.action = Action::Blocked(reason(&error));
            }
        }
    }

    /// Makes the changes, one after the other; deletes only if `prune` is set. One that fails does not
    /// keep the others from being tried.
    pub async fn apply(self, fleet: &Fleet, prune: bool) -> Outcome {
        let mut results = Vec::new();
        if let Ok(group_id) = group_id(&self.project) {
            for (index, change) in self.changes.iter().enumerate() {
                let is_written = match &change.action {
                    Action::Create | Action::Update => true,
                    Action::Delete => prune,
                    Action::Keep | Action::Blocked(_) => false,
                };
                if is_written {
                    fleet.pace.wait().await;
                    let result = write(fleet, &group_id, change, false).await;
                    results.push((index, result.map_err(|error| error.to_string())));
                }
            }
        }
        Outcome {
            plan: self,
            results,
        }
    }
}

/// Why a change cannot be made, without the options of other commands that would allow it.
fn reason(error: &CliError) -> String {
    let message = error.to_string();
    if let Some(path) = message.strip_suffix(": it is missing") {
        let name = path.rsplit("$.").next().unwrap_or(path);
        return format!("{name} is missing");
    }
    let advice = ["; to send it as it is", "; to discard it"];
    let ends = advice.iter().filter_map(|advice| message.find(advice));
    let end = ends.min().unwrap_or(message.len());
    let reason = message.get(..end).unwrap_or_default();
    reason.trim_end_matches('.').to_owned()
}

async fn write(
    fleet: &Fleet,
    group_id: &atlas_integrations::GroupId,
    change: &Change,
    dry_run: bool,
) -> CliResult<()> {
    let response = ResponseArgs {
        envelope: None,
        pretty: None,
    };
    let place = Place {
        client: &fleet.client,
        group_id,
        response,
    };
    let write = Write {
        settings: &change.body,
        verbatim: false,
        discard_withheld: false,
        dry_run,
    };
    let (service, id) = (&change.service, change.id.as_deref());
    match change.action {
        Action::Create => observed(fleet, integration::write(place, service, None, write).await),
        Action::Update => observed(
            fleet,
            integration::write(place, service, Some(id), write).await,
        ),
        Action::Delete => {
            let deleted = integration::delete(place, service, id, dry_run).await;
            let rate_limit = deleted.as_ref().copied();
            fleet
                .pace
                .observe(rate_limit.unwrap_or_else(Error::rate_limit));
            match deleted.map_err(CliError::from) {
                // What is gone already is as it should be.
                Err(error) if !error.is_absent() => Err(error),
                _ => Ok(()),
            }
        }
        Action::Keep | Action::Blocked(_) => Ok(()),
    }
}

/// Takes note of what a response says about the rate limit.
fn observed(fleet: &Fleet, response: CliResult<Option<Page>>) -> CliResult<()> {
    if let Some(page) = response? {
        fleet.pace.observe(page.rate_limit);
    }
    Ok(())
}
