//! `atlas-integrations`: manages the integrations of MongoDB Atlas projects from a shell.
//!
//! Data goes to standard output, everything else to standard error.

#![warn(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stderr,
    clippy::print_stdout,
    clippy::unwrap_used
)]

#[macro_use]
mod diagnostics;

mod args;
mod commands;
mod connection;
mod emulator;
mod error;
mod exit;
pub mod fleet;
mod integration;
mod interruption;
mod json;
mod listing;
mod logging;
mod output;
mod project;
mod request;
mod schema;
mod selection;
mod settings;
mod state;
mod text;

use std::process::ExitCode;

use clap::Parser as _;

use crate::args::Cli;
pub use crate::error::{CliError, CliResult};
pub use crate::exit::Exit;
pub use crate::integration::{Kind, Service};

/// Runs the program with the arguments of the process.
pub async fn run() -> ExitCode {
    if commands::complete() {
        return Exit::Done.into();
    }
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return diagnostics::print_usage_error(&error).into(),
    };
    logging::init(cli.global.verbose);
    let exit = match commands::run(cli).await {
        Ok(exit) => exit,
        Err(error) => {
            error.print();
            error.exit()
        }
    };
    exit.into()
}
