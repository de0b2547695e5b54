//! `projects`.

use atlas_integrations::types::PaginatedAtlasGroupView;

use crate::args::ProjectsArgs;
use crate::connection::Connection;
use crate::error::CliResult;
use crate::output::print_pages;
use crate::output::table::Table;
use crate::request::pages;

pub(super) async fn run(connection: &Connection, args: ProjectsArgs) -> CliResult<()> {
    let ProjectsArgs {
        response,
        paging,
        output,
    } = args;
    let request = connection
        .client
        .list_projects()
        .envelope(response.envelope)
        .pretty(response.pretty)
        .include_count(paging.include_count)
        .items_per_page(paging.items_per_page)
        .page_num(paging.page_num);
    let table = Table::new(&["NAME", "ID", "CLUSTERS", "CREATED"]);
    print_pages(pages!(request, paging.page_num), output, table, add_rows).await
}

fn add_rows(page: &PaginatedAtlasGroupView, table: &mut Table) -> CliResult<()> {
    for element in page.results.iter() {
        match element {
            Ok(project) => table.push([
                project.name.clone(),
                project.id.clone().unwrap_or_default(),
                project.cluster_count.to_string(),
                project.created.clone(),
            ]),
            Err(other) => table.push([format!("({})", other.reason())]),
        }
    }
    Ok(())
}
