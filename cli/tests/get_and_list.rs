//! `get`, `list` and `projects`.

mod support;

use atlas_emulator::{Emulator, GROUP_ID};
use support::scripted::{Scripted, response};
use support::{binary, binary_for, page, run};

async fn emulator() -> Emulator {
    Emulator::start().await.expect("starts")
}

#[tokio::test]
async fn get_prints_what_atlas_sent() {
    let emulator = emulator().await;
    let get = ["get", "--group-id", GROUP_ID, "--integration-type", "SLACK"];
    let plain = run(binary(&emulator), &get).await;
    assert_eq!((plain.code, plain.err.as_str()), (0, ""));
    assert_eq!(
        plain.out,
        "{\"id\":\"65a0c3f4d2b1e09876543001\",\"type\":\"SLACK\",\
         \"apiToken\":\"********************************abcd\",\"channelName\":\"alerts\",\
         \"teamName\":\"MongoDB\"}\n"
    );
    let pretty = run(
        binary(&emulator),
        &[&get[..], &["--pretty", "--envelope"]].concat(),
    )
    .await;
    assert!(
        pretty
            .out
            .starts_with("{\n  \"status\": 200,\n  \"content\": {\n"),
        "{}",
        pretty.out
    );
    let table = run(
        binary(&emulator),
        &[&get[..], &["--output", "table"]].concat(),
    )
    .await;
    assert!(
        table
            .out
            .starts_with("FIELD        VALUE\ntype         SLACK\n"),
        "{}",
        table.out
    );
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("slack.json");
    let path = path.to_str().expect("text");
    // The spelling of the Atlas CLI works, too.
    let atlas_cli = [
        "get",
        "--groupId",
        GROUP_ID,
        "--integrationType",
        "SLACK",
        "--outputFile",
        path,
    ];
    let written = run(binary(&emulator), &atlas_cli).await;
    assert_eq!((written.code, written.out.as_str()), (0, ""));
    assert_eq!(
        std::fs::read_to_string(path).expect("reads"),
        plain.out.trim_end()
    );
    let csv = run(binary(&emulator), &[&get[..], &["-o", "csv"]].concat()).await;
    assert_eq!(
        csv.out,
        "type,id,apiToken,channelName,teamName\n\
         SLACK,65a0c3f4d2b1e09876543001,***,alerts,MongoDB\n"
    );
}

#[tokio::test]
async fn the_project_may_come_from_the_environment_or_an_alias() {
    let emulator = emulator().await;
    let mut command = binary(&emulator);
    command.env("MONGODB_ATLAS_PROJECT_ID", GROUP_ID);
    assert_eq!(
        run(command, &["get", "--integration-type", "SLACK"])
            .await
            .code,
        0
    );
    let other = [
        "get",
        "--project-id",
        GROUP_ID,
        "--integration-type",
        "SLACK",
    ];
    assert_eq!(run(binary(&emulator), &other).await.code, 0);
    let none = run(binary(&emulator), &["get", "--integration-type", "SLACK"]).await;
    assert_eq!(none.code, 2);
    assert!(
        none.err
            .contains("use --group-id or set MONGODB_ATLAS_PROJECT_ID"),
        "{}",
        none.err
    );
}

#[tokio::test]
async fn lists_are_fetched_whole_or_by_page() {
    let emulator = emulator().await;
    for number in 0..3 {
        emulator.add_project(&format!("project {number}"), ["SLACK"]);
    }
    let all = run(binary(&emulator), &["projects", "--items-per-page", "2"]).await;
    assert_eq!(all.out.lines().count(), 6, "{}", all.out);
    let json = run(
        binary(&emulator),
        &["projects", "-o", "json", "--items-per-page", "2"],
    )
    .await;
    assert_eq!(json.out.lines().count(), 3, "{}", json.out);
    let page = [
        "projects",
        "--page-num",
        "2",
        "--items-per-page",
        "2",
        "--include-count=false",
        "-o",
        "json",
    ];
    let page = run(binary(&emulator), &page).await;
    assert_eq!(page.out.matches("\"orgId\"").count(), 2);
    assert!(!page.out.contains("totalCount"), "{}", page.out);
    let csv = run(
        binary(&emulator),
        &["list", "--group-id", GROUP_ID, "-o", "csv"],
    )
    .await;
    // Nine services, four exports of logs, and one of metrics.
    assert_eq!(csv.out.lines().count(), 15, "{}", csv.out);
    let services = [
        "list",
        "--group-id",
        GROUP_ID,
        "-o",
        "name",
        "--kind",
        "third-party",
    ];
    let services = run(binary(&emulator), &services).await;
    assert_eq!(services.out.lines().count(), 9, "{}", services.out);
    for (option, value, range) in [
        ("--items-per-page", "0", "1..=500"),
        ("--items-per-page", "501", "1..=500"),
        ("--page-num", "0", "1.."),
    ] {
        let invalid = run(binary(&emulator), &["projects", option, value]).await;
        assert_eq!(invalid.code, 2);
        let message = format!("invalid value '{value}' for '{option} <NUMBER>': {value} is not in");
        assert!(
            invalid.err.contains(&format!("{message} {range}")),
            "{}",
            invalid.err
        );
    }
}

#[tokio::test]
async fn an_integration_type_cannot_lead_to_another_path() {
    let emulator = emulator().await;
    for service in ["", "..", "SLACK/..", "a\\b"] {
        let get = ["get", "--group-id", GROUP_ID, "--integration-type", service];
        let refused = run(binary(&emulator), &get).await;
        assert_eq!(refused.code, 2, "{service}");
        assert!(
            refused.err.contains("'--integration-type <TYPE>'"),
            "{}",
            refused.err
        );
    }
    assert_eq!(emulator.received_requests(), []);
}

#[tokio::test]
async fn what_could_be_listed_is_printed_before_the_error() {
    let services = page("{\"type\":\"SLACK\",\"apiToken\":\"****abcd\",\"teamName\":\"t\"}");
    let refused = response("403 Forbidden", "application/json", "{}");
    let server = Scripted::start(vec![services, refused.clone()]).await;
    let list = ["list", "--group-id", GROUP_ID, "-o", "name"];
    let partly = run(binary_for(&server.base_url()), &list).await;
    assert_eq!((partly.code, partly.out.as_str()), (7, "SLACK\n"));
    assert!(
        partly
            .err
            .contains("error: the log integrations cannot be listed: ")
            && partly.err.contains("use --kind"),
        "{}",
        partly.err
    );
    let server = Scripted::start(vec![refused]).await;
    let nothing = run(
        binary_for(&server.base_url()),
        &["list", "--group-id", GROUP_ID],
    )
    .await;
    assert_eq!((nothing.code, nothing.out.as_str()), (7, ""));
    assert!(
        nothing.err.starts_with("error: Atlas answered 403"),
        "{}",
        nothing.err
    );
}
