//! Development tasks of the workspace: `cargo xtask regen`.

#![warn(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used
)]

#[path = "../../build/mod.rs"]
mod codegen;
mod regen;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use clap::{Args, Parser, Subcommand};

/// Development tasks of the workspace.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Regenerate openapi/atlas-integrations.json from the upstream specification, along with its
    /// lock and the snapshots that depend on it.
    Regen(RegenArgs),
}

#[derive(Args)]
struct RegenArgs {
    /// The upstream specification: the path or HTTP(S) URL of a YAML or JSON file.
    ///
    /// By default, the published specification is downloaded. With --check the default is to read
    /// no specification, and to check only that the committed files agree with each other.
    #[arg(long, value_name = "PATH|URL")]
    spec: Option<String>,

    /// Write nothing; fail if anything is out of date.
    #[arg(long)]
    check: bool,

    /// The root directory of the workspace.
    #[arg(long, value_name = "DIR", hide = true, default_value = concat!(env!("CARGO_MANIFEST_DIR"), "/.."))]
    root: PathBuf,
}

fn main() -> ExitCode {
    let Command::Regen(args) = Cli::parse().command;
    match regen(args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn regen(args: RegenArgs) -> Result<()> {
    let project = regen::Project::at(args.root);
    if args.check {
        project.check(args.spec.as_deref())
    } else {
        project.write(args.spec.as_deref().unwrap_or(regen::PUBLISHED))
    }
}
