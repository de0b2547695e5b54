//! Which project a command is about.

use std::cell::Cell;

use atlas_integrations::{Client, GroupId};
use futures_util::TryStreamExt as _;
use wildmatch::WildMatch;

use crate::args::ProjectArgs;
use crate::connection::Connection;
use crate::error::{CliError, CliResult};
use crate::exit::Exit;

/// The ID of the project that the options name or, without them, the environment, the profile or the
/// emulator. A name has to be looked up.
pub(crate) async fn find(connection: &Connection, args: &ProjectArgs) -> CliResult<GroupId> {
    if let Some(id) = &args.group_id {
        return Ok(id.clone());
    }
    match &args.project {
        Some(project) => look_up(&connection.client, project).await,
        None => default(connection),
    }
}

fn default(connection: &Connection) -> CliResult<GroupId> {
    let Some(id) = &connection.default_project else {
        return Err(CliError::usage(
            "no project specified; use --group-id or set MONGODB_ATLAS_PROJECT_ID, or project_id in the \
             profile, or name one with --project",
        ));
    };
    id.parse().map_err(|error| {
        CliError::usage(format!(
            "the project set outside of the command line: {error}"
        ))
    })
}

async fn look_up(client: &Client, project: &str) -> CliResult<GroupId> {
    if let Ok(id) = project.parse() {
        return Ok(id);
    }
    if is_pattern(project) {
        return only_match(client, project).await;
    }
    let found = client.get_project_by_name().group_name(project);
    match found.send().await {
        Ok(found) => parsed(project, found.id.as_deref().unwrap_or_default()),
        Err(error) if error.is_not_found() => Err(no_match(project)),
        Err(error) => Err(error.into()),
    }
}

/// Whether `text` has wildcards.
pub(crate) fn is_pattern(text: &str) -> bool {
    text.contains(['*', '?'])
}

async fn only_match(client: &Client, pattern: &str) -> CliResult<GroupId> {
    let wild = WildMatch::new(pattern);
    let mut matching = Vec::new();
    let mut pages = client.list_projects().pages();
    while let Some(page) = pages.try_next().await? {
        let projects = page.results.known();
        let projects = projects.filter(|project| wild.matches(&project.name));
        let projects = projects.map(|it| (it.name.clone(), it.id.clone().unwrap_or_default()));
        matching.extend(projects);
    }
    match matching.as_slice() {
        [(_, id)] => parsed(pattern, id),
        [] => Err(no_match(pattern)),
        several => {
            let names: Vec<_> = several
                .iter()
                .take(5)
                .map(|(name, _)| name.as_str())
                .collect();
            let more = if several.len() > names.len() {
                ", …"
            } else {
                ""
            };
            Err(CliError::usage(format!(
                "--project {pattern:?} matches {} projects, and this command needs one: {}{more}",
                several.len(),
                names.join(", ")
            )))
        }
    }
}

fn parsed(project: &str, id: &str) -> CliResult<GroupId> {
    id.parse().map_err(|error| {
        CliError::failure(format!("the project {project:?} has no usable ID: {error}"))
    })
}

/// The error for a name or pattern that no project has.
pub(crate) fn no_match(project: &str) -> CliError {
    CliError::new(
        Exit::NotFound,
        format!(
            "no accessible project matches {project:?}; to list them, run `atlas-integrations projects`"
        ),
    )
}

/// The projects that options select, by ID or by a pattern for the name: all if there are none.
pub(crate) struct Selection {
    patterns: Vec<Pattern>,
}

struct Pattern {
    text: String,
    name: WildMatch,
    /// Whether it has matched a project so far.
    matched: Cell<bool>,
}

impl Selection {
    pub(crate) fn new(patterns: &[String]) -> Self {
        let patterns = patterns.iter().map(|text| Pattern {
            text: text.clone(),
            name: WildMatch::new(text),
            matched: Cell::new(false),
        });
        Self {
            patterns: patterns.collect(),
        }
    }

    /// Whether the project with this ID and name is selected.
    pub(crate) fn includes(&self, id: Option<&str>, name: &str) -> bool {
        let mut selected = self.patterns.is_empty();
        // Every pattern is tried, so that each one knows whether it has matched.
        for pattern in &self.patterns {
            if id == Some(&pattern.text) || pattern.name.matches(name) {
                pattern.matched.set(true);
                selected = true;
            }
        }
        selected
    }

    /// An error if one of the patterns has matched no project.
    pub(crate) fn check(&self) -> CliResult<()> {
        let mut patterns = self.patterns.iter();
        match patterns.find(|pattern| !pattern.matched.get()) {
            Some(pattern) => Err(no_match(&pattern.text)),
            None => Ok(()),
        }
    }
}
