//! `completions` and `man`, which need no connection.

use std::io::{self, Write as _};

use clap::CommandFactory as _;
use clap_complete::Shell;
use clap_mangen::Man;

use crate::args::Cli;

pub(super) fn print_completions(shell: Shell) -> io::Result<()> {
    // Generated in memory, since `generate` panics when it cannot write, as to a closed pipe.
    let mut script = Vec::new();
    clap_complete::generate(
        shell,
        &mut Cli::command(),
        "atlas-integrations",
        &mut script,
    );
    io::stdout().write_all(&script)
}

pub(super) fn print_manual_page() -> io::Result<()> {
    Man::new(Cli::command()).render(&mut io::stdout())
}
