//! Generates the document, and everything that follows from it, from an upstream specification.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, anyhow, bail};
use serde_json::Value;

use super::digest::sha256;
use super::documentation::inherit_descriptions;
use super::faults::faults;
use super::lock::{BeforeOverlay, Lock};
use super::normalize::normalize;
use super::operations::Operations;
use super::overlay::Overlay;
use super::reason_phrases::describe_responses;
use super::select::select;
use super::source::Upstream;
use super::strip::strip;
use super::validate::validate;
use super::{DOCUMENT, LOCK, OPERATIONS, document, snapshot};
use crate::codegen;

/// The files that a person maintains.
pub(super) struct Inputs {
    pub(super) operations: Operations,
    pub(super) operations_sha256: String,
    pub(super) overlay: Overlay,
    pub(super) overlay_sha256: String,
}

/// Everything that regen generates from one specification.
pub(super) struct Output {
    pub(super) document: Value,
    pub(super) text: String,
    pub(super) lock: Lock,
    pub(super) client: String,
}

impl Inputs {
    /// Parses the texts of the two files.
    pub(super) fn parse(operations: &str, overlay: &str) -> Result<Self> {
        Ok(Self {
            operations_sha256: sha256(operations.as_bytes()),
            operations: Operations::parse(operations)?,
            overlay_sha256: sha256(overlay.as_bytes()),
            overlay: Overlay::parse(overlay)?,
        })
    }
}

impl Output {
    /// Generates everything from an upstream specification; `spec` says where it was read. The
    /// client is generated too, so that nothing is written that the build would reject.
    pub(super) fn generate(inputs: &Inputs, upstream: &Upstream, spec: &str) -> Result<Self> {
        let mut document =
            select(&upstream.document, &inputs.operations).with_context(advice(spec))?;
        // Before `normalize`, which may fail on account of one.
        for fault in faults(&document) {
            eprintln!("notice: {fault}");
        }
        // Before `normalize`, so that schemas which differ only in their prose count as equal there.
        strip(&mut document);
        normalize(&mut document).with_context(advice(spec))?;
        let undocumented = Undocumented {
            document,
            is_exact: true,
            upstream_revision: upstream.revision.clone(),
            upstream_sha256: upstream.sha256.clone(),
        };
        let output = Self::document(inputs, undocumented, spec)?;
        eprintln!(
            "selected {} from {spec}, revision {}",
            plural(inputs.operations.list.len(), "operation"),
            upstream.revision.as_deref().unwrap_or("unknown"),
        );
        Ok(output)
    }

    /// Lays the overlay over a normalized document and generates the rest. `origin` is named in
    /// errors.
    pub(super) fn document(
        inputs: &Inputs,
        undocumented: Undocumented,
        origin: &str,
    ) -> Result<Self> {
        let before_sha256 = undocumented.sha256();
        let secrets = secrets(&undocumented.document);
        let mut document = undocumented.document;
        inputs.overlay.apply(&mut document)?;
        let added = self::secrets(&document);
        let before_overlay = undocumented.is_exact.then(|| BeforeOverlay {
            document_sha256: before_sha256,
            secrets_of_overlay: added.difference(&secrets).cloned().collect(),
        });
        inherit_descriptions(&mut document);
        describe_responses(&mut document);
        document::sort(&mut document);
        let text = document::to_text(&document);
        let violations = validate(&text, &document, &inputs.operations);
        if !violations.is_empty() {
            bail!(
                "the document generated from {origin} is invalid; correct openapi/overlay.yaml if \
                 it is the cause, and otherwise the pass of regen that is: {}",
                violations.join("; ")
            );
        }
        let client = codegen::render(&text).map_err(|error| {
            anyhow!(
                "no client can be generated from the document of {origin}: {error}. Leave the \
                 operation that needs this out of {OPERATIONS}, or teach build/ to generate it"
            )
        })?;
        let lock = Lock {
            before_overlay,
            document_sha256: sha256(text.as_bytes()),
            operations_sha256: inputs.operations_sha256.clone(),
            overlay_sha256: inputs.overlay_sha256.clone(),
            upstream_revision: undocumented.upstream_revision,
            upstream_sha256: undocumented.upstream_sha256,
        };
        Ok(Self {
            lock,
            document,
            text,
            client: snapshot::client(&client),
        })
    }

    /// The generated files with their texts, in the project at `root`.
    pub(super) fn files(&self, root: &Path) -> Vec<(PathBuf, String)> {
        vec![
            (root.join(DOCUMENT), self.text.clone()),
            (root.join(LOCK), self.lock.to_text()),
            (
                root.join(snapshot::DOCUMENT),
                snapshot::with_header(&self.text),
            ),
            (
                root.join(snapshot::CLIENT),
                snapshot::with_header(&self.client),
            ),
        ]
    }
}

/// A normalized document before the overlay, with what the lock says about its origin.
pub(super) struct Undocumented {
    pub(super) document: Value,
    /// Whether nothing of an overlay is left in it.
    pub(super) is_exact: bool,
    pub(super) upstream_revision: Option<String>,
    pub(super) upstream_sha256: String,
}

impl Undocumented {
    /// SHA-256 of the document's text.
    pub(super) fn sha256(&self) -> String {
        sha256(document::to_text(&self.document).as_bytes())
    }
}

/// JSON pointers to all that has `format: password`.
fn secrets(document: &Value) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut pending = vec![String::new()];
    while let Some(pointer) = pending.pop() {
        pending.extend(document::children(document, &pointer));
        let value = document.pointer(&pointer);
        if value.is_some_and(|value| value["format"] == "password") {
            found.insert(pointer);
        }
    }
    found
}

/// What a failure on the way from the specification at `spec` to the document means.
fn advice(spec: &str) -> impl FnOnce() -> String + use<'_> {
    move || {
        format!(
            "{spec} cannot be used with {OPERATIONS}; correct the list, or choose another revision \
             of the specification with --spec"
        )
    }
}

fn plural(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}
