//! Starts the emulator and says how to talk to it.

#![warn(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used
)]

use std::net::SocketAddr;
use std::process::ExitCode;

use atlas_emulator::{
    CLIENT_ID, CLIENT_SECRET, Emulator, GROUP_ID, PRIVATE_KEY, PUBLIC_KEY, SERVICES,
};

const HELP: &str = "\
A MongoDB Atlas double on a loopback port.

Usage: atlas-emulator [PORT]

It takes a free port unless one is given, and runs until it is interrupted.";

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let port = match std::env::args().nth(1).as_deref() {
        None => 0,
        Some("-h" | "--help") => {
            println!("{HELP}");
            return ExitCode::SUCCESS;
        }
        Some(text) => match text.parse() {
            Ok(port) => port,
            Err(_) => {
                eprintln!("error: {text:?} is not a port, a number from 0 to 65535\n\n{HELP}");
                return ExitCode::from(2);
            }
        },
    };
    let emulator = match Emulator::start_at(SocketAddr::from(([127, 0, 0, 1], port))).await {
        Ok(emulator) => emulator,
        Err(error) => {
            eprintln!("error: the emulator cannot listen on port {port} of 127.0.0.1: {error}");
            return ExitCode::FAILURE;
        }
    };
    let base_url = emulator.base_url();
    let token = emulator.access_token();
    println!(
        "\
The emulator listens on {base_url}; interrupt it to stop it.

  export MONGODB_ATLAS_BASE_URL={base_url}
  export MONGODB_ATLAS_CLIENT_ID={CLIENT_ID}
  export MONGODB_ATLAS_CLIENT_SECRET={CLIENT_SECRET}
  export PUBLIC_KEY={PUBLIC_KEY} PRIVATE_KEY={PRIVATE_KEY}
  export ACCESS_TOKEN={token}

The project {GROUP_ID} has all integrations that Atlas documents. Ask for one with the token:

  curl --header \"Authorization: Bearer ${{ACCESS_TOKEN}}\" \\
    --header \"Accept: application/vnd.atlas.2025-03-12+json\" \\
    -X GET \"{base_url}/api/atlas/v2/groups/{GROUP_ID}/integrations/DATADOG?pretty=true\"

with the API key:

  curl --user \"${{PUBLIC_KEY}}:${{PRIVATE_KEY}}\" \\
    --digest \\
    --header \"Accept: application/vnd.atlas.2025-03-12+json\" \\
    -X GET \"{base_url}/api/atlas/v2/groups/{GROUP_ID}/integrations/DATADOG?pretty=true\"

or get a new token with the service account:

  curl --user \"{CLIENT_ID}:{CLIENT_SECRET}\" \\
    --data grant_type=client_credentials \\
    -X POST \"{base_url}/api/oauth/token\"

It knows {}.",
        SERVICES.join(", ")
    );
    std::future::pending().await
}
