//! Proves that the generated client and the hand-written code compile together, before a file is
//! replaced.
//!
//! The client is checked in a copy of the workspace below `target/regen-check`, with a target
//! directory of its own, so that the second time only the client itself is compiled.

mod workspace;

use std::env;
use std::fs::{self, File};
use std::path::Path;
use std::process::Output;

use anyhow::{Context as _, Result, bail};
use serde_json::Value;

use self::workspace::Workspace;
use crate::cargo;

/// The package that is generated from the document.
const PACKAGE: &str = "atlas-integrations";
/// The features that generated code depends on.
const FEATURES: &str = "schemars";
/// How many of the compiler's errors are shown.
const SHOWN_ERRORS: usize = 3;

/// Fails unless the client of the project at `root` compiles with the document `text`. `target` is
/// the project's target directory.
pub(super) fn check(root: &Path, target: &Path, text: &str) -> Result<()> {
    eprintln!("checking that the client compiles (--no-compile skips this)");
    let directory = target.join("regen-check");
    fs::create_dir_all(&directory).with_context(|| {
        format!(
            "cannot create {}; free it, or use --no-compile",
            directory.display()
        )
    })?;
    // Two runs at a time would replace each other's copy.
    let lock = File::create(directory.join(".lock"))
        .and_then(|lock| lock.lock().map(|()| lock))
        .with_context(|| format!("cannot lock {}", directory.display()))?;
    let copy = directory.join("workspace");
    Workspace::of(root, text)?
        .write_to(&copy)
        .with_context(|| {
            format!(
                "cannot copy the workspace to {}; use --no-compile to skip this",
                copy.display()
            )
        })?;
    let output = cargo_check(&copy, &directory.join("target"))?;
    drop(lock);
    if output.status.success() {
        return Ok(());
    }
    bail!(failure(&output))
}

fn cargo_check(workspace: &Path, target: &Path) -> Result<Output> {
    let target = std::path::absolute(target).context("cannot find the working directory")?;
    let mut command = cargo::command();
    command
        .args(["check", "--locked", "--message-format", "json"])
        .args(["--package", PACKAGE, "--features", FEATURES])
        .arg("--target-dir")
        .arg(target)
        .current_dir(workspace);
    // What cargo has set for this program would make it compile dependencies again.
    for (name, _) in env::vars_os() {
        let is_ours = name.to_str().is_some_and(|name| {
            name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_")
        });
        if is_ours {
            command.env_remove(name);
        }
    }
    command.output().with_context(|| {
        format!(
            "cannot run {}; install cargo, or use --no-compile",
            command.get_program().display()
        )
    })
}

/// What went wrong, in the compiler's own words, and what to do.
fn failure(output: &Output) -> String {
    let errors = compiler_errors(&String::from_utf8_lossy(&output.stdout));
    if errors.is_empty() {
        return format!(
            "cargo could not check whether the client compiles; no file was changed. Without a \
             network, use --no-compile to skip the check:\n{}",
            last_lines(&String::from_utf8_lossy(&output.stderr))
        );
    }
    let shown: Vec<_> = errors
        .iter()
        .take(SHOWN_ERRORS)
        .map(|error| error.trim())
        .collect();
    let more = errors.len().saturating_sub(shown.len());
    let more = if more > 0 {
        format!("\n\nand {more} more")
    } else {
        String::new()
    };
    format!(
        "the client that is generated from the new document does not compile; no file was changed. \
         Adapt the hand-written code in src/ to the change, or build/ to a schema that it does not \
         emit correctly:\n\n{}{more}",
        shown.join("\n\n")
    )
}

/// The errors among cargo's messages, as the compiler would print them.
fn compiler_errors(messages: &str) -> Vec<String> {
    messages
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .filter(|message| message["reason"] == "compiler-message")
        .filter(|message| message["message"]["level"] == "error")
        .filter(|message| {
            // The last of them only counts the others.
            let text = message["message"]["message"].as_str().unwrap_or_default();
            !text.starts_with("aborting due to")
        })
        .filter_map(|message| Some(message["message"]["rendered"].as_str()?.to_owned()))
        .collect()
}

fn last_lines(text: &str) -> String {
    let lines: Vec<_> = text.lines().collect();
    let start = lines.len().saturating_sub(20);
    lines.get(start..).unwrap_or_default().join("\n")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// What cargo prints of these errors.
    fn output(errors: &[String], stderr: &str) -> Output {
        let message = |level: &str, text: &str| {
            let message =
                json!({ "level": level, "message": text, "rendered": format!("{text}\n") });
            json!({ "reason": "compiler-message", "message": message }).to_string()
        };
        let mut lines = vec!["no JSON".to_owned(), message("warning", "odd")];
        lines.extend(errors.iter().map(|text| message("error", text)));
        lines.push(message("error", "aborting due to previous errors"));
        Output {
            status: std::process::ExitStatus::default(),
            stdout: lines.join("\n").into_bytes(),
            stderr: stderr.to_owned().into_bytes(),
        }
    }

    #[test]
    fn the_first_errors_are_shown_and_the_others_counted() {
        let errors: Vec<String> = (0..SHOWN_ERRORS + 2).map(|n| format!("E{n}")).collect();
        let few = failure(&output(&errors[..SHOWN_ERRORS], ""));
        assert!(few.ends_with(":\n\nE0\n\nE1\n\nE2"), "{few}");
        let many = failure(&output(&errors, ""));
        assert_eq!(many, format!("{few}\n\nand 2 more"));
    }

    #[test]
    fn where_nothing_was_compiled_cargo_says_why() {
        let lines: Vec<String> = (1..=25).map(|n| format!("line {n}")).collect();
        let failure = failure(&output(&[], &lines.join("\n")));
        let start = "use --no-compile to skip the check:\nline 6\nline 7\n";
        assert!(failure.contains(start), "{failure}");
        assert!(failure.ends_with("\nline 25"), "{failure}");
    }
}
