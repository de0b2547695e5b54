//! Prints the rows of an audit.

use std::collections::BTreeSet;
use std::io::{self, Write as _};
use std::path::Path;

use serde_json::{Value, json};

use super::html;
use super::row::Row;
use super::rules::{Rules, Verdict};
use super::table::TablePrinter;
use crate::args::AuditFormat;
use crate::error::CliResult;
use crate::output::Writer;
use crate::output::csv::CsvWriter;
use crate::output::html::Matrix;
use crate::text::{safe, safe_json};

/// Prints rows in one of the output formats.
pub(super) struct Printer<'a> {
    form: Form,
    writer: Writer<'a>,
}

enum Form {
    Table(TablePrinter),
    Csv,
    Json { is_first: bool },
    JsonLines,
    Names { has_rules: bool },
    Html(Matrix),
}

impl<'a> Printer<'a> {
    /// Prints to `file` or, without one, to standard output.
    pub(super) fn new(format: AuditFormat, file: Option<&'a Path>, rules: &Rules) -> Self {
        let writer = Writer::new(file);
        let form = match format {
            AuditFormat::Table => Form::Table(TablePrinter::new(rules, writer.terminal_width())),
            AuditFormat::Csv => Form::Csv,
            AuditFormat::Json => Form::Json { is_first: true },
            AuditFormat::Jsonl => Form::JsonLines,
            AuditFormat::Name => Form::Names {
                has_rules: rules.has_required() || rules.has_forbidden(),
            },
            AuditFormat::Html => Form::Html(html::matrix(rules)),
        };
        Self { form, writer }
    }

    /// Prints what comes before the first row.
    pub(super) fn start(&mut self) -> io::Result<()> {
        match &self.form {
            Form::Table(table) => self.writer.styled(&table.heading()),
            Form::Csv => {
                let titles = [
                    "project",
                    "id",
                    "integrations",
                    "missing",
                    "forbidden",
                    "error",
                ];
                CsvWriter::new(&mut self.writer).write(titles)
            }
            Form::Json { .. } => self.text("["),
            Form::JsonLines | Form::Names { .. } | Form::Html(_) => Ok(()),
        }
    }

    /// Prints a row, and flushes it, so that a reader sees it at once.
    pub(super) fn print(&mut self, row: &Row, verdict: &Verdict) -> io::Result<()> {
        match &mut self.form {
            Form::Table(table) => self.writer.styled(&table.row(row, verdict)),
            Form::Csv => {
                let (integrations, error) = match &row.integrations {
                    Ok(found) => (joined(found), ""),
                    Err(error) => (String::new(), error.as_str()),
                };
                let missing = verdict.missing.join(" ");
                let forbidden = verdict.forbidden.join(" ");
                let cells = [&row.name, &row.id, &integrations, &missing, &forbidden];
                let cells = cells.map(String::as_str).into_iter().chain([error]);
                CsvWriter::new(&mut self.writer).write(cells)
            }
            Form::Json { is_first } => {
                let separator = if *is_first { "\n" } else { ",\n" };
                *is_first = false;
                self.text(&format!("{separator}{}", object(row, verdict)))
            }
            Form::JsonLines => self.text(&format!("{}\n", object(row, verdict))),
            Form::Names { has_rules } => match *has_rules && verdict.is_fine() {
                true => Ok(()),
                false => self.text(&format!("{}\n", safe(&row.name))),
            },
            Form::Html(matrix) => {
                matrix.push(html::row(row, verdict));
                Ok(())
            }
        }
    }

    /// Prints what comes after the last row. `problem` says why rows are missing, if some are.
    pub(super) fn end(&mut self, problem: Option<&str>) -> io::Result<()> {
        match &mut self.form {
            Form::Json { is_first: true } => self.text("]\n"),
            Form::Json { is_first: false } => self.text("\n]\n"),
            Form::Html(matrix) => html::print(matrix, problem, &mut self.writer),
            Form::Table(_) | Form::Csv | Form::JsonLines | Form::Names { .. } => Ok(()),
        }
    }

    /// Writes the file, if there is one.
    pub(super) fn finish(self) -> CliResult<()> {
        self.writer.finish()
    }

    fn text(&mut self, text: &str) -> io::Result<()> {
        self.writer.write_all(text.as_bytes())?;
        self.writer.flush()
    }
}

/// A row as a JSON object. All rows have the same members.
fn object(row: &Row, verdict: &Verdict) -> String {
    let none = BTreeSet::new();
    let (integrations, error) = match &row.integrations {
        Ok(found) => (found, Value::Null),
        Err(error) => (&none, Value::from(error.as_str())),
    };
    let kinds: Vec<_> = row.kinds.iter().map(|kind| kind.name()).collect();
    let object = json!({
        "id": row.id,
        "name": row.name,
        "integrations": integrations,
        "kinds": kinds,
        "missing": verdict.missing,
        "forbidden": verdict.forbidden,
        "error": error,
    });
    safe_json(&object.to_string()).into_owned()
}

/// The types, separated by spaces.
fn joined(types: &BTreeSet<String>) -> String {
    let types: Vec<_> = types.iter().map(String::as_str).collect();
    types.join(" ")
}
