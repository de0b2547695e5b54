//! `delete`.

use super::dry_run;
use crate::args::DeleteArgs;
use crate::connection::Connection;
use crate::error::CliResult;
use crate::request::warn_if_unknown;

pub(super) async fn run(connection: &Connection, args: DeleteArgs) -> CliResult<()> {
    let DeleteArgs {
        integration,
        response,
        dry_run,
    } = args;
    let client = &connection.client;
    let group_id = connection.group_id(&integration.project)?;
    let integration_type = &integration.integration_type;
    warn_if_unknown(integration_type);
    let request = client
        .delete_third_party_integration()
        .group_id(&group_id)
        .integration_type(integration_type)
        .envelope(response.envelope)
        .pretty(response.pretty);
    if dry_run {
        request.validate()?;
        dry_run::print(client, "DELETE", &group_id, integration_type, None)?;
        return Ok(());
    }
    request.send().await?;
    eprintln!("deleted {integration_type}");
    Ok(())
}
