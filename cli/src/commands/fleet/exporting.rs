//! `export`.

use std::fs;
use std::path::Path;

use futures_util::{StreamExt as _, stream};

use super::list;
use super::pages::export_row;
use crate::args::{ExportArgs, ExportFormat};
use crate::connection::Connection;
use crate::error::{CliError, CliResult};
use crate::exit::Exit;
use crate::fleet::{self, Export, Selection, Sheet, to_yaml};
use crate::interruption::unless_interrupted;
use crate::output::html::Matrix;
use crate::output::progress::Progress;
use crate::output::{Writer, private_file};
use crate::text::{counted, safe_json};

/// Prints the integrations of the selected projects.
pub(in crate::commands) async fn export(connection: Connection, args: ExportArgs) -> CliResult {
    args.output_file.check()?;
    let fleet = list(&connection).await?;
    let (included, excluded) = (args.fleet.projects.clone(), args.fleet.excluded.clone());
    let projects = fleet.select(&Selection::new(included, excluded))?;
    let mut printer = Printer::new(
        args.output,
        args.output_file.path(),
        args.directory.as_deref(),
    )?;
    let (count, mut read, mut failed) = (projects.len(), 0, 0);
    let progress = Progress::new();
    progress.set_total(count);
    let all = async {
        let exports = stream::iter(projects).map(|project| fleet::export(&fleet, project));
        // In the order of Atlas, so that two exports can be compared.
        let mut exports = std::pin::pin!(exports.buffered(usize::from(args.fleet.concurrency)));
        while let Some(export) = exports.next().await {
            read += 1;
            failed += usize::from(export.error.is_some());
            progress.suspend(|| printer.export(&export))?;
            progress.increment();
        }
        Ok(None)
    };
    let end: CliResult<Option<Exit>> = unless_interrupted(all)
        .await
        .unwrap_or_else(|exit| Ok(Some(exit)));
    progress.finish();
    let interruption = (read < count)
        .then(|| format!("interrupted after {read} of {}", counted(count, "project")));
    let problem = fleet.incomplete().or_else(|| interruption.clone());
    let mut text = interruption.unwrap_or_else(|| counted(count, "project"));
    if failed > 0 {
        text.push_str(&format!(", {failed} of them could not be read"));
    }
    printer.finish(&text, problem.as_deref())?;
    note!("{text}");
    let end = end?;
    fleet.check_complete()?;
    Ok(end.unwrap_or(match failed {
        0 => Exit::Done,
        _ => Exit::Failure,
    }))
}

/// Prints one export after the other.
struct Printer<'a> {
    format: ExportFormat,
    writer: Writer<'a>,
    directory: Option<&'a Path>,
    /// The page, which is written at the end.
    page: Matrix,
    /// The comma-separated values, which are written at the end, too.
    sheet: Sheet,
    /// Whether a desired state has a rule.
    has_rules: bool,
}

impl<'a> Printer<'a> {
    fn new(
        format: ExportFormat,
        file: Option<&'a Path>,
        directory: Option<&'a Path>,
    ) -> CliResult<Self> {
        let mut writer = Writer::outliving_reader(file);
        match (format, directory) {
            (ExportFormat::Yaml, _) => writer.line("version: 1")?,
            (ExportFormat::Dir, Some(directory)) => {
                fs::create_dir_all(directory).map_err(|error| {
                    CliError::failure(format!("cannot create {}: {error}", directory.display()))
                })?;
            }
            _ => {}
        }
        Ok(Self {
            format,
            writer,
            directory,
            page: Matrix::new("Integrations of projects"),
            sheet: Sheet::default(),
            has_rules: false,
        })
    }

    fn export(&mut self, export: &Export) -> CliResult<()> {
        match self.format {
            ExportFormat::Jsonl => {
                let json = serde_json::to_string(export)
                    .map_err(|error| CliError::failure(error.to_string()))?;
                self.writer.line(&safe_json(&json))?;
            }
            ExportFormat::Csv => self.sheet.push(export),
            ExportFormat::Yaml => self.rule(export)?,
            ExportFormat::Dir => self.file(export)?,
            ExportFormat::Html => self.page.push(export_row(export)),
        }
        Ok(())
    }

    /// A rule of the desired state. A project that could not be read must not seem to have nothing: it
    /// is a comment.
    fn rule(&mut self, export: &Export) -> CliResult<()> {
        if let Some(error) = &export.error {
            let (name, error) = (comment(&export.project.name), comment(error));
            self.writer
                .line(&format!("# {name} could not be read: {error}"))?;
            return Ok(());
        }
        if !self.has_rules {
            self.writer.line("rules:")?;
            self.has_rules = true;
        }
        let yaml = to_yaml(&[export.rule()])?;
        let yaml = match yaml
            .strip_prefix('[')
            .and_then(|rest| rest.strip_suffix(']'))
        {
            Some(rule) => format!("- {rule}"),
            None => yaml,
        };
        for line in yaml.lines() {
            self.writer.line(&format!("  {line}"))?;
        }
        Ok(())
    }

    fn file(&mut self, export: &Export) -> CliResult<()> {
        let Some(directory) = self.directory else {
            return Ok(());
        };
        if let Some(error) = &export.error {
            note!("error: {}: {}", export.project.name, error);
            return Ok(());
        }
        let path = directory.join(format!("{}.yaml", export.project.id));
        private_file::write(&path, to_yaml(&export.document())?.as_bytes())
    }

    /// Prints what comes at the end. `summary` says how much was exported, and `problem` why exports
    /// are missing, if some are.
    fn finish(mut self, summary: &str, problem: Option<&str>) -> CliResult<()> {
        match self.format {
            ExportFormat::Html => {
                self.page.note_incomplete(problem);
                self.page.write(&mut self.writer)?;
            }
            ExportFormat::Yaml => {
                let end = if self.has_rules { "" } else { "rules: []\n" };
                self.writer.line(&format!("{end}# {}", comment(summary)))?;
            }
            ExportFormat::Csv => self.sheet.write(&mut self.writer)?,
            ExportFormat::Jsonl | ExportFormat::Dir => {}
        }
        self.writer.finish()
    }
}

fn comment(text: &str) -> String {
    crate::text::safe(text).into_owned()
}
