//! What is shown, and what is not: secrets, and text that acts on a terminal or a spreadsheet.

mod support;

use atlas_emulator::{EMPTY_GROUP_ID, Emulator, GROUP_ID};
use serde_json::{Value, json};
use support::scripted::Scripted;
use support::{Run, binary, binary_for, page, run, run_with_input};

const SENTINEL: &str = "s3ntinel-4711";

async fn emulator() -> Emulator {
    Emulator::start().await.expect("an emulator")
}

/// An integration with a secret where no document says that there is one.
async fn with_unknown_fields() -> Emulator {
    let emulator = emulator().await;
    let integration = json!({
        "id": "65a0c3f4d2b1e09876543001",
        "type": "SLACK",
        "apiToken": SENTINEL,
        "channelName": "alerts",
        "teamName": { "inner": SENTINEL },
        "newField": SENTINEL,
        "newFlag": [SENTINEL],
    });
    let Value::Object(integration) = integration else {
        unreachable!("an object");
    };
    emulator.put_integration(EMPTY_GROUP_ID, "SLACK", integration);
    emulator
}

#[tokio::test]
async fn tables_and_csv_show_only_what_is_known_not_to_be_a_secret() {
    let emulator = with_unknown_fields().await;
    for format in ["table", "csv", "name"] {
        for command in [&["list"][..], &["get", "SLACK"]] {
            let place = ["--group-id", EMPTY_GROUP_ID, "-o", format];
            let run = run(binary(&emulator), &[command, &place].concat()).await;
            assert_eq!(run.code, 0, "{}", run.err);
            assert!(!run.out.contains(SENTINEL), "{}", run.out);
        }
    }
}

#[tokio::test]
async fn the_id_the_type_and_lists_are_shown() {
    let unknown = "{\"id\":\"65a0c3f4d2b1e09876543001\",\"type\":\"NEW\",\"region\":\"NOWHERE\"}";
    let response = support::scripted::response("200 OK", "application/json", unknown);
    let server = Scripted::start(vec![response]).await;
    let get = ["get", "NEW", "--group-id", GROUP_ID, "-o", "table"];
    let get = run(binary_for(&server.base_url()), &get).await;
    assert!(
        get.out.contains("65a0c3f4d2b1e09876543001"),
        "{}{}",
        get.out,
        get.err
    );
    assert!(
        get.out.contains("NEW") && !get.out.contains("NOWHERE"),
        "{}",
        get.out
    );

    let emulator = emulator().await;
    let get = [
        "get",
        "S3_LOG_EXPORT",
        "--group-id",
        GROUP_ID,
        "-o",
        "table",
    ];
    let get = run(binary(&emulator), &get).await;
    assert!(get.out.contains("MONGOD,MONGOS"), "{}{}", get.out, get.err);
}

#[tokio::test]
async fn no_masked_secret_is_shown_in_a_table() {
    let emulator = emulator().await;
    for format in ["table", "csv"] {
        let list = ["list", "--group-id", GROUP_ID, "-o", format];
        let list = run(binary(&emulator), &list).await;
        // Atlas masks all but the last four characters.
        assert!(!list.out.contains("****"), "{}", list.out);
        assert!(list.out.contains("***"), "{}", list.out);
        assert!(!list.out.contains("https://"), "{}", list.out);
    }
}

#[tokio::test]
async fn what_is_created_or_updated_is_shown_without_secrets() {
    let emulator = emulator().await;
    for command in ["create", "update"] {
        let settings =
            json!({ "url": format!("https://a.example/{SENTINEL}"), "secret": SENTINEL });
        let change = [
            command,
            "webhook",
            "--group-id",
            EMPTY_GROUP_ID,
            "--file",
            "-",
        ];
        let changed = run_with_input(binary(&emulator), &change, &settings.to_string()).await;
        assert_eq!(changed.code, 0, "{}", changed.err);
        assert!(
            changed.out.contains("secret=*** url=***"),
            "{}",
            changed.out
        );
    }
}

#[tokio::test]
async fn an_audit_in_any_format_can_go_to_a_file() {
    let emulator = emulator().await;
    let folder = tempfile::tempdir().expect("a folder");
    for format in ["table", "csv", "json", "jsonl", "name", "html"] {
        let audit = ["audit", "--require", "SLACK", "--sort", "-o", format];
        let printed = run(binary(&emulator), &audit).await;
        let path = folder.path().join(format);
        let file = ["--output-file", path.to_str().expect("text")];
        let written = run(binary(&emulator), &[&audit[..], &file].concat()).await;
        assert_eq!((written.code, written.out.as_str()), (3, ""), "{format}");
        assert_eq!(written.err, printed.err);
        let text = std::fs::read_to_string(&path).expect("reads");
        // Only the page has the time in it.
        if format == "html" {
            assert!(text.starts_with("<!DOCTYPE html>"), "{text}");
        } else {
            assert_eq!(text, printed.out, "{format}");
        }
    }
}

#[tokio::test]
async fn a_file_that_cannot_be_written_is_named_as_it_was_given() {
    let emulator = emulator().await;
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("none").join("slack.json");
    let path = path.to_str().expect("text");
    let get = [
        "get",
        "SLACK",
        "--group-id",
        GROUP_ID,
        "--output-file",
        path,
    ];
    let failed = run(binary(&emulator), &get).await;
    assert_eq!(failed.code, 1);
    let start = format!("error: cannot write {path}: ");
    assert!(failed.err.starts_with(&start), "{}", failed.err);
    assert!(!failed.err.contains(" at path "), "{}", failed.err);
}

#[tokio::test]
async fn json_is_what_atlas_sent_and_its_help_says_so() {
    let emulator = emulator().await;
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("slack.json");
    let get = ["get", "SLACK", "--group-id", GROUP_ID, "--output-file"];
    let get = [&get[..], &[path.to_str().expect("text")]].concat();
    assert_eq!(run(binary(&emulator), &get).await.code, 0);
    let written = std::fs::read_to_string(&path).expect("reads");
    let expected = "{\"id\":\"65a0c3f4d2b1e09876543001\",\"type\":\"SLACK\",\
                    \"apiToken\":\"********************************abcd\",\
                    \"channelName\":\"alerts\",\"teamName\":\"MongoDB\"}";
    assert_eq!(written, expected);
    let help = run(support::bare(), &["get", "--help"]).await;
    assert!(
        help.out.contains("exactly as Atlas sent it, byte for byte"),
        "{}",
        help.out
    );
}

#[cfg(unix)]
#[tokio::test]
async fn an_output_file_is_private_and_no_link_is_followed() {
    use std::os::unix::fs::PermissionsExt as _;

    let emulator = emulator().await;
    let folder = tempfile::tempdir().expect("a folder");
    let get = |name: &str| {
        let path = folder.path().join(name);
        let get = ["get", "SLACK", "--group-id", GROUP_ID, "--output-file"];
        let get = get.map(str::to_owned).into_iter();
        get.chain([path.to_str().expect("text").to_owned()])
            .collect::<Vec<_>>()
    };
    let run = async |name: &str| -> Run {
        let arguments = get(name);
        let arguments: Vec<_> = arguments.iter().map(String::as_str).collect();
        run(binary(&emulator), &arguments).await
    };
    std::fs::write(folder.path().join("old"), "x".repeat(10_000)).expect("writes");
    for name in ["new", "old"] {
        assert_eq!(run(name).await.code, 0);
        let metadata = std::fs::metadata(folder.path().join(name)).expect("metadata");
        assert_eq!(metadata.permissions().mode() & 0o777, 0o600);
        assert!(metadata.len() < 1_000);
    }
    let target = folder.path().join("target");
    std::fs::write(&target, "precious").expect("writes");
    std::os::unix::fs::symlink(&target, folder.path().join("link")).expect("links");
    let refused = run("link").await;
    assert_eq!(refused.code, 1);
    assert!(
        refused.err.contains("is a symbolic link"),
        "{}",
        refused.err
    );
    assert_eq!(std::fs::read_to_string(&target).expect("reads"), "precious");
}

/// A name with an escape sequence, a bidirectional override, a line separator and a formula.
const NAME: &str = "=A1\\u001b[2J\\u202egnp\\u2028\\u0085x";

fn is_unsafe(text: &str) -> bool {
    let unsafe_ones = ['\u{1b}', '\u{202e}', '\u{2028}', '\u{85}'];
    text.contains(unsafe_ones)
}

fn project(id: &str, name: &str) -> String {
    format!(
        "{{\"id\":\"{id}\",\"name\":\"{name}\",\"orgId\":\"32b6e34b3d91647abb20e7b7\",\
         \"clusterCount\":0,\"created\":\"2026-01-08T09:00:00Z\"}}"
    )
}

#[tokio::test]
async fn a_name_cannot_act_on_a_terminal_or_a_spreadsheet() {
    let project = project("32b6e34b3d91647abb20e7b8", NAME);
    for format in ["table", "csv", "name", "jsonl"] {
        let server = Scripted::start(vec![page(&project)]).await;
        let list = run(binary_for(&server.base_url()), &["projects", "-o", format]).await;
        assert_eq!(list.code, 0, "{}", list.err);
        assert!(!is_unsafe(&list.out), "{format}: {:?}", list.out);
        let has_formula = list.out.contains("\n=A1");
        assert!(format != "csv" || !has_formula, "{:?}", list.out);

        let server = Scripted::start(vec![page(&project), page("")]).await;
        let audit = run(binary_for(&server.base_url()), &["audit", "-o", format]).await;
        assert_eq!(audit.code, 0, "{}", audit.err);
        assert!(!is_unsafe(&audit.out), "{format}: {:?}", audit.out);
    }
}

#[tokio::test]
async fn an_error_message_cannot_act_on_a_terminal() {
    let error = "{\"error\":400,\"errorCode\":\"X\",\"detail\":\"no \\u001b[2J\\u202e\\u2028\\nerror: way\"}";
    let response = support::scripted::response("400 Bad Request", "application/json", error);
    let server = Scripted::start(vec![response]).await;
    let get = ["get", "SLACK", "--group-id", GROUP_ID];
    let failed = run(binary_for(&server.base_url()), &get).await;
    assert_eq!(failed.code, 6);
    assert!(failed.err.contains("no "), "{}", failed.err);
    assert!(!is_unsafe(&failed.err), "{:?}", failed.err);
    assert_eq!(failed.err.lines().count(), 1, "{:?}", failed.err);
}

#[tokio::test]
async fn a_very_long_name_does_not_widen_the_table() {
    let long = "x".repeat(100_000);
    let projects = [
        project("32b6e34b3d91647abb20e7b8", &long),
        project("32b6e34b3d91647abb20e7b9", "short"),
    ];
    let server = Scripted::start(vec![page(&projects.join(","))]).await;
    let list = run(binary_for(&server.base_url()), &["projects"]).await;
    // In a pipe, it is whole.
    assert!(list.out.contains(&long));
    let short = list.out.lines().find(|line| line.starts_with("short"));
    assert!(short.expect("a row").len() < 120, "{short:?}");
}

#[tokio::test]
async fn an_argument_cannot_act_on_the_terminal_that_it_is_quoted_on() {
    for arguments in [
        &["get", "\u{1b}[2J"][..],
        &["list", "--kind", "\u{202e}x"],
        &["\u{9b}"],
    ] {
        let refused = run(support::bare(), arguments).await;
        assert_eq!(refused.code, 2);
        assert!(!is_unsafe(&refused.err), "{:?}", refused.err);
        assert!(!refused.err.contains('\u{9b}'), "{:?}", refused.err);
    }
}
