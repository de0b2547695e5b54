//! The program `atlas-integrations`.

use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    atlas_integrations_cli::run().await
}
