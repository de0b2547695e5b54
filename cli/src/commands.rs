//! The commands, each in a module of its own.

mod audit;
mod delete;
mod dry_run;
mod get;
mod list;
mod projects;
mod shell;
mod write;

use std::process::ExitCode;

use self::write::Operation;
use crate::args::{Cli, Command};
use crate::connection::Connection;
use crate::error::CliResult;

pub(crate) async fn run(cli: Cli) -> CliResult {
    // Nothing happens before it is awaited, which only the commands that need a connection do.
    let connection = Connection::open(&cli.global);
    match cli.command {
        Command::Get(args) => get::run(&connection.await?, args).await?,
        Command::List(args) => list::run(&connection.await?, args).await?,
        Command::Create(args) => write::run(&connection.await?, args, Operation::Create).await?,
        Command::Update(args) => {
            let operation = Operation::Update {
                discard_withheld: args.discard_withheld,
            };
            write::run(&connection.await?, args.write, operation).await?
        }
        Command::Delete(args) => delete::run(&connection.await?, args).await?,
        Command::Projects(args) => projects::run(&connection.await?, args).await?,
        Command::Audit(args) => return audit::run(&connection.await?, args).await,
        Command::Completions { shell } => shell::print_completions(shell)?,
        Command::Man => shell::print_manual_page()?,
    }
    Ok(ExitCode::SUCCESS)
}
