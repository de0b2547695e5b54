//! `audit`: which integrations the projects have, and which projects lack a required one.
//!
//! The list of projects is fetched page by page, and several projects are queried concurrently while
//! it arrives. A row is printed as soon as all rows before it are: the order is that of Atlas, and
//! memory use does not grow with the number of projects.

mod filter;
mod printer;
mod progress;
mod resume;
mod row;
mod summary;
mod table;

use std::collections::HashSet;

use atlas_integrations::types::{Group, IntegrationType};
use atlas_integrations::{Client, Error, Other};
use futures_util::{Stream, StreamExt as _, future, stream};
use tokio::sync::Semaphore;

use self::filter::ProjectFilter;
use self::printer::Printer;
use self::progress::Progress;
use self::row::{Row, project_id};
use self::summary::Summary;
use crate::args::AuditArgs;
use crate::connection::Connection;
use crate::error::{CliError, CliResult};

/// How many projects may be in progress or waiting to be printed. It exceeds the concurrency, so
/// that a project whose request waits for a retry does not hold up the others, and it bounds the
/// rows in memory.
const WINDOW: usize = 1_024;

pub(super) async fn run(connection: &Connection, args: AuditArgs) -> CliResult {
    check_types(&args.require)?;
    let audit = Audit {
        client: &connection.client,
        filter: ProjectFilter::new(&args.projects),
        completed: match &args.resume {
            Some(path) => resume::completed_ids(path)?,
            None => HashSet::new(),
        },
        permits: Semaphore::new(usize::from(args.concurrency)),
        progress: Progress::new(),
    };
    let mut printer = Printer::new(args.output, !args.require.is_empty())?;
    let mut summary = Summary::default();
    let mut rows = std::pin::pin!(audit.rows());
    while let Some(row) = rows.next().await {
        let row = row?;
        let missing = row.missing(&args.require);
        summary.add(&row, &missing);
        audit.progress.suspend(|| printer.print(&row, &missing))?;
        audit.progress.increment();
    }
    printer.finish()?;
    audit.progress.finish();
    if let Some(pattern) = audit.filter.unmatched() {
        return Err(CliError::failure(format!(
            "no accessible project matches {pattern:?}; to list them, run \
             `atlas-integrations projects`"
        )));
    }
    summary.print(&args.require);
    Ok(summary.exit_code())
}

/// Rejects an integration type that is not known: a misspelled one would seem to be missing from
/// every project.
fn check_types(names: &[String]) -> CliResult<()> {
    for name in names {
        name.parse::<IntegrationType>()
            .map_err(|error| CliError::usage(format!("--require: {error}")))?;
    }
    Ok(())
}

struct Audit<'a> {
    client: &'a Client,
    filter: ProjectFilter,
    /// The IDs of the projects that an earlier audit has completed.
    completed: HashSet<String>,
    /// One for each project that may be queried at the same time.
    permits: Semaphore,
    progress: Progress,
}

impl Audit<'_> {
    /// The rows of the projects to audit, in the order of Atlas.
    fn rows(&self) -> impl Stream<Item = CliResult<Row>> {
        self.projects()
            .map(async |project| {
                let _permit = self.permits.acquire().await;
                Ok(match project? {
                    Ok(project) => Row::query(self.client, project).await,
                    Err(other) => Row::unreadable(&other),
                })
            })
            .buffered(WINDOW)
    }

    /// The projects to audit. An element of the list that cannot be read may be one of them.
    fn projects(&self) -> impl Stream<Item = Result<Result<Group, Other>, Error>> {
        let pages = self.client.list_projects().pages();
        pages
            .flat_map(|page| {
                let projects: Vec<_> = match page {
                    Ok(page) => {
                        self.progress.set_total(page.total_count);
                        page.into_inner().results.into_iter().map(Ok).collect()
                    }
                    Err(error) => vec![Err(error)],
                };
                stream::iter(projects)
            })
            .filter(|element| {
                future::ready(match element {
                    Ok(Ok(project)) => self.includes(project),
                    _ => true,
                })
            })
    }

    fn includes(&self, project: &Group) -> bool {
        // The filter comes first: a pattern that matches a completed project has matched.
        self.filter.matches(project) && !self.completed.contains(project_id(project))
    }
}
