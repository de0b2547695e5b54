//! `cargo xtask regen --check`: whether the committed files are up to date.

use std::path::Path;

use anyhow::{Context as _, Result, bail};
use serde_json::Value;

use super::digest::sha256;
use super::generate::{Inputs, Output};
use super::lock::Lock;
use super::validate::{operation_differences, validate};
use super::{
    DOCUMENT, LOCK, OPERATIONS, OVERLAY, Project, documentation_problems, snapshot, source,
};
use crate::codegen;

/// The generated files as they are committed.
struct Committed {
    text: String,
    document: Value,
    lock: Lock,
}

/// Something that is out of date, and what brings it up to date.
struct Problem {
    text: String,
    fix: Fix,
}

/// Ordered from the cheapest to the most thorough.
#[derive(Clone, Copy, Eq, Ord, PartialEq, PartialOrd)]
enum Fix {
    /// Edit the overlay and lay it over the document.
    Document,
    /// Lay the overlay over the document as it is.
    Redocument,
    /// Generate everything from a specification.
    Regenerate,
}

impl Fix {
    fn instruction(self, spec: Option<&str>) -> String {
        match self {
            Self::Document => {
                format!("to fix it, edit {OVERLAY} and run `cargo xtask regen --overlay`")
            }
            Self::Redocument => "to fix it, run `cargo xtask regen --overlay`".to_owned(),
            Self::Regenerate => {
                let spec = spec
                    .map(|spec| format!(" --spec {spec}"))
                    .unwrap_or_default();
                format!("to fix it, run `cargo xtask regen{spec}` and review the diff")
            }
        }
    }

    fn of(self, text: String) -> Problem {
        Problem { text, fix: self }
    }
}

impl Project {
    /// Checks that the committed files are up to date, and reports every problem at once. Without
    /// `spec`, reads no specification and checks only that the committed files agree with each
    /// other.
    pub(crate) fn check(&self, spec: Option<&str>) -> Result<()> {
        let inputs = self.inputs()?;
        let committed = Committed::read(self)?;
        let output = match spec {
            Some(spec) => Some(Output::generate(&inputs, &source::read(spec)?, spec)?),
            None => None,
        };
        let mut problems = committed.changed_files(&inputs);
        problems.extend(committed.document_problems(&inputs));
        // The same document need not be rendered twice.
        let client = match &output {
            Some(output) if output.text == committed.text => Ok(output.client.clone()),
            _ => codegen::render(&committed.text).map(|client| snapshot::client(&client)),
        };
        problems.extend(self.snapshot_problems(&committed.text, client));
        if let (Some(output), Some(spec)) = (&output, spec) {
            problems.extend(committed.differences(output, spec));
        }
        if problems.is_empty() {
            eprintln!("everything is up to date");
            return Ok(());
        }
        bail!("out of date{}", listed(&problems, spec))
    }

    fn snapshot_problems(&self, text: &str, client: Result<String, String>) -> Vec<Problem> {
        let mut problems = Vec::new();
        let stale = |path, text: &str| stale_snapshot(&self.root, path, text);
        problems.extend(stale(snapshot::DOCUMENT, text));
        match client {
            Ok(client) => problems.extend(stale(snapshot::CLIENT, &client)),
            Err(error) => problems.push(Fix::Regenerate.of(format!("{DOCUMENT}: {error}"))),
        }
        problems
    }
}

/// The problems, each below what fixes it.
fn listed(problems: &[Problem], spec: Option<&str>) -> String {
    let mut text = String::new();
    for fix in [Fix::Regenerate, Fix::Redocument, Fix::Document] {
        let mut texts = problems
            .iter()
            .filter(|problem| problem.fix == fix)
            .peekable();
        if texts.peek().is_some() {
            text += &format!("\n{}:", fix.instruction(spec));
        }
        for problem in texts {
            text += &format!("\n  - {}", problem.text);
        }
    }
    text
}

impl Committed {
    fn read(project: &Project) -> Result<Self> {
        let text = project.read(DOCUMENT)?;
        Ok(Self {
            document: serde_json::from_str(&text).with_context(|| {
                format!("{DOCUMENT} is not valid JSON; run `cargo xtask regen`")
            })?,
            lock: Lock::parse(&project.read(LOCK)?)?,
            text,
        })
    }

    /// The files whose digest is not the one in the lock.
    fn changed_files(&self, inputs: &Inputs) -> Vec<Problem> {
        let lock = &self.lock;
        let document = sha256(self.text.as_bytes());
        // Their order alone needs no specification.
        let reordered = match operation_differences(&self.document, &inputs.operations).is_empty() {
            true => Fix::Redocument,
            false => Fix::Regenerate,
        };
        [
            (DOCUMENT, &document, &lock.document_sha256, Fix::Regenerate),
            (
                OPERATIONS,
                &inputs.operations_sha256,
                &lock.operations_sha256,
                reordered,
            ),
            (
                OVERLAY,
                &inputs.overlay_sha256,
                &lock.overlay_sha256,
                Fix::Redocument,
            ),
        ]
        .into_iter()
        .filter(|(_, digest, locked, _)| digest != locked)
        .map(|(file, _, _, fix)| fix.of(format!("{file} has changed since {LOCK} was written")))
        .collect()
    }

    fn document_problems(&self, inputs: &Inputs) -> Vec<Problem> {
        let violations = validate(&self.text, &self.document, &inputs.operations);
        violations
            .into_iter()
            .map(|violation| Fix::Regenerate.of(format!("{DOCUMENT}: {violation}")))
            .chain(
                documentation_problems(&self.document, &inputs.overlay)
                    .into_iter()
                    .map(|problem| Fix::Document.of(problem)),
            )
            .collect()
    }

    /// How the committed files differ from what regen generates from `spec`. A specification that
    /// gives the same document is no difference: upstream changes every week, and rarely in the
    /// operations that the client has.
    fn differences(&self, output: &Output, spec: &str) -> Vec<Problem> {
        let same_document = output.text == self.text;
        let same_upstream = output.lock.upstream_sha256 == self.lock.upstream_sha256;
        let mut differences = Vec::new();
        if !same_document {
            let text = format!("{DOCUMENT} differs from what regen generates from {spec}");
            differences.push(Fix::Regenerate.of(text));
        }
        if !same_upstream {
            let message = format!("{LOCK} was written for another specification than {spec}");
            if same_document {
                eprintln!("notice: {message}, which gives the same document");
            } else {
                differences.push(Fix::Regenerate.of(message));
            }
        }
        differences
    }
}

fn stale_snapshot(root: &Path, path: &str, text: &str) -> Option<Problem> {
    let present = std::fs::read_to_string(root.join(path)).unwrap_or_default();
    let is_stale = snapshot::body(&present) != text.trim_end();
    is_stale.then(|| Fix::Redocument.of(format!("{path} is out of date")))
}
