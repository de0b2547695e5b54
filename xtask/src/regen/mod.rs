//! `cargo xtask regen`: generates the committed document, its lock and the snapshots from the
//! upstream specification.
//!
//! ```text
//! source → select → strip → normalize → overlay → validate ─┬─ atlas-integrations.json
//!            │                             │                ├─ upstream.lock.json
//!     operations.toml                overlay.yaml           └─ snapshots
//! ```

#![allow(
    clippy::indexing_slicing,
    reason = "indexing a JSON value by a missing key gives null"
)]

mod check;
mod closure;
#[path = "../coverage/mod.rs"]
pub(crate) mod coverage;
mod digest;
mod document;
mod documentation;
mod files;
mod generate;
mod lock;
mod normalize;
mod operations;
mod overlay;
mod reason_phrases;
mod select;
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

use self::generate::{Inputs, Output};
use self::overlay::Overlay;

/// Where upstream publishes its specification.
pub(crate) const PUBLISHED: &str =
    "https://raw.githubusercontent.com/mongodb/openapi/main/openapi/v2.yaml";

const DOCUMENT: &str = "openapi/atlas-integrations.json";
const LOCK: &str = "openapi/upstream.lock.json";
const OPERATIONS: &str = "openapi/operations.toml";
const OVERLAY: &str = "openapi/overlay.yaml";

/// A checkout of the project.
pub(crate) struct Project {
    root: PathBuf,
}

impl Project {
    /// The project whose root directory is `root`.
    pub(crate) fn at(root: PathBuf) -> Self {
        Self { root }
    }

    /// Generates everything from the specification at `spec` and writes the files that differ.
    pub(crate) fn write(&self, spec: &str) -> Result<()> {
        let inputs = self.inputs()?;
        let output = Output::generate(&inputs, spec)?;
        for problem in documentation_problems(&output.document, &inputs.overlay) {
            eprintln!("notice: {problem}");
        }
        let written = files::write_all(output.files(&self.root))?;
        for path in &written {
            let path = path.strip_prefix(&self.root).unwrap_or(path);
            eprintln!("wrote {}", path.display());
        }
        if written.is_empty() {
            eprintln!("nothing has changed");
        }
        Ok(())
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
        .map(|part| format!("{OVERLAY} has no documentation for {part}"))
        .chain(documentation::unmatched_targets(document, overlay))
        .collect()
}
