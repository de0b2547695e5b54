//! Prints the rows of an audit as they arrive.

use std::collections::BTreeSet;
use std::io::{self, Write as _};

use serde_json::{Value, json};

use super::row::Row;
use super::table::TablePrinter;
use crate::args::AuditFormat;

/// Prints rows in one of the output formats.
pub(super) enum Printer {
    Table(TablePrinter),
    Csv(Box<csv::Writer<io::Stdout>>),
    Json { is_first: bool },
    JsonLines,
}

impl Printer {
    /// Prints what comes before the first row.
    pub(super) fn new(format: AuditFormat, has_required: bool) -> io::Result<Self> {
        Ok(match format {
            AuditFormat::Table => Self::Table(TablePrinter::new(has_required)?),
            AuditFormat::Csv => {
                let mut writer = csv::Writer::from_writer(io::stdout());
                writer.write_record(["project", "id", "integrations", "missing", "error"])?;
                Self::Csv(Box::new(writer))
            }
            AuditFormat::Json => {
                writeln!(io::stdout(), "[")?;
                Self::Json { is_first: true }
            }
            AuditFormat::Jsonl => Self::JsonLines,
        })
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
                writer.write_record([&row.name, &row.id, &integrations, &missing, error])?;
                writer.flush()
            }
            Self::Json { is_first } => {
                let separator = if *is_first { "" } else { ",\n" };
                *is_first = false;
                let mut stdout = io::stdout().lock();
                write!(stdout, "{separator}{}", object(row, missing))?;
                stdout.flush()
            }
            Self::JsonLines => {
                let mut stdout = io::stdout().lock();
                writeln!(stdout, "{}", object(row, missing))?;
                stdout.flush()
            }
        }
    }

    /// Prints what comes after the last row.
    pub(super) fn finish(self) -> io::Result<()> {
        match self {
            Self::Json { is_first: true } => writeln!(io::stdout(), "]"),
            Self::Json { is_first: false } => writeln!(io::stdout(), "\n]"),
            Self::Table(_) | Self::Csv(_) | Self::JsonLines => Ok(()),
        }
    }
}

fn object(row: &Row, missing: &[String]) -> Value {
    match &row.integrations {
        Ok(found) => json!({
            "id": row.id,
            "name": row.name,
            "integrations": found,
            "missing": missing,
        }),
        Err(error) => json!({ "id": row.id, "name": row.name, "error": error }),
    }
}

/// The types, separated by spaces.
fn joined(types: &BTreeSet<String>) -> String {
    let types: Vec<_> = types.iter().map(String::as_str).collect();
    types.join(" ")
}
