//! `cargo xtask regen --check`: whether the committed files are up to date.

use std::path::Path;

use anyhow::{Context as _, Result, bail};
use serde_json::Value;

use super::digest::sha256;
use super::generate::{Inputs, Output};
use super::lock::Lock;
use super::validate::validate;
use super::{DOCUMENT, LOCK, OPERATIONS, OVERLAY, Project, documentation_problems, snapshot};
use crate::codegen;

/// The generated files as they are committed.
struct Committed {
    text: String,
    document: Value,
    lock: Lock,
}

impl Project {
    /// Checks that the committed files are up to date, and reports every problem at once. Without
    /// `spec`, reads no specification and checks only that the committed files agree with each
    /// other.
    pub(crate) fn check(&self, spec: Option<&str>) -> Result<()> {
        let inputs = self.inputs()?;
        let committed = Committed::read(self)?;
        let mut problems = committed.changed_files(&inputs);
        problems.extend(committed.document_problems(&inputs));
        problems.extend(self.snapshot_problems(&committed.text));
        if let Some(spec) = spec {
            let output = Output::generate(&inputs, spec)?;
            problems.extend(committed.differences(&output, spec));
        }
        if problems.is_empty() {
            eprintln!("everything is up to date");
            return Ok(());
        }
        let fix = match spec {
            Some(spec) => format!("cargo xtask regen --spec {spec}"),
            None => "cargo xtask regen".to_owned(),
        };
        bail!(
            "out of date; to fix it, run `{fix}` and review the diff:\n  - {}",
            problems.join("\n  - ")
        )
    }

    fn snapshot_problems(&self, text: &str) -> Vec<String> {
        let mut problems = Vec::new();
        problems.extend(stale_snapshot(&self.root, snapshot::DOCUMENT, text));
        match codegen::render(text) {
            Ok(client) => {
                problems.extend(stale_snapshot(
                    &self.root,
                    snapshot::CLIENT,
                    &snapshot::client(&client),
                ));
            }
            Err(error) => problems.push(format!("{DOCUMENT}: {error}")),
        }
        problems
    }
}

impl Committed {
    fn read(project: &Project) -> Result<Self> {
        let text = project.read(DOCUMENT)?;
        Ok(Self {
            document: serde_json::from_str(&text)
                .with_context(|| format!("{DOCUMENT} is not valid JSON"))?,
            lock: serde_json::from_str(&project.read(LOCK)?)
                .with_context(|| format!("{LOCK} is not a lock file that regen wrote"))?,
            text,
        })
    }

    /// The files whose digest is not the one in the lock.
    fn changed_files(&self, inputs: &Inputs) -> Vec<String> {
        let lock = &self.lock;
        [
            (
                DOCUMENT,
                &sha256(self.text.as_bytes()),
                &lock.document_sha256,
            ),
            (
                OPERATIONS,
                &inputs.operations_sha256,
                &lock.operations_sha256,
            ),
            (OVERLAY, &inputs.overlay_sha256, &lock.overlay_sha256),
        ]
        .into_iter()
        .filter(|(_, digest, locked)| digest != locked)
        .map(|(file, ..)| format!("{file} has changed since {LOCK} was written"))
        .collect()
    }

    fn document_problems(&self, inputs: &Inputs) -> Vec<String> {
        let violations = validate(&self.text, &self.document, &inputs.operations);
        violations
            .into_iter()
            .map(|violation| format!("{DOCUMENT}: {violation}"))
            .chain(documentation_problems(&self.document, &inputs.overlay))
            .collect()
    }

    /// How the committed files differ from what regen generates from `spec`. A specification that
    /// gives the same document is no difference: upstream changes every week, and rarely in the
    /// operations that the client has.
    fn differences(&self, output: &Output, spec: &str) -> Vec<String> {
        let same_document = output.text == self.text;
        let same_upstream = output.lock.upstream_sha256 == self.lock.upstream_sha256;
        let mut differences = Vec::new();
        if !same_document {
            differences.push(format!(
                "{DOCUMENT} differs from what regen generates from {spec}"
            ));
        }
        if !same_upstream {
            let message = format!("{LOCK} was written for another specification than {spec}");
            if same_document {
                eprintln!("notice: {message}, which gives the same document");
            } else {
                differences.push(message);
            }
        }
        differences
    }
}

fn stale_snapshot(root: &Path, path: &str, text: &str) -> Option<String> {
    let present = std::fs::read_to_string(root.join(path)).unwrap_or_default();
    (snapshot::body(&present) != text.trim_end()).then(|| format!("{path} is out of date"))
}
