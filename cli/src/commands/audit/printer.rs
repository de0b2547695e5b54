//! Prints the rows of an audit.

use std::collections::BTreeSet;
use std::io::{self, Write as _};

use serde_json::{Value, json};

use super::html;
use super::row::Row;
use super::rules::{Rules, Verdict};
use super::table::TablePrinter;
use crate::args::AuditFormat;
use crate::output::csv::CsvWriter;
use crate::output::html::Matrix;
use crate::text::{safe, safe_json};

/// Prints rows in one of the output formats.
pub(super) enum Printer {
    Table(TablePrinter),
    Csv(Box<CsvWriter<io::Stdout>>),
    Json { is_first: bool },
    JsonLines,
    Names { has_rules: bool },
    Html(Matrix),
}

impl Printer {
    pub(super) fn new(format: AuditFormat, rules: &Rules) -> Self {
        match format {
            AuditFormat::Table => Self::Table(TablePrinter::new(rules)),
            AuditFormat::Csv => Self::Csv(Box::new(CsvWriter::new(io::stdout()))),
            AuditFormat::Json => Self::Json { is_first: true },
            AuditFormat::Jsonl => Self::JsonLines,
            AuditFormat::Name => Self::Names {
                has_rules: rules.has_required() || rules.has_forbidden(),
            },
            AuditFormat::Html => Self::Html(html::matrix(rules)),
        }
    }

    /// Prints what comes before the first row.
    pub(super) fn start(&mut self) -> io::Result<()> {
        match self {
            Self::Table(table) => table.print_heading(),
            Self::Csv(writer) => {
                let titles = [
                    "project",
                    "id",
                    "integrations",
                    "missing",
                    "forbidden",
                    "error",
                ];
                writer.write(titles)
            }
            Self::Json { .. } => print("["),
            Self::JsonLines | Self::Names { .. } | Self::Html(_) => Ok(()),
        }
    }

    /// Prints a row, and flushes it, so that a reader sees it at once.
    pub(super) fn print(&mut self, row: &Row, verdict: &Verdict) -> io::Result<()> {
        match self {
            Self::Table(table) => table.print(row, verdict),
            Self::Csv(writer) => {
                let (integrations, error) = match &row.integrations {
                    Ok(found) => (joined(found), ""),
                    Err(error) => (String::new(), error.as_str()),
                };
                let missing = verdict.missing.join(" ");
                let forbidden = verdict.forbidden.join(" ");
                let cells = [&row.name, &row.id, &integrations, &missing, &forbidden];
                writer.write(cells.map(String::as_str).into_iter().chain([error]))
            }
            Self::Json { is_first } => {
                let separator = if *is_first { "\n" } else { ",\n" };
                *is_first = false;
                print(&format!("{separator}{}", object(row, verdict)))
            }
            Self::JsonLines => print(&format!("{}\n", object(row, verdict))),
            Self::Names { has_rules } => match *has_rules && verdict.is_fine() {
                true => Ok(()),
                false => print(&format!("{}\n", safe(&row.name))),
            },
            Self::Html(matrix) => {
                matrix.push(html::row(row, verdict));
                Ok(())
            }
        }
    }

    /// Prints what comes after the last row. `problem` says why rows are missing, if some are.
    pub(super) fn end(&mut self, problem: Option<&str>) -> io::Result<()> {
        match self {
            Self::Json { is_first: true } => print("]\n"),
            Self::Json { is_first: false } => print("\n]\n"),
            Self::Html(matrix) => html::print(matrix, problem),
            Self::Table(_) | Self::Csv(_) | Self::JsonLines | Self::Names { .. } => Ok(()),
        }
    }
}

fn print(text: &str) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    stdout.write_all(text.as_bytes())?;
    stdout.flush()
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
