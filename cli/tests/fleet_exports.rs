//! What `export` writes can be applied again.

mod support;

use std::collections::BTreeSet;
use std::path::Path;

use atlas_emulator::{Emulator, GROUP_ID};
use serde_json::Value;
use support::scripted::Scripted;
use support::{Run, binary, binary_for, broken_list, page, run};
use tokio::process::Command;

/// An emulator with the samples, whose exports are all references that `secrets` has.
async fn emulator() -> Emulator {
    let emulator = Emulator::start().await.expect("starts");
    emulator.add_project("Payments", ["PAGER_DUTY", "DATADOG", "SLACK", "PROMETHEUS"]);
    emulator.add_project("\u{202e}odd: 'name' #1\n", ["WEBHOOK"]);
    emulator
}

/// A secret for each reference in an export, which ends like what Atlas shows of it.
fn secrets(export: &str) -> Vec<(String, String)> {
    let is_name = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    let rests = export.split("env").skip(1);
    let names = rests.map(|rest| {
        let rest = rest.trim_start_matches(['"', ':', ' ']);
        rest.split(|letter| !is_name(letter))
            .next()
            .unwrap_or_default()
    });
    let names = names.filter(|name| name.contains('_'));
    names.map(|name| (name.to_owned(), secret(name))).collect()
}

fn secret(name: &str) -> String {
    let end = name.rsplit('_').next().expect("an end").to_lowercase();
    match name {
        _ if name.contains("HEC_URL") => {
            "https://splunk.example.com:8088/services/collector".to_owned()
        }
        _ if name.starts_with("WEBHOOK_URL") => format!("https://hooks.example.com/atlas/{end}"),
        _ if name.contains("WEBHOOK_URL") => {
            format!("https://example.webhook.office.com/webhookb2/{end}")
        }
        // The variable's name does not say that this one is in upper case.
        _ if name.contains("READ_TOKEN") || name.contains("WRITE_TOKEN") => {
            format!("NRAK-0123456789-{}", end.to_uppercase())
        }
        _ if name.contains("ENDPOINT") && name.contains("LOG") => {
            "https://otel.example.com:4318/v1/logs".to_owned()
        }
        _ if name.contains("ENDPOINT") => "https://otel.example.com:4318/v1/metrics".to_owned(),
        _ if name.contains("ROUTING_KEY") => "database-team".to_owned(),
        _ => format!("0123456789abcdef0123456789ab{end}"),
    }
}

fn with_secrets(emulator: &Emulator, export: &str) -> Command {
    let mut command = binary(emulator);
    command.envs(secrets(export));
    command
}

async fn plan(emulator: &Emulator, export: &str, path: &Path) -> Run {
    let path = path.to_str().expect("text");
    run(with_secrets(emulator, export), &["plan", "--file", path]).await
}

#[tokio::test]
async fn an_export_of_any_form_changes_nothing_when_it_is_applied() {
    let emulator = emulator().await;
    let folder = tempfile::tempdir().expect("a folder");
    for format in ["yaml", "jsonl", "csv"] {
        let export = run(binary(&emulator), &["export", "--output", format]).await;
        assert_eq!(export.code, 0, "{}", export.err);
        let path = folder.path().join(format);
        std::fs::write(&path, &export.out).expect("writes");
        let plan = plan(&emulator, &export.out, &path).await;
        assert_eq!(
            (plan.code, plan.out.as_str()),
            (0, ""),
            "{format}: {}",
            plan.err
        );
        assert!(
            plan.err.contains("4 projects, 4 as desired"),
            "{}",
            plan.err
        );
    }
    let directory = folder.path().join("dir");
    let arguments = ["export", "--output", "dir", "--directory"];
    let arguments = [&arguments[..], &[directory.to_str().expect("text")]].concat();
    let export = run(binary(&emulator), &arguments).await;
    assert_eq!(export.code, 0, "{}", export.err);
    let files = std::fs::read_dir(&directory).expect("a folder");
    let texts = files.map(|file| std::fs::read_to_string(file.expect("a file").path()));
    let text: String = texts.map(|text| text.expect("text")).collect();
    let plan = plan(&emulator, &text, &directory).await;
    assert_eq!((plan.code, plan.out.as_str()), (0, ""), "{}", plan.err);
    assert!(
        plan.err.contains("4 projects, 4 as desired"),
        "{}",
        plan.err
    );
}

/// The integrations of an export, without their order.
fn integrations(export: &str) -> BTreeSet<String> {
    let lines = export.lines().map(|line| {
        let export: Value = serde_json::from_str(line).expect("JSON");
        let integrations = export["integrations"].as_array().expect("a list").clone();
        let project = export["project"].clone();
        let members = integrations.into_iter();
        members.map(move |integration| format!("{project} {integration}"))
    });
    lines.flatten().collect()
}

#[tokio::test]
async fn an_export_restores_what_was_changed() {
    let emulator = emulator().await;
    let export = run(binary(&emulator), &["export", "--output", "jsonl"])
        .await
        .out;
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("fleet.jsonl");
    std::fs::write(&path, &export).expect("writes");
    for service in ["SLACK", "DATADOG"] {
        let delete = ["delete", service, "--project", "Payments", "--yes"];
        assert_eq!(run(binary(&emulator), &delete).await.code, 0);
    }
    let before = plan(&emulator, &export, &path).await;
    assert_eq!(before.code, 3, "{}", before.err);
    let apply = ["apply", "--yes", "--file", path.to_str().expect("text")];
    let applied = run(with_secrets(&emulator, &export), &apply).await;
    assert_eq!(applied.code, 0, "{}\n{}", applied.out, applied.err);
    assert_eq!(plan(&emulator, &export, &path).await.code, 0);
    let again = run(binary(&emulator), &["export", "--output", "jsonl"])
        .await
        .out;
    assert_eq!(integrations(&again), integrations(&export));
}

#[tokio::test]
async fn a_project_that_was_not_read_is_warned_of() {
    let emulator = emulator().await;
    emulator.forbid_project(GROUP_ID);
    let export = run(binary(&emulator), &["export", "--output", "jsonl"]).await;
    assert_eq!(export.code, 1);
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("fleet.jsonl");
    std::fs::write(&path, &export.out).expect("writes");
    let plan = plan(&emulator, &export.out, &path).await;
    assert_eq!(plan.code, 0, "{}", plan.err);
    assert!(
        plan.err
            .contains("Fleet could not be read when it was exported"),
        "{}",
        plan.err
    );
}

const PROJECTS: &str = r#"{"id":"32b6e34b3d91647abb20e7b8","name":"a","orgId":"32b6e34b3d91647abb20e7b9","clusterCount":0,"created":"2024-01-01T00:00:00Z"},{"id":"32b6e34b3d91647abb20e7c1","name":"b","orgId":"32b6e34b3d91647abb20e7b9","clusterCount":0,"created":"2024-01-01T00:00:00Z"}"#;

/// An integration with numbers that no Rust type holds, in properties that nobody knows.
const ODD_NUMBERS: &str = r#"{"id":"32b6e34b3d91647abb20e7bb","type":"DATADOG","apiKey":"****a23c","region":"EU","big":12345678901234567890123,"deep":{"small":[1.50,{"huge":1e999}],"key":"****6d7e"}}"#;

/// A server whose first project has such an integration, and whose second has `second`.
async fn odd(second: &str) -> Scripted {
    let none = || page("");
    let responses = vec![
        page(PROJECTS),
        page(ODD_NUMBERS),
        none(),
        none(),
        page(second),
        none(),
    ];
    Scripted::start(responses).await
}

#[tokio::test]
async fn a_page_says_that_the_list_of_projects_broke_off() {
    let project = "{\"id\":\"32b6e34b3d91647abb20e7b8\",\"name\":\"Payments\",\
                   \"orgId\":\"32b6e34b3d91647abb20e7b7\",\"clusterCount\":0,\
                   \"created\":\"2026-01-08T09:00:00Z\"}";
    for (list, code, is_whole) in [
        (vec![page(project)], 0, true),
        (broken_list(project).into(), 7, false),
    ] {
        let integrations = [page(""), page(""), page("")];
        let server = Scripted::start([list, integrations.into()].concat()).await;
        let export = ["export", "-o", "html"];
        let export = run(binary_for(&server.base_url()), &export).await;
        assert_eq!(export.code, code, "{}", export.err);
        let row = "<bdi>Payments</bdi></th><td><code>32b6e34b3d91647abb20e7b8</code>";
        assert!(export.out.contains(row), "{}", export.out);
        let note = "not all projects could be listed: Atlas answered 403";
        assert_eq!(!export.out.contains(note), is_whole, "{}", export.out);
        assert_eq!(
            !export.out.contains("Incomplete"),
            is_whole,
            "{}",
            export.out
        );
    }
}

#[tokio::test]
async fn an_export_keeps_every_digit_and_a_plan_of_it_is_quiet() {
    let folder = tempfile::tempdir().expect("a folder");
    let directory = folder.path().join("dir");
    let directory = directory.to_str().expect("text");
    for format in ["yaml", "jsonl", "csv", "dir"] {
        let server = odd("").await;
        let mut arguments = vec!["export", "--output", format, "--concurrency", "1"];
        if format == "dir" {
            arguments.extend(["--directory", directory]);
        }
        let export = run(binary_for(&server.base_url()), &arguments).await;
        assert_eq!(export.code, 0, "{format}: {}", export.err);
        let mut path = folder.path().join(format);
        std::fs::write(&path, &export.out).unwrap_or_default();
        if format == "dir" {
            path.push("32b6e34b3d91647abb20e7b8.yaml");
        }
        let text = std::fs::read_to_string(&path).expect("an export");
        for number in ["12345678901234567890123", "1.50", "1e999"] {
            assert!(text.contains(number), "{format}: {number}: {text}");
        }
        assert!(!text.contains("6d7e"), "{format}: {text}");
        let server = odd("").await;
        let mut plan = binary_for(&server.base_url());
        plan.envs(secrets(&text));
        let path = path.to_str().expect("text");
        let plan = run(plan, &["plan", "--concurrency", "1", "--file", path]).await;
        assert_eq!(
            (plan.code, plan.out.as_str()),
            (0, ""),
            "{format}: {}",
            plan.err
        );
    }
}

#[tokio::test]
async fn a_copy_sends_every_digit() {
    let none = || page("");
    // Of a type that is not known, all is copied.
    let integration = ODD_NUMBERS
        .replace("DATADOG", "NEW_SERVICE")
        .replace("****", "");
    let responses = vec![page(PROJECTS), page(&integration), none(), none(), none()];
    let server = Scripted::start(responses).await;
    let copy = ["copy", "a", "b", "--yes"];
    let copied = run(binary_for(&server.base_url()), &copy).await;
    let requests = server.requests();
    let sent = requests.iter().find(|request| request.starts_with("POST"));
    let sent = sent.unwrap_or_else(|| panic!("{}{}", copied.out, copied.err));
    for number in ["12345678901234567890123", "[1.50,{\"huge\":1e999}]"] {
        assert!(sent.contains(number), "{number}: {sent}");
    }
}

#[tokio::test]
async fn numbers_that_differ_in_the_last_of_many_digits_are_a_difference() {
    for (number, code) in [
        ("12345678901234567890124", 3),
        ("1.2345678901234567890123e22", 0),
    ] {
        let other = ODD_NUMBERS.replace("12345678901234567890123", number);
        let server = odd(&other).await;
        let diff = run(binary_for(&server.base_url()), &["diff", "b", "a"]).await;
        assert_eq!(diff.code, code, "{number}: {}{}", diff.out, diff.err);
    }
}
