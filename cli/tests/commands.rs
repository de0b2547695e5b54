//! Runs each command of the real binary against the emulator.

mod support;

use atlas_emulator::{EMPTY_GROUP_ID, Emulator, Fault, GROUP_ID};
use support::{bare, binary, run, run_with_input};

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
async fn errors_are_one_line_with_the_error_code_and_a_hint() {
    let emulator = emulator().await;
    let get = |id: &'static str, service: &'static str| {
        ["get", "--group-id", id, "--integration-type", service]
    };
    let missing = run(binary(&emulator), &get(EMPTY_GROUP_ID, "SLACK")).await;
    assert_eq!((missing.code, missing.out.as_str()), (4, ""));
    assert_eq!(missing.err.lines().count(), 1);
    assert!(
        missing
            .err
            .starts_with("error: Atlas answered 404 Not Found, INTEGRATION_NOT_CONFIGURED: ")
    );
    assert!(
        missing.err.contains("`atlas-integrations projects`"),
        "{}",
        missing.err
    );

    let typo = run(binary(&emulator), &get(GROUP_ID, "SLAK")).await;
    assert_eq!(typo.code, 6);
    assert!(
        typo.err
            .starts_with("warning: \"SLAK\" is not one of PAGER_DUTY, SLACK,"),
        "{}",
        typo.err
    );
    assert!(
        typo.err
            .contains("\nerror: Atlas answered 400 Bad Request, INVALID_ENUM_VALUE")
    );

    emulator.forbid_project(GROUP_ID);
    let forbidden = run(binary(&emulator), &get(GROUP_ID, "SLACK")).await;
    assert_eq!(forbidden.code, 7);
    assert!(
        forbidden.err.contains("; check the credentials' role"),
        "{}",
        forbidden.err
    );

    let mut wrong = binary(&emulator);
    wrong.env("MONGODB_ATLAS_CLIENT_SECRET", "s3ntinel");
    let wrong = run(wrong, &get(GROUP_ID, "SLACK")).await;
    assert_eq!(wrong.code, 7);
    assert!(
        wrong.err.contains("authentication failed") && wrong.err.contains("check the credentials")
    );
    assert!(!wrong.err.contains("s3ntinel"));
}

#[tokio::test]
async fn the_api_date_is_a_calendar_date() {
    let emulator = emulator().await;
    let get = ["get", "--group-id", GROUP_ID, "--integration-type", "SLACK"];
    // The second name is the one that the option had before.
    for option in ["--api-date", "--api-version"] {
        let too_old = [&get[..], &[option, "2001-01-01"]].concat();
        let too_old = run(binary(&emulator), &too_old).await;
        assert_eq!(too_old.code, 6);
        assert!(
            too_old.err.contains("406") && too_old.err.contains("--api-date"),
            "{}",
            too_old.err
        );
    }
    let sent = emulator.received_requests().len();
    for date in ["soon", "2025-02-29"] {
        let invalid = [&get[..], &["--api-date", date]].concat();
        let invalid = run(binary(&emulator), &invalid).await;
        assert_eq!(invalid.code, 2);
        let message = format!("invalid value '{date}' for '--api-date <DATE>'");
        assert!(invalid.err.contains(&message), "{}", invalid.err);
        assert!(!invalid.err.contains("api_date"), "{}", invalid.err);
    }
    let help = run(bare(), &["get", "--help"]).await;
    assert!(
        help.out.contains("--api-date <DATE>") && !help.out.contains("--api-version"),
        "{}",
        help.out
    );
    assert_eq!(emulator.received_requests().len(), sent);
}

#[tokio::test]
async fn without_credentials_it_reports_what_is_needed() {
    let bare = run(bare(), &["projects"]).await;
    assert_eq!(bare.code, 2);
    assert!(
        bare.err
            .contains("MONGODB_ATLAS_CLIENT_ID and MONGODB_ATLAS_CLIENT_SECRET"),
        "{}",
        bare.err
    );
    let mut half = support::bare();
    half.env("MONGODB_ATLAS_CLIENT_ID", "mdb_sa_id_1");
    let half = run(half, &["projects"]).await;
    assert_eq!(half.code, 2);
    assert!(
        half.err.contains("MONGODB_ATLAS_CLIENT_SECRET is not"),
        "{}",
        half.err
    );
}

#[tokio::test]
async fn a_profile_of_the_atlas_cli_is_read() {
    let emulator = emulator().await;
    let home = tempfile::tempdir().expect("a folder");
    let folder = if cfg!(target_os = "macos") {
        home.path().join("Library/Application Support/atlascli")
    } else {
        home.path().join("atlascli")
    };
    std::fs::create_dir_all(&folder).expect("creates");
    let profile = format!(
        "version = 2\n[ci]\nops_manager_url = \"{}/\"\npublic_api_key = \"{}\"\nprivate_api_key = \"{}\"\n",
        emulator.base_url(),
        atlas_emulator::PUBLIC_KEY,
        atlas_emulator::PRIVATE_KEY,
    );
    std::fs::write(folder.join("config.toml"), profile).expect("writes");
    let with_home = || {
        let mut command = bare();
        for name in ["XDG_CONFIG_HOME", "HOME", "AppData"] {
            command.env(name, home.path());
        }
        command
    };
    let projects = run(with_home(), &["projects", "--profile", "ci"]).await;
    assert_eq!(projects.code, 0, "{}", projects.err);
    let none = run(with_home(), &["projects", "--profile", "no"]).await;
    assert_eq!(none.code, 2);
    assert!(
        none.err.contains("there is no profile \"no\"; it has ci"),
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

const KEY: &str = "s3ntinel-4711";

#[tokio::test]
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
        created.err.contains("http.request.method=POST"),
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

#[tokio::test]
async fn attempts_are_logged_on_request() {
    let emulator = emulator().await;
    emulator.inject_faults([Fault::Status(503)]);
    let get = [
        "get",
        "-v",
        "--group-id",
        GROUP_ID,
        "--integration-type",
        "SLACK",
    ];
    let logged = run(binary(&emulator), &get).await;
    assert_eq!(logged.code, 0);
    assert!(
        logged.err.contains(
            "GET /api/atlas/v2/groups/{groupId}/integrations/{integrationType}: 503 (attempt 1, "
        ),
        "{}",
        logged.err
    );
    assert!(logged.err.contains("waiting for the next attempt: "));
    assert!(logged.err.contains(": 200 (attempt 2, "), "{}", logged.err);
    assert_eq!(logged.err.lines().count(), 3, "{}", logged.err);
    assert_eq!(logged.out.lines().count(), 1);
}

#[tokio::test]
async fn every_kind_of_command_works_without_an_account() {
    for (arguments, code) in [
        (
            &["get", "--emulator", "--integration-type", "WEBHOOK"][..],
            0,
        ),
        (&["list", "--emulator"], 0),
        (&["projects", "--emulator"], 0),
        (&["audit", "--emulator", "--require", "PAGER_DUTY"], 3),
        (&["delete", "--emulator", "--integration-type", "SLACK"], 0),
    ] {
        let run = run(bare(), arguments).await;
        assert_eq!(run.code, code, "{arguments:?}: {}", run.err);
        assert!(
            run.err
                .starts_with("using an Atlas emulator with sample projects\n"),
            "{}",
            run.err
        );
    }
}

#[tokio::test]
async fn completions_manual_and_help_are_printed() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = run(bare(), &["completions", shell]).await;
        assert_eq!(script.code, 0);
        assert!(script.out.contains("atlas-integrations"), "{shell}");
    }
    let man = run(bare(), &["man"]).await;
    assert!(
        man.out.contains(".TH atlas-integrations") && man.out.contains("EXIT STATUS"),
        "{}",
        man.out
    );
    let help = run(bare(), &["--help"]).await;
    for code in [
        "  0  done",
        "  2  wrong usage",
        "  3  an audit",
        "130  interrupted",
    ] {
        assert!(help.out.contains(code), "{}", help.out);
    }
    assert_eq!(run(bare(), &["get", "--nonsense"]).await.code, 2);
}
