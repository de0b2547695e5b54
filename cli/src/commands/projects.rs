//! `projects`.

use atlas_integrations::Other;
use atlas_integrations::types::Group;
use futures_util::TryStreamExt as _;

use crate::args::ProjectsArgs;
use crate::connection::Connection;
use crate::error::{CliError, CliResult};
use crate::listing::Project;
use crate::output::{OutputFormat, Page, Record, print_pages};
use crate::request::pages;
use crate::selection::Selection;

const HEADING: [&str; 4] = ["NAME", "ID", "CLUSTERS", "CREATED"];

pub(super) async fn run(connection: &Connection, args: ProjectsArgs) -> CliResult<()> {
    args.output_file.check()?;
    if !args.projects.is_empty() && args.output == OutputFormat::Json {
        return Err(CliError::usage(
            "--output json prints the pages as Atlas sends them, of which --project selects nothing; \
             use --output jsonl",
        ));
    }
    let paging = args.paging;
    let selection = Selection::new(&args.projects);
    let request = connection
        .client
        .list_projects()
        .envelope(args.response.envelope)
        .pretty(args.response.pretty)
        .include_count(paging.include_count)
        .items_per_page(paging.items_per_page)
        .page_num(paging.page_num);
    let pages = pages!(request, paging.page_num).map_ok(|page| {
        let elements = page.results.iter();
        let selected = elements.filter(|element| match element {
            Ok(project) => selection.includes(project.id.as_deref(), &project.name),
            Err(other) => {
                let project = Project::new(Err((*other).clone()));
                selection.includes(Some(&project.id), &project.name)
            }
        });
        Page::new(page.text(), selected.map(record).collect())
    });
    print_pages(pages, &HEADING, args.output_file.with(args.output)).await?;
    match paging.page_num {
        // It may be on another page.
        Some(_) => Ok(()),
        None => selection.check(),
    }
}

fn record(element: Result<&Group, &Other>) -> Record {
    match element {
        Ok(project) => {
            let id = project.id.clone().unwrap_or_default();
            let clusters = project.cluster_count.to_string();
            let created = project.created.clone();
            let fields = [
                ("name", project.name.clone()),
                ("id", id.clone()),
                ("clusterCount", clusters.clone()),
                ("created", created.clone()),
                ("orgId", project.org_id.clone()),
            ];
            Record {
                name: project.name.clone(),
                json: serde_json::to_string(project).unwrap_or_default(),
                cells: vec![project.name.clone(), id, clusters, created],
                fields: fields
                    .map(|(name, value)| (name.to_owned(), value))
                    .to_vec(),
            }
        }
        Err(other) => {
            let json = other.json().to_owned();
            let project = Project::new(Err(other.clone()));
            let problem = project.problem.unwrap_or_default();
            let name = match project.name.is_empty() {
                true => "UNKNOWN".to_owned(),
                false => project.name,
            };
            let fields = [
                ("name", name.clone()),
                ("id", project.id.clone()),
                ("problem", problem.clone()),
            ];
            Record {
                name: name.clone(),
                json,
                cells: vec![name, project.id, String::new(), problem],
                fields: fields
                    .map(|(name, value)| (name.to_owned(), value))
                    .to_vec(),
            }
        }
    }
}
