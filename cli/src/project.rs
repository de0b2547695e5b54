//! Which project a command is about.

use atlas_integrations::{Client, GroupId};

use crate::args::ProjectArgs;
use crate::connection::Connection;
use crate::error::{CliError, CliResult};
use crate::listing::Listing;
use crate::selection::{Selection, is_pattern, no_match};

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

/// The ID of the only project whose name matches.
async fn only_match(client: &Client, pattern: &str) -> CliResult<GroupId> {
    let listing = Listing::fetch(client, &Selection::new(&[pattern.to_owned()])).await;
    if let Some(failure) = listing.failure {
        return Err(failure.into());
    }
    match listing.projects.as_slice() {
        [project] if !project.name.is_empty() => parsed(pattern, &project.id),
        [] => Err(no_match(pattern)),
        [_] => Err(CliError::failure(format!(
            "Atlas lists a project without a name, which {pattern:?} may mean; name one by its ID"
        ))),
        several => {
            let names = several.iter().map(|project| match project.name.as_str() {
                "" => "one that Atlas lists without a name",
                name => name,
            });
            let names: Vec<_> = names.take(5).collect();
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
