//! Audits of many projects, some of which fail.

mod support;

use std::collections::BTreeMap;
use std::process::Stdio;
use std::time::Duration;

use atlas_emulator::{Emulator, Fault};
use serde_json::Value;
use support::{binary, peak_memory, run};
use tokio::io::{AsyncBufReadExt as _, BufReader};

/// An emulator with `size` projects: every third lacks PagerDuty, 1 in 50 fails at first, and access
/// to 1 in 200 is forbidden.
async fn fleet(size: usize) -> (Emulator, BTreeMap<String, Expected>) {
    let emulator = Emulator::start().await.expect("starts");
    let mut expected = BTreeMap::new();
    for id in [atlas_emulator::GROUP_ID, atlas_emulator::EMPTY_GROUP_ID] {
        let lacks = id == atlas_emulator::EMPTY_GROUP_ID;
        expected.insert(
            id.to_owned(),
            if lacks {
                Expected::Lacks
            } else {
                Expected::Has
            },
        );
    }
    for number in 2..size {
        let lacks = number % 3 == 0;
        let services: &[&str] = if lacks {
            &["SLACK"]
        } else {
            &["SLACK", "PAGER_DUTY"]
        };
        let id = emulator.add_project(&format!("project {number:04}"), services.iter().copied());
        if number % 50 == 7 {
            let fault = match number % 100 {
                7 => Fault::RateLimited {
                    retry_after: Some(0),
                },
                _ => Fault::Status(503),
            };
            emulator.inject_project_faults(&id, [fault]);
        }
        let outcome = if number % 200 == 11 {
            emulator.forbid_project(&id);
            Expected::Forbidden
        } else if lacks {
            Expected::Lacks
        } else {
            Expected::Has
        };
        expected.insert(id, outcome);
    }
    (emulator, expected)
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Expected {
    Has,
    Lacks,
    Forbidden,
}

fn outcome(row: &Value) -> Expected {
    match (
        row["error"].as_str(),
        row["missing"].as_array().map(Vec::len),
    ) {
        (Some(error), _) if error.contains("403 Forbidden") => Expected::Forbidden,
        (None, Some(0)) => Expected::Has,
        (None, Some(1)) => Expected::Lacks,
        _ => panic!("{row}"),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_project_is_accounted_for() {
    // The longer list has three pages, and every combination of what projects have and what fails.
    for size in [100, 1_001] {
        let (emulator, expected) = fleet(size).await;
        emulator.set_latency(Duration::from_millis(5));
        let started = std::time::Instant::now();
        let mut command = binary(&emulator);
        command.args(["audit", "--require", "PAGER_DUTY", "--output", "jsonl"]);
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("starts");
        let process = child.id().expect("running");
        let mut lines = BufReader::new(child.stdout.take().expect("piped")).lines();
        let mut found = BTreeMap::new();
        let mut peak = None;
        while let Some(line) = lines.next_line().await.expect("reads") {
            let row: Value = serde_json::from_str(&line).expect("JSON");
            let id = row["id"].as_str().expect("an id").to_owned();
            assert!(found.insert(id, outcome(&row)).is_none(), "twice: {row}");
            peak = peak_memory(process).or(peak);
        }
        let end = child.wait_with_output().await.expect("ends");
        assert_eq!(end.status.code(), Some(3));
        let elapsed = started.elapsed().as_secs_f64();
        let requests = emulator.received_requests().len();
        println!(
            "{size} projects: {elapsed:.2} s, {requests} requests, peak memory {} kB",
            peak.map_or("?".to_owned(), |peak| peak.to_string())
        );
        assert_eq!(found, expected);
        // One per project, one more for each that failed at first, the pages, and the token.
        let failing = (2..size).filter(|number| number % 50 == 7).count();
        assert_eq!(requests, size + failing + size.div_ceil(500) + 1);
    }
}

#[tokio::test]
async fn an_audit_can_be_resumed() {
    let (emulator, expected) = fleet(30).await;
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("audit.jsonl");
    let path = path.to_str().expect("text");
    let first = run(binary(&emulator), &["audit", "-o", "jsonl"]).await;
    assert_eq!(first.out.lines().count(), 30);
    // The output ends in the middle of its twentieth line.
    let kept: Vec<_> = first.out.lines().take(19).collect();
    let truncated = &first.out.lines().nth(19).expect("a line")[..20];
    std::fs::write(path, format!("{}\n{truncated}", kept.join("\n"))).expect("writes");
    let rest = run(
        binary(&emulator),
        &["audit", "-o", "jsonl", "--resume", path],
    )
    .await;
    let ids = |text: &str| -> Vec<String> {
        let rows = text
            .lines()
            .filter_map(|line| serde_json::from_str::<Value>(line).ok());
        rows.filter(|row| row["error"].is_null())
            .map(|row| row["id"].as_str().expect("an id").to_owned())
            .collect()
    };
    // What the earlier audit found is printed like the rest, so that the output is whole.
    let mut all = ids(&rest.out);
    all.sort();
    let mut readable: Vec<_> = expected
        .into_iter()
        .filter(|(_, outcome)| *outcome != Expected::Forbidden)
        .map(|(id, _)| id)
        .collect();
    readable.sort();
    assert_eq!(all, readable);
    let missing = run(binary(&emulator), &["audit", "--resume", "/no/such"]).await;
    assert_eq!(missing.code, 2);
}

#[tokio::test]
async fn projects_are_selected_by_name_pattern_and_id() {
    let (emulator, _) = fleet(12).await;
    let names = |run: &support::Run| -> Vec<String> {
        let lines = run.out.lines().skip(1);
        lines
            .map(|line| line.split(',').next().expect("a cell").to_owned())
            .collect()
    };
    let selected = [
        "audit",
        "--sort",
        "-o",
        "csv",
        "--project",
        "project 000?",
        "--project",
        atlas_emulator::GROUP_ID,
    ];
    let selected = run(binary(&emulator), &selected).await;
    assert_eq!(selected.code, 0);
    assert_eq!(names(&selected).len(), 9);
    assert_eq!(names(&selected)[0], "Fleet");
    let none = run(binary(&emulator), &["audit", "--project", "project 9*"]).await;
    assert_eq!(none.code, 4);
    assert!(
        none.err
            .contains("no accessible project matches \"project 9*\"")
    );
}

#[tokio::test]
async fn the_exit_code_reports_what_was_found() {
    let emulator = Emulator::start().await.expect("starts");
    let audit = |arguments: &'static [&'static str]| run(binary(&emulator), arguments);
    assert_eq!(audit(&["audit"]).await.code, 0);
    assert_eq!(
        audit(&["audit", "--require", "SLACK", "--project", "Fleet"])
            .await
            .code,
        0
    );
    let lacking = audit(&["audit", "--require", "SLACK,WEBHOOK"]).await;
    assert_eq!(lacking.code, 3);
    assert!(
        lacking
            .err
            .ends_with("2 projects, 1 of them lacks SLACK or WEBHOOK\n"),
        "{}",
        lacking.err
    );
    let wrong = audit(&["audit", "--require", "PAGERDUDY"]).await;
    assert_eq!(wrong.code, 2);
    assert!(
        wrong
            .err
            .contains("\"PAGERDUDY\" is not one of PAGER_DUTY,"),
        "{}",
        wrong.err
    );
    assert_eq!(audit(&["audit", "--concurrency", "0"]).await.code, 2);
    emulator.forbid_project(atlas_emulator::GROUP_ID);
    let failed = audit(&["audit"]).await;
    assert_eq!(failed.code, 1);
    assert!(failed.out.contains("403 Forbidden"), "{}", failed.out);
    assert!(failed.err.contains("1 could not be read"), "{}", failed.err);
}

#[tokio::test]
async fn the_table_has_no_color_unless_on_a_terminal() {
    let emulator = Emulator::start().await.expect("starts");
    let table = run(
        binary(&emulator),
        &["audit", "--require", "SLACK", "--sort"],
    )
    .await;
    assert!(!table.out.contains('\u{1b}'), "{}", table.out);
    let mut lines = table.out.lines();
    assert_eq!(
        lines.next(),
        Some(
            "PROJECT                       ID                        MISSING                 INTEGRATIONS"
        )
    );
    assert_eq!(
        lines.nth(1),
        Some("Sandbox                       32b6e34b3d91647abb20e7b9  SLACK                   -")
    );
}
