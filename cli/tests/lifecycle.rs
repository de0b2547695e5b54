//! An integration that is created, updated and deleted, and settings that are not sent.

mod support;

use atlas_emulator::{EMPTY_GROUP_ID, Emulator};
use support::{binary, run, run_with_input};

async fn emulator() -> Emulator {
    Emulator::start().await.expect("starts")
}

const KEY: &str = "s3ntinel-4711";

#[tokio::test]
#[allow(clippy::too_many_lines, reason = "one life, from its start to its end")]
async fn an_integration_is_created_updated_and_deleted() {
    let emulator = emulator().await;
    let folder = tempfile::tempdir().expect("a folder");
    let secret = folder.path().join("key");
    std::fs::write(&secret, format!("{KEY}\n")).expect("writes");
    let from_file = format!("serviceKey={}", secret.display());
    let change = |verb: &'static str| {
        [
            verb,
            "--group-id",
            EMPTY_GROUP_ID,
            "--integration-type",
            "PAGER_DUTY",
            "--file",
            "-",
        ]
    };

    // A dry run sends nothing and shows no secret.
    let dry = [
        &change("create")[..],
        &["--secret-file", &from_file, "--dry-run"],
    ]
    .concat();
    let dry = run_with_input(binary(&emulator), &dry, r#"{"region":"EU"}"#).await;
    assert_eq!((dry.code, dry.err.as_str()), (0, "nothing was sent\n"));
    assert!(dry.out.starts_with(&format!(
        "POST {}/api/atlas/v2/groups/{EMPTY_GROUP_ID}/",
        emulator.base_url()
    )));
    assert!(
        dry.out.contains("\"serviceKey\": \"***\"") && dry.out.contains("\"region\": \"EU\""),
        "{}",
        dry.out
    );
    assert!(!dry.out.contains(KEY));
    assert_eq!(emulator.received_requests(), []);

    let create = [&change("create")[..], &["--secret-file", &from_file]].concat();
    let verbose = [&create[..], &["-vv"]].concat();
    let created = run_with_input(binary(&emulator), &verbose, r#"{"region":"EU"}"#).await;
    assert_eq!(created.code, 0, "{}", created.err);
    assert!(
        created.err.contains("http.request.method=\"POST\""),
        "{}",
        created.err
    );
    for secret in [KEY, atlas_emulator::CLIENT_SECRET] {
        assert!(!created.err.contains(secret), "{}", created.err);
    }
    assert!(
        created.out.contains("PAGER_DUTY  ") && created.out.contains("region=EU serviceKey=***")
    );
    let again = run_with_input(binary(&emulator), &create, "{}").await;
    assert_eq!(again.code, 5);
    assert!(
        again.err.contains("409") && again.err.contains("use `update` or `create --or-update`"),
        "{}",
        again.err
    );

    // What was read can be modified and written back, once the redacted key has been replaced.
    let get = [
        "get",
        "--group-id",
        EMPTY_GROUP_ID,
        "--integration-type",
        "PAGER_DUTY",
    ];
    let settings = run(binary(&emulator), &get).await.out.replace("EU", "US");
    for dry_run in [&[][..], &["--dry-run"]] {
        let update = [&change("update")[..], dry_run].concat();
        let refused = run_with_input(binary(&emulator), &update, &settings).await;
        assert_eq!((refused.code, refused.out.as_str()), (2, ""));
        assert!(
            refused.err.contains("serviceKey is redacted"),
            "{}",
            refused.err
        );
    }
    let update = [
        &change("update")[..],
        &["--secret-env", "serviceKey=KEY", "-o", "json"],
    ]
    .concat();
    let mut with_key = binary(&emulator);
    with_key.env("KEY", "0123456789abcdef");
    let updated = run_with_input(with_key, &update, &settings).await;
    assert_eq!(updated.code, 0, "{}", updated.err);
    assert!(
        updated.out.contains("\"region\":\"US\"") && updated.out.contains("cdef"),
        "{}",
        updated.out
    );

    let delete = [
        "delete",
        "--group-id",
        EMPTY_GROUP_ID,
        "--integration-type",
        "PAGER_DUTY",
    ];
    let deleted = run(binary(&emulator), &delete).await;
    assert_eq!(
        (deleted.code, deleted.out.as_str(), deleted.err.as_str()),
        (0, "", "deleted PAGER_DUTY\n")
    );
    assert_eq!(run(binary(&emulator), &delete).await.code, 4);
}

#[tokio::test]
async fn what_looks_wrong_is_sent_if_it_is_meant() {
    let emulator = emulator().await;
    let change = |verb: &'static str, integration_type: &'static str| {
        let place = ["--group-id", EMPTY_GROUP_ID, "--file", "-"];
        [&[verb, "--integration-type", integration_type], &place[..]].concat()
    };
    let create = change("create", "PAGER_DUTY");
    let settings = r#"{"serviceKey":"****7890"}"#;
    let refused = run_with_input(binary(&emulator), &create, settings).await;
    assert_eq!(refused.code, 2, "{}", refused.err);
    assert!(refused.err.contains("use --verbatim"), "{}", refused.err);
    assert!(!refused.err.contains('`'), "{}", refused.err);
    let meant = [&create[..], &["--verbatim"]].concat();
    let sent = run_with_input(binary(&emulator), &meant, settings).await;
    assert_eq!(sent.code, 0, "{}", sent.err);

    let create = change("create", "PROMETHEUS");
    let settings = r#"{"enabled":true,"serviceDiscovery":"http","username":"u"}"#;
    let created = run_with_input(binary(&emulator), &create, settings).await;
    assert_eq!(created.code, 0, "{}", created.err);
    let update = change("update", "PROMETHEUS");
    let refused = run_with_input(binary(&emulator), &update, settings).await;
    assert_eq!(refused.code, 2, "{}", refused.err);
    assert!(refused.err.contains("lacks password"), "{}", refused.err);
    let meant = [&update[..], &["--discard-withheld"]].concat();
    let sent = run_with_input(binary(&emulator), &meant, settings).await;
    assert_eq!(sent.code, 0, "{}", sent.err);
}

#[tokio::test]
async fn invalid_settings_are_not_sent() {
    let emulator = emulator().await;
    let create = |service: &'static str| {
        [
            "create",
            "--group-id",
            EMPTY_GROUP_ID,
            "--integration-type",
            service,
            "--file",
            "-",
        ]
    };
    for (service, input, message) in [
        (
            "SLACK",
            "[",
            "standard input is not a valid JSON object: error at line 1",
        ),
        (
            "SLACK",
            "{\"apiToken\": s3ntinel}",
            "standard input is not a valid JSON object",
        ),
        (
            "SLACK",
            "{}",
            "it does not fit SLACK, at $.apiToken: it is missing",
        ),
        (
            "SLACK",
            "{\"apiToken\": 5}",
            "$.apiToken: it is a number, not a string",
        ),
        (
            "SLACK",
            "{\"type\": \"WEBHOOK\", \"url\": \"https://a.example\"}",
            "the settings are of the type \"WEBHOOK\", and the integration type is \"SLACK\"",
        ),
    ] {
        for dry_run in [&[][..], &["--dry-run"]] {
            let create = [&create(service)[..], dry_run].concat();
            let refused = run_with_input(binary(&emulator), &create, input).await;
            assert_eq!((refused.code, refused.out.as_str()), (2, ""), "{input}");
            assert!(refused.err.contains(message), "{message}: {}", refused.err);
            assert!(!refused.err.contains("s3ntinel"), "{}", refused.err);
        }
    }
    let unset = [&create("SLACK")[..], &["--secret-env", "apiToken=NO_SUCH"]].concat();
    let unset = run_with_input(binary(&emulator), &unset, "{}").await;
    assert_eq!(unset.code, 2);
    assert!(
        unset
            .err
            .contains("NO_SUCH: environment variable not found"),
        "{}",
        unset.err
    );
    let missing = [
        "create",
        "--group-id",
        EMPTY_GROUP_ID,
        "--integration-type",
        "SLACK",
        "--file",
        "/no/such",
    ];
    let missing = run(binary(&emulator), &missing).await;
    assert_eq!(missing.code, 2);
    assert!(
        missing.err.contains("cannot read /no/such"),
        "{}",
        missing.err
    );
    assert_eq!(emulator.received_requests(), []);
}

#[cfg(unix)]
#[tokio::test]
async fn a_secret_that_is_not_utf8_is_not_shown() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt as _;

    let emulator = emulator().await;
    let create = [
        "create",
        "--group-id",
        EMPTY_GROUP_ID,
        "--integration-type",
        "SLACK",
        "--file",
        "-",
        "--secret-env",
        "apiToken=KEY",
    ];
    let mut command = binary(&emulator);
    command.env("KEY", OsStr::from_bytes(b"s3ntinel\xff"));
    let refused = run_with_input(command, &create, "{}").await;
    assert_eq!(refused.code, 2);
    assert!(
        refused
            .err
            .contains("KEY: environment variable is not valid UTF-8"),
        "{}",
        refused.err
    );
    assert!(!refused.err.contains("s3ntinel"), "{}", refused.err);
}
