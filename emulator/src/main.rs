//! Starts the emulator and prints how to use it.

#![warn(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used
)]

use std::net::{Ipv4Addr, SocketAddr};
use std::process::ExitCode;

use atlas_emulator::{
    CLIENT_ID, CLIENT_SECRET, Emulator, GROUP_ID, INTEGRATION_TYPES, PRIVATE_KEY, PUBLIC_KEY,
};

const HELP: &str = "\
Emulates MongoDB Atlas on a loopback port.

Usage: atlas-emulator [PORT]

Without PORT, it picks a free port. It runs until it is interrupted.";

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let port = match std::env::args().nth(1).as_deref() {
        None => 0,
        Some("-h" | "--help") => {
            println!("{HELP}");
            return ExitCode::SUCCESS;
        }
        Some(argument) => match argument.parse() {
            Ok(port) => port,
            Err(_) => {
                eprintln!("error: {argument:?} is not a port number (0 to 65535)\n\n{HELP}");
                return ExitCode::from(2);
            }
        },
    };
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let emulator = match Emulator::start_at(address).await {
        Ok(emulator) => emulator,
        Err(error) => {
            eprintln!("error: the emulator cannot listen on {address}: {error}");
            return ExitCode::FAILURE;
        }
    };
    print_instructions(&emulator);
    std::future::pending().await
}

/// Prints the credentials and commands that work as they are in a POSIX shell.
fn print_instructions(emulator: &Emulator) {
    let base_url = emulator.base_url();
    let token = emulator.access_token();
    println!(
        "\
The emulator is listening on {base_url}. Press Ctrl+C to stop it.

  export MONGODB_ATLAS_BASE_URL={base_url}
  export MONGODB_ATLAS_CLIENT_ID={CLIENT_ID}
  export MONGODB_ATLAS_CLIENT_SECRET={CLIENT_SECRET}
  export PUBLIC_KEY={PUBLIC_KEY} PRIVATE_KEY={PRIVATE_KEY}
  export ACCESS_TOKEN={token}

The project {GROUP_ID} has an integration of every type except HIP_CHAT.
Get one with the access token:

  curl --header \"Authorization: Bearer ${{ACCESS_TOKEN}}\" \\
    --header \"Accept: application/vnd.atlas.2025-03-12+json\" \\
    -X GET \"{base_url}/api/atlas/v2/groups/{GROUP_ID}/integrations/DATADOG?pretty=true\"

with the API key:

  curl --user \"${{PUBLIC_KEY}}:${{PRIVATE_KEY}}\" \\
    --digest \\
    --header \"Accept: application/vnd.atlas.2025-03-12+json\" \\
    -X GET \"{base_url}/api/atlas/v2/groups/{GROUP_ID}/integrations/DATADOG?pretty=true\"

or request a new access token as the service account:

  curl --user \"{CLIENT_ID}:{CLIENT_SECRET}\" \\
    --data grant_type=client_credentials \\
    -X POST \"{base_url}/api/oauth/token\"

Log and metric integrations have paths of their own:

  curl --header \"Authorization: Bearer ${{ACCESS_TOKEN}}\" \\
    --header \"Accept: application/vnd.atlas.2025-03-12+json\" \\
    -X GET \"{base_url}/api/atlas/v2/groups/{GROUP_ID}/logIntegrations?pretty=true\"

Integration types: {}.",
        INTEGRATION_TYPES.join(", ")
    );
}
