//! `man`: the manual pages.

use std::io::{self, Write as _};
use std::path::Path;

use clap::{Command, CommandFactory as _};
use clap_mangen::Man;

use crate::args::{Cli, ENVIRONMENT};
use crate::error::{CliError, CliResult};
use crate::exit::Exit;

/// Prints the manual page of a command, or writes those of all commands to a directory.
pub(super) fn run(command: Option<&str>, directory: Option<&Path>) -> CliResult<()> {
    let mut root = Cli::command();
    root.build();
    if let Some(directory) = directory {
        return write_all(&root, directory).map_err(|error| {
            CliError::failure(format!("cannot write to {}: {error}", directory.display()))
        });
    }
    let command = match command {
        None => &root,
        Some(name) => root
            .find_subcommand(name)
            .ok_or_else(|| CliError::usage(format!("there is no command {name:?}")))?,
    };
    Ok(io::stdout().write_all(&page(command)?)?)
}

fn write_all(root: &Command, directory: &Path) -> io::Result<()> {
    std::fs::create_dir_all(directory)?;
    let commands = root.get_subcommands().filter(|it| it.get_name() != "help");
    for command in commands.chain([root]) {
        let name = command.get_display_name().unwrap_or(command.get_name());
        std::fs::write(directory.join(format!("{name}.1")), page(command)?)?;
    }
    Ok(())
}

fn page(command: &Command) -> io::Result<Vec<u8>> {
    let man = Man::new(command.clone());
    let mut text = Vec::new();
    man.render_title(&mut text)?;
    man.render_name_section(&mut text)?;
    man.render_synopsis_section(&mut text)?;
    man.render_description_section(&mut text)?;
    man.render_options_section(&mut text)?;
    if command.has_subcommands() {
        man.render_subcommands_section(&mut text)?;
    }
    let help = command.get_after_help().map(ToString::to_string);
    let examples = help.as_deref().and_then(|help| help.split_once("Example"));
    if let Some((_, examples)) = examples {
        let examples = examples
            .split_once('\n')
            .map_or("", |(_, examples)| examples);
        section(&mut text, "EXAMPLES", examples)?;
    }
    let environment = ENVIRONMENT.split_once('\n').map_or("", |(_, lines)| lines);
    section(&mut text, "ENVIRONMENT", environment)?;
    let codes = Exit::help();
    section(
        &mut text,
        "EXIT STATUS",
        codes.split_once('\n').map_or("", |(_, lines)| lines),
    )?;
    man.render_version_section(&mut text)?;
    Ok(text)
}

/// A section whose lines are kept as they are.
fn section(text: &mut Vec<u8>, title: &str, lines: &str) -> io::Result<()> {
    writeln!(text, ".SH \"{title}\"\n.nf")?;
    for line in lines.lines() {
        let line = line.replace('\\', "\\e").replace('-', "\\-");
        // A dot or an apostrophe at the beginning would be a request.
        let guard = if line.starts_with(['.', '\'']) {
            "\\&"
        } else {
            ""
        };
        writeln!(text, "{guard}{line}")?;
    }
    writeln!(text, ".fi")
}
