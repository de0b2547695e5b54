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
use crate::args::{ApplyArgs, PlanArgs, PlanFormat, RotateArgs, SecretArgs};
use crate::connection::Connection;
use crate::error::{CliError, CliResult};
use crate::fleet::{Desired, Entry, Fleet, Options, Reference, Rule, Secrets, Selection};

/// `plan`: shows what `apply` would change.
pub(super) async fn plan(connection: Connection, args: PlanArgs) -> CliResult {
    let desired = read_desired(&args.desired)?;
    let options = Options::default().rotate(args.desired.rotate);
    let fleet = Fleet::list(connection.client.clone()).await;
    let run = Run::new(&fleet, &desired, options, &args.desired.fleet)?;
    run.show(args.output, args.output_file.path()).await
}

/// `apply`: makes the integrations what a file says.
pub(super) async fn apply(connection: Connection, args: ApplyArgs) -> CliResult {
    let desired = read_desired(&args.desired)?;
    let options = Options::default().rotate(args.desired.rotate);
    let fleet = Fleet::list(connection.client.clone()).await;
    let run = Run::new(&fleet, &desired, options, &args.desired.fleet)?;
    run.apply(args.approval, args.prune).await
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
    let mut secrets = Secrets::default();
    let entry = Entry::rotation(args.service, &references, &mut secrets)?;
    let desired = Desired::of(Rule {
        name: "rotate".to_owned(),
        projects: Selection::new(args.fleet.projects.clone(), args.fleet.excluded.clone()),
        integrations: vec![entry],
        absent: Vec::new(),
    });
    let fleet = Fleet::list(connection.client.clone()).await;
    let run = Run::new(&fleet, &desired, Options::default(), &args.fleet)?;
    match args.approval.dry_run {
        true => run.show(PlanFormat::Text, None).await,
        false => run.apply(args.approval, false).await,
    }
}

/// The references that the options name, by the fields that they are for.
fn references(args: &SecretArgs) -> Vec<(String, Reference)> {
    let variables = args.secret_env.iter();
    let variables = variables.map(|(field, name)| (field.clone(), Reference::Env(name.clone())));
    let files = args.secret_file.iter();
    let files = files.map(|(field, path)| (field.clone(), Reference::File(path.into())));
    variables.chain(files).collect()
}
