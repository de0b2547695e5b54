//! `diff` and `copy`: what one project has, against another.

use std::collections::BTreeSet;

use super::plans::Run;
use super::printer::Printer;
use super::{list, references, references_for};
use crate::args::{CopyArgs, DiffArgs};
use crate::connection::Connection;
use crate::error::{CliError, CliResult};
use crate::exit::Exit;
use crate::fleet::{
    self, Desired, Entry, Fleet, LeftOut, Plan, Project, Reference, Rule, Secrets, Selection,
    secret_names,
};
use crate::integration::{Integration, Kind, Service};
use crate::interruption::unless_interrupted;

/// `diff`: shows what would have to change in one project for it to be like the other.
pub(in crate::commands) async fn diff(connection: Connection, args: DiffArgs) -> CliResult {
    let fleet = list(&connection).await?;
    let (one, other) = (find(&fleet, &args.one)?, find(&fleet, &args.other)?);
    let theirs = read(&fleet, other, &args.only).await?;
    let ours = read(&fleet, one, &args.only).await?;
    let changes = fleet::differences(&ours, &theirs);
    let plan = Plan {
        project: one.clone(),
        changes,
        error: None,
    };
    let mut printer = Printer::of_difference(args.output);
    printer.plan(&plan)?;
    printer.finish()?;
    for change in &plan.changes {
        for note in &change.notes {
            note!("note: {}: {note}", change.service);
        }
    }
    if plan.is_empty() {
        let is_whole = plan.changes.iter().all(|change| change.notes.is_empty());
        note!(
            "{}",
            match is_whole {
                true => "no difference",
                false => "no difference in what Atlas shows",
            }
        );
        return Ok(Exit::Done);
    }
    Ok(Exit::Found)
}

/// `copy`: gives a project the integrations of another.
pub(in crate::commands) async fn copy(connection: Connection, args: CopyArgs) -> CliResult {
    let fleet = list(&connection).await?;
    let (from, to) = (find(&fleet, &args.from)?, find(&fleet, &args.to)?);
    if from.id == to.id {
        return Err(CliError::usage("a project cannot be copied to itself"));
    }
    let references = references(&args.secrets);
    let mut secrets = Secrets::default();
    let mut entries = Vec::new();
    let mut left_out = LeftOut::default();
    let found = read(&fleet, from, &args.only).await?;
    check_used(&references, &found)?;
    let there = read(&fleet, to, &args.only).await?;
    for integration in found {
        let service = integration.service();
        let mut own = references_for(&service, &references);
        // One without a type is for every service that has such a secret.
        own.retain(|(field, _)| secret_names(&service).contains(&field.as_str()));
        let entry = Entry::copied(service, &integration.fields, &own, &mut secrets)?;
        left_out.add(&entry, &integration, &there);
        entries.push(entry);
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
    let run = Run::of(&fleet, &desired, to);
    let exit = run.apply(args.approval, false).await?;
    let listed = |names: &BTreeSet<String>| {
        let names: Vec<_> = names.iter().map(String::as_str).collect();
        names.join(", ")
    };
    if !left_out.unknown.is_empty() {
        let names = listed(&left_out.unknown);
        note!("note: {names}: not compared, since Atlas does not show it");
    }
    if left_out.missing.is_empty() {
        return Ok(exit);
    }
    let names = listed(&left_out.missing);
    let advice = left_out.secret.map_or_else(String::new, |secret| {
        format!("; Atlas does not show secrets: give each, as in --secret-env {secret}=VARIABLE")
    });
    note!("note: not copied: {names}{advice}");
    Ok(match exit {
        Exit::Done => Exit::Found,
        exit => exit,
    })
}

/// Refuses a reference for a field that no integration has.
fn check_used(references: &[(String, Reference)], found: &[Integration]) -> CliResult<()> {
    let secrets = |service: &Service| secret_names(service);
    for reference in references {
        let is_used = found.iter().map(Integration::service).any(|service| {
            let own = references_for(&service, std::slice::from_ref(reference));
            own.iter()
                .any(|(field, _)| secrets(&service).contains(&field.as_str()))
        });
        if !is_used {
            let known = found.iter().map(Integration::service).flat_map(|service| {
                let names = secrets(&service).into_iter();
                names.map(move |name| format!("{service}.{name}"))
            });
            let known: Vec<_> = known.collect();
            return Err(CliError::usage(format!(
                "{:?} is no secret of what is copied; its secrets are: {}",
                reference.0,
                known.join(", ")
            )));
        }
    }
    Ok(())
}

/// The only project with this ID or name.
fn find<'a>(fleet: &'a Fleet, text: &str) -> CliResult<&'a Project> {
    let selection = Selection::new(vec![text.to_owned()], Vec::new());
    let found = fleet.select(&selection)?;
    let mut found = found
        .into_iter()
        .filter(|project| project.problem.is_none() || !project.id.is_empty());
    match (found.next(), found.count()) {
        (Some(project), 0) => Ok(project),
        // The rest of the list might have it.
        (None, _) => Err(fleet
            .check_complete()
            .err()
            .unwrap_or_else(|| crate::selection::no_match(text))),
        (Some(_), others) => Err(CliError::usage(format!(
            "{text:?} matches {} projects; name one by its ID",
            others + 1
        ))),
    }
}

async fn read(fleet: &Fleet, project: &Project, only: &[Service]) -> CliResult<Vec<Integration>> {
    let name = &project.name;
    let found = unless_interrupted(fleet.integrations(project, &Kind::ALL)).await;
    let found =
        found.map_err(|exit| CliError::new(exit, format!("interrupted before {name} was read")))?;
    let found = found.map_err(|error| error.context(name))?;
    let is_chosen = |it: &Integration| only.is_empty() || only.contains(&it.service());
    Ok(found.into_iter().filter(is_chosen).collect())
}
