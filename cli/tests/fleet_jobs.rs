//! The daily jobs of who looks after a fleet: each is one command.

mod support;

use std::path::Path;

use atlas_emulator::{Emulator, GROUP_ID, ReceivedRequest};
use serde_json::Value;
use support::{Run, binary, run, run_with_input};

const KEY: &str = "0123456789abcdef0123456789abbeef";

/// Payments has PagerDuty, Datadog and Slack, Search has Datadog, and Sandbox has nothing.
async fn fleet() -> Emulator {
    let emulator = Emulator::start().await.expect("an emulator");
    emulator.add_project("Payments", ["PAGER_DUTY", "DATADOG", "SLACK"]);
    emulator.add_project("Search", ["DATADOG"]);
    emulator
}

async fn with_key(emulator: &Emulator, arguments: &[&str]) -> Run {
    let mut command = binary(emulator);
    command.env("KEY", KEY);
    run(command, arguments).await
}

async fn with_desired(emulator: &Emulator, arguments: &[&str], desired: &str) -> Run {
    let mut command = binary(emulator);
    command.env("KEY", KEY);
    let arguments = [arguments, &["--file", "-"]].concat();
    run_with_input(command, &arguments, desired).await
}

fn writes(emulator: &Emulator) -> Vec<ReceivedRequest> {
    let requests = emulator.received_requests().into_iter();
    requests
        .filter(|request| request.method != "GET" && !request.path.contains("/oauth/"))
        .collect()
}

/// The integrations of a type, by the names of the projects.
async fn integrations(emulator: &Emulator, service: &str) -> Vec<(String, Value)> {
    let export = run(binary(emulator), &["export", "-o", "jsonl"]).await;
    assert_eq!(export.code, 0, "{}", export.err);
    let mut found = Vec::new();
    for line in export.out.lines() {
        let export: Value = serde_json::from_str(line).expect("JSON");
        let name = export["project"]["name"].as_str().expect("a name");
        let all = export["integrations"].as_array().expect("a list").iter();
        let of_type = all.filter(|integration| integration["type"] == service);
        found.extend(of_type.map(|integration| (name.to_owned(), integration.clone())));
    }
    found
}

#[tokio::test]
async fn pager_duty_is_added_where_it_lacks() {
    let emulator = fleet().await;
    let desired = "
version: 1
rules:
- integrations:
  - { type: PAGER_DUTY, serviceKey: { env: KEY } }
";
    let lacking = [
        "--exclude-project",
        "Fleet",
        "--exclude-project",
        "Payments",
    ];
    let plan = with_desired(&emulator, &[&["plan"][..], &lacking].concat(), desired).await;
    assert_eq!(plan.code, 3);
    assert_eq!(
        plan.err,
        "2 projects, 0 as desired; 2 to create, 0 to update, 0 to delete\n"
    );
    assert_eq!(writes(&emulator), []);

    let apply = with_desired(
        &emulator,
        &[&["apply", "--yes"][..], &lacking].concat(),
        desired,
    )
    .await;
    assert_eq!(apply.code, 0, "{}", apply.err);
    assert_eq!(
        apply.err,
        "2 projects, 2 as desired now (0 before); 2 integrations changed\n"
    );
    assert!(
        apply
            .out
            .contains("  + PAGER_DUTY: done\n      serviceKey: ***\n"),
        "{}",
        apply.out
    );
    assert_eq!(integrations(&emulator, "PAGER_DUTY").await.len(), 4);
    assert_eq!(writes(&emulator).len(), 2);
}

#[tokio::test]
async fn the_datadog_key_is_rotated_everywhere_and_once() {
    let emulator = fleet().await;
    let rotate = ["rotate", "datadog", "--secret-env", "apiKey=KEY"];
    let dry = with_key(&emulator, &[&rotate[..], &["--dry-run"]].concat()).await;
    assert_eq!((dry.code, writes(&emulator)), (3, vec![]));
    let rotate = [&rotate[..], &["--yes"]].concat();
    let rotated = with_key(&emulator, &rotate).await;
    assert_eq!(rotated.code, 0, "{}", rotated.err);
    assert_eq!(
        rotated.err,
        "4 projects, 4 as desired now (1 before); 3 integrations changed\n"
    );
    assert!(
        rotated
            .out
            .contains("  ~ DATADOG: done\n      apiKey: *** (changes)\n")
    );
    for (project, datadog) in integrations(&emulator, "DATADOG").await {
        assert_eq!(
            datadog["apiKey"]["env"], "DATADOG_API_KEY_BEEF",
            "{project}"
        );
        // What the document does not know of is kept, too.
        assert_eq!(datadog["region"], "US", "{project}");
    }
    let again = with_key(&emulator, &rotate).await;
    assert_eq!((again.code, again.out.as_str()), (0, ""));
    assert_eq!(
        again.err,
        "note: DATADOG: apiKey: compared by the part that Atlas shows\n\
         4 projects, 4 as desired; 0 integrations changed\n"
    );
    assert_eq!(writes(&emulator).len(), 3);
}

#[tokio::test]
async fn a_password_that_atlas_never_shows_is_rotated_each_time() {
    let emulator = fleet().await;
    let rotate = [
        "rotate",
        "PROMETHEUS",
        "--secret-env",
        "password=KEY",
        "--yes",
    ];
    for count in 1..3 {
        assert_eq!(with_key(&emulator, &rotate).await.code, 0);
        assert_eq!(writes(&emulator).len(), count);
    }
}

#[tokio::test]
async fn a_misspelt_secret_is_refused_before_anything_is_sent() {
    let emulator = fleet().await;
    for field in ["apikey=KEY", "region=KEY", "SLACK.apiToken=KEY"] {
        let rotate = ["rotate", "DATADOG", "--yes", "--secret-env", field];
        let refused = with_key(&emulator, &rotate).await;
        assert_eq!(
            (refused.code, writes(&emulator)),
            (2, vec![]),
            "{}",
            refused.err
        );
    }
    let copy = [
        "copy",
        "Payments",
        "Search",
        "--yes",
        "--secret-env",
        "apiTokn=KEY",
    ];
    let refused = with_key(&emulator, &copy).await;
    assert_eq!(
        (refused.code, writes(&emulator)),
        (2, vec![]),
        "{}",
        refused.err
    );
    assert!(refused.err.contains("SLACK.apiToken"), "{}", refused.err);
}

#[tokio::test]
async fn slack_is_copied_without_the_id() {
    let emulator = fleet().await;
    let copy = ["copy", "Payments", "Search", "--only", "slack", "--yes"];
    let copy = [&copy[..], &["--secret-env", "apiToken=KEY"]].concat();
    let copied = with_key(&emulator, &copy).await;
    assert_eq!(copied.code, 0, "{}{}", copied.out, copied.err);
    assert!(copied.out.contains("  + SLACK: done\n"), "{}", copied.out);
    assert!(
        copied.out.contains("channelName: \"alerts\""),
        "{}",
        copied.out
    );
    let ids = async |project: &str| {
        let get = ["get", "SLACK", "--project", project];
        let get = run(binary(&emulator), &get).await;
        let slack: Value = serde_json::from_str(&get.out).expect("JSON");
        slack["id"].as_str().expect("an ID").to_owned()
    };
    assert_ne!(ids("Payments").await, ids("Search").await);
    let diff = [
        "diff", "Payments", "Search", "--only", "SLACK", "-o", "json",
    ];
    let diff = run(binary(&emulator), &diff).await;
    assert_eq!(diff.code, 3);
    let plan: Value = serde_json::from_str(&diff.out).expect("JSON");
    let changes = &plan[0]["changes"];
    assert_eq!(changes[0]["properties"][0]["name"], "apiToken", "{changes}");
    assert_eq!(changes[0]["properties"][1], Value::Null);
}

#[tokio::test]
async fn each_copy_takes_the_secrets_of_its_type() {
    let emulator = fleet().await;
    emulator.add_project("Empty", []);
    let copy = [
        "copy",
        "Payments",
        "Empty",
        "--only",
        "SLACK,PAGER_DUTY",
        "--yes",
    ];
    let secrets = [
        "--secret-env",
        "SLACK.apiToken=KEY",
        "--secret-env",
        "PAGER_DUTY.serviceKey=KEY",
    ];
    let copied = with_key(&emulator, &[&copy[..], &secrets].concat()).await;
    assert_eq!(copied.code, 0, "{}{}", copied.out, copied.err);
    for service in ["SLACK", "PAGER_DUTY"] {
        let get = ["get", service, "--project", "Empty"];
        assert_eq!(run(binary(&emulator), &get).await.code, 0, "{service}");
    }
}

#[tokio::test]
async fn a_copy_without_a_secret_says_what_lacks() {
    let emulator = fleet().await;
    let copy = ["copy", "Payments", "Search", "--only", "SLACK", "--yes"];
    let refused = run(binary(&emulator), &copy).await;
    assert_eq!(refused.code, 3, "{}", refused.err);
    let reason = "! SLACK: cannot be changed: apiToken is missing\n";
    assert!(refused.out.contains(reason), "{}", refused.out);
    let advice = "as in --secret-env SLACK.apiToken=VARIABLE\n";
    assert!(refused.err.ends_with(advice), "{}", refused.err);
    assert_eq!(writes(&emulator), []);
}

#[tokio::test]
async fn two_projects_are_compared_in_both_directions() {
    let emulator = fleet().await;
    let diff = run(binary(&emulator), &["diff", "Payments", "Search"]).await;
    assert_eq!(diff.code, 3);
    let mut lines: Vec<_> = diff.out.lines().skip(1).collect();
    lines.sort_unstable();
    assert_eq!(lines, ["  - PAGER_DUTY", "  - SLACK"]);
    let diff = run(binary(&emulator), &["diff", "Search", "Payments"]).await;
    assert!(diff.out.contains("  + SLACK\n") && diff.out.contains("  + PAGER_DUTY\n"));
    let page = ["diff", "Search", "Payments", "-o", "html"];
    let page = run(binary(&emulator), &page).await;
    let title = "<h1>What would make one project like the other</h1>";
    assert!(page.out.contains(title), "{}", page.out);
    let same = run(binary(&emulator), &["diff", "Search", "Search"]).await;
    assert_eq!((same.code, same.out.as_str()), (0, ""));
    let end = "no difference in what Atlas shows\n";
    assert!(same.err.ends_with(end), "{}", same.err);
    let nothing = ["diff", "Search", "Search", "--only", "SLACK"];
    let nothing = run(binary(&emulator), &nothing).await;
    assert_eq!((nothing.code, nothing.err.as_str()), (0, "no difference\n"));
    let none = run(binary(&emulator), &["diff", "Search", "Nowhere"]).await;
    assert_eq!(none.code, 4);
}

#[tokio::test]
async fn a_page_of_a_plan_says_of_each_project_what_would_change_and_why_not() {
    let emulator = fleet().await;
    let vault = emulator.add_project("Vault", ["SLACK"]);
    emulator.forbid_project(&vault);
    let desired = "
version: 1
rules:
- name: one
  projects: { include: [Payments, Search, Vault] }
  integrations:
  - { type: DATADOG, apiKey: { env: KEY }, region: EU }
  - { type: PAGER_DUTY, region: US }
  absent: [SLACK]
- name: two
  projects: { include: [Search] }
  integrations: [{ type: PAGER_DUTY, region: EU }]
";
    let page = with_desired(&emulator, &["plan", "-o", "html"], desired).await;
    let cells = |name: &str| {
        let id = emulator.project_id(name).expect("a project");
        let of = format!("<bdi>{name}</bdi></th><td><code>{id}</code></td>");
        let mut lines = page.out.lines();
        let cells = lines.find_map(|line| line.split_once(&of));
        cells
            .unwrap_or_else(|| panic!("{}{}", page.out, page.err))
            .1
    };
    let datadog = "<td class=\"different\" data-rank=\"2\">different<ul><li>apiKey: *** → ***</li>\
                   <li>region: &quot;US&quot; → &quot;EU&quot;</li></ul></td>";
    let payments = "<td class=\"present\" data-rank=\"5\">present</td>\
                    <td class=\"unwanted\" data-rank=\"1\">unwanted</td><td class=\"text\"></td></tr>";
    assert_eq!(cells("Payments"), format!("{datadog}{payments}"));
    let search = "<td class=\"blocked\" data-rank=\"3\">blocked\
                  <ul><li>one and two want different settings of it</li></ul></td>\
                  <td></td><td class=\"text\"></td></tr>";
    assert_eq!(cells("Search"), format!("{datadog}{search}"));
    let unread = "<td class=\"unread\" data-rank=\"4\">unread</td>".repeat(3);
    let refused = format!("{unread}<td class=\"text\">Atlas answered 403 Forbidden");
    assert!(cells("Vault").starts_with(&refused), "{}", cells("Vault"));
}

/// The environment variables that a desired state refers to.
fn variables(text: &str) -> Vec<String> {
    let parts = text.split("env: ").skip(1);
    let names = parts
        .map(|part| part.split(|letter: char| letter != '_' && !letter.is_ascii_alphanumeric()));
    names
        .filter_map(|mut words| words.next().map(str::to_owned))
        .collect()
}

/// What the emulator shows in full, or by more than its end.
const SHOWN: [(&str, &str); 6] = [
    (
        "MICROSOFT_TEAMS_",
        "https://example.webhook.office.com/webhookb2/5f1b0e6c",
    ),
    ("VICTOR_OPS_ROUTING_KEY_", "database-team"),
    (
        "OTEL_LOG_EXPORT_OTEL_ENDPOINT_",
        "https://otel.example.com:4318/v1/logs",
    ),
    (
        "SPLUNK_LOG_EXPORT_HEC_URL_",
        "https://splunk.example.com:8088/services/collector",
    ),
    ("OTEL_ENDPOINT_", "https://otel.example.com:4318/v1/metrics"),
    ("WEBHOOK_URL_", "https://hooks.example.com/0123456789-7d6c"),
];

/// A secret that is shown as the name of its variable says.
fn secret_for(variable: &str) -> String {
    let mut shown = SHOWN.iter();
    if let Some((_, secret)) = shown.find(|(name, _)| variable.starts_with(name)) {
        return (*secret).to_owned();
    }
    let end = variable.rsplit('_').next().unwrap_or_default();
    // New Relic's keys are in capitals.
    match variable.contains("_TOKEN_5B0C") || variable.contains("_TOKEN_9B0A") {
        true => format!("0123456789{end}"),
        false => format!("0123456789{}", end.to_ascii_lowercase()),
    }
}

#[tokio::test]
async fn an_export_can_be_planned_and_says_that_nothing_changes() {
    let emulator = fleet().await;
    let export = run(binary(&emulator), &["export"]).await;
    assert_eq!(export.code, 0, "{}", export.err);
    let mut command = binary(&emulator);
    let variables = variables(&export.out);
    assert!(variables.len() > 10, "{}", export.out);
    for variable in variables {
        command.env(&variable, secret_for(&variable));
    }
    let plan = run_with_input(command, &["plan", "-f", "-"], &export.out).await;
    assert_eq!(plan.out, "", "{}", export.out);
    assert_eq!(plan.code, 0, "{}", plan.err);
    assert_eq!(writes(&emulator), []);
}

#[tokio::test]
async fn an_export_has_a_file_for_each_project_that_could_be_read() {
    let emulator = fleet().await;
    emulator.forbid_project(&emulator.project_id("Search").expect("there"));
    let folder = tempfile::tempdir().expect("a folder");
    let directory = folder.path().join("fleet");
    let path = directory.to_str().expect("text");
    let export = run(
        binary(&emulator),
        &["export", "-o", "dir", "--directory", path],
    )
    .await;
    assert_eq!(export.code, 1);
    assert!(
        export.err.contains("Search") && export.err.contains("403"),
        "{}",
        export.err
    );
    let count = |path: &Path| std::fs::read_dir(path).expect("a directory").count();
    assert_eq!(count(&directory), 3);
    let file = std::fs::read_to_string(directory.join(format!("{GROUP_ID}.yaml")));
    assert!(file.expect("a file").starts_with("version: 1\n"));
}

#[tokio::test]
async fn a_fleet_is_brought_to_a_desired_state_and_stays_there() {
    let emulator = fleet().await;
    let desired = "
version: 1
rules:
- name: everywhere
  integrations:
  - { type: DATADOG, region: EU, apiKey: { command: 'printf %s \"$KEY\"' } }
  absent: [SLACK]
- name: payments
  projects: { include: [Payments] }
  integrations:
  - { type: DATADOG, sendDatabaseMetrics: false }
";
    let apply = with_desired(&emulator, &["apply", "--yes"], desired).await;
    assert_eq!(apply.code, 3, "what is to go is only told: {}", apply.err);
    assert!(
        apply.err.contains("2 to delete with --prune"),
        "{}",
        apply.err
    );
    assert_eq!(integrations(&emulator, "SLACK").await.len(), 2);
    let apply = with_desired(&emulator, &["apply", "--yes", "--prune"], desired).await;
    assert_eq!(apply.code, 0, "{}", apply.err);
    assert_eq!(integrations(&emulator, "SLACK").await.len(), 0);
    let datadog = integrations(&emulator, "DATADOG").await;
    assert_eq!(datadog.len(), 4);
    for (project, datadog) in datadog {
        assert_eq!(datadog["region"], "EU", "{project}");
        let expected = (project == "Payments").then_some(false);
        assert!(expected.is_none_or(|it| datadog["sendDatabaseMetrics"] == it));
    }
    let before = writes(&emulator).len();
    let again = with_desired(&emulator, &["apply", "--yes", "--prune"], desired).await;
    assert_eq!((again.code, again.out.as_str()), (0, ""), "{}", again.err);
    assert_eq!(writes(&emulator).len(), before);
}

#[tokio::test]
async fn log_and_metric_integrations_are_part_of_a_desired_state() {
    let emulator = fleet().await;
    let desired = "
version: 1
rules:
- projects: { include: [Sandbox] }
  integrations:
  - type: S3_LOG_EXPORT
    logTypes: [MONGOS, MONGOD]
    bucketName: one
    prefixPath: logs
    iamRoleId: 65a0b1c2d3e4f5a6b7c8d9e0
  - type: S3_LOG_EXPORT
    logTypes: [MONGOD]
    bucketName: two
    prefixPath: logs
    iamRoleId: 65a0b1c2d3e4f5a6b7c8d9e0
  - type: OTEL
    providerType: CUSTOM
    aggregationTemporality: CUMULATIVE
    authType: HEADER
    endpoint: { command: 'echo https://otel.example.com:4318/v1/metrics' }
    headers: [{ name: Authorization, value: { env: KEY } }]
    metricSelection: [MONGODB_METRICS]
";
    let apply = with_desired(&emulator, &["apply", "--yes"], desired).await;
    assert_eq!(apply.code, 0, "{}{}", apply.out, apply.err);
    assert_eq!(writes(&emulator).len(), 3);
    let again = with_desired(&emulator, &["apply", "--yes"], desired).await;
    assert_eq!((again.code, again.out.as_str()), (0, ""), "{}", again.err);
    let changed = desired.replace("bucketName: two", "bucketName: three");
    let changed = with_desired(&emulator, &["apply", "--yes"], &changed).await;
    assert_eq!(changed.code, 0, "{}{}", changed.out, changed.err);
    assert!(
        changed.out.contains("bucketName: \"two\" -> \"three\""),
        "{}",
        changed.out
    );
    assert_eq!(integrations(&emulator, "S3_LOG_EXPORT").await.len(), 3);
}

const HOOK: &str =
    r#"{"url":"https://example.com/hook/2101","secret":"0123456789abcdef","bodyTemplate":"{}"}"#;

/// Gives a project a webhook.
async fn add_hook(emulator: &Emulator, project: &str, hook: &str) {
    let create = ["create", "WEBHOOK", "--project", project, "--file", "-"];
    let created = run_with_input(binary(emulator), &create, hook).await;
    assert_eq!(created.code, 0, "{}", created.err);
}

#[tokio::test]
async fn a_secret_of_which_nothing_is_shown_is_rotated_and_not_called_the_same() {
    let emulator = fleet().await;
    add_hook(&emulator, "Payments", HOOK).await;
    let before = writes(&emulator).len();
    let place = ["--project", "Payments"];
    let desired = "
version: 1
rules:
- integrations:
  - { type: WEBHOOK, bodyTemplate: { env: KEY } }
";
    let plan = with_desired(&emulator, &[&["plan"][..], &place].concat(), desired).await;
    assert_eq!(plan.code, 0, "{}", plan.out);
    let note = "note: WEBHOOK: bodyTemplate: not compared, since Atlas does not show it\n";
    assert!(plan.err.contains(note), "{}", plan.err);
    let rotate = ["rotate", "WEBHOOK", "--yes"];
    let secrets = ["url=URL", "secret=SECRET", "bodyTemplate=TEMPLATE"];
    let secrets = secrets.map(|secret| ["--secret-env", secret]).concat();
    let mut command = binary(&emulator);
    command.envs([
        ("URL", "https://example.com/hook/2101"),
        ("SECRET", "0123456789abcdef"),
        ("TEMPLATE", "{ }"),
    ]);
    let rotated = run(command, &[&rotate[..], &secrets, &place].concat()).await;
    assert_eq!(rotated.code, 0, "{}", rotated.err);
    let writes = writes(&emulator);
    assert_eq!(writes.len(), before + 1, "{}", rotated.err);

    add_hook(&emulator, "Search", &HOOK.replace("{}", "{ }")).await;
    let diff = ["diff", "Payments", "Search", "--only", "WEBHOOK"];
    let diff = run(binary(&emulator), &diff).await;
    assert_eq!(diff.code, 0, "{}", diff.out);
    let end = "no difference in what Atlas shows\n";
    assert!(
        diff.err.contains(note) && diff.err.ends_with(end),
        "{}",
        diff.err
    );
}

#[tokio::test]
async fn a_copy_tells_what_it_leaves_out() {
    let emulator = fleet().await;
    let newer = HOOK.replace("{\"url\"", "{\"newer\":1,\"url\"");
    add_hook(&emulator, "Payments", &newer).await;
    let copy = |from, only| ["copy", from, "Search", "--only", only, "--yes"];
    let url = ["--secret-env", "url=KEY"];
    let hook = [&copy("Payments", "WEBHOOK")[..], &url].concat();
    let hook = async || {
        let mut command = binary(&emulator);
        command.env("KEY", "https://example.com/hook/2101");
        run(command, &hook).await
    };
    let created = hook().await;
    assert_eq!(created.code, 3, "{}{}", created.out, created.err);
    let left_out =
        "note: not copied: WEBHOOK.bodyTemplate, WEBHOOK.newer, WEBHOOK.secret; Atlas does not";
    assert!(created.err.contains(left_out), "{}", created.err);

    // Atlas never says whether there is a password.
    let prometheus = run(binary(&emulator), &copy("Fleet", "PROMETHEUS")).await;
    assert_eq!(prometheus.code, 3, "{}", prometheus.err);
    assert!(
        prometheus.err.contains("PROMETHEUS.password"),
        "{}",
        prometheus.err
    );

    // Both have a Datadog key, which ends differently.
    let key = ["--secret-env", "apiKey=KEY", "--yes", "--project", "Search"];
    let rotate = [&["rotate", "DATADOG"][..], &key].concat();
    assert_eq!(with_key(&emulator, &rotate).await.code, 0);
    let datadog = copy("Payments", "DATADOG");
    let other_key = run(binary(&emulator), &datadog).await;
    assert_eq!(other_key.code, 3, "{}", other_key.err);
    assert!(
        other_key.err.contains("not copied: DATADOG.apiKey; "),
        "{}",
        other_key.err
    );
    let rotate = [&["rotate", "DATADOG"][..], &key[..3]].concat();
    assert_eq!(with_key(&emulator, &rotate).await.code, 0);
    let same_key = run(binary(&emulator), &datadog).await;
    assert_eq!(
        (same_key.code, same_key.err.contains("DATADOG")),
        (0, false),
        "{}",
        same_key.err
    );
}

#[tokio::test]
async fn every_desired_state_of_a_directory_is_read() {
    let emulator = fleet().await;
    let folder = tempfile::tempdir().expect("a folder");
    let desired = "version: 1\nrules: [{ absent: [SLACK] }]\n";
    std::fs::write(folder.path().join("a.YML"), desired).expect("writes");
    let nothing = r#"{"version":1,"rules":[{"absent":["OPS_GENIE"]}]}"#;
    std::fs::write(folder.path().join("b.json"), nothing).expect("writes");
    std::fs::write(folder.path().join("c.txt"), desired).expect("writes");
    std::fs::write(folder.path().join(".d"), desired).expect("writes");
    let plan = ["plan", "--project", "Payments", "--file"];
    let path = folder.path().to_str().expect("text");
    let plan = run(binary(&emulator), &[&plan[..], &[path]].concat()).await;
    assert_eq!(plan.code, 3, "{}", plan.err);
    assert!(plan.out.contains("  - SLACK"), "{}", plan.out);
    let note = format!("note: of {path}, this is not read: c.txt\n");
    assert!(plan.err.contains(&note), "{}", plan.err);
}
