//! Prints results to standard output or to a file.

pub(crate) mod csv;
mod format;
pub(crate) mod html;
pub(crate) mod private_file;
pub(crate) mod progress;
pub(crate) mod table;

use std::io::{self, Write};
use std::path::Path;

use atlas_integrations::RateLimit;
use futures_util::{Stream, StreamExt as _};

use self::csv::CsvWriter;
pub(crate) use self::format::OutputFormat;
use self::table::{Table, terminal_width};
use crate::error::{CliError, CliResult};
use crate::text::{safe, safe_json};

/// One thing in a list, in a form for each format.
#[derive(Clone, Debug)]
pub(crate) struct Record {
    /// What other commands call it.
    pub(crate) name: String,
    /// It as JSON, with all that Atlas sent.
    pub(crate) json: String,
    /// The cells of its row in a table.
    pub(crate) cells: Vec<String>,
    /// Its fields, each of which is a column of comma-separated values.
    pub(crate) fields: Vec<(String, String)>,
}

/// A response, and the records in it.
#[derive(Debug)]
pub(crate) struct Page {
    /// The text that Atlas sent.
    pub(crate) text: String,
    pub(crate) records: Vec<Record>,
    /// What it said about the rate limit, if that matters to the caller.
    pub(crate) rate_limit: RateLimit,
}

impl Page {
    pub(crate) fn new(text: &str, records: Vec<Record>) -> Self {
        Self {
            text: text.to_owned(),
            records,
            rate_limit: RateLimit::default(),
        }
    }
}

/// Where a result goes.
#[derive(Clone, Copy)]
pub(crate) struct Output<'a> {
    pub(crate) format: OutputFormat,
    /// A file instead of standard output.
    pub(crate) file: Option<&'a Path>,
}

/// Prints the pages of a list: in JSON one document per page, otherwise its records. If a page cannot
/// be fetched, what came before it is printed, and the error returned.
pub(crate) async fn print_pages<E: Into<CliError>>(
    mut pages: impl Stream<Item = Result<Page, E>> + Unpin,
    heading: &[&str],
    output: Output<'_>,
) -> CliResult<()> {
    let mut writer = Writer::new(output.file);
    let mut records = Vec::new();
    let mut failure = None;
    while let Some(page) = pages.next().await {
        let page = match page {
            Ok(page) => page,
            Err(error) => {
                failure = Some(error);
                break;
            }
        };
        match output.format {
            OutputFormat::Json => writer.line(&page.text)?,
            OutputFormat::Jsonl => page
                .records
                .iter()
                .try_for_each(|record| writer.line(&safe_json(&record.json)))?,
            OutputFormat::Name => page
                .records
                .iter()
                .try_for_each(|record| writer.line(&safe(&record.name)))?,
            OutputFormat::Table | OutputFormat::Csv => records.extend(page.records),
        }
    }
    // Where nothing could be fetched, there is no table of it.
    let has_rows = failure.is_none() || !records.is_empty();
    let written = match output.format {
        OutputFormat::Table if has_rows => write_table(&mut writer, heading, &records),
        OutputFormat::Csv if has_rows => write_csv(&mut writer, &records),
        _ => Ok(()),
    };
    let written = written.map_err(CliError::from);
    let written = written.and_then(|()| writer.finish());
    // A page that is missing counts even if the reader has gone away.
    failure.map_or(written, |error| Err(error.into()))
}

fn write_table(writer: &mut Writer<'_>, heading: &[&str], records: &[Record]) -> io::Result<()> {
    let mut table = Table::new(heading.iter().copied());
    for record in records {
        table.push(record.cells.iter().cloned());
    }
    let width = writer.terminal_width();
    table.write(writer, width)
}

/// One row a record, and one column for each field that a record has.
fn write_csv(writer: &mut Writer<'_>, records: &[Record]) -> io::Result<()> {
    let mut columns: Vec<&str> = Vec::new();
    for (name, _) in records.iter().flat_map(|record| &record.fields) {
        if !columns.contains(&name.as_str()) {
            columns.push(name);
        }
    }
    if columns.is_empty() {
        return Ok(());
    }
    let mut csv = CsvWriter::new(writer);
    csv.write(columns.iter().copied())?;
    for record in records {
        let value = |column: &&str| {
            let mut fields = record.fields.iter();
            let field = fields.find(|(name, _)| name == column);
            field.map_or("", |(_, value)| value.as_str())
        };
        csv.write(columns.iter().map(value))?;
    }
    Ok(())
}

/// Prints text: to a file as it is, to standard output with a line break if it does not end with one.
pub(crate) fn print_text(text: &str, output: Output<'_>) -> CliResult<()> {
    if let Some(path) = output.file {
        return private_file::write(path, text.as_bytes());
    }
    let mut writer = Writer::new(output.file);
    writer.line(text)?;
    writer.finish()
}

/// Writes to standard output, or collects what goes to a file as a whole.
pub(crate) struct Writer<'a> {
    file: Option<(&'a Path, Vec<u8>)>,
    /// Whether to go on without a reader, since the exit code still says what was found.
    outlives_reader: bool,
}

impl<'a> Writer<'a> {
    /// A writer to `file` or, without one, to standard output.
    pub(crate) fn new(file: Option<&'a Path>) -> Self {
        Self {
            file: file.map(|path| (path, Vec::new())),
            outlives_reader: false,
        }
    }

    /// A writer that drops what is written once the reader of standard output has gone away.
    pub(crate) fn outliving_reader(file: Option<&'a Path>) -> Self {
        Self {
            outlives_reader: true,
            ..Self::new(file)
        }
    }

    /// The width that a table should have.
    pub(crate) fn terminal_width(&self) -> Option<usize> {
        match self.file {
            Some(_) => None,
            None => terminal_width(),
        }
    }

    /// Writes lines with styles, which only a terminal shows, and a line break.
    pub(crate) fn styled(&mut self, text: &str) -> io::Result<()> {
        if self.file.is_some() {
            return self.line(&anstream::adapter::strip_str(text).to_string());
        }
        let mut stdout = anstream::stdout();
        writeln!(stdout, "{text}")?;
        stdout.flush()
    }

    /// Writes text, and a line break if it does not end with one.
    pub(crate) fn line(&mut self, text: &str) -> io::Result<()> {
        let end = if text.ends_with('\n') { "" } else { "\n" };
        let written = self.write_all(format!("{text}{end}").as_bytes());
        written.and_then(|()| self.flush())
    }

    fn is_harmless(&self, error: &io::Error) -> bool {
        self.outlives_reader && error.kind() == io::ErrorKind::BrokenPipe
    }

    /// Writes the file, if there is one.
    pub(crate) fn finish(self) -> CliResult<()> {
        match self.file {
            Some((path, contents)) => private_file::write(path, &contents),
            None => Ok(()),
        }
    }
}

impl Write for Writer<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.file {
            Some((_, contents)) => contents.write(bytes),
            None => match io::stdout().write(bytes) {
                Err(error) if self.is_harmless(&error) => Ok(bytes.len()),
                written => written,
            },
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &self.file {
            Some(_) => Ok(()),
            None => match io::stdout().flush() {
                Err(error) if self.is_harmless(&error) => Ok(()),
                flushed => flushed,
            },
        }
    }
}
