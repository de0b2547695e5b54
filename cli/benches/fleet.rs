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

mod program;

use std::path::Path;
use std::time::Duration;

use atlas_emulator::Emulator;
use program::Cost;

const LATENCY: Duration = Duration::from_millis(20);

const DESIRED: &str = "
version: 1
rules:
- projects: { include: ['project *'] }
  integrations:
  - { type: DATADOG, region: EU, apiKey: { env: DATADOG_KEY } }
  - { type: SLACK, channelName: alerts }
";

/// The variables that the desired states take their secrets from.
const SECRETS: [(&str, &str); 4] = [
    ("DATADOG_KEY", "0123456789abcdef0123456789abcdef"),
    ("DATADOG_API_KEY_A23C", "0123456789abcdef0123456789aba23c"),
    (
        "PAGER_DUTY_SERVICE_KEY_7890",
        "0123456789abcdef0123456789ab7890",
    ),
    (
        "SLACK_API_TOKEN_ABCD",
        "xoxb-not-a-real-token-0123456789abcd",
    ),
];

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
        let cost = Cost::of(&emulator, folder, arguments, &SECRETS).await;
        println!("{size:>8}  {name:<12} {cost}");
    }
}
