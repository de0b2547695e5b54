//! What `export`, `plan` and `apply` cost for fleets of 100 and 2,000 projects: the time, the requests and
//! the peak memory of the program.
//!
//! ```sh
//! cargo bench --package atlas-integrations-cli --bench fleet
//! ```
//!
//! Each project has three third-party integrations. The emulator takes 20 ms for a response. `plan export`
//! compares the fleet with an export of itself, which has a rule for each project. `apply` changes one
//! integration of each project.

#[path = "../tests/support/mod.rs"]
mod support;

use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use atlas_emulator::Emulator;
use support::binary;
use tokio::io::{AsyncBufReadExt as _, BufReader};

const LATENCY: Duration = Duration::from_millis(20);

const DESIRED: &str = "
version: 1
rules:
- projects: { include: ['project *'] }
  integrations:
  - { type: DATADOG, region: EU, apiKey: { env: DATADOG_KEY } }
  - { type: SLACK, channelName: alerts }
";

#[tokio::main]
async fn main() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("fleet.yaml"), DESIRED).expect("writes");
    println!("projects  command          time     requests  peak memory");
    for size in [100, 2_000] {
        measure_fleet(size, folder.path()).await;
    }
}

async fn measure_fleet(size: usize, folder: &Path) {
    let emulator = Emulator::start().await.expect("starts");
    for number in 0..size {
        let services = ["DATADOG", "PAGER_DUTY", "SLACK"];
        emulator.add_project(&format!("project {number:04}"), services);
    }
    emulator.set_latency(LATENCY);
    let export = [
        "export",
        "--project",
        "project *",
        "--output-file",
        "export",
    ];
    let plan = ["plan", "--file", "fleet.yaml"];
    let apply = ["apply", "--yes", "--file", "fleet.yaml"];
    let commands: [(&str, &[&str]); 7] = [
        ("export jsonl", &["export", "--output", "jsonl"]),
        ("export yaml", &export),
        ("plan export", &["plan", "--file", "export"]),
        ("plan", &plan),
        ("apply", &apply),
        ("apply again", &apply),
        ("plan again", &plan),
    ];
    for (name, arguments) in commands {
        let Cost {
            time,
            requests,
            memory,
        } = measure(&emulator, folder, arguments).await;
        let memory = memory.map_or("unknown".to_owned(), |kilobytes| {
            format!("{:.1} MB", kilobytes / 1_024.0)
        });
        let seconds = time.as_secs_f64();
        println!("{size:>8}  {name:<12} {seconds:>8.2} s  {requests:>8}  {memory:>11}");
    }
}

struct Cost {
    time: Duration,
    requests: usize,
    /// In kilobytes, where the system tells.
    memory: Option<f64>,
}

async fn measure(emulator: &Emulator, folder: &Path, arguments: &[&str]) -> Cost {
    let sent = emulator.received_requests().len();
    let started = Instant::now();
    let mut command = binary(emulator);
    command
        .env("DATADOG_KEY", "0123456789abcdef0123456789abcdef")
        .env("DATADOG_API_KEY_A23C", "0123456789abcdef0123456789aba23c")
        .env(
            "PAGER_DUTY_SERVICE_KEY_7890",
            "0123456789abcdef0123456789ab7890",
        )
        .env(
            "SLACK_API_TOKEN_ABCD",
            "xoxb-not-a-real-token-0123456789abcd",
        )
        .current_dir(folder)
        .args(arguments)
        .stdout(Stdio::null())
        .stderr(Stdio::piped());
    let mut child = command.spawn().expect("starts");
    let process = child.id().expect("runs");
    let mut lines = BufReader::new(child.stderr.take().expect("piped")).lines();
    let mut memory = None;
    // The summary is the last thing that the program prints.
    while let Some(_line) = lines.next_line().await.expect("reads") {
        memory = peak_memory(process).or(memory);
    }
    let status = child.wait().await.expect("ends");
    assert!(
        matches!(status.code(), Some(0 | 3)),
        "{arguments:?}: {status}"
    );
    Cost {
        time: started.elapsed(),
        requests: emulator.received_requests().len() - sent,
        memory,
    }
}

fn peak_memory(process: u32) -> Option<f64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}
