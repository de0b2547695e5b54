//! Prints the rows of an audit.

use std::collections::BTreeSet;
use std::io::{self, Write as _};

use serde_json::{Value, json};

use super::row::Row;
use super::table::TablePrinter;
use crate::args::AuditFormat;
use crate::output::csv::CsvWriter;
use crate::text::{safe, safe_json};

/// Prints rows in one of the output formats.
pub(super) enum Printer {
    Table(TablePrinter),
    Csv(Box<CsvWriter<io::Stdout>>),
    Json { is_first: bool },
    JsonLines,
    Names { has_required: bool },
}

impl Printer {
    pub(super) fn new(format: AuditFormat, has_required: bool) -> Self {
        match format {
            AuditFormat::Table => Self::Table(TablePrinter::new(has_required)),
            AuditFormat::Csv => Self::Csv(Box::new(CsvWriter::new(io::stdout()))),
            AuditFormat::Json => Self::Json { is_first: true },
            AuditFormat::Jsonl => Self::JsonLines,
            AuditFormat::Name => Self::Names { has_required },
        }
    }

    /// Prints what comes before the first row.
    pub(super) fn start(&mut self) -> io::Result<()> {
        match self {
            Self::Table(table) => table.print_heading(),
            Self::Csv(writer) => {
                writer.write(["project", "id", "integrations", "missing", "error"])
            }
            Self::Json { .. } => print("["),
            Self::JsonLines | Self::Names { .. } => Ok(()),
        }
    }

    /// Prints a row, and flushes it, so that a reader sees it at once.
    pub(super) fn print(&mut self, row: &Row, missing: &[String]) -> io::Result<()> {
        match self {
            Self::Table(table) => table.print(row, missing),
            Self::Csv(writer) => {
                let (integrations, error) = match &row.integrations {
                    Ok(found) => (joined(found), ""),
                    Err(error) => (String::new(), error.as_str()),
                };
                let missing = missing.join(" ");
                writer.write([&row.name, &row.id, &integrations, &missing, error])
            }
            Self::Json { is_first } => {
                let separator = if *is_first { "\n" } else { ",\n" };
                *is_first = false;
                print(&format!("{separator}{}", object(row, missing)))
            }
            Self::JsonLines => print(&format!("{}\n", object(row, missing))),
            Self::Names { has_required } => match *has_required && missing.is_empty() {
                true => Ok(()),
                false => print(&format!("{}\n", safe(&row.name))),
            },
        }
    }

    /// Prints what comes after the last row.
    pub(super) fn end(&mut self) -> io::Result<()> {
        match self {
            Self::Json { is_first: true } => print("]\n"),
            Self::Json { is_first: false } => print("\n]\n"),
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
fn object(row: &Row, missing: &[String]) -> String {
    let none = BTreeSet::new();
    let (integrations, error) = match &row.integrations {
        Ok(found) => (found, Value::Null),
        Err(error) => (&none, Value::from(error.as_str())),
    };
    let object = json!({
        "id": row.id,
        "name": row.name,
        "integrations": integrations,
        "missing": missing,
        "error": error,
    });
    safe_json(&object.to_string()).into_owned()
}

/// The types, separated by spaces.
fn joined(types: &BTreeSet<String>) -> String {
    let types: Vec<_> = types.iter().map(String::as_str).collect();
    types.join(" ")
}
