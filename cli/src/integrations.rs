//! `get`, `list`, `create`, `update`, `delete`.

use std::fs;
use std::io::{self, Write as _};
use std::process::ExitCode;

use atlas_integrations::Client;
use atlas_integrations::types::{IntegrationType, PaginatedIntegrationView, ThirdPartyIntegration};
use futures_util::stream;
use serde_json::Value;

use crate::args::{Change, Delete, Get, List, Output};
use crate::body;
use crate::connect::Connection;
use crate::failure::{Failure, Outcome};
use crate::pages::{self, pages};
use crate::show::{Table, cell};

/// Sets an optional parameter.
macro_rules! with {
    ($call:ident, $($name:ident = $value:expr),*) => {
        $(let $call = match $value {
            Some(value) => $call.$name(value),
            None => $call,
        };)*
    };
}
pub(crate) use with;

/// A service that Atlas may know although this program does not.
fn service(text: &str) -> IntegrationType {
    text.parse().unwrap_or_else(|error| {
        eprintln!("{error}; asking Atlas all the same");
        IntegrationType::Unknown(text.to_owned())
    })
}

/// Prints what Atlas sent, with a line break at its end.
pub(crate) fn print_text(text: &[u8]) -> io::Result<()> {
    let mut to = io::stdout().lock();
    to.write_all(text)?;
    if !text.ends_with(b"\n") {
        to.write_all(b"\n")?;
    }
    to.flush()
}

/// Prints a table in the form that was asked for, which is not JSON.
pub(crate) fn print_table(table: &Table, output: Output) -> io::Result<()> {
    write_table(table, output, io::stdout().lock())
}

fn write_table(table: &Table, output: Output, to: impl io::Write) -> io::Result<()> {
    match output {
        Output::Csv => table.write_csv(to),
        Output::Table | Output::Json => table.write(to),
    }
}

pub(crate) async fn get(connection: &Connection, arguments: Get) -> Outcome {
    let Get {
        integration,
        form,
        output,
        output_file,
    } = arguments;
    let call = connection.client.get_third_party_integration();
    let call = call
        .group_id(connection.group_id(&integration.project)?)
        .integration_type(service(&integration.integration_type));
    with!(call, envelope = form.envelope, pretty = form.pretty);
    let answer = call.send().await?;
    let mut text = Vec::new();
    if output == Output::Json {
        text.extend_from_slice(answer.text().as_bytes());
    } else {
        let mut table = Table::new(&["FIELD", "VALUE"]);
        for (name, value) in fields(&answer)? {
            table.push([name, cell(&value)]);
        }
        write_table(&table, output, &mut text)?;
    }
    match output_file {
        Some(path) => fs::write(&path, text).map_err(|error| {
            Failure::other(format!("{} cannot be written: {error}", path.display()))
        })?,
        None => print_text(&text)?,
    }
    Ok(ExitCode::SUCCESS)
}

/// The fields of the settings as Atlas showed them.
fn fields(settings: &ThirdPartyIntegration) -> Outcome<serde_json::Map<String, Value>> {
    match serde_json::to_value(settings) {
        Ok(Value::Object(fields)) => Ok(fields),
        _ => Err(Failure::other("the settings are no object")),
    }
}

pub(crate) async fn list(connection: &Connection, arguments: List) -> Outcome {
    let List {
        project,
        form,
        paging,
        output,
    } = arguments;
    let call = connection.client.list_third_party_integrations();
    let call = call.group_id(connection.group_id(&project)?);
    with!(
        call,
        envelope = form.envelope,
        pretty = form.pretty,
        include_count = paging.include_count,
        items_per_page = paging.items_per_page,
        page_num = paging.page_num
    );
    let table = heading();
    pages::print(pages!(call, paging.page_num), output, table, add_page).await
}

fn heading() -> Table {
    Table::new(&["TYPE", "ID", "SETTINGS"])
}

fn add_page(page: &PaginatedIntegrationView, table: &mut Table) -> Outcome<()> {
    for element in page.results.iter() {
        let settings = match element {
            Ok(settings) => settings,
            Err(other) => {
                table.push([String::new(), String::new(), other.reason().to_string()]);
                continue;
            }
        };
        let mut fields = fields(settings)?;
        let id = fields.shift_remove("id").unwrap_or_default();
        fields.shift_remove("type");
        let rest = fields
            .iter()
            .map(|(name, value)| format!("{name}={}", cell(value)));
        let rest: Vec<_> = rest.collect();
        let name = settings.type_name().unwrap_or_default();
        table.push([name.to_owned(), cell(&id), rest.join(" ")]);
    }
    Ok(())
}

/// Whether a change creates or replaces.
#[derive(Clone, Copy)]
pub(crate) enum Kind {
    Create,
    Update,
}

pub(crate) async fn change(connection: &Connection, arguments: Change, kind: Kind) -> Outcome {
    let id = connection.group_id(&arguments.integration.project)?;
    let service = service(&arguments.integration.integration_type);
    let settings = body::read(&arguments, &service)?;
    if arguments.dry_run {
        let method = match kind {
            Kind::Create => "POST",
            Kind::Update => "PUT",
        };
        let body = body::masked(&settings)?;
        return show_request(
            &connection.client,
            method,
            &format!("{id}/integrations/{service}"),
            Some(&body),
        );
    }
    let form = arguments.form;
    let page = match kind {
        Kind::Create => {
            let call = connection.client.create_third_party_integration();
            let call = call.group_id(id).integration_type(service).body(settings);
            with!(call, envelope = form.envelope, pretty = form.pretty);
            call.send().await?
        }
        Kind::Update => {
            let call = connection.client.update_third_party_integration();
            let call = call.group_id(id).integration_type(service).body(settings);
            with!(call, envelope = form.envelope, pretty = form.pretty);
            call.send().await?
        }
    };
    let page = stream::iter([Ok(page)]);
    pages::print(page, arguments.output, heading(), add_page).await
}

pub(crate) async fn delete(connection: &Connection, arguments: Delete) -> Outcome {
    let Delete {
        integration,
        form,
        dry_run,
    } = arguments;
    let id = connection.group_id(&integration.project)?;
    let service = service(&integration.integration_type);
    if dry_run {
        return show_request(
            &connection.client,
            "DELETE",
            &format!("{id}/integrations/{service}"),
            None,
        );
    }
    let call = connection.client.delete_third_party_integration();
    let call = call.group_id(id).integration_type(service.clone());
    with!(call, envelope = form.envelope, pretty = form.pretty);
    call.send().await?;
    eprintln!("{service} is removed");
    Ok(ExitCode::SUCCESS)
}

/// Prints a request that is not sent.
fn show_request(client: &Client, method: &str, path: &str, body: Option<&str>) -> Outcome {
    let base_url = client.base_url();
    let mut to = io::stdout().lock();
    writeln!(to, "{method} {base_url}/api/atlas/v2/groups/{path}")?;
    writeln!(to, "Authorization: ***")?;
    if let Some(body) = body {
        writeln!(to, "\n{body}")?;
    }
    eprintln!("nothing was sent");
    Ok(ExitCode::SUCCESS)
}
