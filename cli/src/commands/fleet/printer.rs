//! Prints plans, and what became of them.

use std::path::Path;

use super::pages::plan_row;
use crate::args::PlanFormat;
use crate::error::{CliError, CliResult};
use crate::fleet::{Action, Change, Outcome, Plan, Project};
use crate::integration::MASKED;
use crate::output::Writer;
use crate::output::html::Matrix;
use crate::text::{safe, safe_json};

/// How much of a value is shown.
const WIDTH: usize = 60;

/// Prints one plan after the other.
pub(super) struct Printer<'a> {
    format: PlanFormat,
    writer: Writer<'a>,
    /// Whether something has been printed.
    has_begun: bool,
    /// The page, which is written at the end.
    page: Matrix,
}

impl<'a> Printer<'a> {
    pub(super) fn new(format: PlanFormat, file: Option<&'a Path>) -> Self {
        Self {
            format,
            writer: Writer::outliving_reader(file),
            has_begun: false,
            page: Matrix::new("Plan for integrations"),
        }
    }

    /// The same, for the difference of two projects.
    pub(super) fn of_difference(format: PlanFormat) -> Self {
        Self {
            page: Matrix::new("What would make one project like the other"),
            ..Self::new(format, None)
        }
    }

    pub(super) fn plan(&mut self, plan: &Plan) -> CliResult<()> {
        let json =
            || serde_json::to_string(plan).map_err(|error| CliError::failure(error.to_string()));
        match self.format {
            PlanFormat::Text => self.text(plan, &[])?,
            PlanFormat::Jsonl => self.writer.line(&safe_json(&json()?))?,
            PlanFormat::Json => {
                let before = if self.has_begun { "," } else { "[" };
                self.writer
                    .line(&format!("{before}{}", safe_json(&json()?)))?;
                self.has_begun = true;
            }
            PlanFormat::Html => self.page.push(plan_row(plan)),
        }
        Ok(())
    }

    pub(super) fn outcome(&mut self, outcome: &Outcome) -> CliResult<()> {
        self.text(&outcome.plan, &outcome.results)
    }

    /// Takes note of why plans are missing, if some are.
    pub(super) fn note_incomplete(&mut self, problem: Option<&str>) {
        self.page.note_incomplete(problem);
    }

    /// Prints what comes after the last plan.
    pub(super) fn finish(mut self) -> CliResult<()> {
        match (self.format, self.has_begun) {
            (PlanFormat::Json, true) => self.writer.line("]")?,
            (PlanFormat::Json, false) => self.writer.line("[]")?,
            (PlanFormat::Html, _) => self.page.write(&mut self.writer)?,
            _ => {}
        }
        self.writer.finish()
    }

    /// A project with its changes; nothing of one that is as desired.
    fn text(&mut self, plan: &Plan, results: &[(usize, Result<(), String>)]) -> CliResult<()> {
        if let Some(error) = &plan.error {
            self.writer.line(&heading(&plan.project))?;
            self.writer
                .line(&format!("  ! could not be read: {}", safe(error)))?;
            return Ok(());
        }
        if plan.is_empty() {
            return Ok(());
        }
        self.writer.line(&heading(&plan.project))?;
        for (index, change) in plan.changes.iter().enumerate() {
            if change.action != Action::Keep {
                let result = results
                    .iter()
                    .find(|(of, _)| *of == index)
                    .map(|(_, result)| result);
                for line in lines(change, result) {
                    self.writer.line(&line)?;
                }
            }
        }
        Ok(())
    }
}

fn heading(project: &Project) -> String {
    format!("{} ({})", safe(&project.name), safe(&project.id))
}

/// A change, as lines.
fn lines(change: &Change, result: Option<&Result<(), String>>) -> Vec<String> {
    let sign = match change.action {
        Action::Create => '+',
        Action::Delete => '-',
        Action::Update => '~',
        _ => '!',
    };
    let id = match (&change.id, change.service.kind) {
        (Some(id), kind) if kind != crate::integration::Kind::ThirdParty => {
            format!("/{}", safe(id))
        }
        _ => String::new(),
    };
    let end = match (&change.action, result) {
        (Action::Blocked(reason), _) => format!(": cannot be changed: {}", safe(reason)),
        (_, Some(Ok(()))) => ": done".to_owned(),
        (_, Some(Err(error))) => format!(": failed: {}", safe(error)),
        (_, None) => String::new(),
    };
    let service = safe(&change.service.name);
    let mut lines = vec![format!("  {sign} {service}{id}{end}")];
    for property in &change.properties {
        let to = short(&property.to);
        let change = match (&property.from, property.to == MASKED) {
            (Some(from), false) => format!("{} -> {to}", short(from)),
            (Some(_), true) => format!("{MASKED} (changes)"),
            (None, _) => to,
        };
        lines.push(format!("      {}: {change}", safe(&property.name)));
    }
    lines
}

fn short(text: &str) -> String {
    let text = safe(text);
    match text.char_indices().nth(WIDTH) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.into_owned(),
    }
}
