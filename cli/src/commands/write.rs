//! `create` and `update`.

use futures_util::stream;

use super::{dry_run, list};
use crate::args::WriteArgs;
use crate::connection::Connection;
use crate::error::CliResult;
use crate::output::print_pages;
use crate::request::warn_if_unknown;
use crate::settings;

#[derive(Clone, Copy)]
pub(super) enum Operation {
    Create,
    Update { discard_withheld: bool },
}

impl Operation {
    fn method(self) -> &'static str {
        match self {
            Self::Create => "POST",
            Self::Update { .. } => "PUT",
        }
    }
}

pub(super) async fn run(
    connection: &Connection,
    args: WriteArgs,
    operation: Operation,
) -> CliResult<()> {
    let WriteArgs {
        integration,
        response,
        settings,
        verbatim,
        dry_run,
        output,
    } = args;
    let client = &connection.client;
    let group_id = connection.group_id(&integration.project)?;
    let integration_type = &integration.integration_type;
    warn_if_unknown(integration_type);
    let settings = settings::read(&settings, integration_type)?;

    // A macro, because the two operations have builders of different types.
    macro_rules! request {
        ($builder:expr) => {{
            let request = $builder
                .group_id(&group_id)
                .integration_type(integration_type)
                .envelope(response.envelope)
                .pretty(response.pretty)
                .body(settings);
            match verbatim {
                true => request.verbatim(),
                false => request,
            }
        }};
    }
    macro_rules! update {
        ($discard_withheld:expr) => {{
            let request = request!(client.update_third_party_integration());
            match $discard_withheld {
                true => request.discard_withheld(),
                false => request,
            }
        }};
    }
    if dry_run {
        let masked_body = settings::masked(&settings)?;
        match operation {
            Operation::Create => request!(client.create_third_party_integration()).validate()?,
            Operation::Update { discard_withheld } => update!(discard_withheld).validate()?,
        }
        let method = operation.method();
        dry_run::print(
            client,
            method,
            &group_id,
            integration_type,
            Some(&masked_body),
        )?;
        return Ok(());
    }
    // Atlas responds with the project's integrations.
    let page = match operation {
        Operation::Create => {
            request!(client.create_third_party_integration())
                .send()
                .await?
        }
        Operation::Update { discard_withheld } => update!(discard_withheld).send().await?,
    };
    let pages = stream::iter([Ok(page)]);
    print_pages(pages, output, list::table(), list::add_rows).await
}
