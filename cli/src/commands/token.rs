//! `token` and `logout`: the access token of a service account.

use crate::args::GlobalArgs;
use crate::connection::Connection;
use crate::error::{CliError, CliResult};
use crate::output::{Output, OutputFormat, print_text};

/// Prints a token for `MONGODB_ATLAS_ACCESS_TOKEN`.
pub(super) async fn print(connection: &Connection) -> CliResult<()> {
    let token = connection.client.access_token().await?;
    let output = Output {
        format: OutputFormat::Json,
        file: None,
    };
    print_text(token.value().expose_secret(), output)
}

/// Revokes the token that is kept for later commands, and forgets it.
pub(super) async fn log_out(global: &GlobalArgs) -> CliResult<()> {
    if global.no_token_cache {
        return Err(CliError::usage(
            "logout revokes the token that is kept for later commands; leave --no-token-cache out",
        ));
    }
    let connection = Connection::open(global).await?;
    connection.client.revoke_token().await?;
    note!("logged out: there is no access token any more");
    Ok(())
}
