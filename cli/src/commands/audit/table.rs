//! The rows of an audit as a table.

use std::collections::BTreeSet;
use std::io::{self, Write as _};

use anstyle::{AnsiColor, Style};

use super::row::Row;
use crate::output::table::{aligned, padded, printable, truncated};

// The widths are fixed, since rows are printed before the later ones are known. The last column has
// none.
const NAME_WIDTH: usize = 28;
const ID_WIDTH: usize = 24;
const MISSING_WIDTH: usize = 22;

/// How much of an error is shown; the other output formats have all of it.
const ERROR_WIDTH: usize = 60;

/// Prints aligned columns, in color if standard output is a terminal.
pub(super) struct TablePrinter {
    stdout: anstream::AutoStream<io::Stdout>,
    /// Whether there is a column for what is missing.
    has_missing: bool,
}

impl TablePrinter {
    /// Prints the heading.
    pub(super) fn new(has_missing: bool) -> io::Result<Self> {
        let mut stdout = anstream::stdout();
        let heading = if has_missing {
            aligned(
                &["PROJECT", "ID", "MISSING", "INTEGRATIONS"],
                &[NAME_WIDTH, ID_WIDTH, MISSING_WIDTH, 0],
            )
        } else {
            aligned(
                &["PROJECT", "ID", "INTEGRATIONS"],
                &[NAME_WIDTH, ID_WIDTH, 0],
            )
        };
        let bold = Style::new().bold();
        writeln!(stdout, "{bold}{heading}{bold:#}")?;
        Ok(Self {
            stdout,
            has_missing,
        })
    }

    pub(super) fn print(&mut self, row: &Row, missing: &[String]) -> io::Result<()> {
        let name = padded(&truncated(&row.name, NAME_WIDTH), NAME_WIDTH);
        let id = padded(&row.id, ID_WIDTH);
        let rest = match &row.integrations {
            Err(error) => colored(AnsiColor::Yellow, &truncated(error, ERROR_WIDTH)),
            Ok(found) if self.has_missing => missing_cell(missing) + &integrations_cell(found),
            Ok(found) => integrations_cell(found),
        };
        writeln!(self.stdout, "{name}{id}{rest}")
    }
}

fn missing_cell(missing: &[String]) -> String {
    let text = missing.join(", ");
    let cell = padded(&text, MISSING_WIDTH);
    // Only the text is colored, not the padding.
    match cell.strip_prefix(&text) {
        Some(padding) if !text.is_empty() => colored(AnsiColor::Red, &text) + padding,
        _ => cell,
    }
}

fn integrations_cell(found: &BTreeSet<String>) -> String {
    if found.is_empty() {
        return "-".to_owned();
    }
    let names: Vec<_> = found.iter().map(String::as_str).collect();
    printable(&names.join(", "))
}

fn colored(color: AnsiColor, text: &str) -> String {
    let style = color.on_default();
    format!("{style}{text}{style:#}")
}
