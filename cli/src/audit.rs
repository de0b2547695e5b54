//! `audit`: which integrations the projects have, and which of them lack one.
//!
//! Projects are listed page by page and asked about as they come, a few at once, and each row is
//! printed as soon as all before it are: the order is Atlas's, and memory does not grow with the
//! number of projects.

mod printer;
mod progress;

use std::collections::{BTreeSet, HashSet};
use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::ExitCode;

use atlas_integrations::types::{Group, IntegrationType};
use atlas_integrations::{Client, Error, GroupId, Other};
use futures_util::{Stream, StreamExt as _, stream};
use serde_json::Value;
use tokio::sync::Semaphore;
use wildmatch::WildMatch;

use self::printer::Printer;
use self::progress::Progress;
use crate::args::Audit;
use crate::connect::Connection;
use crate::failure::{Failure, MISSING, Outcome};

/// How many projects may be ahead of the first one that is not done: one that waits to be tried
/// again does not hold up the others, and no more rows than these wait in memory.
const WINDOW: usize = 1_024;

/// What the audit says of one project.
struct Row {
    id: String,
    name: String,
    found: Result<BTreeSet<String>, String>,
}

/// What the audit comes to.
#[derive(Default)]
struct Summary {
    projects: u64,
    failed: u64,
    lacking: u64,
}

pub(crate) async fn audit(connection: &Connection, arguments: Audit) -> Outcome {
    let required = required(&arguments.require)?;
    let done = match &arguments.resume {
        Some(path) => done(path)?,
        None => HashSet::new(),
    };
    let client = &connection.client;
    let wanted = Wanted::new(&arguments.projects);
    let progress = Progress::new();
    let turns = Semaphore::new(usize::from(arguments.concurrency));
    let rows = wanted
        .projects(client, &progress)
        .filter(|project| {
            let new = match project {
                Ok(Ok(project)) => !done.contains(id(project)),
                _ => true,
            };
            std::future::ready(new)
        })
        .map(|project| async {
            let _turn = turns.acquire().await;
            row(client, project).await
        })
        .buffered(WINDOW);
    let mut rows = std::pin::pin!(rows);

    let mut printer = Printer::new(arguments.output, &required)?;
    let mut summary = Summary::default();
    while let Some(row) = rows.next().await {
        let row = row?;
        let missing: Vec<_> = match &row.found {
            Ok(found) => required
                .iter()
                .filter(|name| !found.contains(*name))
                .cloned()
                .collect(),
            Err(_) => Vec::new(),
        };
        summary.projects += 1;
        summary.failed += u64::from(row.found.is_err());
        summary.lacking += u64::from(!missing.is_empty());
        progress.suspend(|| printer.print(&row, &missing))?;
        progress.step();
    }
    printer.finish()?;
    progress.finish();
    if let Some(name) = wanted.unseen() {
        return Err(Failure::other(format!(
            "no project that the credentials may see matches {name:?}; \
             `atlas-integrations projects` shows them"
        )));
    }
    summary.tell(&required);
    Ok(summary.code())
}

impl Summary {
    fn tell(&self, required: &[String]) {
        let Self {
            projects,
            failed,
            lacking,
        } = self;
        let mut text = format!("{projects} projects");
        if !required.is_empty() {
            text.push_str(&format!(
                ", {lacking} of them lack {}",
                required.join(" or ")
            ));
        }
        if *failed > 0 {
            text.push_str(&format!(", {failed} could not be read"));
        }
        eprintln!("{text}");
    }

    fn code(&self) -> ExitCode {
        match self {
            Self { lacking: 1.., .. } => MISSING.into(),
            Self { failed: 1.., .. } => ExitCode::FAILURE,
            _ => ExitCode::SUCCESS,
        }
    }
}

/// The services that every project must have; a slip of the pen must not look like one missing
/// everywhere.
fn required(names: &[String]) -> Outcome<Vec<String>> {
    for name in names {
        name.parse::<IntegrationType>()
            .map_err(|error| Failure::usage(format!("--require: {error}")))?;
    }
    Ok(names.to_vec())
}

/// The ids of the projects that an earlier output has without an error.
fn done(path: &Path) -> Outcome<HashSet<String>> {
    let name = path.display();
    let file = File::open(path)
        .map_err(|error| Failure::usage(format!("--resume: {name} cannot be read: {error}")))?;
    let mut done = HashSet::new();
    for text in BufReader::new(file).lines() {
        let text = text
            .map_err(|error| Failure::usage(format!("--resume: {name} cannot be read: {error}")))?;
        // The last line may have been cut off.
        let Ok(row) = serde_json::from_str::<Value>(&text) else {
            continue;
        };
        if let Some(id) = row.get("id").and_then(Value::as_str)
            && row.get("error").is_none_or(Value::is_null)
        {
            done.insert(id.to_owned());
        }
    }
    Ok(done)
}

/// Which projects are meant.
struct Wanted {
    patterns: Vec<(String, WildMatch, std::cell::Cell<bool>)>,
}

impl Wanted {
    fn new(patterns: &[String]) -> Self {
        let patterns = patterns
            .iter()
            .map(|text| (text.clone(), WildMatch::new(text), false.into()));
        Self {
            patterns: patterns.collect(),
        }
    }

    /// Whether `project` is meant.
    fn matches(&self, project: &Group) -> bool {
        let mut any = self.patterns.is_empty();
        for (text, pattern, seen) in &self.patterns {
            if id(project) == text || pattern.matches(&project.name) {
                seen.set(true);
                any = true;
            }
        }
        any
    }

    /// A name or pattern that met no project.
    fn unseen(&self) -> Option<&str> {
        let unseen = self.patterns.iter().find(|(.., seen)| !seen.get());
        unseen.map(|(text, ..)| text.as_str())
    }

    /// The projects that are meant, in Atlas's order.
    fn projects<'a>(
        &'a self,
        client: &'a Client,
        progress: &'a Progress,
    ) -> impl Stream<Item = Result<Result<Group, Other>, Error>> + 'a {
        client
            .list_projects()
            .pages()
            .flat_map(move |page| {
                let projects: Vec<_> = match page {
                    Ok(page) => {
                        progress.expect(page.total_count);
                        page.into_inner().results.into_iter().map(Ok).collect()
                    }
                    Err(error) => vec![Err(error)],
                };
                stream::iter(projects)
            })
            .filter(|project| {
                std::future::ready(match project {
                    Ok(Ok(project)) => self.matches(project),
                    // One that cannot be read may be one that is meant.
                    _ => true,
                })
            })
    }
}

fn id(project: &Group) -> &str {
    project.id.as_deref().unwrap_or_default()
}

/// Asks about one project. What fails for one project is its row; what fails for the list of them
/// ends the audit.
async fn row(client: &Client, project: Result<Result<Group, Other>, Error>) -> Outcome<Row> {
    let project = match project? {
        Ok(project) => project,
        Err(other) => {
            return Ok(Row {
                id: String::new(),
                name: String::new(),
                found: Err(format!(
                    "an element of the list cannot be read: {}",
                    other.reason()
                )),
            });
        }
    };
    let found = match GroupId::try_from(id(&project)) {
        Ok(id) => services(client, id)
            .await
            .map_err(|error| error.to_string()),
        Err(error) => Err(error.to_string()),
    };
    Ok(Row {
        id: id(&project).to_owned(),
        name: project.name,
        found,
    })
}

async fn services(client: &Client, id: GroupId) -> Result<BTreeSet<String>, Error> {
    let mut found = BTreeSet::new();
    let mut pages = client.list_third_party_integrations().group_id(id).pages();
    while let Some(page) = pages.next().await {
        for element in page?.into_inner().results {
            let name = element
                .as_ref()
                .map_or(None, |settings| settings.type_name());
            found.insert(name.unwrap_or("UNKNOWN").to_owned());
        }
    }
    Ok(found)
}
