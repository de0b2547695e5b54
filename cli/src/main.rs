//! `atlas-integrations`: manages the third-party integrations of MongoDB Atlas projects from a shell.
//!
//! Data goes to standard output, everything else to standard error.

#![warn(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used
)]

mod args;
mod commands;
mod connection;
mod error;
mod output;
mod request;
mod settings;

use std::io;
use std::process::ExitCode;

use clap::Parser as _;
use tracing_subscriber::EnvFilter;

use crate::args::Cli;

#[tokio::main]
async fn main() -> ExitCode {
    let cli = Cli::parse();
    init_logging(cli.global.verbose);
    match commands::run(cli).await {
        Ok(exit_code) => exit_code,
        Err(error) => {
            error.print();
            error.exit_code()
        }
    }
}

/// Logs to standard error if `--verbose` was given.
fn init_logging(verbosity: u8) {
    let filter = match verbosity {
        0 => return,
        1 => "atlas_integrations=debug",
        _ => "atlas_integrations=debug,hyper_util=debug,reqwest=debug",
    };
    tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::new(filter))
        .with_writer(io::stderr)
        .with_target(false)
        .init();
}
