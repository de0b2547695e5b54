//! The project's own chores: `cargo xtask regen`.

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

use clap::{Parser, Subcommand};

/// The project's own chores.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    chore: Chore,
}

#[derive(Subcommand)]
enum Chore {
    /// Cut openapi/atlas-integrations.json from the upstream specification and refresh what
    /// hangs on it.
    Regen(Regen),
}

#[derive(clap::Args)]
struct Regen {
    /// The upstream specification: a file or an http(s) address, YAML or JSON.
    ///
    /// Without it the published document is downloaded; with `--check` and without it no
    /// upstream is read, and only what the committed files can tell is checked.
    #[arg(long, value_name = "PATH|URL")]
    spec: Option<String>,

    /// Write nothing; compare, and fail if anything is out of date.
    #[arg(long)]
    check: bool,

    /// The project's top folder.
    #[arg(long, value_name = "DIR", hide = true, default_value = concat!(env!("CARGO_MANIFEST_DIR"), "/.."))]
    root: PathBuf,
}

fn main() -> ExitCode {
    let Arguments {
        chore: Chore::Regen(Regen { spec, check, root }),
    } = Arguments::parse();
    let project = regen::Project::at(root);
    let outcome = if check {
        project.check(spec.as_deref())
    } else {
        project.write(spec.as_deref().unwrap_or(regen::PUBLISHED))
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
