//! Generates the document, and everything that follows from it, from an upstream specification.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, anyhow, bail};
use serde_json::Value;

use super::digest::sha256;
use super::documentation::inherit_descriptions;
use super::lock::Lock;
use super::normalize::normalize;
use super::operations::Operations;
use super::overlay::Overlay;
use super::reason_phrases::describe_responses;
use super::select::select;
use super::source::{self, Upstream};
use super::strip::strip;
use super::validate::validate;
use super::{DOCUMENT, LOCK, document, snapshot};
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
    client: String,
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
    /// Generates everything from the specification at `spec`. The client is generated too, so that
    /// nothing is written that the build would reject.
    pub(super) fn generate(inputs: &Inputs, spec: &str) -> Result<Self> {
        let upstream = source::read(spec)?;
        let document =
            document_from(&upstream.document, inputs).with_context(|| spec.to_owned())?;
        let text = document::to_text(&document);
        let violations = validate(&text, &document, &inputs.operations);
        if !violations.is_empty() {
            bail!(
                "the document generated from {spec} is invalid: {}",
                violations.join("; ")
            );
        }
        let client = codegen::render(&text).map_err(|error| {
            anyhow!("no client can be generated from the document of {spec}: {error}")
        })?;
        eprintln!(
            "selected {} from {spec}, revision {}",
            plural(inputs.operations.list.len(), "operation"),
            upstream.revision.as_deref().unwrap_or("unknown"),
        );
        Ok(Self {
            lock: lock(inputs, upstream, &text),
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

fn document_from(upstream: &Value, inputs: &Inputs) -> Result<Value> {
    let mut document = select(upstream, &inputs.operations)?;
    // Before `normalize`, so that schemas which differ only in their prose count as equal there.
    strip(&mut document);
    normalize(&mut document)?;
    inputs.overlay.apply(&mut document)?;
    inherit_descriptions(&mut document);
    describe_responses(&mut document);
    document::sort(&mut document);
    Ok(document)
}

fn lock(inputs: &Inputs, upstream: Upstream, text: &str) -> Lock {
    Lock {
        document_sha256: sha256(text.as_bytes()),
        operations_sha256: inputs.operations_sha256.clone(),
        overlay_sha256: inputs.overlay_sha256.clone(),
        upstream_revision: upstream.revision,
        upstream_sha256: upstream.sha256,
    }
}

fn plural(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}
