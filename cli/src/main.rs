//! `atlas-integrations`: the third-party integrations of MongoDB Atlas projects from a shell.
//!
//! Data goes to standard output, everything else to standard error.

#![warn(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used
)]

mod args;
mod audit;
mod body;
mod connect;
mod failure;
mod integrations;
mod pages;
mod projects;
mod show;

use std::io::{self, Write as _};
use std::process::ExitCode;

use clap::{CommandFactory as _, Parser as _};
use tracing_subscriber::EnvFilter;

use crate::args::{Arguments, Command};
use crate::connect::Connection;
use crate::failure::Outcome;
use crate::integrations::Kind;

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    log(arguments.global.verbose);
    match run(arguments).await {
        Ok(code) => code,
        Err(failure) => {
            failure.tell();
            failure.code()
        }
    }
}

async fn run(arguments: Arguments) -> Outcome {
    let Arguments { global, command } = arguments;
    match command {
        Command::Completions { shell } => {
            let mut command = Arguments::command();
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut command, "atlas-integrations", &mut script);
            io::stdout().write_all(&script)?;
            return Ok(ExitCode::SUCCESS);
        }
        Command::Man => {
            clap_mangen::Man::new(Arguments::command()).render(&mut io::stdout())?;
            return Ok(ExitCode::SUCCESS);
        }
        _ => {}
    }
    let connection = Connection::open(&global).await?;
    match command {
        Command::Get(get) => integrations::get(&connection, get).await,
        Command::List(list) => integrations::list(&connection, list).await,
        Command::Create(change) => integrations::change(&connection, change, Kind::Create).await,
        Command::Update(change) => integrations::change(&connection, change, Kind::Update).await,
        Command::Delete(delete) => integrations::delete(&connection, delete).await,
        Command::Projects(projects) => projects::projects(&connection, projects).await,
        Command::Audit(audit) => audit::audit(&connection, audit).await,
        Command::Completions { .. } | Command::Man => Ok(ExitCode::SUCCESS),
    }
}

/// Shows on standard error what the client tells, where that was asked for.
fn log(verbose: u8) {
    let filter = match verbose {
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
