//! The memory of the program does not grow with the fleet: what is printed is not kept.
#![cfg(target_os = "linux")]

mod support;

use std::process::Stdio;
use std::time::Duration;

use atlas_emulator::{Emulator, Fault};
use support::{binary, peak_memory};
use tokio::io::{AsyncBufReadExt as _, BufReader};

/// How much more memory ten times as many projects may take, in kilobytes: their IDs and names take some
/// hundred bytes each, and what they have must take none.
const GROWTH: u64 = 3 << 10;

/// The peak memory, in kilobytes, of a command that prints a line for each of `count` projects. One
/// project, of which nothing is heard, keeps the program from ending before that is read.
async fn peak(arguments: &[&str], count: usize) -> u64 {
    let emulator = Emulator::start().await.expect("an emulator");
    for number in 0..count {
        let services = ["DATADOG", "PAGER_DUTY", "SLACK", "WEBHOOK"];
        emulator.add_project(&format!("project {number:04}"), services);
    }
    let silent = emulator.add_project("project last", []);
    emulator.inject_project_faults(&silent, [Fault::Slow(Duration::from_secs(3_600))]);
    let mut command = binary(&emulator);
    command
        .args(arguments)
        .args(["--output", "jsonl", "--project", "project *"])
        // So that chance has less to do with it.
        .envs([("TOKIO_WORKER_THREADS", "1"), ("MALLOC_ARENA_MAX", "1")])
        .stdout(Stdio::piped())
        .kill_on_drop(true);
    let mut child = command.spawn().expect("starts");
    let mut lines = BufReader::new(child.stdout.take().expect("piped")).lines();
    for _ in 0..count {
        lines.next_line().await.expect("reads").expect("a line");
    }
    peak_memory(child.id().expect("it runs")).expect("a number")
}

#[tokio::test]
async fn a_fleet_of_ten_times_as_many_projects_takes_hardly_more_memory() {
    for (arguments, count) in [(&["audit"][..], 200), (&["export"], 100)] {
        let (few, many) = (
            peak(arguments, count).await,
            peak(arguments, 10 * count).await,
        );
        assert!(
            many < few + GROWTH,
            "{arguments:?}: {few} kB for {count} projects, {many} kB for ten times as many"
        );
    }
}
