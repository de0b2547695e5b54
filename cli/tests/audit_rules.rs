//! What an audit asks of the projects, and its page for a browser.

mod support;

use atlas_emulator::{EMPTY_GROUP_ID, Emulator, GROUP_ID};
use serde_json::{Value, json};
use support::{Run, binary, run};

async fn audit(emulator: &Emulator, arguments: &[&str]) -> Run {
    run(
        binary(emulator),
        &[&["audit", "--sort"], arguments].concat(),
    )
    .await
}

fn rows(run: &Run) -> Vec<Value> {
    let rows = run.out.lines().map(serde_json::from_str);
    rows.collect::<Result<_, _>>().expect("JSON Lines")
}

#[tokio::test]
async fn a_forbidden_service_is_found() {
    let emulator = Emulator::start().await.expect("starts");
    let arguments = ["--forbid", "slack", "--require", "PAGER_DUTY"];
    let table = audit(&emulator, &arguments).await;
    assert_eq!(table.code, 3);
    assert_eq!(
        table.err,
        "2 projects, 1 of them lacks PAGER_DUTY, 1 of them has SLACK\n"
    );
    let cells = |line: usize| -> Vec<_> {
        let line = table.out.lines().nth(line).expect("a line");
        line.split_whitespace().collect()
    };
    assert_eq!(
        cells(0),
        ["PROJECT", "ID", "MISSING", "FORBIDDEN", "INTEGRATIONS"]
    );
    assert_eq!(cells(1)[..3], ["Fleet", GROUP_ID, "SLACK"]);
    assert_eq!(cells(2), ["Sandbox", EMPTY_GROUP_ID, "PAGER_DUTY", "-"]);

    let lines = audit(&emulator, &[&arguments[..], &["-o", "jsonl"]].concat()).await;
    let rows = rows(&lines);
    assert_eq!(
        [&rows[0]["missing"], &rows[0]["forbidden"]],
        [&json!([]), &json!(["SLACK"])]
    );
    assert_eq!(
        [&rows[1]["missing"], &rows[1]["forbidden"]],
        [&json!(["PAGER_DUTY"]), &json!([])]
    );

    let names = audit(&emulator, &["--forbid", "SLACK", "-o", "name"]).await;
    assert_eq!((names.code, names.out.as_str()), (3, "Fleet\n"));
    let csv = audit(&emulator, &["--forbid", "SLACK", "-o", "csv"]).await;
    assert!(csv.out.contains(",DATADOG MICROSOFT_TEAMS "), "{}", csv.out);
    assert!(csv.out.contains(",SLACK,\n"), "{}", csv.out);
}

#[tokio::test]
async fn where_nothing_forbidden_is_left_the_audit_succeeds() {
    let emulator = Emulator::start().await.expect("starts");
    let run = audit(&emulator, &["--forbid", "SLACK", "--project", "Sandbox"]).await;
    assert_eq!(run.code, 0);
    assert_eq!(run.err, "1 project, 0 of them have SLACK\n");
}

#[tokio::test]
async fn a_service_cannot_be_required_and_forbidden() {
    let emulator = Emulator::start().await.expect("starts");
    let both = audit(&emulator, &["--forbid", "SLACK", "--require", "slack"]).await;
    assert_eq!((both.code, both.out.as_str()), (2, ""));
    assert!(
        both.err
            .contains("SLACK is both in --require and in --forbid")
    );
    assert!(emulator.received_requests().is_empty());
}

#[tokio::test]
async fn earlier_rows_do_not_answer_for_kinds_that_were_not_looked_for() {
    let emulator = Emulator::start().await.expect("starts");
    let earlier = audit(&emulator, &["-o", "jsonl"]).await;
    assert!(!earlier.out.contains("S3_LOG_EXPORT"), "{}", earlier.out);
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("audit.jsonl");
    std::fs::write(&path, &earlier.out).expect("writes");
    let path = path.to_str().expect("text");
    let resume = |option| ["--resume", path, option, "S3_LOG_EXPORT", "-o", "jsonl"];

    let forbidden = audit(&emulator, &resume("--forbid")).await;
    assert_eq!(forbidden.code, 3);
    assert_eq!(rows(&forbidden)[0]["forbidden"], json!(["S3_LOG_EXPORT"]));
    let required = audit(&emulator, &resume("--require")).await;
    assert_eq!(required.code, 3);
    assert_eq!(rows(&required)[0]["missing"], json!([]));

    // Those that did look for them are not queried again.
    std::fs::write(path, &required.out).expect("writes");
    let sent = emulator.received_requests().len();
    let again = audit(&emulator, &resume("--require")).await;
    assert_eq!((again.code, &again.out), (3, &required.out));
    // The token and the list of projects.
    assert_eq!(emulator.received_requests().len() - sent, 2);
}

#[tokio::test]
async fn the_page_shows_what_is_wrong_and_runs_nothing_from_a_name() {
    let emulator = Emulator::start().await.expect("starts");
    let name = "<script>alert(1)</script>";
    let id = emulator.add_project(name, ["SLACK"]);
    let forbidden = emulator.add_project("Vault", ["SLACK"]);
    emulator.forbid_project(&forbidden);
    let arguments = ["--require", "SLACK", "--forbid", "DATADOG", "-o", "html"];
    let page = audit(&emulator, &arguments).await;
    assert_eq!(page.code, 3);
    assert!(page.out.starts_with("<!DOCTYPE html>") && page.out.ends_with("</html>\n"));
    for text in [
        "<dt>Required</dt><dd>SLACK</dd>",
        "<dt>Forbidden</dt><dd>DATADOG</dd>",
        "<dd>4 projects, 2 with findings, 1 with problems</dd>",
        "<bdi>&lt;script&gt;alert(1)&lt;/script&gt;</bdi>",
        ">missing<",
        ">unwanted<",
        "403 Forbidden",
        &id,
        &forbidden,
    ] {
        assert!(page.out.contains(text), "{text}: {}", page.out);
    }
    assert!(!page.out.contains(name), "{}", page.out);
}

#[tokio::test]
async fn the_page_says_if_it_is_incomplete() {
    let emulator = Emulator::start().await.expect("starts");
    let mut command = binary(&emulator);
    command.env("MONGODB_ATLAS_CLIENT_SECRET", "wrong");
    let page = run(command, &["audit", "-o", "html"]).await;
    assert_eq!(page.code, 7);
    assert!(page.out.contains("<dt>Incomplete</dt>"), "{}", page.out);
    assert!(page.out.ends_with("</html>\n"));
}
