//! `create` and `update`.

use atlas_integrations::types::{IntegrationType, PaginatedIntegrationView, ThirdPartyIntegration};
use atlas_integrations::{Client, GroupId, ResponseValue};
use futures_util::stream;

use super::{dry_run, list};
use crate::args::{ResponseArgs, WriteArgs};
use crate::connection::Connection;
use crate::error::CliResult;
use crate::output::print_pages;
use crate::request::{integration_type, set_optional};
use crate::settings;

#[derive(Clone, Copy)]
pub(super) enum Operation {
    Create,
    Update,
}

impl Operation {
    fn method(self) -> &'static str {
        match self {
            Self::Create => "POST",
            Self::Update => "PUT",
        }
    }
}

pub(super) async fn run(
    connection: &Connection,
    args: WriteArgs,
    operation: Operation,
) -> CliResult<()> {
    let client = &connection.client;
    let group_id = connection.group_id(&args.integration.project)?;
    let integration_type = integration_type(&args.integration.integration_type);
    let settings = settings::read(&args.settings, &integration_type)?;
    if args.dry_run {
        let body = settings::masked(&settings)?;
        dry_run::print(
            client,
            operation.method(),
            &group_id,
            &integration_type,
            Some(&body),
        )?;
        return Ok(());
    }
    let target = (group_id, integration_type);
    let page = send(client, operation, target, settings, args.response).await?;
    let pages = stream::iter([Ok(page)]);
    print_pages(pages, args.output, list::table(), list::add_rows).await
}

/// Sends the settings. Atlas responds with the project's integrations.
async fn send(
    client: &Client,
    operation: Operation,
    (group_id, integration_type): (GroupId, IntegrationType),
    settings: ThirdPartyIntegration,
    response: ResponseArgs,
) -> atlas_integrations::Result<ResponseValue<PaginatedIntegrationView>> {
    // The same for both builders, which have different types.
    macro_rules! send {
        ($request:expr) => {{
            let request = $request
                .group_id(group_id)
                .integration_type(integration_type)
                .body(settings);
            set_optional!(
                request,
                envelope = response.envelope,
                pretty = response.pretty,
            );
            request.send().await
        }};
    }
    match operation {
        Operation::Create => send!(client.create_third_party_integration()),
        Operation::Update => send!(client.update_third_party_integration()),
    }
}
