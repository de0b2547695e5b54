//! Output that cannot be written, and readers that go away.
#![cfg(unix)]

mod support;

use std::process::Stdio;

use atlas_emulator::{EMPTY_GROUP_ID, Emulator, GROUP_ID};
use support::scripted::Scripted;
use support::{binary, binary_for, broken_list, run, run_into};
use tokio::process::Command;

async fn emulator() -> Emulator {
    Emulator::start().await.expect("an emulator")
}

/// A pipe that nobody reads.
fn closed_pipe() -> Stdio {
    let (reader, writer) = std::io::pipe().expect("a pipe");
    drop(reader);
    writer.into()
}

/// A device that is always full.
fn full() -> Stdio {
    let file = std::fs::OpenOptions::new().write(true).open("/dev/full");
    file.expect("opens").into()
}

async fn code(mut command: Command, arguments: &[&str]) -> i32 {
    command.args(arguments);
    let status = command.status().await.expect("runs");
    status.code().expect("not killed")
}

#[tokio::test]
async fn an_audit_whose_reader_goes_away_still_tells_what_it_finds() {
    let emulator = emulator().await;
    for format in ["table", "csv", "json", "jsonl", "name"] {
        let audit = ["audit", "-o", format, "--require", "SLACK"];
        let lacking = run_into(binary(&emulator), &audit, closed_pipe()).await;
        assert_eq!(lacking.code, 3, "{format}");
        assert_eq!(lacking.err, "2 projects, 1 of them lacks SLACK\n");
        let nothing = run_into(binary(&emulator), &["audit", "-o", format], closed_pipe()).await;
        assert_eq!(nothing.code, 0, "{format}");
    }
}

#[tokio::test]
async fn a_command_whose_reader_goes_away_is_done() {
    let emulator = emulator().await;
    for arguments in [
        &["list", "--group-id", GROUP_ID][..],
        &["get", "SLACK", "--group-id", GROUP_ID],
        &["projects"],
        &["completions", "bash"],
        &["man"],
    ] {
        let done = run_into(binary(&emulator), arguments, closed_pipe()).await;
        assert_eq!((done.code, done.err.as_str()), (0, ""), "{arguments:?}");
    }
    let missing = ["get", "SLACK", "--group-id", EMPTY_GROUP_ID];
    let missing = run_into(binary(&emulator), &missing, closed_pipe()).await;
    assert_eq!(missing.code, 4);
}

#[tokio::test]
async fn nothing_panics_where_messages_cannot_be_written() {
    let emulator = emulator().await;
    for stderr in [full, closed_pipe] {
        for (arguments, expected) in [
            (&["audit", "--require", "SLACK"][..], 3),
            (&["get", "SLACK", "--group-id", EMPTY_GROUP_ID], 4),
            (&["get", "SLACK", "-vv", "--group-id", GROUP_ID], 0),
            (&["get", "CARRIER_PIGEON", "--group-id", GROUP_ID], 6),
            (&["get", "--nonsense"], 2),
            (&["list", "--emulator"], 0),
        ] {
            let mut command = binary(&emulator);
            command.stderr(stderr()).stdout(Stdio::null());
            assert_eq!(code(command, arguments).await, expected, "{arguments:?}");
        }
    }
}

#[tokio::test]
async fn a_deletion_is_reported_although_nothing_can_be_written() {
    let emulator = emulator().await;
    let mut command = binary(&emulator);
    command.stderr(full()).stdout(full());
    let delete = ["delete", "SLACK", "--group-id", GROUP_ID];
    assert_eq!(code(command, &delete).await, 0);
    assert_eq!(run(binary(&emulator), &delete).await.code, 4);
}

#[tokio::test]
async fn output_that_cannot_be_written_is_a_failure() {
    let emulator = emulator().await;
    for arguments in [
        &["list", "--group-id", GROUP_ID][..],
        &["audit", "-o", "json"],
        &["completions", "bash"],
    ] {
        let failed = run_into(binary(&emulator), arguments, full()).await;
        assert_eq!(failed.code, 1, "{arguments:?}");
        assert!(
            failed.err.contains("cannot write the output"),
            "{}",
            failed.err
        );
    }
}

#[tokio::test]
async fn a_page_that_is_missing_counts_although_nobody_reads() {
    for format in ["table", "csv"] {
        let pages = broken_list(r#"{"type":"SLACK"}"#);
        let server = Scripted::start(pages.to_vec()).await;
        let list = [
            "list",
            "--group-id",
            GROUP_ID,
            "--kind",
            "third-party",
            "-o",
            format,
        ];
        let list = run_into(binary_for(&server.base_url()), &list, closed_pipe()).await;
        assert_eq!(list.code, 7, "{format}: {}", list.err);
    }
}
