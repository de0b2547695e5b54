//! What `create`, `update` and `delete` send, and what they refuse.

mod support;

use atlas_emulator::{EMPTY_GROUP_ID, Emulator, GROUP_ID};
use support::scripted::{Scripted, response};
use support::{Run, bare, binary, binary_for, page, run, run_with_input};

const PLACE: [&str; 2] = ["--group-id", EMPTY_GROUP_ID];

async fn emulator() -> Emulator {
    Emulator::start().await.expect("an emulator")
}

/// Runs a command that reads its settings from standard input.
async fn change(emulator: &Emulator, command: &[&str], settings: &str) -> Run {
    let arguments = [command, &PLACE, &["--file", "-"]].concat();
    run_with_input(binary(emulator), &arguments, settings).await
}

#[tokio::test]
async fn every_digit_is_sent() {
    let settings = r#"{"serviceKey":"k","big":12345678901234567890123,"small":1.50,"huge":1e999}"#;
    for bom in ["", "\u{feff}"] {
        let server = Scripted::start(vec![page("")]).await;
        let create = [&["create", "PAGER_DUTY", "--file", "-"][..], &PLACE].concat();
        let settings = format!("{bom}{settings}");
        let created = run_with_input(binary_for(&server.base_url()), &create, &settings).await;
        assert_eq!(created.code, 0, "{}", created.err);
        let requests = server.requests();
        for number in [
            "12345678901234567890123",
            "\"small\":1.50",
            "\"huge\":1e999",
        ] {
            assert!(requests[0].contains(number), "{number}: {}", requests[0]);
        }
    }
}

#[tokio::test]
async fn what_is_not_known_is_warned_of_and_refused_on_request() {
    let emulator = emulator().await;
    let settings = r#"{"serviceKey":"k","regoin":"EU","region":"MARS"}"#;
    let refused = change(&emulator, &["create", "PAGER_DUTY", "--strict"], settings).await;
    assert_eq!(refused.code, 2);
    assert!(
        refused.err.contains("did you mean region?"),
        "{}",
        refused.err
    );
    assert_eq!(emulator.received_requests(), []);
    let dry = change(
        &emulator,
        &["create", "PAGER_DUTY", "--strict", "--dry-run"],
        settings,
    )
    .await;
    assert_eq!((dry.code, dry.out.as_str()), (2, ""));

    let warned = change(&emulator, &["create", "PAGER_DUTY"], settings).await;
    let (first, second) = (
        "warning: PAGER_DUTY has no property \"regoin\"",
        "\"MARS\" is no value",
    );
    assert!(
        warned.err.contains(first) && warned.err.contains(second),
        "{}",
        warned.err
    );

    let unknown = change(&emulator, &["create", "SLAK", "--strict"], "{}").await;
    assert_eq!(unknown.code, 2);
    assert!(
        unknown.err.contains("did you mean SLACK?"),
        "{}",
        unknown.err
    );
}

#[tokio::test]
async fn a_secret_that_cannot_be_right_is_refused() {
    let emulator = emulator().await;
    for (value, problem) in [
        ("", "is empty"),
        (" ", "is empty"),
        ("s3ntinel\n", "contains a line break"),
        ("s3ntinel\r\n", "contains a line break"),
    ] {
        for dry_run in [&[][..], &["--dry-run"]] {
            let create = [
                "create",
                "PAGER_DUTY",
                "--secret-env",
                "serviceKey=KEY",
                "--file",
                "-",
            ];
            let mut command = binary(&emulator);
            command.env("KEY", value);
            let create = [&create[..], &PLACE, dry_run].concat();
            let refused = run_with_input(command, &create, "{}").await;
            assert_eq!(refused.code, 2, "{value:?}");
            assert!(refused.err.contains(problem), "{}", refused.err);
            assert!(!refused.err.contains("s3ntinel"), "{}", refused.err);
        }
    }
    assert_eq!(emulator.received_requests(), []);
}

#[tokio::test]
async fn a_secret_may_be_all_that_is_set() {
    let emulator = emulator().await;
    let create = ["create", "pager-duty", "--secret-env", "serviceKey=KEY"];
    let mut command = binary(&emulator);
    command.env("KEY", "0123456789abcdef");
    let created = run(command, &[&create[..], &PLACE].concat()).await;
    assert_eq!(created.code, 0, "{}", created.err);
    let nothing = run(
        binary(&emulator),
        &[&["create", "SLACK"][..], &PLACE].concat(),
    )
    .await;
    assert_eq!(nothing.code, 2);
    assert!(nothing.err.contains("--file"), "{}", nothing.err);
}

#[tokio::test]
async fn a_dry_run_needs_no_credentials_but_refuses_wrong_ones() {
    let create = [&["create", "SLACK", "--dry-run", "--file", "-"][..], &PLACE].concat();
    let settings = r#"{"apiToken":"s3ntinel","channelName":"a\u001b[2J\u202e"}"#;
    let dry = run_with_input(bare(), &create, settings).await;
    assert_eq!((dry.code, dry.err.as_str()), (0, "nothing was sent\n"));
    assert!(
        dry.out
            .starts_with("POST https://cloud.mongodb.com/api/atlas/v2/groups/"),
        "{}",
        dry.out
    );
    assert!(!dry.out.contains("s3ntinel"), "{}", dry.out);
    assert!(!dry.out.contains(['\u{1b}', '\u{202e}']), "{:?}", dry.out);
    let delete = [&["delete", "SLACK", "--dry-run"][..], &PLACE].concat();
    assert_eq!(run(bare(), &delete).await.code, 0);

    for (variable, value) in [
        ("MONGODB_ATLAS_BASE_URL", "http://atlas.example"),
        ("MONGODB_ATLAS_ACCESS_TOKEN", "t\n"),
        ("MONGODB_ATLAS_CLIENT_ID", "mdb_sa_id_1"),
    ] {
        let mut command = bare();
        command.env(variable, value);
        let refused = run_with_input(command, &create, settings).await;
        assert_eq!((refused.code, refused.out.as_str()), (2, ""), "{variable}");
    }
    let create = [&create[..], &["--profile", "no-such"]].concat();
    let refused = run_with_input(bare(), &create, settings).await;
    assert_eq!(
        (refused.code, refused.out.as_str()),
        (2, ""),
        "{}",
        refused.err
    );
}

#[tokio::test]
async fn create_or_update_replaces_what_exists() {
    let emulator = emulator().await;
    for region in ["EU", "US", "US"] {
        let settings = format!("{{\"serviceKey\":\"0123456789abcdef\",\"region\":\"{region}\"}}");
        let written = change(
            &emulator,
            &["create", "PAGER_DUTY", "--or-update"],
            &settings,
        )
        .await;
        assert_eq!(written.code, 0, "{}", written.err);
        assert!(
            written.out.contains(&format!("region={region}")),
            "{}",
            written.out
        );
    }
    let settings = r#"{"bucketName":"b","iamRoleId":"65a0c3f4d2b1e09876545001",
                       "prefixPath":"p","logTypes":["MONGOD"]}"#;
    for _ in 0..2 {
        let written = change(
            &emulator,
            &["create", "S3_LOG_EXPORT", "--or-update"],
            settings,
        )
        .await;
        assert_eq!(written.code, 0, "{}", written.err);
    }
    let list = ["list", "-o", "name", "--kind", "log"];
    let list = run(binary(&emulator), &[&list[..], &PLACE].concat()).await;
    assert_eq!(list.out.lines().count(), 1, "{}", list.out);
}

#[tokio::test]
async fn what_was_read_of_an_export_can_be_changed_and_deleted() {
    let emulator = emulator().await;
    let place = ["--group-id", GROUP_ID];
    let get = [&["get", "s3-log-export"][..], &place].concat();
    let read = run(binary(&emulator), &get).await.out;
    let changed = read.replace("atlas/fleet", "atlas/other");
    let update = [&["update", "s3-log-export", "--file", "-"][..], &place].concat();
    let updated = run_with_input(binary(&emulator), &update, &changed).await;
    assert_eq!((updated.code, updated.err.as_str()), (0, ""));
    assert!(
        updated.out.contains("prefixPath=atlas/other"),
        "{}",
        updated.out
    );
    let delete = [&["rm", "s3-log-export"][..], &place].concat();
    assert_eq!(run(binary(&emulator), &delete).await.code, 0);
    assert_eq!(run(binary(&emulator), &get).await.code, 4);
}

#[tokio::test]
async fn a_deletion_may_find_nothing_to_delete() {
    let emulator = emulator().await;
    for service in ["SLACK", "S3_LOG_EXPORT"] {
        let delete = [&["delete", service][..], &PLACE].concat();
        assert_eq!(run(binary(&emulator), &delete).await.code, 4);
        let delete = [&delete[..], &["--if-exists", "--yes"]].concat();
        let deleted = run(binary(&emulator), &delete).await;
        assert_eq!(deleted.code, 0, "{}", deleted.err);
        assert!(
            deleted.err.contains("nothing was deleted"),
            "{}",
            deleted.err
        );
    }
    // The project is not what may be absent.
    let nowhere = [
        "delete",
        "SLACK",
        "--if-exists",
        "--group-id",
        "000000000000000000000000",
    ];
    assert_eq!(run(binary(&emulator), &nowhere).await.code, 4);
}

#[tokio::test]
async fn get_or_create_can_be_written_safely() {
    let get = [&["get", "SLACK"][..], &PLACE].concat();
    for (status, code) in [
        ("400 Bad Request", 6),
        ("401 Unauthorized", 7),
        ("403 Forbidden", 7),
        ("404 Not Found", 4),
        ("409 Conflict", 5),
        ("301 Moved Permanently", 6),
    ] {
        let server = Scripted::start(vec![response(status, "application/json", "{}")]).await;
        let run = run(binary_for(&server.base_url()), &get).await;
        assert_eq!(run.code, code, "{status}: {}", run.err);
    }
    // Nothing listens there.
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    drop(listener);
    let unreachable = run(binary_for(&format!("http://{address}")), &get).await;
    assert_eq!(unreachable.code, 8, "{}", unreachable.err);
}

#[tokio::test]
async fn only_atlas_says_that_there_is_nothing_to_delete() {
    for (content_type, body) in [
        ("text/html", "<h1>Not Found</h1>"),
        (
            "application/json",
            r#"{"error":404,"errorCode":"GROUP_NOT_FOUND","detail":"d","reason":"Not Found","parameters":[]}"#,
        ),
    ] {
        let not_found = response("404 Not Found", content_type, body);
        let server = Scripted::start(vec![not_found]).await;
        let delete = [&["delete", "SLACK", "--yes", "--if-exists"][..], &PLACE].concat();
        let failed = run(binary_for(&server.base_url()), &delete).await;
        assert_eq!(failed.code, 4, "{}", failed.err);
        assert!(
            !failed.err.contains("nothing was deleted"),
            "{}",
            failed.err
        );
    }
}
