//! Printing the pages of a list.

use std::process::ExitCode;

use atlas_integrations::{Error, ResponseValue};
use futures_util::{Stream, StreamExt as _};

use crate::args::Output;
use crate::failure::Outcome;
use crate::integrations::{print_table, print_text};
use crate::show::Table;

/// The pages of a list: the one that was asked for, or all.
macro_rules! pages {
    ($call:ident, $page_num:expr) => {{
        use futures_util::future::Either;

        match $page_num {
            Some(_) => Either::Left(futures_util::stream::once(Box::pin($call.send()))),
            None => Either::Right($call.pages()),
        }
    }};
}
pub(crate) use pages;

/// Prints pages: as JSON one document for each, otherwise a table that `add` fills.
pub(crate) async fn print<P>(
    mut pages: impl Stream<Item = Result<ResponseValue<P>, Error>> + Unpin,
    output: Output,
    mut table: Table,
    add: fn(&P, &mut Table) -> Outcome<()>,
) -> Outcome {
    while let Some(page) = pages.next().await {
        let page = page?;
        match output {
            Output::Json => print_text(page.text().as_bytes())?,
            Output::Table | Output::Csv => add(&page, &mut table)?,
        }
    }
    if output != Output::Json {
        print_table(&table, output)?;
    }
    Ok(ExitCode::SUCCESS)
}
