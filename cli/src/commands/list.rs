//! `list`.

use atlas_integrations::types::{PaginatedIntegrationView, ThirdPartyIntegration};

use crate::args::ListArgs;
use crate::connection::Connection;
use crate::error::CliResult;
use crate::output::print_pages;
use crate::output::table::{Table, cell};
use crate::request::pages;
use crate::settings;

pub(super) async fn run(connection: &Connection, args: ListArgs) -> CliResult<()> {
    let ListArgs {
        project,
        response,
        paging,
        output,
    } = args;
    let request = connection
        .client
        .list_third_party_integrations()
        .group_id(connection.group_id(&project)?)
        .envelope(response.envelope)
        .pretty(response.pretty)
        .include_count(paging.include_count)
        .items_per_page(paging.items_per_page)
        .page_num(paging.page_num);
    print_pages(pages!(request, paging.page_num), output, table(), add_rows).await
}

/// An empty table of integrations.
pub(super) fn table() -> Table {
    Table::new(&["TYPE", "ID", "SETTINGS"])
}

/// Adds a row for each integration on the page.
pub(super) fn add_rows(page: &PaginatedIntegrationView, table: &mut Table) -> CliResult<()> {
    for element in page.results.iter() {
        table.push(match element {
            Ok(settings) => row(settings)?,
            Err(other) => [String::new(), String::new(), other.reason().to_string()],
        });
    }
    Ok(())
}

fn row(settings: &ThirdPartyIntegration) -> CliResult<[String; 3]> {
    let mut fields = settings::fields(settings)?;
    let id = fields.shift_remove("id").unwrap_or_default();
    fields.shift_remove("type");
    let others: Vec<_> = fields
        .iter()
        .map(|(name, value)| format!("{name}={}", cell(value)))
        .collect();
    let integration_type = settings.tag().unwrap_or_default().to_owned();
    Ok([integration_type, cell(&id), others.join(" ")])
}
