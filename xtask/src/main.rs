//! Development tasks of the workspace: `cargo xtask regen`, `drift`, `coverage`, `public-api` and
//! `snapshots`.

#![warn(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used
)]

mod cargo;
#[path = "../../build/mod.rs"]
mod codegen;
mod files;
mod public_api;
mod regen;
mod snapshots;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use clap::{Args, Parser, Subcommand};

/// The root directory of the workspace that this program was built in.
const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

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
    /// Generate a client for each operation of a specification, and say of which it is possible.
    Coverage(CoverageArgs),
    /// Report what changed for our operations between two specifications, and whom that breaks.
    ///
    /// Exits with 0 if nothing changed, with 3 if something did, with 4 if that breaks users' code
    /// or their running programs, and with 1 if the two could not be compared.
    Drift(DriftArgs),
    /// List the public API of each published library in public-api/.
    PublicApi(PublicApiArgs),
    /// Write what is reviewed in diffs anew: all snapshots of tests, and the listings of the public API.
    Snapshots(SnapshotsArgs),
}

#[derive(Args)]
struct PublicApiArgs {
    /// Write nothing; fail if a listing is out of date, and show how.
    #[arg(long)]
    check: bool,

    /// The root directory of the workspace.
    #[arg(long, value_name = "DIR", hide = true, default_value = ROOT)]
    root: PathBuf,
}

#[derive(Args)]
struct SnapshotsArgs {
    /// The root directory of the workspace.
    #[arg(long, value_name = "DIR", hide = true, default_value = ROOT)]
    root: PathBuf,
}

#[derive(Args)]
struct DriftArgs {
    /// The earlier side: an upstream specification, or a document that regen wrote.
    ///
    /// By default, it is the committed openapi/atlas-integrations.json.
    #[arg(long, value_name = "PATH|URL")]
    from: Option<String>,

    /// The later side, likewise.
    #[arg(long, value_name = "PATH|URL")]
    to: String,

    /// The form of the report.
    #[arg(long, value_enum, default_value_t)]
    format: regen::Format,

    /// The root directory of the workspace.
    #[arg(long, value_name = "DIR", hide = true, default_value = ROOT)]
    root: PathBuf,
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

    /// Read no specification; lay openapi/overlay.yaml over the committed document.
    ///
    /// This is enough when only the overlay or the order of openapi/operations.toml has changed.
    #[arg(long, conflicts_with_all = ["accept_loss", "check", "spec"])]
    overlay: bool,

    /// Write the document even if the specification has lost an operation, or a tag or member of a
    /// union, that the committed document has.
    #[arg(long, conflicts_with = "check")]
    accept_loss: bool,

    /// Do not check that the generated client compiles with the hand-written code.
    ///
    /// The check runs `cargo check` in a copy of the workspace below target/regen-check. The first
    /// time, it compiles the client's dependencies, and downloads those that cargo does not have
    /// yet; without a network, use this option.
    #[arg(long, conflicts_with = "check")]
    no_compile: bool,

    /// The root directory of the workspace.
    #[arg(long, value_name = "DIR", hide = true, default_value = ROOT)]
    root: PathBuf,
}

#[derive(Args)]
struct CoverageArgs {
    /// The specification: the path or HTTP(S) URL of a YAML or JSON file.
    #[arg(long, value_name = "PATH|URL")]
    spec: String,

    /// Only this operation; may be repeated. The method is written in lowercase.
    #[arg(long, num_args = 2, value_names = ["METHOD", "PATH"])]
    operation: Vec<String>,

    /// One client with all operations, rather than one for each.
    #[arg(long)]
    all_in_one: bool,

    /// Compile what is generated, below target/coverage.
    #[arg(long)]
    compile: bool,

    /// Compile only so many clients, those with the most code.
    #[arg(long, value_name = "NUMBER", requires = "compile")]
    largest: Option<usize>,

    /// The root directory of the workspace.
    #[arg(long, value_name = "DIR", hide = true, default_value = concat!(env!("CARGO_MANIFEST_DIR"), "/.."))]
    root: PathBuf,
}

fn main() -> ExitCode {
    let outcome = match Cli::parse().command {
        Command::Regen(args) => regen(args).map(|()| ExitCode::SUCCESS),
        Command::Coverage(args) => coverage(args).map(|()| ExitCode::SUCCESS),
        Command::Drift(args) => drift(&args),
        Command::PublicApi(args) => public_api(&args).map(|()| ExitCode::SUCCESS),
        Command::Snapshots(args) => snapshots(&args).map(|()| ExitCode::SUCCESS),
    };
    outcome.unwrap_or_else(|error| {
        eprintln!("error: {error:#}");
        ExitCode::FAILURE
    })
}

fn coverage(args: CoverageArgs) -> Result<()> {
    let pairs = args.operation.chunks_exact(2);
    let operations = pairs.filter_map(|pair| match pair {
        [method, path] => Some((method.clone(), path.clone())),
        _ => None,
    });
    let coverage = regen::coverage::Coverage {
        spec: args.spec,
        operations: operations.collect(),
        all_in_one: args.all_in_one,
        compile: args.compile,
        largest: args.largest,
    };
    coverage.run(&args.root.canonicalize()?)
}

fn public_api(args: &PublicApiArgs) -> Result<()> {
    public_api::run(&args.root.canonicalize()?, args.check)
}

fn snapshots(args: &SnapshotsArgs) -> Result<()> {
    snapshots::run(&args.root.canonicalize()?)
}

fn regen(args: RegenArgs) -> Result<()> {
    let project = regen::Project::at(args.root);
    let options = regen::Options {
        accept_loss: args.accept_loss,
        compile: !args.no_compile,
    };
    if args.check {
        project.check(args.spec.as_deref())
    } else if args.overlay {
        project.write_overlay(options)
    } else {
        project.write(args.spec.as_deref().unwrap_or(regen::PUBLISHED), options)
    }
}

fn drift(args: &DriftArgs) -> Result<ExitCode> {
    let project = regen::Project::at(args.root.clone());
    let outcome = project.drift(args.from.as_deref(), &args.to, args.format)?;
    Ok(match outcome {
        regen::Outcome::Same => ExitCode::SUCCESS,
        regen::Outcome::Changed => ExitCode::from(3),
        regen::Outcome::Breaking => ExitCode::from(4),
    })
}
