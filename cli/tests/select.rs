//! How projects and integrations are named.

mod support;

use atlas_emulator::{EMPTY_GROUP_ID, Emulator, GROUP_ID};
use support::{bare, binary, run};

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
