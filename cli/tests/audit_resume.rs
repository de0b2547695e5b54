//! Audits that take up where an earlier one ended.

mod support;

use std::fs::{self, OpenOptions};
use std::path::{Path, PathBuf};

use atlas_emulator::{EMPTY_GROUP_ID, Emulator, GROUP_ID};
use serde_json::Value;
use support::{Run, binary, run, run_into};
use tempfile::TempDir;

/// An emulator with six projects, and the output of an audit of all of them.
async fn audited() -> (Emulator, String) {
    let emulator = Emulator::start().await.expect("an emulator");
    for number in 0..4 {
        emulator.add_project(&format!("Zürich {number}"), ["SLACK"]);
    }
    let audit = run(binary(&emulator), &["audit", "-o", "jsonl"]).await;
    assert_eq!(audit.code, 0);
    (emulator, audit.out)
}

fn file(contents: impl AsRef<[u8]>) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("audit.jsonl");
    fs::write(&path, contents).expect("writes");
    (folder, path)
}

async fn resume(emulator: &Emulator, path: &Path, options: &[&str]) -> Run {
    let path = path.to_str().expect("text");
    let resume = ["audit", "-o", "jsonl", "--resume", path];
    run(binary(emulator), &[&resume[..], options].concat()).await
}

/// Appends the output to the file, as `>>` does.
async fn resume_into(emulator: &Emulator, path: &Path, options: &[&str]) -> Run {
    let file = OpenOptions::new().append(true).open(path).expect("opens");
    let path = path.to_str().expect("text");
    let resume = ["audit", "-o", "jsonl", "--resume", path];
    run_into(
        binary(emulator),
        &[&resume[..], options].concat(),
        file.into(),
    )
    .await
}

/// The IDs in valid JSON Lines, sorted.
fn ids(text: &str) -> Vec<String> {
    let rows = text.lines().map(|line| {
        let row: Value = serde_json::from_str(line).unwrap_or_else(|_| panic!("{line}"));
        row["id"].as_str().expect("an ID").to_owned()
    });
    let mut ids: Vec<_> = rows.collect();
    ids.sort();
    ids
}

#[tokio::test]
async fn resumed_rows_are_judged_counted_and_printed() {
    let (emulator, text) = audited().await;
    let (_folder, path) = file(&text);
    let sent = emulator.received_requests().len();
    let audit = resume(&emulator, &path, &["--require", "DATADOG"]).await;
    assert_eq!(audit.code, 3);
    assert_eq!(ids(&audit.out), ids(&text));
    assert_eq!(audit.out.matches("\"missing\":[\"DATADOG\"]").count(), 5);
    assert_eq!(audit.err, "6 projects, 5 of them lack DATADOG\n");
    // The token and the list of projects.
    assert_eq!(emulator.received_requests().len() - sent, 2);
}

#[tokio::test]
async fn rows_with_an_error_are_queried_again() {
    let (emulator, text) = audited().await;
    let failed = "{\"id\":\"32b6e34b3d91647abb20e7b8\",\"name\":\"Fleet\",\"error\":\"429\"}\n";
    let others = text.lines().filter(|line| !line.contains(GROUP_ID));
    let others: Vec<_> = others.collect();
    let (_folder, path) = file(format!("{failed}{}\n", others.join("\n")));
    let audit = resume(&emulator, &path, &[]).await;
    assert_eq!((audit.code, ids(&audit.out)), (0, ids(&text)));
    assert!(!audit.out.contains("429"), "{}", audit.out);
}

#[tokio::test]
async fn a_file_that_is_cut_off_anywhere_is_completed() {
    let (emulator, text) = audited().await;
    let third = text.match_indices('\n').nth(2).expect("a line").0;
    let in_a_character = text.find('ü').expect("a character") + 1;
    for length in [
        0,
        1,
        30,
        in_a_character,
        third - 1,
        third,
        third + 1,
        text.len(),
    ] {
        let (_folder, path) = file(&text.as_bytes()[..length]);
        let audit = resume(&emulator, &path, &[]).await;
        assert_eq!(audit.code, 0, "{length}: {}", audit.err);
        assert_eq!(ids(&audit.out), ids(&text), "{length}");

        let appended = resume_into(&emulator, &path, &["--require", "DATADOG"]).await;
        assert_eq!(appended.code, 3, "{length}: {}", appended.err);
        assert_eq!(appended.err, "6 projects, 5 of them lack DATADOG\n");
        let whole = fs::read_to_string(&path).expect("text");
        assert_eq!(ids(&whole), ids(&text), "{length}");
    }
}

#[tokio::test]
async fn a_file_that_is_no_audit_is_refused() {
    let (emulator, text) = audited().await;
    let table = run(binary(&emulator), &["audit"]).await.out;
    let csv = run(binary(&emulator), &["audit", "-o", "csv"]).await.out;
    let json = run(binary(&emulator), &["audit", "-o", "json"]).await.out;
    let half = &text[..30];
    for (contents, line) in [
        (table.as_str(), "line 1 "),
        (&csv, "line 1 "),
        (&json, "line 1 "),
        (&format!("{half}{text}"), "line 1 "),
        (&format!("{text}{{\"id\":\"x\"}}\n"), "line 7 "),
    ] {
        let (_folder, path) = file(contents);
        for audit in [
            resume(&emulator, &path, &[]).await,
            resume_into(&emulator, &path, &[]).await,
        ] {
            assert_eq!((audit.code, audit.out.as_str()), (2, ""), "{contents}");
            assert!(audit.err.contains(line), "{}", audit.err);
            assert!(audit.err.contains("is not a row of `audit --output jsonl`"));
        }
        assert_eq!(fs::read_to_string(&path).expect("text"), contents);
    }
    let (_folder, path) = file("");
    let missing = path.with_extension("no");
    assert_eq!(resume(&emulator, &missing, &[]).await.code, 2);
}

#[tokio::test]
async fn a_file_of_another_organization_or_cloud_is_refused() {
    let (emulator, _) = audited().await;
    let row = "{\"id\":\"000000000000000000000000\",\"name\":\"x\",\"integrations\":[],\
               \"missing\":[],\"error\":null}\n";
    let (_folder, path) = file(row);
    let audit = resume(&emulator, &path, &[]).await;
    assert_eq!((audit.code, audit.out.as_str()), (2, ""));
    assert!(
        audit.err.contains("from another organization or cloud"),
        "{}",
        audit.err
    );
}

#[tokio::test]
async fn what_another_run_has_besides_is_left_out() {
    let (emulator, text) = audited().await;
    let row = "{\"id\":\"000000000000000000000000\",\"name\":\"gone\",\"integrations\":[],\
               \"missing\":[],\"error\":null}\n";
    let (_folder, path) = file(format!("{row}{text}{text}"));
    let audit = resume(
        &emulator,
        &path,
        &["--project", "Zürich ?", "--project", EMPTY_GROUP_ID],
    );
    let audit = audit.await;
    assert_eq!(audit.code, 0, "{}", audit.err);
    assert_eq!(ids(&audit.out).len(), 5);
    assert_eq!(audit.err, "5 projects\n");
}

#[tokio::test]
async fn only_json_lines_are_appended_to_a_resumed_file() {
    let (emulator, text) = audited().await;
    let (_folder, path) = file(&text);
    let appended = OpenOptions::new().append(true).open(&path).expect("opens");
    let audit = [
        "audit",
        "-o",
        "csv",
        "--resume",
        path.to_str().expect("text"),
    ];
    let refused = run_into(binary(&emulator), &audit, appended.into()).await;
    assert_eq!(refused.code, 2);
    assert!(
        refused.err.contains("only --output jsonl may be"),
        "{}",
        refused.err
    );
    assert_eq!(fs::read_to_string(&path).expect("text"), text);
}

#[tokio::test]
async fn the_output_does_not_replace_the_file_that_is_resumed() {
    let (emulator, rows) = audited().await;
    let (folder, path) = file(&rows);
    let same = folder.path().join(".").join("audit.jsonl");
    let same = same.to_str().expect("text");
    let refused = resume(&emulator, &path, &["--output-file", same]).await;
    assert_eq!(refused.code, 2, "{}", refused.err);
    assert_eq!(fs::read_to_string(&path).expect("reads"), rows);
    let other = folder.path().join("other.jsonl");
    let other = other.to_str().expect("text");
    let done = resume(&emulator, &path, &["--output-file", other]).await;
    assert_eq!(done.code, 0, "{}", done.err);
    assert_eq!(ids(&fs::read_to_string(other).expect("reads")), ids(&rows));
}
