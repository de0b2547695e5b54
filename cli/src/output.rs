//! Prints results to standard output.

pub(crate) mod table;

use std::io::{self, Write};

use atlas_integrations::{Error, ResponseValue};
use futures_util::{Stream, StreamExt as _};

use self::table::Table;
use crate::args::OutputFormat;
use crate::error::CliResult;

/// Prints the pages of a list: in JSON one document per page, otherwise a single table, to which
/// `add_rows` adds the rows of a page.
pub(crate) async fn print_pages<P>(
    mut pages: impl Stream<Item = Result<ResponseValue<P>, Error>> + Unpin,
    format: OutputFormat,
    mut table: Table,
    add_rows: fn(&P, &mut Table) -> CliResult<()>,
) -> CliResult<()> {
    while let Some(page) = pages.next().await {
        let page = page?;
        match format {
            OutputFormat::Json => print_text(page.text().as_bytes())?,
            OutputFormat::Table | OutputFormat::Csv => add_rows(&page, &mut table)?,
        }
    }
    match format {
        OutputFormat::Json => {}
        OutputFormat::Table => table.write(io::stdout().lock())?,
        OutputFormat::Csv => table.write_csv(io::stdout().lock())?,
    }
    Ok(())
}

/// Prints text, and a line break if it does not end with one.
pub(crate) fn print_text(text: &[u8]) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    stdout.write_all(text)?;
    if !text.ends_with(b"\n") {
        stdout.write_all(b"\n")?;
    }
    stdout.flush()
}
