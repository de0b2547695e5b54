//! Errors, what they advise, and what is logged of attempts.

mod support;

use atlas_emulator::{EMPTY_GROUP_ID, Emulator, Fault, GROUP_ID};
use support::scripted::{Scripted, response};
use support::{bare, binary, binary_for, run};

async fn emulator() -> Emulator {
    Emulator::start().await.expect("starts")
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
async fn a_proxy_that_asks_for_a_password_is_no_fault_of_the_credentials() {
    let asking = response("407 X", "text/html", "no");
    let server = Scripted::start(vec![asking]).await;
    let projects = run(binary_for(&server.base_url()), &["projects"]).await;
    assert_eq!(projects.code, 8, "{}", projects.err);
    assert!(
        projects.err.starts_with("error: a proxy, "),
        "{}",
        projects.err
    );
    assert!(
        projects.err.contains("; check the network, the proxy and"),
        "{}",
        projects.err
    );
}

#[tokio::test]
async fn without_credentials_it_is_said_where_they_can_come_from() {
    let projects = run(bare(), &["projects"]).await;
    assert_eq!(projects.code, 2);
    for place in [
        "MONGODB_ATLAS_CLIENT_ID",
        "`atlas auth login`",
        "--emulator",
    ] {
        assert!(projects.err.contains(place), "{}", projects.err);
    }
}

#[tokio::test]
async fn an_empty_name_is_called_what_it_is() {
    let emulator = emulator().await;
    let list = run(binary(&emulator), &["list", "--project", ""]).await;
    assert_eq!(list.code, 2);
    let start = "error: invalid name of a project: \"\" ";
    assert!(list.err.starts_with(start), "{}", list.err);
}

#[tokio::test]
async fn a_status_decides_on_the_exit_code_and_the_advice() {
    for (status, code, advice) in [
        ("400 Bad Request", 6, None),
        ("401 Unauthorized", 7, Some("check the credentials, which")),
        ("403 Forbidden", 7, Some("check the credentials' role")),
        ("404 Not Found", 4, Some("to see what exists, run")),
        ("406 Not Acceptable", 6, Some("use an older --api-date")),
        (
            "407 Proxy Authentication Required",
            8,
            Some("check the network, the proxy"),
        ),
        ("409 Conflict", 5, None),
        ("418 I'm a teapot", 6, None),
    ] {
        let answer = response(status, "application/json", "{}");
        let server = Scripted::start(vec![answer]).await;
        let get = ["get", "SLACK", "--group-id", GROUP_ID];
        let refused = run(binary_for(&server.base_url()), &get).await;
        assert_eq!(refused.code, code, "{}", refused.err);
        let expected = advice.unwrap_or(status.split_once(' ').expect("a reason").1);
        assert!(refused.err.contains(expected), "{}", refused.err);
        let has_advice = refused.err.contains("; ");
        assert_eq!(has_advice, advice.is_some(), "{}", refused.err);
    }
}
