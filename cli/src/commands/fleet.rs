//! The commands about many projects: thin, over the library's module `fleet`.

mod approval;
mod between;
mod exporting;
mod pages;
mod plans;
mod printer;
mod summary;

pub(super) use self::between::{copy, diff};
pub(super) use self::exporting::export;
use self::plans::{Run, read_desired};
use self::printer::Printer;
use crate::args::{ApplyArgs, PlanArgs, RotateArgs, SecretArgs};
use crate::connection::Connection;
use crate::error::{CliError, CliResult};
use crate::fleet::{Desired, Entry, Fleet, Options, Reference, Rule, Secrets, Selection};
use crate::integration::Service;
use crate::interruption::unless_interrupted;

/// `plan`: shows what `apply` would change.
pub(super) async fn plan(connection: Connection, args: PlanArgs) -> CliResult {
    args.output_file.check()?;
    let desired = read_desired(&args.desired)?;
    let options = Options::default().rotate(args.desired.rotate);
    let mut printer = Printer::new(args.output, args.output_file.path());
    let shown = async {
        let fleet = list(&connection).await?;
        let run = Run::new(&fleet, &desired, options, &args.desired.fleet)?;
        run.show(&mut printer).await
    };
    let shown = shown.await;
    if let Err(error) = &shown {
        printer.note_incomplete(Some(&error.to_string()));
    }
    // Whatever ended it, what is printed is a whole document.
    printer.finish()?;
    shown
}

/// `apply`: makes the integrations what a file says.
pub(super) async fn apply(connection: Connection, args: ApplyArgs) -> CliResult {
    let desired = read_desired(&args.desired)?;
    let options = Options::default().rotate(args.desired.rotate);
    let fleet = list(&connection).await?;
    let run = Run::new(&fleet, &desired, options, &args.desired.fleet)?;
    run.apply(args.approval, args.prune).await
}

/// Lists the projects.
async fn list(connection: &Connection) -> CliResult<Fleet> {
    let fleet = unless_interrupted(Fleet::list(connection.client.clone())).await;
    let fleet =
        fleet.map_err(|exit| CliError::new(exit, "interrupted before the projects were listed"))?;
    // Without any project, there is nothing to do.
    if fleet.projects.is_empty() {
        fleet.check_complete()?;
    }
    Ok(fleet)
}

/// `rotate`: replaces a secret wherever the integration is.
pub(super) async fn rotate(connection: Connection, args: RotateArgs) -> CliResult {
    let references = references(&args.secrets);
    if references.is_empty() {
        return Err(CliError::usage(
            "there is no new secret; name it with --secret-env or --secret-file, as in --secret-env \
             apiKey=NEW_KEY",
        ));
    }
    let given = references.len();
    let references = references_for(&args.service, &references);
    if references.len() < given {
        let service = &args.service;
        return Err(CliError::usage(format!(
            "a secret is not one of {service}, but of another type"
        )));
    }
    let mut secrets = Secrets::default();
    let entry = Entry::rotation(args.service, &references, &mut secrets)?;
    let desired = Desired::of(Rule {
        name: "rotate".to_owned(),
        projects: Selection::new(Vec::new(), Vec::new()),
        integrations: vec![entry],
        absent: Vec::new(),
    });
    let fleet = list(&connection).await?;
    let options = Options::default().hidden(true);
    let run = Run::new(&fleet, &desired, options, &args.fleet)?;
    run.apply(args.approval, false).await
}

/// The references for a service, by its own fields. A field such as `SLACK.apiToken` is for that
/// service alone; one that belongs to another service is left out.
fn references_for(
    service: &Service,
    references: &[(String, Reference)],
) -> Vec<(String, Reference)> {
    let own = references.iter().filter_map(|(field, reference)| {
        let field = match field.split_once('.') {
            Some((name, field)) if Service::known(name).as_ref() == Some(service) => field,
            Some(_) => return None,
            None => field,
        };
        Some((field.to_owned(), reference.clone()))
    });
    own.collect()
}

/// The references that the options name, by the fields that they are for.
fn references(args: &SecretArgs) -> Vec<(String, Reference)> {
    let variables = args.secret_env.iter();
    let variables = variables.map(|(field, name)| (field.clone(), Reference::Env(name.clone())));
    let files = args.secret_file.iter();
    let files = files.map(|(field, path)| (field.clone(), Reference::File(path.into())));
    variables.chain(files).collect()
}
