//! `projects`.

use std::process::ExitCode;

use atlas_integrations::ResponseValue;
use atlas_integrations::types::PaginatedAtlasGroupView;
use futures_util::StreamExt as _;

use crate::args::{Output, Projects};
use crate::connect::Connection;
use crate::failure::Outcome;
use crate::integrations::{print_table, print_text, with};
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
    let mut table = Table::new(&["NAME", "ID", "CLUSTERS", "CREATED"]);
    if paging.page_num.is_some() {
        add_page(&call.send().await?, &mut table, output)?;
    } else {
        let mut pages = call.pages();
        while let Some(page) = pages.next().await {
            add_page(&page?, &mut table, output)?;
        }
    }
    if output != Output::Json {
        print_table(&table, output)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn add_page(
    page: &ResponseValue<PaginatedAtlasGroupView>,
    table: &mut Table,
    output: Output,
) -> Outcome<()> {
    if output == Output::Json {
        print_text(page.text().as_bytes())?;
        return Ok(());
    }
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
