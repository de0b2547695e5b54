//! Compares the transcripts in the README with what the program prints.

mod support;

use std::fs;
use std::path::Path;
use std::process::Stdio;

use atlas_emulator::{CLIENT_ID, CLIENT_SECRET, Emulator};
use support::{bare, run};
use tempfile::TempDir;
use tokio::process::Command;

const README: &str = include_str!("../../README.md");

#[tokio::test]
async fn the_transcript_is_accurate() {
    let block = README.split("```console\n$ ").nth(1).expect("a transcript");
    let (block, _) = block.split_once("```").expect("an end");
    let (command, printed) = block.split_once('\n').expect("a command");
    let (_, arguments) = command.split_once(" -- ").expect("arguments");
    let arguments: Vec<_> = arguments.split(' ').collect();
    let run = run(bare(), &arguments).await;
    let (first, last) = run.err.split_once('\n').expect("two lines");
    assert_eq!(format!("{first}\n{}{last}", run.out), printed);
    assert_eq!(run.code, 3);
}

/// To write the transcripts anew, set `UPDATE_README`, and read the difference.
#[cfg(unix)]
#[tokio::test]
async fn the_transcripts_of_the_daily_jobs_are_accurate() {
    let (before, section) = README.split_once("### Daily jobs\n").expect("a section");
    let (section, after) = section.split_once("\n## ").expect("an end");
    let shell = Shell::start().await;
    let mut updated = String::new();
    for (index, block) in section.split("```").enumerate() {
        // Every second piece is between fences.
        if index > 0 {
            updated.push_str("```");
        }
        match block.strip_prefix("console\n") {
            Some(transcript) if index % 2 == 1 => {
                let actual = shell.replay(transcript).await;
                if std::env::var_os("UPDATE_README").is_none() {
                    assert_eq!(in_order(transcript), in_order(&actual), "{actual}");
                }
                updated.push_str(&format!("console\n{actual}"));
            }
            _ => {
                if let Some(file) = block.strip_prefix("yaml\n# ") {
                    shell.write(file);
                }
                updated.push_str(block);
            }
        }
    }
    if std::env::var_os("UPDATE_README").is_some() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../README.md");
        let readme = format!("{before}### Daily jobs\n{updated}\n## {after}");
        fs::write(path, readme).expect("writes");
    }
}

/// A folder, an emulator with sample projects, and secrets in variables.
struct Shell {
    folder: TempDir,
    emulator: Emulator,
}

impl Shell {
    async fn start() -> Self {
        let emulator = Emulator::start().await.expect("starts");
        emulator.add_project("Payments", ["PAGER_DUTY", "DATADOG", "SLACK"]);
        emulator.add_project("Search", ["DATADOG", "PROMETHEUS"]);
        emulator.add_project("Warehouse", ["PAGER_DUTY"]);
        let folder = tempfile::tempdir().expect("a folder");
        Self { folder, emulator }
    }

    /// Writes the file whose name is the first line of a block.
    fn write(&self, block: &str) {
        let (name, text) = block.split_once('\n').expect("a name");
        fs::write(self.folder.path().join(name), text).expect("writes");
    }

    /// The transcript with what its commands print now.
    async fn replay(&self, transcript: &str) -> String {
        let mut replayed = String::new();
        for command in transcript
            .lines()
            .filter_map(|line| line.strip_prefix("$ "))
        {
            let output = self.run(command).await;
            replayed.push_str(&format!("$ {command}\n{output}"));
        }
        replayed
    }

    async fn run(&self, command: &str) -> String {
        let program = Path::new(env!("CARGO_BIN_EXE_atlas-integrations"));
        let folder = program.parent().expect("a folder");
        let path = std::env::var("PATH").unwrap_or_default();
        let run = Command::new("sh")
            .args(["-c", &format!("exec 2>&1; {command}")])
            .env_clear()
            .env("PATH", format!("{}:{path}", folder.display()))
            .env("MONGODB_ATLAS_BASE_URL", self.emulator.base_url())
            .env("MONGODB_ATLAS_CLIENT_ID", CLIENT_ID)
            .env("MONGODB_ATLAS_CLIENT_SECRET", CLIENT_SECRET)
            .env("PAGER_DUTY_KEY", "4d1f9a7c3b5e8d2f6a0c9e4b7d517890")
            .env("NEW_DATADOG_KEY", "0123456789abcdef0123456789abbeef")
            .env("SLACK_TOKEN", "xoxb-not-a-real-token-0123456789abcd")
            .current_dir(self.folder.path())
            .stdin(Stdio::null())
            .output();
        String::from_utf8(run.await.expect("runs").stdout).expect("text")
    }
}

/// What commands print, sorted by project: which one is finished first is a matter of chance.
fn in_order(transcript: &str) -> Vec<Vec<String>> {
    let commands = transcript.split("$ ").map(|command| {
        let mut paragraphs: Vec<String> = Vec::new();
        for line in command.lines() {
            match paragraphs.last_mut() {
                Some(last) if line.starts_with(' ') => last.push_str(line),
                _ => paragraphs.push(line.to_owned()),
            }
        }
        paragraphs.sort();
        paragraphs
    });
    commands.collect()
}
