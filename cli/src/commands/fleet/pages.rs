//! Plans and exports as rows of a page of HTML.

use crate::fleet::{Action, Change, Export, Plan, Project};
use crate::output::html::{Row, State};

/// What would change in a project.
pub(super) fn plan_row(plan: &Plan) -> Row {
    let mut row = row(&plan.project, plan.error.as_deref());
    for change in &plan.changes {
        row.add(&change.service.name, state(&change.action), details(change));
    }
    row
}

/// What a project has. Secrets are references.
pub(super) fn export_row(export: &Export) -> Row {
    let mut row = row(&export.project, export.error.as_deref());
    for integration in &export.integrations {
        let settings = integration.settings();
        let details = settings.map(|(name, value)| format!("{name}: {value}"));
        row.add(integration.type_name(), State::Present, details.collect());
    }
    row
}

fn row(project: &Project, error: Option<&str>) -> Row {
    Row {
        name: project.name.clone(),
        id: project.id.clone(),
        problem: error.map(str::to_owned),
        ..Row::default()
    }
}

fn state(action: &Action) -> State {
    match action {
        Action::Keep => State::Present,
        Action::Create => State::Missing,
        Action::Update => State::Different,
        Action::Delete => State::Unwanted,
        Action::Blocked(_) => State::Blocked,
    }
}

fn details(change: &Change) -> Vec<String> {
    let reason = match &change.action {
        Action::Blocked(reason) => Some(reason.clone()),
        _ => None,
    };
    let properties = change.properties.iter().map(|property| {
        let (name, to) = (&property.name, &property.to);
        match &property.from {
            Some(from) => format!("{name}: {from} → {to}"),
            None => format!("{name}: {to}"),
        }
    });
    let notes = change.notes.iter().cloned();
    reason.into_iter().chain(properties).chain(notes).collect()
}
