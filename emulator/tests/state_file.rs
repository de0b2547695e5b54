//! An emulator with a state file continues where the last one stopped.

mod support;

use std::io::ErrorKind;
use std::path::Path;

use atlas_emulator::{EMPTY_GROUP_ID, Emulator, GROUP_ID};
use serde_json::{Value, json};
use support::call;

async fn start(path: &Path) -> Emulator {
    let builder = Emulator::builder().state_file(path);
    builder.start().await.expect("starts")
}

#[tokio::test]
async fn changes_outlive_the_emulator() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("new/state.json");
    let first = start(&path).await;
    assert!(!first.is_restored());
    let payments = first.add_project("Payments", ["SLACK"]);
    first.forbid_project(GROUP_ID);
    for body in [
        json!({ "type": "PAGER_DUTY", "serviceKey": "0123456789", "new": 1.50 }),
        json!({ "type": "DATADOG", "apiKey": "0123456789" }),
    ] {
        let kind = body["type"].as_str().expect("a type");
        let path = format!("/{EMPTY_GROUP_ID}/integrations/{kind}");
        assert_eq!(call(&first, "POST", &path, &body).await.status, 200);
    }
    let slack = format!("/{payments}/integrations/SLACK");
    assert_eq!(
        call(&first, "DELETE", &slack, &Value::Null).await.status,
        204
    );
    let list = format!("/{EMPTY_GROUP_ID}/integrations");
    let before = call(&first, "GET", &list, &Value::Null).await.json();
    drop(first);

    let second = start(&path).await;
    assert!(second.is_restored());
    let after = call(&second, "GET", &list, &Value::Null).await.json();
    assert_eq!(after["results"], before["results"]);
    assert_eq!(call(&second, "GET", &slack, &Value::Null).await.status, 404);
    let forbidden = format!("/{GROUP_ID}");
    assert_eq!(
        call(&second, "GET", &forbidden, &Value::Null).await.status,
        403
    );
}

#[tokio::test]
async fn a_start_writes_the_file_if_there_is_none() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("state.json");
    drop(start(&path).await);
    let written = std::fs::read_to_string(&path).expect("it is there");
    assert!(written.contains(GROUP_ID), "{written}");
    assert!(start(&path).await.is_restored());
}

#[tokio::test]
async fn a_deleted_file_begins_anew() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("state.json");
    start(&path).await.add_project("Payments", []);
    std::fs::remove_file(&path).expect("removes");
    let emulator = start(&path).await;
    assert!(!emulator.is_restored());
    let projects = call(&emulator, "GET", "", &Value::Null).await.json();
    assert_eq!(projects["totalCount"], 2);
}

#[tokio::test]
async fn a_file_belongs_to_one_emulator_at_a_time() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("state.json");
    let first = start(&path).await;
    let error = Emulator::builder()
        .state_file(&path)
        .start()
        .await
        .expect_err("in use");
    assert_eq!(error.kind(), ErrorKind::WouldBlock);
    assert!(
        error
            .to_string()
            .contains("state.json: another emulator is using"),
        "{error}"
    );
    drop(first);
    start(&path).await;
}

#[tokio::test]
async fn another_file_is_not_overwritten() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("notes.txt");
    std::fs::write(&path, "not JSON").expect("writes");
    let error = Emulator::builder()
        .state_file(&path)
        .start()
        .await
        .expect_err("not ours");
    assert_eq!(error.kind(), ErrorKind::InvalidData);
    assert!(
        error
            .to_string()
            .contains("notes.txt: not the state of an emulator"),
        "{error}"
    );
    assert_eq!(std::fs::read_to_string(&path).expect("reads"), "not JSON");
}

#[cfg(unix)]
#[tokio::test]
async fn only_the_owner_can_read_the_file() {
    use std::os::unix::fs::PermissionsExt as _;

    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("state.json");
    start(&path).await;
    let mode = std::fs::metadata(&path)
        .expect("there")
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o600);
}
