//! `audit`: which integrations the projects have, and which projects lack a required one.
//!
//! The projects are listed first, and then queried, several at a time. A row is printed as soon as it
//! is known, so that a slow project holds up no other.

mod html;
mod printer;
mod report;
mod resume;
mod row;
mod rules;
mod summary;
mod table;

use futures_util::{StreamExt as _, stream};

use self::report::Report;
use self::resume::Resumed;
use self::row::Row;
use self::rules::Rules;
use crate::args::AuditArgs;
use crate::connection::Connection;
use crate::error::{CliError, CliResult};
use crate::exit::Exit;
use crate::interruption::unless_interrupted;
use crate::listing::{Listing, Project};
use crate::selection::Selection;

pub(super) async fn run(connection: &Connection, args: AuditArgs) -> CliResult {
    args.output_file.check()?;
    let resumed = match &args.resume {
        Some(path) => Resumed::read(path, args.output, args.output_file.path())?,
        None => Resumed::default(),
    };
    let mut report = Report::new(&args, Rules::new(&args)?)?;
    let end = unless_interrupted(audit(connection, &args, resumed, &mut report))
        .await
        .unwrap_or_else(Ok);
    // What is finished is printed, whatever ended the audit.
    let exit = report.finish(&end)?;
    match end? {
        Exit::Done => Ok(exit),
        interrupted => Ok(interrupted),
    }
}

/// Audits all projects. Afterwards, the report says whether something was found.
async fn audit(
    connection: &Connection,
    args: &AuditArgs,
    resumed: Resumed,
    report: &mut Report<'_>,
) -> CliResult {
    let client = &connection.client;
    let selection = Selection::new(&args.projects);
    let Listing {
        projects,
        accessible,
        failure,
    } = Listing::fetch(client, &selection).await;
    if failure.is_none() {
        selection.check()?;
        resumed.check(&accessible)?;
    }

    let kinds = report.kinds();
    let (known, unknown): (Vec<_>, Vec<_>) = projects
        .into_iter()
        .partition(|project| resumed.found(&project.id, &kinds).is_some());
    report.expect(known.len(), unknown.len());
    for project in known {
        if let Some(found) = resumed.found(&project.id, &kinds) {
            let row = Row::new(project, Ok(found.integrations.clone()), &found.kinds);
            report.add_resumed(row, resumed.is_appended_to)?;
        }
    }

    let query = async |project: Project| Row::query(client, project, &kinds).await;
    let queries = stream::iter(unknown).map(query);
    let mut rows = std::pin::pin!(queries.buffer_unordered(usize::from(args.concurrency)));
    while let Some(row) = rows.next().await {
        report.add(row)?;
    }
    match failure {
        Some(error) => {
            let error = CliError::from(error);
            Err(error.context("the list of projects is incomplete"))
        }
        None => Ok(Exit::Done),
    }
}
