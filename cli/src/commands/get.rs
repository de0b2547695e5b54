//! `get`.

use std::fs;

use atlas_integrations::types::ThirdPartyIntegration;

use crate::args::{GetArgs, OutputFormat};
use crate::connection::Connection;
use crate::error::{CliError, CliResult};
use crate::output::print_text;
use crate::output::table::{Table, cell};
use crate::request::warn_if_unknown;
use crate::settings;

pub(super) async fn run(connection: &Connection, args: GetArgs) -> CliResult<()> {
    let GetArgs {
        integration,
        response,
        output,
        output_file,
    } = args;
    let group_id = connection.group_id(&integration.project)?;
    warn_if_unknown(&integration.integration_type);
    let response = connection
        .client
        .get_third_party_integration()
        .group_id(group_id)
        .integration_type(integration.integration_type)
        .envelope(response.envelope)
        .pretty(response.pretty)
        .send()
        .await?;

    let mut text = Vec::new();
    match output {
        OutputFormat::Json => text.extend_from_slice(response.text().as_bytes()),
        OutputFormat::Table => table(&response)?.write(&mut text)?,
        OutputFormat::Csv => table(&response)?.write_csv(&mut text)?,
    }
    match output_file {
        Some(path) => fs::write(&path, text).map_err(|error| {
            CliError::failure(format!("cannot write {}: {error}", path.display()))
        })?,
        None => print_text(&text)?,
    }
    Ok(())
}

fn table(settings: &ThirdPartyIntegration) -> CliResult<Table> {
    let mut table = Table::new(&["FIELD", "VALUE"]);
    for (name, value) in settings::fields(settings)? {
        table.push([name, cell(&value)]);
    }
    Ok(table)
}
