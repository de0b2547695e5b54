//! `create` and `update`.

use futures_util::stream;

use super::dry_run::{self, Request, target};
use super::list::HEADING;
use crate::args::{CreateArgs, GlobalArgs, UpdateArgs, WriteArgs};
use crate::connection::Connection;
use crate::error::{CliError, CliResult};
use crate::exit::Exit;
use crate::integration::{self, Fields, Kind, Place, Service, Write};
use crate::output::{Page, print_pages};
use crate::project;
use crate::settings::{self, Checks};

/// What is done about an integration that exists already, or does not.
#[derive(Clone, Copy, PartialEq)]
enum Operation {
    Create,
    CreateOrUpdate,
    Update { discard_withheld: bool },
}

impl Operation {
    fn method(self) -> &'static str {
        match self {
            Self::Create => "POST",
            Self::CreateOrUpdate => "POST (PUT, if it exists already)",
            Self::Update { .. } => "PUT",
        }
    }
}

pub(super) async fn create(global: &GlobalArgs, args: CreateArgs) -> CliResult<()> {
    let operation = match args.or_update {
        true => Operation::CreateOrUpdate,
        false => Operation::Create,
    };
    run(global, args.write, operation).await
}

pub(super) async fn update(global: &GlobalArgs, args: UpdateArgs) -> CliResult<()> {
    let discard_withheld = args.discard_withheld;
    run(global, args.write, Operation::Update { discard_withheld }).await
}

async fn run(global: &GlobalArgs, args: WriteArgs, operation: Operation) -> CliResult<()> {
    let reference = args.integration.reference()?;
    let service = &reference.service;
    settings::check_service(service, args.strict)?;
    let checks = Checks {
        strict: args.strict,
        verbatim: args.verbatim,
    };
    let settings = settings::read(&args.settings, service, checks)?;
    args.output_file.check()?;
    let connection = match args.dry_run {
        true => Connection::open_for_dry_run(global).await?,
        false => Connection::open(global).await?,
    };
    let group_id = project::find(&connection, &args.integration.project).await?;
    let place = Place {
        client: &connection.client,
        group_id: &group_id,
        response: args.response,
    };
    let write = Write {
        settings: &settings,
        verbatim: args.verbatim,
        discard_withheld: operation
            == Operation::Update {
                discard_withheld: true,
            },
        dry_run: args.dry_run,
    };
    let id = reference.id.as_deref();
    if args.dry_run {
        return dry_run(place, service, id, operation, write).await;
    }
    let page = send(place, service, id, operation, write).await?;
    let pages = stream::iter(page.map(Ok::<_, CliError>));
    print_pages(pages, &HEADING, args.output_file.with(args.output)).await
}

async fn dry_run(
    place: Place<'_>,
    service: &Service,
    id: Option<&str>,
    operation: Operation,
    write: Write<'_>,
) -> CliResult<()> {
    let replace = match operation {
        Operation::Update { .. } => Some(Some(id.unwrap_or("{id}"))),
        Operation::Create | Operation::CreateOrUpdate => None,
    };
    integration::write(place, service, replace, write).await?;
    let masked: &Fields = write.settings;
    let has_target = service.kind == Kind::ThirdParty || replace.is_some();
    dry_run::print(Request {
        method: operation.method(),
        place,
        service,
        target: has_target.then(|| target(service, id)),
        masked_body: Some(&settings::masked(masked, service)),
    })
}

async fn send(
    place: Place<'_>,
    service: &Service,
    id: Option<&str>,
    operation: Operation,
    write: Write<'_>,
) -> CliResult<Option<Page>> {
    match operation {
        Operation::Create => match integration::write(place, service, None, write).await {
            Err(error) if error.exit() == Exit::Exists => {
                Err(error.hint("to replace it, use `update` or `create --or-update`"))
            }
            outcome => outcome,
        },
        Operation::Update { .. } => {
            let id = integration::find_id(place, service, id).await?;
            integration::write(place, service, Some(id.as_deref()), write).await
        }
        Operation::CreateOrUpdate => create_or_update(place, service, id, write).await,
    }
}

async fn create_or_update(
    place: Place<'_>,
    service: &Service,
    id: Option<&str>,
    write: Write<'_>,
) -> CliResult<Option<Page>> {
    if service.kind == Kind::ThirdParty {
        // Atlas itself says whether it exists: a look beforehand might be out of date.
        return match integration::write(place, service, None, write).await {
            Err(error) if error.exit() == Exit::Exists => {
                integration::write(place, service, Some(None), write).await
            }
            outcome => outcome,
        };
    }
    match integration::find_id(place, service, id).await {
        Ok(id) => integration::write(place, service, Some(id.as_deref()), write).await,
        Err(error) if error.is_absent() => integration::write(place, service, None, write).await,
        Err(error) => Err(error),
    }
}
