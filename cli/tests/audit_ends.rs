//! However an audit ends, what is finished is printed, and JSON is valid.

mod support;

use std::process::Stdio;
use std::time::Duration;

use atlas_emulator::{EMPTY_GROUP_ID, Emulator, Fault, GROUP_ID};
use serde_json::Value;
use support::scripted::Scripted;
use support::{Run, binary, binary_for, broken_list, page, run};

async fn emulator() -> Emulator {
    Emulator::start().await.expect("an emulator")
}

fn rows(run: &Run) -> Vec<Value> {
    serde_json::from_str(&run.out).unwrap_or_else(|error| panic!("{error}: {}", run.out))
}

#[tokio::test]
async fn json_is_valid_without_any_project() {
    let emulator = emulator().await;
    let mut command = binary(&emulator);
    command.env("MONGODB_ATLAS_CLIENT_SECRET", "wrong");
    let refused = run(command, &["audit", "-o", "json"]).await;
    assert_eq!(refused.code, 7);
    assert_eq!(rows(&refused), Vec::<Value>::new());

    let none = run(
        binary(&emulator),
        &["audit", "-o", "json", "--project", "no*"],
    )
    .await;
    assert_eq!(none.code, 4);
    assert_eq!(rows(&none), Vec::<Value>::new());
}

/// Sends a signal to a process.
#[cfg(unix)]
async fn signal(process: u32, name: &str) {
    let mut kill = tokio::process::Command::new("kill");
    let status = kill.args(["-s", name, &process.to_string()]).status().await;
    assert!(status.expect("runs").success());
}

#[cfg(unix)]
#[tokio::test]
async fn an_interrupted_audit_prints_what_is_finished_and_a_summary() {
    use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, BufReader};

    for (format, name) in [("json", "INT"), ("jsonl", "INT"), ("json", "TERM")] {
        let emulator = emulator().await;
        let slow = Fault::Slow(Duration::from_secs(3_600));
        emulator.inject_project_faults(GROUP_ID, [slow]);
        let mut command = binary(&emulator);
        command.args(["audit", "--require", "SLACK", "-o", format]);
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("starts");
        let mut stdout = BufReader::new(child.stdout.take().expect("piped"));
        let mut out = String::new();
        // The project that is not slow is printed, although it comes second.
        while !out.contains(EMPTY_GROUP_ID) {
            let mut bytes = [0; 64];
            let count = stdout.read(&mut bytes).await.expect("reads");
            out.push_str(std::str::from_utf8(&bytes[..count]).expect("text"));
        }
        signal(child.id().expect("running"), name).await;
        let mut line = String::new();
        while stdout.read_line(&mut line).await.expect("reads") > 0 {}
        out.push_str(&line);
        let output = child.wait_with_output().await.expect("ends");
        let mut run = Run::from(output);
        run.out = out;
        assert_eq!(run.code, 130);
        assert_eq!(
            run.err,
            "interrupted after 1 of 2 projects, 1 of them lacks SLACK\n"
        );
        if format == "json" {
            assert_eq!(rows(&run).len(), 1);
        } else {
            let row: Value = serde_json::from_str(run.out.trim_end()).expect("JSON");
            assert_eq!(row["id"], EMPTY_GROUP_ID);
        }
    }
}

#[tokio::test]
async fn all_rows_have_the_same_members() {
    let emulator = emulator().await;
    emulator.forbid_project(GROUP_ID);
    let audit = ["audit", "-o", "json", "--sort", "--require", "SLACK"];
    let audit = run(binary(&emulator), &audit).await;
    assert_eq!(audit.code, 3);
    let rows = rows(&audit);
    for row in &rows {
        let names: Vec<_> = row.as_object().expect("an object").keys().collect();
        let members = [
            "id",
            "name",
            "integrations",
            "kinds",
            "missing",
            "forbidden",
            "error",
        ];
        assert_eq!(names, members);
        let lists = ["integrations", "kinds", "missing", "forbidden"];
        assert!(lists.iter().all(|name| row[name].is_array()), "{row}");
    }
    assert!(rows[0]["error"].as_str().expect("text").contains("403"));
    assert!(rows[1]["error"].is_null());
}

const ODD: &str =
    "{\"id\":\"32b6e34b3d91647abb20e7b8\",\"name\":\"odd\",\"clusterCount\":\"many\",\"n\":1e999}";
const GOOD: &str = "{\"id\":\"32b6e34b3d91647abb20e7b9\",\"name\":\"good\",\"orgId\":\"o\",\
                    \"clusterCount\":1,\"created\":\"2026-01-08T09:00:00Z\"}";

#[tokio::test]
async fn a_project_in_an_odd_shape_is_a_row_with_its_id_and_an_error() {
    let server = Scripted::start(vec![page(ODD)]).await;
    let audit = run(binary_for(&server.base_url()), &["audit", "-o", "json"]).await;
    assert_eq!(audit.code, 1);
    let rows = rows(&audit);
    assert_eq!(rows[0]["id"], "32b6e34b3d91647abb20e7b8");
    assert_eq!(rows[0]["name"], "odd");
    let error = rows[0]["error"].as_str().expect("text");
    assert!(error.contains("$.clusterCount"), "{error}");

    let server = Scripted::start(vec![page(ODD)]).await;
    let other = ["audit", "-o", "json", "--project", "another"];
    let other = run(binary_for(&server.base_url()), &other).await;
    assert_eq!(other.code, 4, "{}", other.out);
}

#[tokio::test]
async fn a_project_that_is_listed_twice_is_one_row() {
    let server = Scripted::start(vec![page(&format!("{GOOD},{GOOD}")), page("")]).await;
    let audit = run(binary_for(&server.base_url()), &["audit", "-o", "json"]).await;
    assert_eq!(rows(&audit).len(), 1);
    assert!(audit.err.starts_with("1 project\n"), "{}", audit.err);
}

#[tokio::test]
async fn what_was_listed_is_audited_although_the_list_breaks_off() {
    let [first, refused] = broken_list(GOOD);
    let server = Scripted::start(vec![first, refused, page("")]).await;
    let audit = run(binary_for(&server.base_url()), &["audit", "-o", "json"]).await;
    assert_eq!(audit.code, 7);
    assert_eq!(rows(&audit).len(), 1);
    assert!(
        audit
            .err
            .contains("error: the list of projects is incomplete: "),
        "{}",
        audit.err
    );
}

#[tokio::test]
async fn rows_can_be_sorted() {
    let emulator = emulator().await;
    emulator.inject_project_faults(GROUP_ID, [Fault::Status(503)]);
    for name in ["zebra", "ape", "mole"] {
        emulator.add_project(name, []);
    }
    let names = run(binary(&emulator), &["audit", "-o", "name", "--sort"]).await;
    assert_eq!(names.out, "Fleet\nSandbox\nape\nmole\nzebra\n");
}
