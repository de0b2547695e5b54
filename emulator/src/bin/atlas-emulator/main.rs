//! Starts the emulator and prints how to use it, or runs a command with it.

#![warn(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used
)]

mod args;
mod environment;
mod instructions;

use std::ffi::OsString;
use std::net::{Ipv4Addr, SocketAddr};
use std::process::ExitCode;

use atlas_emulator::Emulator;
use clap::Parser as _;
use tokio::process::Command;

use crate::args::{Args, NewProject};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let args = Args::parse();
    if args.print_env {
        // clap requires the port.
        print!("{}", environment::shell(args.port.unwrap_or_default()));
        return ExitCode::SUCCESS;
    }
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, args.port.unwrap_or_default()));
    let emulator = match start(address, &args).await {
        Ok(emulator) => emulator,
        Err(error) => {
            eprintln!("error: the emulator cannot start on {address}: {error}");
            return ExitCode::FAILURE;
        }
    };
    match args.command.split_first() {
        Some((program, arguments)) => run(&emulator, program, arguments).await,
        None => {
            print!("{}", instructions::text(&emulator));
            std::future::pending().await
        }
    }
}

async fn start(address: SocketAddr, args: &Args) -> std::io::Result<Emulator> {
    let mut builder = Emulator::builder().address(address);
    if let Some(path) = &args.state_file {
        builder = builder.state_file(path);
    }
    let emulator = builder.start().await?;
    for project in &args.projects {
        add_project(&emulator, project);
    }
    for project in &args.forbidden_projects {
        let id = add_project(&emulator, project);
        emulator.forbid_project(&id);
    }
    for fault in &args.faults {
        emulator.inject_faults(fault.each());
    }
    for fault in &args.token_faults {
        emulator.inject_token_faults(fault.each());
    }
    emulator.set_latency(args.latency);
    Ok(emulator)
}

/// Adds the project unless it is there, and returns its ID.
fn add_project(emulator: &Emulator, project: &NewProject) -> String {
    emulator.project_id(&project.name).unwrap_or_else(|| {
        let types = project.integration_types.iter().map(String::as_str);
        emulator.add_project(&project.name, types)
    })
}

/// Runs a command that finds the emulator in its environment, and returns its exit code.
async fn run(emulator: &Emulator, program: &OsString, arguments: &[OsString]) -> ExitCode {
    let mut command = Command::new(program);
    command.args(arguments);
    for name in environment::others() {
        command.env_remove(name);
    }
    command.envs(environment::variables(&emulator.base_url()));
    match command.status().await {
        // A command that a signal has ended has no code.
        Ok(status) => status.code().map_or(ExitCode::FAILURE, |code| {
            ExitCode::from(u8::try_from(code).unwrap_or(1))
        }),
        Err(error) => {
            eprintln!("error: cannot run {}: {error}", program.display());
            ExitCode::from(127)
        }
    }
}
