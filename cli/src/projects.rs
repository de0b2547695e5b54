//! `projects`.

use atlas_integrations::types::PaginatedAtlasGroupView;

use crate::args::Projects;
use crate::connect::Connection;
use crate::failure::Outcome;
use crate::integrations::with;
use crate::pages::{self, pages};
use crate::show::Table;

pub(crate) async fn projects(connection: &Connection, arguments: Projects) -> Outcome {
    let Projects {
        form,
        paging,
        output,
    } = arguments;
    let call = connection.client.list_projects();
    with!(
        call,
        envelope = form.envelope,
        pretty = form.pretty,
        include_count = paging.include_count,
        items_per_page = paging.items_per_page,
        page_num = paging.page_num
    );
    let table = Table::new(&["NAME", "ID", "CLUSTERS", "CREATED"]);
    pages::print(pages!(call, paging.page_num), output, table, add_page).await
}

fn add_page(page: &PaginatedAtlasGroupView, table: &mut Table) -> Outcome<()> {
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
