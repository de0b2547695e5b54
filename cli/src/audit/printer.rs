//! The rows of an audit, printed as they come.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};
use serde_json::json;

use super::Row;
use crate::args::AuditOutput;
use crate::failure::Outcome;
use crate::show::{line, visible};

/// The widths of the table's first columns: of names, and of ids.
const WIDTHS: [usize; 3] = [28, 24, 22];

/// How much of an error the table shows; the other outputs have it whole.
const ERROR_WIDTH: usize = 60;

/// Prints rows as they come.
pub(super) struct Printer {
    output: AuditOutput,
    table: Option<anstream::AutoStream<io::Stdout>>,
    csv: Option<csv::Writer<io::Stdout>>,
    rows: u64,
    /// Whether there is a column for what is missing.
    has_missing: bool,
}

impl Printer {
    pub(super) fn new(output: AuditOutput, required: &[String]) -> Outcome<Self> {
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

    pub(super) fn print(&mut self, row: &Row, missing: &[String]) -> io::Result<()> {
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

    pub(super) fn finish(&mut self) -> io::Result<()> {
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
