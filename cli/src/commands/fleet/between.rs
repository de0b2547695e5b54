//! `diff` and `copy`: what one project has, against another.

use super::plans::Run;
use super::printer::Printer;
use super::references;
use crate::args::{CopyArgs, DiffArgs};
use crate::connection::Connection;
use crate::error::{CliError, CliResult};
use crate::exit::Exit;
use crate::fleet::{
    self, Desired, Entry, Fleet, Plan, Project, Reference, Rule, Secrets, Selection,
};
use crate::integration::{Integration, Kind, Service};

/// `diff`: shows what would have to change in one project for it to be like the other.
pub(in crate::commands) async fn diff(connection: Connection, args: DiffArgs) -> CliResult {
    let fleet = Fleet::list(connection.client.clone()).await;
    let (one, other) = (find(&fleet, &args.one)?, find(&fleet, &args.other)?);
    let theirs = read(&fleet, other, &args.only).await?;
    let ours = read(&fleet, one, &args.only).await?;
    let changes = fleet::differences(&ours, &theirs);
    let plan = Plan {
        project: one.clone(),
        changes,
        error: None,
    };
    let mut printer = Printer::new(args.output, None);
    printer.plan(&plan)?;
    printer.finish(None)?;
    for change in &plan.changes {
        for note in &change.notes {
            note!("note: {}: {note}", change.service);
        }
    }
    match plan.is_empty() {
        true => {
            note!("no difference");
            Ok(Exit::Done)
        }
        false => Ok(Exit::Found),
    }
}

/// `copy`: gives a project the integrations of another.
pub(in crate::commands) async fn copy(connection: Connection, args: CopyArgs) -> CliResult {
    let fleet = Fleet::list(connection.client.clone()).await;
    let (from, to) = (find(&fleet, &args.from)?, find(&fleet, &args.to)?);
    if from.id == to.id {
        return Err(CliError::usage("a project cannot be copied to itself"));
    }
    let references = references(&args.secrets);
    let mut secrets = Secrets::default();
    let mut entries = Vec::new();
    for integration in read(&fleet, from, &args.only).await? {
        let service = service(&integration);
        let own = own_references(&references, &service);
        entries.push(Entry::copied(
            service,
            &integration.fields,
            &own,
            &mut secrets,
        )?);
    }
    if entries.is_empty() {
        let message = format!("{} has no integration to copy", from.name);
        return Err(CliError::new(Exit::NotFound, message));
    }
    let desired = Desired::of(Rule {
        name: format!("copy of {}", from.name),
        projects: Selection::new(Vec::new(), Vec::new()),
        integrations: entries,
        absent: Vec::new(),
    });
    Run::of(&fleet, &desired, to)
        .apply(args.approval, false)
        .await
}

/// The references for a service: those without a type are for all.
fn own_references(
    references: &[(String, Reference)],
    service: &Service,
) -> Vec<(String, Reference)> {
    let own = references.iter().filter_map(|(field, reference)| {
        let field = match field.split_once('.') {
            Some((name, field)) => {
                (Service::known(name).as_ref() == Some(service)).then_some(field)?
            }
            None => field,
        };
        Some((field.to_owned(), reference.clone()))
    });
    own.collect()
}

fn service(integration: &Integration) -> Service {
    Service {
        kind: integration.kind,
        name: integration.type_name(),
    }
}

/// The only project with this ID or name.
fn find<'a>(fleet: &'a Fleet, text: &str) -> CliResult<&'a Project> {
    let selection = Selection::new(vec![text.to_owned()], Vec::new());
    match fleet.select(&selection)?.as_slice() {
        [project] => Ok(project),
        [] => Err(crate::project::no_match(text)),
        several => Err(CliError::usage(format!(
            "{text:?} matches {} projects; name one by its ID",
            several.len()
        ))),
    }
}

async fn read(fleet: &Fleet, project: &Project, only: &[Service]) -> CliResult<Vec<Integration>> {
    let found = fleet.integrations(project, &Kind::ALL).await;
    let found =
        found.map_err(|error| CliError::failure(error).context(&format!("{}", project.name)))?;
    let is_chosen = |it: &Integration| only.is_empty() || only.contains(&service(it));
    Ok(found.into_iter().filter(is_chosen).collect())
}
