//! A fleet is brought to a desired state while requests fail and the program is killed.

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use atlas_emulator::{Emulator, Fault, ReceivedRequest};
use serde_json::Value;
use support::{Run, binary, run};
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::Command;

/// Datadog moves to Europe and to another key, PagerDuty is added where it lacks, and webhooks go.
const DESIRED: &str = "
version: 1
rules:
- projects: { include: ['project *'] }
  integrations:
  - { type: DATADOG, region: EU, apiKey: { env: DATADOG_KEY } }
  - { type: PAGER_DUTY, region: US, serviceKey: { env: PAGER_DUTY_KEY } }
  absent: [WEBHOOK]
";
const DATADOG_KEY: &str = "0123456789abcdef0123456789abbeef";
const PAGER_DUTY_KEY: &str = "fedcba9876543210fedcba987654cafe";

const SIZE: usize = 2_000;

/// What goes wrong in a project, by its number.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Trouble {
    None,
    /// The list is refused once because of the rate limit.
    RateLimited,
    /// The first write meets with a failure of the server.
    Unavailable,
    /// The connection is cut after the first write was carried out.
    Cut,
    /// The list is forbidden once, which is not worth another attempt.
    Forbidden,
}

impl Trouble {
    fn of(number: usize) -> Self {
        match number % 50 {
            7 => Self::RateLimited,
            17 => Self::Unavailable,
            27 => Self::Cut,
            37 => Self::Forbidden,
            _ => Self::None,
        }
    }

    fn faults(self) -> Vec<Fault> {
        // The first request for a project is for its list.
        let first_write = |fault| vec![Fault::Slow(Duration::ZERO), fault];
        match self {
            Self::None => Vec::new(),
            Self::RateLimited => vec![Fault::RateLimited {
                retry_after: Some(0),
            }],
            Self::Unavailable => first_write(Fault::Status(503)),
            Self::Cut => first_write(Fault::ResponseLost),
            Self::Forbidden => vec![Fault::Status(403)],
        }
    }
}

/// The services that a project has at first.
fn services(number: usize) -> BTreeSet<&'static str> {
    let all = [
        ("DATADOG", 4),
        ("PAGER_DUTY", 3),
        ("WEBHOOK", 5),
        ("SLACK", 2),
    ];
    let has = all
        .iter()
        .filter(|(_, every)| !number.is_multiple_of(*every));
    has.map(|(service, _)| *service).collect()
}

/// The emulator, and the number of each project by its ID.
async fn fleet() -> (Emulator, BTreeMap<String, usize>) {
    let emulator = Emulator::start().await.expect("starts");
    let mut numbers = BTreeMap::new();
    for number in 0..SIZE {
        let id = emulator.add_project(&format!("project {number:04}"), services(number));
        emulator.inject_project_faults(&id, Trouble::of(number).faults());
        numbers.insert(id, number);
    }
    (emulator, numbers)
}

fn program(emulator: &Emulator) -> Command {
    let mut command = binary(emulator);
    command
        .env("DATADOG_KEY", DATADOG_KEY)
        .env("PAGER_DUTY_KEY", PAGER_DUTY_KEY);
    command
}

async fn apply(emulator: &Emulator, desired: &str) -> Run {
    let apply = ["apply", "--yes", "--prune", "--file", desired];
    run(program(emulator), &apply).await
}

/// Starts to apply, and kills the program once it has reported `count` projects.
async fn apply_killed_after(emulator: &Emulator, desired: &str, count: usize) {
    let mut command = program(emulator);
    command.args(["apply", "--yes", "--prune", "--file", desired]);
    command.stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn().expect("starts");
    let mut lines = BufReader::new(child.stdout.take().expect("piped")).lines();
    let mut reported = 0;
    while reported < count {
        let line = lines.next_line().await.expect("reads").expect("a line");
        reported += usize::from(line.starts_with("project "));
    }
    child.kill().await.expect("kills");
}

/// How often each integration was written, by the ID of the project and the service.
fn writes(requests: &[ReceivedRequest]) -> BTreeMap<(String, String), usize> {
    let mut writes = BTreeMap::new();
    for request in requests {
        let segments: Vec<_> = request.path.split('/').collect();
        if let [.., "groups", id, "integrations", service] = segments.as_slice()
            && request.method != "GET"
        {
            *writes
                .entry(((*id).to_owned(), (*service).to_owned()))
                .or_default() += 1;
        }
    }
    writes
}

/// What is not as desired, from what the emulator shows of each project.
async fn deviations(emulator: &Emulator, numbers: &BTreeMap<String, usize>) -> Vec<String> {
    let export = run(binary(emulator), &["export", "--output", "jsonl"]).await;
    assert_eq!(export.code, 0, "{}", export.err);
    let mut seen = 0;
    let mut deviations = Vec::new();
    for line in export.out.lines() {
        let export: Value = serde_json::from_str(line).expect("JSON");
        let id = export["project"]["id"].as_str().expect("an ID");
        let Some(number) = numbers.get(id) else {
            continue;
        };
        seen += 1;
        let found = export["integrations"].as_array().expect("a list");
        let found: BTreeMap<_, _> = found
            .iter()
            .map(|found| (found["type"].as_str().expect("a type"), found))
            .collect();
        let mut expected = services(*number);
        expected.extend(["DATADOG", "PAGER_DUTY"]);
        expected.remove("WEBHOOK");
        let is_complete = found.keys().copied().eq(expected);
        let is_changed = found.get("DATADOG").is_some_and(|it| {
            // The reference names the part of the key that Atlas shows.
            it["region"] == "EU" && it["apiKey"]["env"] == "DATADOG_API_KEY_BEEF"
        });
        if !is_complete || !is_changed {
            deviations.push(format!("{number}: {found:?}"));
        }
    }
    assert_eq!(seen, numbers.len(), "a project is lost");
    deviations
}

fn write_desired(folder: &Path) -> String {
    let path = folder.join("fleet.yaml");
    std::fs::write(&path, DESIRED).expect("writes");
    path.to_str().expect("text").to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_fleet_ends_as_desired_whatever_happens_on_the_way() {
    let (emulator, numbers) = fleet().await;
    let folder = tempfile::tempdir().expect("a folder");
    let desired = write_desired(folder.path());

    apply_killed_after(&emulator, &desired, SIZE / 3).await;
    let before = emulator.received_requests().len();

    // What was forbidden fails, and everything else goes on.
    let second = apply(&emulator, &desired).await;
    assert_eq!(second.code, 1, "{}", second.err);
    assert!(second.out.contains("403"), "{}", second.err);
    let third = apply(&emulator, &desired).await;
    assert_eq!(third.code, 0, "{}\n{}", third.out, third.err);
    assert_eq!(deviations(&emulator, &numbers).await, [""; 0]);

    let requests = emulator.received_requests();
    let (early, all) = (writes(&requests[..before]), writes(&requests));
    assert!(
        early.len() < all.len() / 2,
        "it was not killed in the middle"
    );
    for ((id, service), count) in all {
        // What failed, or whose response was lost, may be written again. Nothing else is.
        let trouble = Trouble::of(numbers[&id]);
        let may_repeat = matches!(trouble, Trouble::Unavailable | Trouble::Cut);
        let is_justified = count == 1 || may_repeat && count == 2;
        assert!(
            is_justified,
            "{service} of {id}, {trouble:?}: {count} times"
        );
    }

    // A further run has nothing to do.
    let sent = emulator.received_requests().len();
    let fourth = apply(&emulator, &desired).await;
    assert_eq!(
        (fourth.code, fourth.out.as_str()),
        (0, ""),
        "{}",
        fourth.err
    );
    assert!(writes(&emulator.received_requests()[sent..]).is_empty());
    let plan = run(program(&emulator), &["plan", "--file", &desired]).await;
    assert_eq!((plan.code, plan.out.as_str()), (0, ""), "{}", plan.err);
}
