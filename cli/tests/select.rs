//! How projects and integrations are named.

mod support;

use atlas_emulator::{EMPTY_GROUP_ID, Emulator, GROUP_ID};
use support::scripted::Scripted;
use support::{bare, binary, binary_for, page, run};

async fn emulator() -> Emulator {
    Emulator::start().await.expect("an emulator")
}

#[tokio::test]
async fn a_project_is_named_by_its_id_its_name_or_a_pattern() {
    let emulator = emulator().await;
    for option in [
        ["--project", GROUP_ID],
        ["--project", "Fleet"],
        ["--project", "Fl*"],
        ["--group-id", GROUP_ID],
        ["--project-id", GROUP_ID],
        ["--projectId", GROUP_ID],
        ["--groupId", GROUP_ID],
    ] {
        for command in [&["list"][..], &["get", "SLACK"]] {
            let run = run(binary(&emulator), &[command, &option].concat()).await;
            assert_eq!(run.code, 0, "{option:?}: {}", run.err);
            assert!(run.out.contains("SLACK"), "{}", run.out);
        }
        let audit = ["audit", "-o", "name", option[0], option[1]];
        let audit = run(binary(&emulator), &audit).await;
        assert_eq!(audit.out, "Fleet\n", "{option:?}: {}", audit.err);
    }
}

#[tokio::test]
async fn a_project_that_is_not_there_or_not_the_only_one_is_an_error() {
    let emulator = emulator().await;
    for (project, code, message) in [
        ("Nobody", 4, "no accessible project matches \"Nobody\""),
        ("No*", 4, "no accessible project matches \"No*\""),
        (
            "*",
            2,
            "--project \"*\" matches 2 projects, and this command needs one: Fleet, Sandbox",
        ),
    ] {
        let list = run(binary(&emulator), &["list", "--project", project]).await;
        assert_eq!(list.code, code, "{}", list.err);
        assert!(list.err.contains(message), "{}", list.err);
    }
    let both = ["list", "--project", "Fleet", "--group-id", EMPTY_GROUP_ID];
    assert_eq!(run(binary(&emulator), &both).await.code, 2);
}

#[tokio::test]
async fn an_option_comes_before_the_environment() {
    let emulator = emulator().await;
    for (option, expected) in [(&[][..], 4), (&["--project", "Fleet"], 0)] {
        let mut command = binary(&emulator);
        command.env("MONGODB_ATLAS_PROJECT_ID", EMPTY_GROUP_ID);
        let get = [&["get", "SLACK"], option].concat();
        assert_eq!(run(command, &get).await.code, expected);
    }
}

#[tokio::test]
async fn a_type_is_named_in_any_case_and_with_a_dash() {
    let emulator = emulator().await;
    for name in ["PAGER_DUTY", "pager-duty", "pager_duty", "PagerDuty"] {
        let get = ["get", name, "--group-id", GROUP_ID];
        let get = run(binary(&emulator), &get).await;
        assert_eq!((get.code, get.err.as_str()), (0, ""));
        assert!(get.out.contains("\"PAGER_DUTY\""), "{}", get.out);
    }
    let audit = [
        "audit",
        "--require",
        "pager-duty,s3-log-export",
        "-o",
        "name",
    ];
    let audit = run(binary(&emulator), &audit).await;
    assert_eq!((audit.code, audit.out.as_str()), (3, "Sandbox\n"));
    let none = run(binary(&emulator), &["get", "--group-id", GROUP_ID]).await;
    assert_eq!(none.code, 2);
}

#[tokio::test]
async fn log_and_metric_integrations_are_named_by_type_or_id() {
    let emulator = emulator().await;
    let list = [
        "list",
        "--group-id",
        GROUP_ID,
        "-o",
        "name",
        "--kind",
        "log,metric",
    ];
    let names = run(binary(&emulator), &list).await.out;
    assert_eq!(names.lines().count(), 5, "{names}");
    for name in names.lines() {
        let (service, id) = name.split_once('/').expect("a type and an ID");
        for reference in [&[name][..], &[service], &[service, id]] {
            let place = ["--group-id", GROUP_ID, "-o", "name"];
            let get = run(binary(&emulator), &[&["get"], reference, &place].concat()).await;
            assert_eq!((get.code, get.out.trim_end()), (0, name), "{}", get.err);
        }
    }
    let absent = ["get", "GCS_LOG_EXPORT", "--group-id", GROUP_ID];
    let absent = run(binary(&emulator), &absent).await;
    assert_eq!(absent.code, 4);
    assert!(
        absent
            .err
            .contains("has no log integration of type GCS_LOG_EXPORT")
    );
}

#[tokio::test]
async fn a_type_of_which_there_are_several_needs_an_id() {
    let emulator = emulator().await;
    let settings = r#"{"bucketName":"b","iamRoleId":"65a0c3f4d2b1e09876545001",
                       "prefixPath":"p","logTypes":["MONGOD"]}"#;
    let create = [
        "create",
        "S3_LOG_EXPORT",
        "--group-id",
        GROUP_ID,
        "--file",
        "-",
    ];
    let created = support::run_with_input(binary(&emulator), &create, settings).await;
    assert_eq!(created.code, 0, "{}", created.err);
    let get = run(
        binary(&emulator),
        &["get", "S3_LOG_EXPORT", "--group-id", GROUP_ID],
    )
    .await;
    assert_eq!(get.code, 2);
    assert!(
        get.err
            .contains("has 2 log integrations of type S3_LOG_EXPORT; name one by its ID: "),
        "{}",
        get.err
    );
}

#[tokio::test]
async fn names_of_exports_that_are_not_types_lead_to_the_types() {
    for name in ["DATADOG_LOGS", "datadog-logs", "SPLUNK", "S3"] {
        let get = run(bare(), &["get", name, "--emulator"]).await;
        assert_eq!(get.code, 2);
        assert!(
            get.err.contains("the types of log integrations are"),
            "{}",
            get.err
        );
        assert!(get.err.contains("did you mean "), "{}", get.err);
    }
}

#[tokio::test]
async fn what_atlas_lists_in_an_odd_form_is_not_passed_over() {
    let (known, odd) = ("32b6e34b3d91647abb20e7b8", "32b6e34b3d91647abb20e7b9");
    let project = format!(
        r#"{{"id":"{known}","name":"pay-a","orgId":"o","clusterCount":1,"created":"2026-01-01T00:00:00Z"}}"#
    );
    for (other, message) in [
        (
            format!(r#"{{"id":"{odd}","name":"pay-b"}}"#),
            "matches 2 projects, and this command needs one: pay-a, pay-b",
        ),
        (
            "{}".to_owned(),
            "matches 2 projects, and this command needs one: pay-a, one that Atlas lists without a name",
        ),
    ] {
        let server = Scripted::start(vec![page(&format!("{project},{other}"))]).await;
        let delete = ["delete", "SLACK", "--project", "pay*", "--yes"];
        let refused = run(binary_for(&server.base_url()), &delete).await;
        assert_eq!(refused.code, 2, "{}", refused.err);
        assert!(refused.err.contains(message), "{}", refused.err);
    }
    for (results, code, message) in [
        (r#"{"type":"S3_LOG_EXPORT"}"#, 1, "lists it without an ID"),
        (
            r#"{"type":"S3_LOG_EXPORT"},{"type":"S3_LOG_EXPORT","id":"1"}"#,
            2,
            "has 2 log integrations of type S3_LOG_EXPORT",
        ),
    ] {
        let server = Scripted::start(vec![page(results)]).await;
        let delete = ["delete", "S3_LOG_EXPORT", "--group-id", known, "--yes"];
        let refused = run(binary_for(&server.base_url()), &delete).await;
        assert_eq!(refused.code, code, "{}", refused.err);
        assert!(refused.err.contains(message), "{}", refused.err);
    }
}

#[tokio::test]
async fn a_third_party_service_takes_no_id() {
    for command in ["get", "delete"] {
        let arguments = [command, "SLACK", "65a0c3f4d2b1e09876544001", "--emulator"];
        let refused = run(bare(), &arguments).await;
        assert_eq!(refused.code, 2, "{}", refused.err);
        assert!(refused.err.contains("SLACK takes no ID"), "{}", refused.err);
    }
}

#[tokio::test]
async fn projects_are_selected_where_they_are_listed() {
    let emulator = emulator().await;
    let json = ["projects", "--project", "Fl*", "-o", "json"];
    let json = run(binary(&emulator), &json).await;
    assert_eq!(json.code, 2, "{}", json.err);
    let jsonl = ["projects", "--project", "Fl*", "-o", "jsonl"];
    let jsonl = run(binary(&emulator), &jsonl).await;
    assert_eq!((jsonl.code, jsonl.out.lines().count()), (0, 1));
    // It is on the first page.
    let second = ["--page-num", "2", "--items-per-page", "1", "-o", "name"];
    let second = [&["projects", "--project", "Fleet"][..], &second].concat();
    let second = run(binary(&emulator), &second).await;
    assert_eq!(
        (second.code, second.out.as_str()),
        (0, ""),
        "{}",
        second.err
    );
}
