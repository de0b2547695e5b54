//! `audit`: which integrations the projects have, and which of them lack one.
//!
//! Projects are listed page by page and asked about as they come, a few at once, and each row is
//! printed as soon as all before it are: the order is Atlas's, and memory does not grow with the
//! number of projects.

use std::collections::{BTreeSet, HashSet};
use std::fs::File;
use std::io::{self, BufRead as _, BufReader, IsTerminal as _, Write};
use std::path::Path;
use std::process::ExitCode;

use anstyle::{AnsiColor, Style};
use atlas_integrations::types::{Group, IntegrationType};
use atlas_integrations::{Client, Error, GroupId, Other};
use futures_util::{Stream, StreamExt as _, stream};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde_json::{Value, json};
use tokio::sync::Semaphore;
use wildmatch::WildMatch;

use crate::args::{Audit, AuditOutput};
use crate::connect::Connection;
use crate::failure::{Failure, MISSING, Outcome};
use crate::show::{line, visible};

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

/// The widths of the table's first columns: of names, and of ids.
const WIDTHS: [usize; 3] = [28, 24, 22];

/// How much of an error the table shows; the other outputs have it whole.
const ERROR_WIDTH: usize = 60;

/// Prints rows as they come.
struct Printer {
    output: AuditOutput,
    table: Option<anstream::AutoStream<io::Stdout>>,
    csv: Option<csv::Writer<io::Stdout>>,
    rows: u64,
    /// Whether there is a column for what is missing.
    has_missing: bool,
}

impl Printer {
    fn new(output: AuditOutput, required: &[String]) -> Outcome<Self> {
        let mut this = Self {
            output,
            table: None,
            csv: None,
            rows: 0,
            has_missing: !required.is_empty(),
        };
        match output {
            AuditOutput::Table => {
                let mut table = anstream::stdout();
                let third = if required.is_empty() {
                    "INTEGRATIONS"
                } else {
                    "MISSING"
                };
                let heading = ["PROJECT", "ID", third, "INTEGRATIONS"];
                let heading: Vec<_> = heading
                    .iter()
                    .take(if required.is_empty() { 3 } else { 4 })
                    .map(|name| (*name).to_owned())
                    .collect();
                let bold = Style::new().bold();
                writeln!(
                    table,
                    "{bold}{}{bold:#}",
                    line(&heading, &[WIDTHS[0], WIDTHS[1], WIDTHS[2], 0])
                )?;
                this.table = Some(table);
            }
            AuditOutput::Csv => {
                let mut csv = csv::Writer::from_writer(io::stdout());
                let heading = ["project", "id", "integrations", "missing", "error"];
                csv.write_record(heading).map_err(io::Error::from)?;
                this.csv = Some(csv);
            }
            AuditOutput::Json => writeln!(io::stdout(), "[")?,
            AuditOutput::Jsonl => {}
        }
        Ok(this)
    }

    fn print(&mut self, row: &Row, missing: &[String]) -> io::Result<()> {
        let found = row
            .found
            .as_ref()
            .map(|found| found.iter().cloned().collect::<Vec<_>>());
        self.rows += 1;
        match self.output {
            AuditOutput::Table => self.print_line(row, found, missing),
            AuditOutput::Csv => {
                let error = row.found.as_ref().err().cloned().unwrap_or_default();
                let found = found.unwrap_or_default().join(" ");
                let Some(csv) = &mut self.csv else {
                    return Ok(());
                };
                csv.write_record([&row.name, &row.id, &found, &missing.join(" "), &error])?;
                csv.flush()
            }
            AuditOutput::Json | AuditOutput::Jsonl => {
                let value = match found {
                    Ok(found) => json!({
                        "id": row.id,
                        "name": row.name,
                        "integrations": found,
                        "missing": missing,
                    }),
                    Err(error) => json!({ "id": row.id, "name": row.name, "error": error }),
                };
                let comma = match self.output {
                    AuditOutput::Json if self.rows > 1 => ",\n",
                    _ => "",
                };
                let end = if self.output == AuditOutput::Jsonl {
                    "\n"
                } else {
                    ""
                };
                let mut to = io::stdout().lock();
                write!(to, "{comma}{value}{end}")?;
                to.flush()
            }
        }
    }

    fn print_line(
        &mut self,
        row: &Row,
        found: Result<Vec<String>, &String>,
        missing: &[String],
    ) -> io::Result<()> {
        let Some(table) = &mut self.table else {
            return Ok(());
        };
        let name = shortened(&row.name, WIDTHS[0]);
        let start = line(&[name, row.id.clone(), ".".to_owned()], &WIDTHS);
        let start = start.trim_end_matches('.');
        let (red, yellow) = (AnsiColor::Red.on_default(), AnsiColor::Yellow.on_default());
        match found {
            Err(error) => {
                let error = shortened(error, ERROR_WIDTH);
                writeln!(table, "{start}{yellow}{error}{yellow:#}")
            }
            Ok(found) if missing.is_empty() => {
                let dash = if found.is_empty() { "-" } else { "" };
                let gap = if self.has_missing {
                    " ".repeat(WIDTHS[2] + 2)
                } else {
                    String::new()
                };
                writeln!(table, "{start}{gap}{}{dash}", visible(&found.join(", ")))
            }
            Ok(found) => {
                let missing = missing.join(", ");
                let padding = " ".repeat(WIDTHS[2].saturating_sub(missing.len()) + 2);
                let found = if found.is_empty() {
                    "-".to_owned()
                } else {
                    found.join(", ")
                };
                writeln!(
                    table,
                    "{start}{red}{missing}{red:#}{padding}{}",
                    visible(&found)
                )
            }
        }
    }

    fn finish(&mut self) -> io::Result<()> {
        if self.output == AuditOutput::Json {
            let start = if self.rows == 0 { "" } else { "\n" };
            writeln!(io::stdout(), "{start}]")?;
        }
        Ok(())
    }
}

/// `text` in at most so many columns.
fn shortened(text: &str, width: usize) -> String {
    use unicode_width::UnicodeWidthChar as _;

    let text = visible(text);
    let mut columns = 0;
    let mut short = String::new();
    for letter in text.chars() {
        columns += letter.width().unwrap_or(0);
        if columns > width {
            short.pop();
            short.push('…');
            break;
        }
        short.push(letter);
    }
    short
}

/// A progress bar, where standard error is a terminal.
struct Progress(ProgressBar);

impl Progress {
    fn new() -> Self {
        let bar = if io::stderr().is_terminal() {
            ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr())
        } else {
            ProgressBar::hidden()
        };
        let style =
            ProgressStyle::with_template("{bar:30} {pos}/{len} projects, {per_sec}, {eta} left");
        if let Ok(style) = style {
            bar.set_style(style);
        }
        Self(bar)
    }

    /// Takes note of how many projects Atlas says there are.
    fn expect(&self, total: Option<i64>) {
        if let Some(total) = total.and_then(|total| u64::try_from(total).ok()) {
            self.0.set_length(total);
        }
    }

    fn suspend<T>(&self, print: impl FnOnce() -> T) -> T {
        self.0.suspend(print)
    }

    fn step(&self) {
        self.0.inc(1);
    }

    fn finish(&self) {
        self.0.finish_and_clear();
    }
}
