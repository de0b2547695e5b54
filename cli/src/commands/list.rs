//! `list`.

use futures_util::{StreamExt as _, TryStreamExt as _, stream};

use crate::args::ListArgs;
use crate::connection::Connection;
use crate::error::{CliError, CliResult};
use crate::integration::{self, Kind, Place};
use crate::output::print_pages;
use crate::project;

/// The columns of a table of integrations.
pub(super) const HEADING: [&str; 3] = ["TYPE", "ID", "SETTINGS"];

pub(super) async fn run(connection: &Connection, args: ListArgs) -> CliResult<()> {
    args.output_file.check()?;
    let group_id = project::find(connection, &args.project).await?;
    let place = Place {
        client: &connection.client,
        group_id: &group_id,
        response: args.response,
    };
    let kinds = match args.kinds.as_slice() {
        [] => &Kind::ALL,
        kinds => kinds,
    };
    let pages = kinds.iter().map(|kind| {
        let pages = integration::pages(place, *kind, args.paging);
        pages.map_err(|error| explained(error.into(), *kind))
    });
    let pages = stream::iter(pages).flatten();
    print_pages(pages, &HEADING, args.output_file.with(args.output)).await
}

/// Says which list the error is about, if it is not the usual one.
fn explained(error: CliError, kind: Kind) -> CliError {
    match kind {
        Kind::ThirdParty => error,
        Kind::Log | Kind::Metric => error
            .context(&format!("the {}s cannot be listed", kind.noun()))
            .hint("to list other kinds, use --kind"),
    }
}
