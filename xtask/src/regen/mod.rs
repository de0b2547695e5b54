//! `cargo xtask regen`: generates the committed document, its lock and the snapshots from the
//! upstream specification.
//!
//! ```text
//! source → select → strip → normalize → overlay → validate → compile ─┬─ atlas-integrations.json
//!            │                             │                          ├─ upstream.lock.json
//!     operations.toml                overlay.yaml                     └─ snapshots
//! ```

#![allow(
    clippy::indexing_slicing,
    reason = "indexing a JSON value by a missing key gives null"
)]

mod check;
mod closure;
mod compile;
pub(crate) mod coverage;
mod digest;
mod document;
mod documentation;
mod drift;
mod faults;
mod generate;
mod lock;
mod loss;
mod normalize;
mod operations;
mod overlay;
mod reason_phrases;
mod redocument;
mod select;
mod skeleton;
mod snapshot;
mod source;
mod strip;
#[cfg(test)]
mod tests;
mod validate;
mod versions;

use std::path::PathBuf;

use anyhow::{Context as _, Result};
use serde_json::Value;

use self::drift::Side;
pub(crate) use self::drift::{Format, Outcome};
use self::generate::{Inputs, Output};
use self::loss::{lost_operations, lost_parts, refuse};
use self::overlay::Overlay;
use crate::cargo;

/// Where upstream publishes its specification.
pub(crate) const PUBLISHED: &str =
    "https://raw.githubusercontent.com/mongodb/openapi/main/openapi/v2.yaml";

const DOCUMENT: &str = "openapi/atlas-integrations.json";
const LOCK: &str = "openapi/upstream.lock.json";
const OPERATIONS: &str = "openapi/operations.toml";
const OVERLAY: &str = "openapi/overlay.yaml";

/// How regen writes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Options {
    /// Whether the document may lose operations, and tags and members of unions.
    pub(crate) accept_loss: bool,
    /// Whether to check that the client compiles.
    pub(crate) compile: bool,
}

/// A checkout of the project.
pub(crate) struct Project {
    root: PathBuf,
    /// Cargo's target directory.
    target: PathBuf,
}

impl Project {
    /// The project whose root directory is `root`.
    pub(crate) fn at(root: PathBuf) -> Self {
        let target = cargo::target(&root);
        Self { root, target }
    }

    /// Generates everything from the specification at `spec` and writes the files that differ.
    pub(crate) fn write(&self, spec: &str, options: Options) -> Result<()> {
        let mut inputs = self.inputs()?;
        let upstream = source::read(spec)?;
        let committed = self.committed();
        let mut losses = Vec::new();
        if let Some(committed) = &committed {
            let lost = lost_operations(committed, &upstream.document, &inputs.operations);
            let sentence = |(name, reason)| format!("the operation {name}: {reason}");
            losses.extend(lost.iter().map(sentence));
            refuse(&losses, options.accept_loss)?;
            inputs
                .operations
                .list
                .retain(|operation| !lost.contains_key(&operation.name));
        }
        let output = Output::generate(&inputs, &upstream, spec)?;
        if let Some(committed) = &committed {
            refuse(
                &lost_parts(committed, &output.document, &inputs)?,
                options.accept_loss,
            )?;
        }
        for loss in losses {
            eprintln!("notice: the document no longer has {loss}. Remove it from {OPERATIONS}");
        }
        self.finish(&inputs, committed, &output, options)
    }

    /// Lays the overlay over the committed document and writes the files that differ.
    pub(crate) fn write_overlay(&self, options: Options) -> Result<()> {
        let inputs = self.inputs()?;
        let output = self.redocumented(&inputs)?;
        self.finish(&inputs, self.committed(), &output, options)
    }

    /// Reports what is about to be written, proves that it compiles, and writes it.
    fn finish(
        &self,
        inputs: &Inputs,
        committed: Option<Value>,
        output: &Output,
        options: Options,
    ) -> Result<()> {
        if let Some(committed) = committed {
            let to = Side::whole(output.document.clone());
            let changes = drift::changes(&Side::whole(committed), &to);
            eprintln!(
                "compared to the committed document:\n{}",
                indented(&drift::compact(&changes))
            );
        }
        for problem in documentation_problems(&output.document, &inputs.overlay) {
            eprintln!("notice: {problem}");
        }
        if options.compile {
            compile::check(&self.root, &self.target, &output.text)?;
        }
        let written = crate::files::write_all(output.files(&self.root))?;
        for path in &written {
            let path = path.strip_prefix(&self.root).unwrap_or(path);
            eprintln!("wrote {}", path.display());
        }
        if written.is_empty() {
            eprintln!("nothing has changed");
        }
        let undocumented = documentation::undocumented(&output.document);
        if !undocumented.is_empty() {
            eprintln!(
                "add these actions to {OVERLAY}, replace each {}, and run \
                 `cargo xtask regen --overlay`:",
                documentation::PLACEHOLDER
            );
            print!("{}", skeleton::skeleton(&undocumented));
        }
        Ok(())
    }

    /// The committed document, unless there is none that can be read.
    fn committed(&self) -> Option<Value> {
        let text = self.read(DOCUMENT).ok()?;
        let document = serde_json::from_str(&text);
        if let Err(error) = &document {
            eprintln!(
                "notice: {DOCUMENT} is not valid JSON, so nothing is compared to it: {error}"
            );
        }
        document.ok()
    }

    fn inputs(&self) -> Result<Inputs> {
        Inputs::parse(&self.read(OPERATIONS)?, &self.read(OVERLAY)?)
    }

    fn read(&self, path: &str) -> Result<String> {
        std::fs::read_to_string(self.root.join(path)).with_context(|| format!("cannot read {path}"))
    }
}

/// Where the overlay and the document disagree: parts without documentation, and targets without a
/// part. Only `--check` fails on these.
fn documentation_problems(document: &Value, overlay: &Overlay) -> Vec<String> {
    documentation::undocumented(document)
        .into_iter()
        .map(|part| format!("{OVERLAY} has no documentation for {}", part.name))
        .chain(documentation::unmatched_targets(document, overlay))
        .collect()
}

fn indented(text: &str) -> String {
    let lines: Vec<_> = text.lines().map(|line| format!("  {line}")).collect();
    lines.join("\n")
}
