//! `delete`.

use std::io::{self, BufRead as _, IsTerminal as _, Write as _};

use super::dry_run::{self, Request, target};
use crate::args::{DeleteArgs, GlobalArgs};
use crate::connection::Connection;
use crate::error::{CliError, CliResult};
use crate::exit::Exit;
use crate::integration::{self, Place, Service};
use crate::project;
use crate::settings::check_service;
use crate::text::safe;

pub(super) async fn run(global: &GlobalArgs, args: DeleteArgs) -> CliResult {
    let reference = args.integration.reference()?;
    let service = &reference.service;
    check_service(service, false)?;
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
    let id = reference.id.as_deref();
    if args.dry_run {
        integration::delete(place, service, Some(target(service, id)), true).await?;
        dry_run::print(Request {
            method: "DELETE",
            place,
            service,
            target: Some(target(service, id)),
            masked_body: None,
        })?;
        return Ok(Exit::Done);
    }
    if !args.yes && !is_confirmed(service, place)? {
        note!("nothing was deleted");
        return Ok(Exit::Failure);
    }
    match delete(place, service, id).await {
        Ok(()) => note!("deleted {service}"),
        Err(error) if args.if_exists && error.is_absent() => {
            note!("{service} is not there; nothing was deleted");
        }
        Err(error) => return Err(error),
    }
    Ok(Exit::Done)
}

async fn delete(place: Place<'_>, service: &Service, id: Option<&str>) -> CliResult<()> {
    let id = integration::find_id(place, service, id).await?;
    integration::delete(place, service, id.as_deref(), false).await?;
    Ok(())
}

/// Asks on a terminal. Elsewhere there is nobody to ask.
fn is_confirmed(service: &Service, place: Place<'_>) -> CliResult<bool> {
    if !io::stdin().is_terminal() {
        return Ok(true);
    }
    let question = format!(
        "delete {service} from the project {}? [y/N] ",
        place.group_id
    );
    let _ = io::stderr().write_all(safe(&question).as_bytes());
    let mut answer = String::new();
    io::stdin()
        .lock()
        .read_line(&mut answer)
        .map_err(|error| CliError::usage(format!("cannot read the answer: {error}; use --yes")))?;
    Ok(matches!(answer.trim().to_lowercase().as_str(), "y" | "yes"))
}
