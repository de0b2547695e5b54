//! The commands, each in a module of its own.

mod audit;
mod delete;
mod dry_run;
mod fleet;
mod get;
mod list;
mod man;
mod projects;
mod shell;
mod token;
mod write;

pub(crate) use self::shell::complete;
use crate::args::{Cli, Command, EmulatorCommand};
use crate::connection::Connection;
use crate::emulator;
use crate::error::CliResult;
use crate::exit::Exit;

pub(crate) async fn run(cli: Cli) -> CliResult {
    let global = &cli.global;
    // Nothing happens before it is awaited, which only the commands that need a connection do.
    let connection = Connection::open(global);
    match cli.command {
        Command::Get(args) => get::run(&connection.await?, args).await?,
        Command::List(args) => list::run(&connection.await?, args).await?,
        Command::Create(args) => write::create(global, args).await?,
        Command::Update(args) => write::update(global, args).await?,
        Command::Delete(args) => return delete::run(global, args).await,
        Command::Projects(args) => projects::run(&connection.await?, args).await?,
        Command::Audit(args) => return audit::run(&connection.await?, args).await,
        Command::Export(args) => return fleet::export(connection.await?, args).await,
        Command::Plan(args) => return fleet::plan(connection.await?, args).await,
        Command::Apply(args) => return fleet::apply(connection.await?, args).await,
        Command::Diff(args) => return fleet::diff(connection.await?, args).await,
        Command::Copy(args) => return fleet::copy(connection.await?, args).await,
        Command::Rotate(args) => return fleet::rotate(connection.await?, args).await,
        Command::Token => token::print(&connection.await?).await?,
        Command::Logout => token::log_out(global).await?,
        Command::Emulator(EmulatorCommand::Reset) => emulator::reset()?,
        Command::Completions { shell } => shell::print_completions(shell)?,
        Command::Man { command, directory } => man::run(command.as_deref(), directory.as_deref())?,
    }
    Ok(Exit::Done)
}
