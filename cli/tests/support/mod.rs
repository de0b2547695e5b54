//! Runs the real binary against an emulator in the test process.

#![allow(dead_code, reason = "no test file uses all of it")]

#[path = "../../../tests/support/scripted.rs"]
pub(crate) mod scripted;

use std::process::{Output, Stdio};

use atlas_emulator::{CLIENT_ID, CLIENT_SECRET, Emulator};
use tokio::io::AsyncWriteExt as _;
use tokio::process::Command;

/// The binary, with only the emulator's address and service account in its environment.
pub(crate) fn binary(emulator: &Emulator) -> Command {
    let mut command = bare();
    command
        .env("MONGODB_ATLAS_BASE_URL", emulator.base_url())
        .env("MONGODB_ATLAS_CLIENT_ID", CLIENT_ID)
        .env("MONGODB_ATLAS_CLIENT_SECRET", CLIENT_SECRET);
    command
}

/// The binary, with an empty environment.
pub(crate) fn bare() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_atlas-integrations"));
    command.env_clear().stdin(Stdio::null());
    command
}

/// The peak memory use of a process in kilobytes, where the system reports it.
pub(crate) fn peak_memory(process: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

/// The output and the exit code of a run.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl From<Output> for Run {
    fn from(output: Output) -> Self {
        Self {
            code: output
                .status
                .code()
                .unwrap_or_else(|| panic!("killed: {}", output.status)),
            out: String::from_utf8(output.stdout).expect("text"),
            err: String::from_utf8(output.stderr).expect("text"),
        }
    }
}

/// Runs a command to completion.
pub(crate) async fn run(mut command: Command, arguments: &[&str]) -> Run {
    command.args(arguments).output().await.expect("runs").into()
}

/// Runs a command to completion with its standard output going to `stdout`.
pub(crate) async fn run_into(mut command: Command, arguments: &[&str], stdout: Stdio) -> Run {
    command
        .args(arguments)
        .stdout(stdout)
        .stderr(Stdio::piped());
    let child = command.spawn().expect("starts");
    child.wait_with_output().await.expect("runs").into()
}

/// Runs a command to completion with `input` as its standard input.
pub(crate) async fn run_with_input(mut command: Command, arguments: &[&str], input: &str) -> Run {
    command.args(arguments).stdin(Stdio::piped());
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("starts");
    let mut stdin = child.stdin.take().expect("piped");
    stdin.write_all(input.as_bytes()).await.expect("writes");
    drop(stdin);
    child.wait_with_output().await.expect("runs").into()
}

/// The binary, for a server that speaks Atlas's API in place of the emulator.
pub(crate) fn binary_for(base_url: &str) -> Command {
    let mut command = bare();
    command
        .env("MONGODB_ATLAS_BASE_URL", base_url)
        .env("MONGODB_ATLAS_ACCESS_TOKEN", "token");
    command
}

/// A response with a page of a list.
pub(crate) fn page(results: &str) -> Vec<u8> {
    let body = format!("{{\"results\":[{results}],\"links\":[],\"totalCount\":1}}");
    scripted::response("200 OK", "application/vnd.atlas.2023-01-01+json", &body)
}

/// The responses to a list that breaks off: a page, and in place of the next one, a refusal.
pub(crate) fn broken_list(results: &str) -> [Vec<u8>; 2] {
    let next = "{\"rel\":\"next\",\"href\":\"x\"}";
    let first = format!("{{\"results\":[{results}],\"totalCount\":2,\"links\":[{next}]}}");
    [
        scripted::response("200 OK", "application/json", &first),
        scripted::response("403 Forbidden", "application/json", "{}"),
    ]
}
