//! What is different on a terminal: one of 80 columns, which the program `script` of util-linux makes.
#![cfg(target_os = "linux")]

mod support;

use std::process::{Output, Stdio};

use atlas_emulator::{CLIENT_ID, CLIENT_SECRET, Emulator, GROUP_ID};
use support::{Run, binary, run};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::process::Command;

async fn emulator() -> Emulator {
    Emulator::start().await.expect("an emulator")
}

/// Runs a command line on a terminal, on which `input` is typed in answer to a question. Both outputs are
/// on it.
async fn on_terminal(emulator: &Emulator, arguments: &str, input: &str) -> Run {
    let program = env!("CARGO_BIN_EXE_atlas-integrations");
    let mut command = Command::new("/usr/bin/script");
    command
        .env_clear()
        .env("PATH", "/usr/bin:/bin")
        .env("TERM", "xterm")
        .env("SHELL", "/bin/sh")
        .env("MONGODB_ATLAS_BASE_URL", emulator.base_url())
        .env("MONGODB_ATLAS_CLIENT_ID", CLIENT_ID)
        .env("MONGODB_ATLAS_CLIENT_SECRET", CLIENT_SECRET)
        .args(["--quiet", "--return", "--command"])
        .arg(format!("stty cols 80 rows 24; '{program}' {arguments}"))
        .arg("/dev/null")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().expect("starts");
    let mut stdin = child.stdin.take().expect("piped");
    let mut stdout = child.stdout.take().expect("piped");
    let mut shown = Vec::new();
    while !input.is_empty() && !String::from_utf8_lossy(&shown).contains("[y/N] ") {
        let read = stdout.read_buf(&mut shown).await.expect("reads");
        assert_ne!(read, 0, "no question");
    }
    stdin.write_all(input.as_bytes()).await.expect("writes");
    stdout.read_to_end(&mut shown).await.expect("reads");
    let output = child.wait_with_output().await.expect("ends");
    drop(stdin);
    Output {
        stdout: shown,
        ..output
    }
    .into()
}

/// The lines without escape sequences.
fn lines(run: &Run) -> Vec<String> {
    let mut text = String::new();
    let mut rest = run.out.as_str();
    while let Some((before, after)) = rest.split_once('\u{1b}') {
        text.push_str(before);
        let end = after.find(|letter: char| letter.is_ascii_alphabetic());
        rest = end.map_or("", |end| &after[end + 1..]);
    }
    text.push_str(rest);
    // A carriage return goes back to the beginning of a line, as the progress bar does.
    let lines = text.lines().map(|line| line.trim_end_matches('\r'));
    let lines = lines.map(|line| line.rsplit('\r').next().unwrap_or(line).to_owned());
    lines.collect()
}

#[tokio::test]
async fn a_table_fits_the_terminal_and_is_whole_in_a_pipe() {
    let emulator = emulator().await;
    emulator.add_project(&"long name ".repeat(20), ["SLACK"]);
    emulator.forbid_project(&emulator.add_project("Vault", []));
    for arguments in [
        format!("list --group-id {GROUP_ID}"),
        format!("get s3-log-export -o table --group-id {GROUP_ID}"),
        "projects".to_owned(),
        "audit --require PAGER_DUTY,DATADOG,WEBHOOK".to_owned(),
        "audit --require PAGER_DUTY --forbid SLACK".to_owned(),
    ] {
        let shown = on_terminal(&emulator, &arguments, "").await;
        for line in lines(&shown) {
            assert!(line.chars().count() <= 80, "{arguments}: {line:?}");
        }
        let words: Vec<_> = arguments.split(' ').collect();
        let piped = run(binary(&emulator), &words).await;
        assert!(!piped.out.contains(['…', '\u{1b}']), "{}", piped.out);
    }
}

#[tokio::test]
async fn an_id_is_not_broken_at_80_columns() {
    let emulator = emulator().await;
    let list = on_terminal(&emulator, &format!("list --group-id {GROUP_ID}"), "").await;
    let lines = lines(&list);
    let has = |id: &str| lines.iter().any(|line| line.contains(id));
    assert!(has("65a0c3f4d2b1e09876543001"), "{lines:?}");
    // Settings are broken between two, not within one.
    assert!(has("sendUserProvidedResourceTags=false"), "{lines:?}");
}

#[tokio::test]
async fn no_argument_acts_on_the_terminal() {
    let emulator = emulator().await;
    for argument in ["no\\033[2Jsuch", "no\\033]0;title\\007such", "no\\rsuch"] {
        let wrong = on_terminal(&emulator, &format!("\"$(printf '{argument}')\""), "").await;
        assert_eq!(wrong.code, 2);
        assert!(
            wrong.out.contains("unrecognized subcommand 'no"),
            "{:?}",
            wrong.out
        );
        let lines = wrong.out.replace("\r\n", "");
        assert!(!lines.contains(char::is_control), "{:?}", wrong.out);
    }
}

#[tokio::test]
async fn an_interruption_at_the_question_is_one() {
    let emulator = emulator().await;
    emulator.add_project("Other", ["SLACK"]);
    let copy = "copy Other Sandbox --secret-env SLACK.apiToken=TERM";
    let interrupted = on_terminal(&emulator, copy, "\u{3}").await;
    assert_eq!(interrupted.code, 130, "{}", interrupted.out);
    let message = "interrupted; nothing was changed";
    assert!(interrupted.out.contains(message), "{}", interrupted.out);
    let refused = on_terminal(&emulator, copy, "n\n").await;
    assert_eq!(refused.code, 1, "{}", refused.out);
}

#[tokio::test]
async fn a_deletion_is_asked_about() {
    let emulator = emulator().await;
    let delete = format!("delete SLACK --group-id {GROUP_ID}");
    for answer in ["n\n", "\n"] {
        let kept = on_terminal(&emulator, &delete, answer).await;
        assert_eq!(kept.code, 1);
        assert!(
            kept.out.contains("delete SLACK from the project"),
            "{}",
            kept.out
        );
        assert!(kept.out.contains("nothing was deleted"), "{}", kept.out);
    }
    let get = ["get", "SLACK", "--group-id", GROUP_ID];
    assert_eq!(run(binary(&emulator), &get).await.code, 0);
    let deleted = on_terminal(&emulator, &delete, "yes\n").await;
    assert_eq!(deleted.code, 0, "{}", deleted.out);
    let without_question = format!("delete DATADOG --yes --group-id {GROUP_ID}");
    let deleted = on_terminal(&emulator, &without_question, "").await;
    assert!(!deleted.out.contains("[y/N]"), "{}", deleted.out);
    assert_eq!(run(binary(&emulator), &get).await.code, 4);
}

#[tokio::test]
async fn the_progress_bar_counts_what_is_to_do_and_is_gone_at_the_end() {
    let emulator = emulator().await;
    for number in 0..10 {
        emulator.add_project(&format!("team {number}"), []);
    }
    emulator.set_latency(std::time::Duration::from_millis(50));
    let audit = on_terminal(&emulator, "audit --project 'team*' --concurrency 1", "").await;
    assert_eq!(audit.code, 0, "{}", audit.out);
    assert!(audit.out.contains(" of 10, "), "{:?}", audit.out);
    assert!(!audit.out.contains(" of 12, "), "{:?}", audit.out);
    let last = lines(&audit).pop();
    assert_eq!(last.as_deref(), Some("10 projects"));
}
