//! The command-line arguments.

use std::ffi::OsString;
use std::iter::repeat_n;
use std::path::PathBuf;
use std::time::Duration;

use atlas_emulator::{Fault, INTEGRATION_TYPES};
use clap::Parser;

/// Emulate MongoDB Atlas on a loopback port.
///
/// Without a command, the emulator prints how to use it and runs until it is interrupted. With one, it
/// runs until the command ends, and the command finds the emulator in its environment.
#[derive(Debug, Parser)]
#[command(name = "atlas-emulator", version, after_help = AFTER_HELP)]
pub(crate) struct Args {
    /// Port to listen on; without it, a free one is picked
    #[arg(value_name = "PORT", value_parser = parse_port)]
    pub(crate) port: Option<u16>,

    /// Keep the projects and integrations in this file, from one run to the next
    #[arg(long, value_name = "FILE")]
    pub(crate) state_file: Option<PathBuf>,

    /// Add a project with sample integrations of these types, or of all with `=ALL`
    #[arg(long = "project", value_name = "NAME[=TYPE,…]", value_parser = parse_project)]
    pub(crate) projects: Vec<NewProject>,

    /// The same, but the credentials may not access the project
    #[arg(long = "forbidden-project", value_name = "NAME[=TYPE,…]", value_parser = parse_project)]
    pub(crate) forbidden_projects: Vec<NewProject>,

    /// Inject a fault into the next request, or into so many; see below
    #[arg(long = "fault", value_name = "FAULT[:TIMES]", value_parser = parse_fault)]
    pub(crate) faults: Vec<RepeatedFault>,

    /// The same for requests to the token endpoint
    #[arg(long = "token-fault", value_name = "FAULT[:TIMES]", value_parser = parse_fault)]
    pub(crate) token_faults: Vec<RepeatedFault>,

    /// Delay every response by so many seconds
    #[arg(long, value_name = "SECONDS", default_value = "0", value_parser = parse_seconds)]
    pub(crate) latency: Duration,

    /// Print the environment of an emulator on PORT as shell commands, and start none
    #[arg(long, requires = "port", conflicts_with_all = ["command", "state_file", "projects"])]
    pub(crate) print_env: bool,

    /// Command to run with the emulator, after `--`
    #[arg(last = true, value_name = "COMMAND")]
    pub(crate) command: Vec<OsString>,
}

const AFTER_HELP: &str = "\
Faults, in the order in which they are given, each for one request:
  rate-limited[=SECONDS]  respond 429, with this Retry-After
  status=CODE             respond with this status and an Atlas error
  html-page=CODE          respond with this status and an HTML page, as a gateway does
  slow=SECONDS            wait before carrying out the request
  truncated=BYTES         carry out the request, and cut the response after so many bytes
  response-lost           carry out the request, and close the connection
  expired-credentials     end all access tokens and nonces before the request

Examples:
  atlas-emulator 7777 --state-file atlas.json &
  eval \"$(atlas-emulator 7777 --print-env)\"

  atlas-emulator --fault status=503:2 --fault rate-limited=1 -- cargo test";

/// A project to add, with the types of its integrations.
#[derive(Clone, Debug)]
pub(crate) struct NewProject {
    pub(crate) name: String,
    pub(crate) integration_types: Vec<String>,
}

/// A fault, and for how many requests.
#[derive(Clone, Debug)]
pub(crate) struct RepeatedFault {
    fault: Fault,
    times: usize,
}

impl RepeatedFault {
    pub(crate) fn each(&self) -> impl Iterator<Item = Fault> + use<> {
        repeat_n(self.fault.clone(), self.times)
    }
}

fn parse_port(text: &str) -> Result<u16, String> {
    text.parse()
        .map_err(|_| "it is not a port number (0 to 65535); a command comes after --".to_owned())
}

fn parse_project(text: &str) -> Result<NewProject, String> {
    let (name, types) = text.split_once('=').unwrap_or((text, ""));
    if name.is_empty() {
        return Err("the name is missing".to_owned());
    }
    let integration_types: Vec<_> = match types {
        "ALL" => INTEGRATION_TYPES.map(str::to_owned).into(),
        types => types
            .split(',')
            .filter(|t| !t.is_empty())
            .map(str::to_owned)
            .collect(),
    };
    let is_unknown = |name: &&String| !INTEGRATION_TYPES.contains(&name.as_str());
    if let Some(unknown) = integration_types.iter().find(is_unknown) {
        let known = INTEGRATION_TYPES.join(", ");
        return Err(format!(
            "{unknown} is not an integration type; these are {known}"
        ));
    }
    Ok(NewProject {
        name: name.to_owned(),
        integration_types,
    })
}

fn parse_fault(text: &str) -> Result<RepeatedFault, String> {
    let (fault, times) = match text.rsplit_once(':') {
        None => (text, 1),
        Some((fault, times)) => {
            let times = times.parse();
            (
                fault,
                times.map_err(|_| "TIMES must be a number, as in status=503:2")?,
            )
        }
    };
    let fault = fault.parse().map_err(|error| format!("{error}"))?;
    Ok(RepeatedFault { fault, times })
}

fn parse_seconds(text: &str) -> Result<Duration, String> {
    let seconds = text.parse().ok();
    seconds
        .and_then(|seconds| Duration::try_from_secs_f64(seconds).ok())
        .ok_or_else(|| "it is not a number of seconds, such as 0.2".to_owned())
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_arguments_are_consistent() {
        Args::command().debug_assert();
    }
}
