//! `cargo xtask regen`: from upstream's specification to the committed document, its lock and the
//! snapshots.
//!
//! ```text
//! source ─ select ─ prose ─ regularise ─ overlay ─ contract ─┬─ atlas-integrations.json
//!            │                              │                ├─ upstream.lock.json
//!            operations.toml                overlay.yaml     └─ snapshots
//! ```

#![allow(
    clippy::indexing_slicing,
    reason = "a key that a JSON value lacks reads as null"
)]

mod contract;
mod digest;
mod document;
mod files;
mod lock;
mod operations;
mod overlay;
mod prose;
mod regularise;
mod select;
mod snapshot;
mod source;
#[cfg(test)]
mod tests;

use std::path::PathBuf;

use anyhow::{Context as _, Result, anyhow, bail};
use serde_json::Value;

use self::digest::sha256;
use self::lock::Lock;
use self::operations::Operations;
use self::overlay::Overlay;
use self::source::Upstream;
use crate::codegen;

/// Where upstream publishes its specification.
pub(crate) const PUBLISHED: &str =
    "https://raw.githubusercontent.com/mongodb/openapi/main/openapi/v2.yaml";

const DOCUMENT: &str = "openapi/atlas-integrations.json";
const LOCK: &str = "openapi/upstream.lock.json";
const OPERATIONS: &str = "openapi/operations.toml";
const OVERLAY: &str = "openapi/overlay.yaml";

/// The project's folder.
pub(crate) struct Project {
    root: PathBuf,
}

/// What a person has written, beside what upstream has.
struct Inputs {
    operations: Operations,
    operations_sha256: String,
    overlay: Overlay,
    overlay_sha256: String,
}

/// A document cut from upstream, with all that hangs on it.
struct Cut {
    document: Value,
    text: String,
    lock: Lock,
    client: String,
}

impl Project {
    /// The project in the folder `root`.
    pub(crate) fn at(root: PathBuf) -> Self {
        Self { root }
    }

    /// Regenerates everything from the specification at `spec` and writes what has changed.
    pub(crate) fn write(&self, spec: &str) -> Result<()> {
        let inputs = self.inputs()?;
        let cut = cut(&inputs, spec)?;
        for notice in notices(&cut.document, &inputs.overlay) {
            eprintln!("notice: {notice}");
        }
        let written = files::write_all(vec![
            (self.root.join(DOCUMENT), cut.text.clone()),
            (self.root.join(LOCK), cut.lock.to_text()),
            (
                self.root.join(snapshot::DOCUMENT),
                snapshot::with_header(&cut.text),
            ),
            (
                self.root.join(snapshot::CLIENT),
                snapshot::with_header(&cut.client),
            ),
        ])?;
        for path in &written {
            let path = path.strip_prefix(&self.root).unwrap_or(path);
            eprintln!("wrote {}", path.display());
        }
        if written.is_empty() {
            eprintln!("nothing has changed");
        }
        Ok(())
    }

    /// Compares everything with what would be written, and fails once, at the end. Without
    /// `spec`, checks what the committed files tell of each other.
    pub(crate) fn check(&self, spec: Option<&str>) -> Result<()> {
        let inputs = self.inputs()?;
        let text = self.read(DOCUMENT)?;
        let document: Value =
            serde_json::from_str(&text).with_context(|| format!("{DOCUMENT} is not valid JSON"))?;
        let lock: Lock = serde_json::from_str(&self.read(LOCK)?)
            .with_context(|| format!("{LOCK} is not a lock that regen wrote"))?;

        let mut problems = Vec::new();
        for (file, digest, locked) in [
            (DOCUMENT, &sha256(text.as_bytes()), &lock.document_sha256),
            (
                OPERATIONS,
                &inputs.operations_sha256,
                &lock.operations_sha256,
            ),
            (OVERLAY, &inputs.overlay_sha256, &lock.overlay_sha256),
        ] {
            if digest != locked {
                problems.push(format!("{file} has changed since {LOCK} was written"));
            }
        }
        let breaches = contract::breaches(&text, &document, &inputs.operations);
        problems.extend(
            breaches
                .into_iter()
                .map(|breach| format!("{DOCUMENT}: {breach}")),
        );
        problems.extend(notices(&document, &inputs.overlay));
        problems.extend(self.stale_snapshot(snapshot::DOCUMENT, &text));
        match codegen::render(&text) {
            Ok(client) => problems.extend(self.stale_snapshot(snapshot::CLIENT, &client)),
            Err(error) => problems.push(format!("{DOCUMENT}: {error}")),
        }
        if let Some(spec) = spec {
            let cut = cut(&inputs, spec)?;
            if cut.text != text {
                problems.push(format!("{DOCUMENT} differs from what {spec} gives"));
            }
            if cut.lock.upstream_sha256 != lock.upstream_sha256 {
                problems.push(format!(
                    "{LOCK} was written for another upstream file than {spec}"
                ));
            }
        }

        if problems.is_empty() {
            eprintln!("everything is up to date");
            return Ok(());
        }
        let remedy = match spec {
            Some(spec) => format!("cargo xtask regen --spec {spec}"),
            None => "cargo xtask regen".to_owned(),
        };
        bail!(
            "out of date; to mend it, run `{remedy}` and review the difference:\n  - {}",
            problems.join("\n  - ")
        )
    }

    fn stale_snapshot(&self, path: &str, text: &str) -> Option<String> {
        let present = std::fs::read_to_string(self.root.join(path)).unwrap_or_default();
        (snapshot::body(&present) != text.trim_end()).then(|| format!("{path} is out of date"))
    }

    fn inputs(&self) -> Result<Inputs> {
        let operations = self.read(OPERATIONS)?;
        let overlay = self.read(OVERLAY)?;
        Ok(Inputs {
            operations_sha256: sha256(operations.as_bytes()),
            operations: Operations::parse(&operations)?,
            overlay_sha256: sha256(overlay.as_bytes()),
            overlay: Overlay::parse(&overlay)?,
        })
    }

    fn read(&self, path: &str) -> Result<String> {
        std::fs::read_to_string(self.root.join(path)).with_context(|| format!("cannot read {path}"))
    }
}

/// Cuts the document from the specification at `spec` and generates the client from it, so that
/// nothing is written that the build would refuse.
fn cut(inputs: &Inputs, spec: &str) -> Result<Cut> {
    let upstream = source::read(spec)?;
    let document = document_from(&upstream, inputs).with_context(|| spec.to_owned())?;
    let text = document::to_text(&document);
    let breaches = contract::breaches(&text, &document, &inputs.operations);
    if !breaches.is_empty() {
        bail!(
            "the document cut from {spec} breaks its contract: {}",
            breaches.join("; ")
        );
    }
    let client = codegen::render(&text)
        .map_err(|error| anyhow!("the document cut from {spec} gives no client: {error}"))?;
    let Upstream {
        sha256: upstream_sha256,
        revision,
        ..
    } = upstream;
    eprintln!(
        "cut {} of {spec}, revision {}",
        plural(inputs.operations.list.len(), "operation"),
        revision.as_deref().unwrap_or("unknown"),
    );
    Ok(Cut {
        lock: Lock {
            document_sha256: sha256(text.as_bytes()),
            operations_sha256: inputs.operations_sha256.clone(),
            overlay_sha256: inputs.overlay_sha256.clone(),
            upstream_revision: revision,
            upstream_sha256,
        },
        document,
        text,
        client,
    })
}

fn document_from(upstream: &Upstream, inputs: &Inputs) -> Result<Value> {
    let mut document = select::select(&upstream.document, &inputs.operations)?;
    prose::strip(&mut document);
    regularise::regularise(&mut document)?;
    select::prune(&mut document)?;
    inputs.overlay.apply(&mut document)?;
    prose::describe_responses(&mut document);
    document::sort(&mut document);
    Ok(document)
}

/// What is amiss with the words: places that have none, words that have no place.
fn notices(document: &Value, overlay: &Overlay) -> Vec<String> {
    let undocumented = contract::undocumented(document)
        .into_iter()
        .map(|place| format!("{OVERLAY} has no words for {place}"));
    undocumented
        .chain(contract::idle_targets(document, overlay))
        .collect()
}

fn plural(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}
