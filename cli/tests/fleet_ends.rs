//! How commands about a fleet end: what is refused, what is told, and what is valid all the same.

mod support;

use std::process::Stdio;
use std::time::Duration;

use atlas_emulator::{EMPTY_GROUP_ID, Emulator, Fault, GROUP_ID};
use serde_json::Value;
use support::scripted::Scripted;
use support::{Run, binary, binary_for, page, run, run_with_input};

async fn emulator() -> Emulator {
    Emulator::start().await.expect("an emulator")
}

/// Datadog everywhere.
const DATADOG: &str = "
version: 1
rules:
- integrations:
  - { type: DATADOG, region: EU, apiKey: { env: KEY } }
";

async fn given(emulator: &Emulator, arguments: &[&str], desired: &str) -> Run {
    let mut command = binary(emulator);
    command.env("KEY", "0123456789abcdef0123456789abbeef");
    let arguments = [arguments, &["--file", "-"]].concat();
    run_with_input(command, &arguments, desired).await
}

fn wrote_nothing(emulator: &Emulator) -> bool {
    let requests = emulator.received_requests();
    let mut requests = requests.iter();
    requests.all(|request| request.method == "GET" || request.path.contains("/oauth/"))
}

#[tokio::test]
async fn a_plan_in_json_is_valid_whatever_happens() {
    let emulator = emulator().await;
    let nowhere = ["plan", "-o", "json", "--project", "Nowhere"];
    let plan = given(&emulator, &nowhere, DATADOG).await;
    assert_eq!((plan.code, plan.out.as_str()), (4, "[]\n"));

    let mut command = binary(&emulator);
    command
        .env("MONGODB_ATLAS_CLIENT_SECRET", "wrong")
        .env("KEY", "0123456789");
    let plan = run_with_input(command, &["plan", "-o", "json", "-f", "-"], DATADOG).await;
    assert_eq!((plan.code, plan.out.as_str()), (7, "[]\n"), "{}", plan.err);
}

#[cfg(unix)]
#[tokio::test]
async fn an_interrupted_plan_is_valid_json_and_says_how_far_it_came() {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    let emulator = emulator().await;
    let slow = Fault::Slow(Duration::from_secs(3_600));
    emulator.inject_project_faults(GROUP_ID, [slow]);
    let mut command = binary(&emulator);
    command
        .env("KEY", "0123456789abcdef")
        .args(["plan", "-o", "json", "-f", "-"]);
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().expect("starts");
    let mut stdin = child.stdin.take().expect("piped");
    stdin.write_all(DATADOG.as_bytes()).await.expect("writes");
    drop(stdin);
    let mut stdout = child.stdout.take().expect("piped");
    let mut out = Vec::new();
    while !String::from_utf8_lossy(&out).contains(EMPTY_GROUP_ID) {
        assert!(stdout.read_buf(&mut out).await.expect("reads") > 0);
    }
    let id = child.id().expect("running").to_string();
    let kill = tokio::process::Command::new("kill")
        .args(["-s", "INT", &id])
        .status();
    assert!(kill.await.expect("runs").success());
    stdout.read_to_end(&mut out).await.expect("reads");
    let mut run = Run::from(child.wait_with_output().await.expect("ends"));
    run.out = String::from_utf8(out).expect("text");
    assert_eq!(run.code, 130);
    assert!(
        run.err.starts_with("interrupted after 1 of 2 projects"),
        "{}",
        run.err
    );
    let plans: Vec<Value> = serde_json::from_str(&run.out).expect("JSON");
    assert_eq!(plans.len(), 1);
}

#[tokio::test]
async fn a_reader_that_goes_away_stops_no_change_and_hides_no_exit_code() {
    let emulator = emulator().await;
    for number in 0..20 {
        emulator.add_project(&format!("project {number}"), []);
    }
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("fleet.yaml");
    std::fs::write(&path, DATADOG).expect("writes");
    let mut codes = Vec::new();
    for verb in [&["plan"][..], &["apply", "--yes"], &["plan"]] {
        let mut command = binary(&emulator);
        command
            .env("KEY", "0123456789abcdef0123456789abbeef")
            .args(verb)
            .arg("-f")
            .arg(&path);
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("starts");
        drop(child.stdout.take());
        let run = Run::from(child.wait_with_output().await.expect("ends"));
        codes.push(run.code);
    }
    assert_eq!(codes, [3, 0, 0]);
}

#[tokio::test]
async fn nothing_is_changed_without_a_yes() {
    let emulator = emulator().await;
    let path = tempfile::NamedTempFile::new().expect("a file");
    std::fs::write(path.path(), DATADOG).expect("writes");
    let mut command = binary(&emulator);
    command.env("KEY", "0123456789abcdef0123456789abbeef");
    let path = path.path().to_str().expect("text");
    let apply = run(command, &["apply", "--project", "Sandbox", "-f", path]).await;
    assert_eq!(apply.code, 2);
    assert!(apply.out.contains("  + DATADOG\n"), "{}", apply.out);
    assert!(apply.err.contains("use --yes"), "{}", apply.err);
    let dry = given(
        &emulator,
        &["apply", "--project", "Sandbox", "--dry-run"],
        DATADOG,
    )
    .await;
    assert_eq!(dry.code, 3);
    assert_eq!(dry.out, apply.out);
    assert!(wrote_nothing(&emulator));
}

#[tokio::test]
async fn projects_that_no_rule_is_about_are_not_reported_as_fine() {
    let emulator = emulator().await;
    let desired = "
version: 1
rules:
- projects: { include: [Fleet] }
  absent: [SLACK]
";
    let plan = given(&emulator, &["plan", "--project", "Sandbox"], desired).await;
    assert_eq!(plan.code, 4);
    assert!(
        plan.err
            .contains("no rule applies to the selected 1 project"),
        "{}",
        plan.err
    );
    let misspelt = desired.replace("Fleet", "Fleat");
    let plan = given(&emulator, &["plan"], &misspelt).await;
    assert_eq!(plan.code, 4);
    assert!(
        plan.err
            .contains("rule 1: no accessible project matches \"Fleat\""),
        "{}",
        plan.err
    );
}

#[tokio::test]
async fn each_rule_finds_its_projects_although_an_earlier_one_is_for_all() {
    let emulator = emulator().await;
    let desired = "
version: 1
rules:
- absent: [SLACK]
- projects: { include: [Fleet] }
  absent: [DATADOG]
";
    let plan = given(&emulator, &["plan"], desired).await;
    assert_eq!(plan.code, 3, "{}", plan.err);
    assert!(
        plan.out.contains("  - SLACK\n  - DATADOG\n"),
        "{}",
        plan.out
    );
}

#[tokio::test]
async fn a_name_that_two_projects_have_is_refused() {
    let emulator = emulator().await;
    let one = emulator.add_project("Twin", ["SLACK"]);
    let two = emulator.add_project("Twin", []);
    let desired = "
version: 1
rules:
- projects: { include: [Twin] }
  absent: [SLACK]
";
    let plan = given(&emulator, &["plan"], desired).await;
    assert_eq!(plan.code, 2);
    assert!(
        plan.err.contains(&one) && plan.err.contains(&two),
        "{}",
        plan.err
    );
    let by_id = desired.replace("Twin", &one);
    assert_eq!(given(&emulator, &["plan"], &by_id).await.code, 3);
}

#[tokio::test]
async fn a_file_that_cannot_be_meant_is_refused_before_anything_is_sent() {
    let emulator = emulator().await;
    for (rule, expected) in [
        ("{ projects: { include: [] } }", "`include` is empty"),
        (
            "{ integrations: [{ type: DATADOG, apiKey: sesame }] }",
            "{env: NAME}",
        ),
        (
            "{ integrations: [{ type: DATADOG, apiKey: { env: NONE } }] }",
            "NONE",
        ),
        (
            "{ integrations: [{ type: DATADOG, apiKey: { command: 'exit 3' } }] }",
            "exit status: 3",
        ),
        ("{ integrations: [{ region: EU }] }", "has no `type`"),
        (
            "{ integrations: [{ type: SLACK }], absent: [slack] }",
            "and among `absent`",
        ),
        (
            "{ integrations: [{ type: SLACK }, { type: slack }] }",
            "at most one",
        ),
        (
            "{ integrations: [{ type: DATADOG_LOGS }] }",
            "did you mean DATADOG_LOG_EXPORT?",
        ),
        (
            "{ project: { include: [Fleet] } }",
            "unknown field `project`",
        ),
    ] {
        let desired = format!("version: 1\nrules: [{rule}]\n");
        let refused = given(&emulator, &["apply", "--yes"], &desired).await;
        assert_eq!(refused.code, 2, "{rule}: {}", refused.err);
        assert!(refused.err.contains(expected), "{rule}: {}", refused.err);
        assert!(!refused.err.contains("sesame"), "{}", refused.err);
    }
    assert!(wrote_nothing(&emulator));
}

#[tokio::test]
async fn what_is_not_known_is_warned_of_and_refused_if_strict() {
    let emulator = emulator().await;
    let desired = "
version: 1
rules:
- projects: { include: [Sandbox] }
  integrations:
  - { type: SLAK, channelName: c }
  - { type: DATADOG, regoin: EU }
";
    let plan = given(&emulator, &["plan"], desired).await;
    assert!(plan.err.contains("did you mean SLACK?"), "{}", plan.err);
    assert!(plan.err.contains("did you mean region?"), "{}", plan.err);
    let strict = given(&emulator, &["plan", "--strict"], desired).await;
    assert_eq!((strict.code, strict.out.as_str()), (2, ""));
}

#[tokio::test]
async fn what_cannot_be_written_is_told_and_not_tried() {
    let emulator = emulator().await;
    let desired = "
version: 1
rules:
- projects: { include: [Fleet] }
  integrations:
  - { type: NEW_RELIC, accountId: '1' }
  - { type: PROMETHEUS, enabled: false }
  - { type: WEBHOOK, url: { command: 'echo https://hooks.example.com/new' } }
";
    let apply = given(&emulator, &["apply", "--yes"], desired).await;
    assert_eq!(apply.code, 3, "{}", apply.err);
    assert!(
        apply
            .out
            .contains("! NEW_RELIC: cannot be changed: Atlas has retired it"),
        "{}",
        apply.out
    );
    assert!(
        apply.out.contains("! PROMETHEUS: cannot be changed: "),
        "{}",
        apply.out
    );
    assert!(apply.out.contains("Set password\n"), "{}", apply.out);
    assert!(
        apply.out.contains("! WEBHOOK: cannot be changed: "),
        "{}",
        apply.out
    );
    for advice in ["--verbatim", "--discard-withheld", "`"] {
        assert!(!apply.out.contains(advice), "{}", apply.out);
    }
    assert!(wrote_nothing(&emulator));
}

#[tokio::test]
async fn one_project_that_fails_stops_no_other() {
    let emulator = emulator().await;
    emulator.forbid_project(GROUP_ID);
    let apply = given(&emulator, &["apply", "--yes"], DATADOG).await;
    assert_eq!(apply.code, 1);
    assert!(apply.out.contains("! could not be read: "), "{}", apply.out);
    assert!(apply.out.contains("  + DATADOG: done\n"), "{}", apply.out);
    assert!(
        apply.err.ends_with("; 1 project could not be read\n"),
        "{}",
        apply.err
    );
}

const ODD: &str =
    "{\"id\":\"32b6e34b3d91647abb20e7b8\",\"name\":\"odd\",\"clusterCount\":\"many\"}";

#[tokio::test]
async fn a_project_in_an_odd_shape_is_told_and_not_taken_for_one_without_integrations() {
    for command in [
        &["plan", "-o", "json", "-f", "-"][..],
        &["export", "-o", "jsonl"],
    ] {
        let server = Scripted::start(vec![page(ODD)]).await;
        let mut binary = binary_for(&server.base_url());
        binary.env("KEY", "0123456789abcdef");
        let run = run_with_input(binary, command, DATADOG).await;
        assert_eq!(run.code, 1, "{}", run.err);
        let line = run.out.trim_matches(['[', ']', '\n', ' ']);
        let row: Value = serde_json::from_str(line).expect("JSON");
        assert!(
            row["error"]
                .as_str()
                .expect("an error")
                .contains("$.clusterCount"),
            "{row}"
        );
    }
}

#[tokio::test]
async fn an_export_without_any_project_is_a_desired_state_without_rules() {
    let server = Scripted::start(vec![page("")]).await;
    let export = run(binary_for(&server.base_url()), &["export"]).await;
    assert_eq!(export.code, 0);
    assert_eq!(export.out, "version: 1\nrules: []\n# 0 projects\n");
}

#[tokio::test]
async fn names_that_act_on_a_terminal_do_not_and_are_the_same_when_read() {
    let emulator = emulator().await;
    let id = emulator.add_project("evil\u{202e}\u{1b}[31m: \"x\"\n- y", ["PAGER_DUTY"]);
    let only = ["export", "--project", &id];
    let export = run(binary(&emulator), &only).await;
    assert_eq!(export.code, 0);
    for letter in ['\u{202e}', '\u{1b}'] {
        assert!(!export.out.contains(letter), "{}", export.out);
    }
    let mut command = binary(&emulator);
    command.env(
        "PAGER_DUTY_SERVICE_KEY_7890",
        "0123456789abcdef0123456789007890",
    );
    let plan = run_with_input(command, &["plan", "-f", "-"], &export.out).await;
    assert_eq!(
        (plan.code, plan.out.as_str()),
        (0, ""),
        "{}\n{}",
        plan.err,
        export.out
    );
}

#[tokio::test]
async fn a_file_that_cannot_be_written_is_refused_before_anything_is_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name).to_str().expect("text").to_owned();
    let desired = path("desired.yaml");
    std::fs::write(&desired, DATADOG).expect("writes");
    for file in [path("none/file"), path("")] {
        for command in [
            &["export"][..],
            &["audit"],
            &["projects"],
            &["list", "--group-id", GROUP_ID],
            &["plan", "--file", &desired],
        ] {
            let server = Scripted::start(vec![page("")]).await;
            let arguments = [command, &["--output-file", &file]].concat();
            let mut binary = binary_for(&server.base_url());
            binary.env("KEY", "0123456789abcdef");
            let run = run(binary, &arguments).await;
            assert_eq!(run.code, 1, "{arguments:?}: {}", run.err);
            assert!(run.err.contains("cannot write "), "{}", run.err);
            assert!(server.requests().is_empty(), "{arguments:?}");
        }
    }
    let left = std::fs::read_dir(folder.path()).expect("a folder").count();
    assert_eq!(left, 1);
}
