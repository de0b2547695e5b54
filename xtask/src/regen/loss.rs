//! What the client can do today and could no longer do with a new document.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result, bail};
use serde_json::Value;

use super::DOCUMENT;
use super::drift::{Side, changes, lacking, losses};
use super::generate::Inputs;
use super::operations::Operations;

/// The operations that `committed` has and `upstream` lacks, each with the reason. One that neither
/// has is a mistake in `openapi/operations.toml`, and one that is no longer listed there was given
/// up on purpose.
pub(super) fn lost_operations(
    committed: &Value,
    upstream: &Value,
    operations: &Operations,
) -> BTreeMap<String, String> {
    let never_there = lacking(committed, operations);
    let mut lost = lacking(upstream, operations);
    lost.retain(|name, _| !never_there.contains_key(name));
    lost
}

/// One sentence for each operation and for each tag and member of a union that `committed` has for
/// the listed operations, and `document` has not.
pub(super) fn lost_parts(
    committed: &Value,
    document: &Value,
    inputs: &Inputs,
) -> Result<Vec<String>> {
    let from = Side::select(committed, inputs)
        .with_context(|| format!("cannot compare {DOCUMENT}; restore the committed file"))?;
    let changes = changes(&from, &Side::whole(document.clone()));
    Ok(losses(&changes).into_iter().map(str::to_owned).collect())
}

/// Fails if anything is lost, unless that is accepted.
pub(super) fn refuse(losses: &[String], accepted: bool) -> Result<()> {
    if losses.is_empty() || accepted {
        return Ok(());
    }
    bail!(
        "the specification has lost what {DOCUMENT} has; no file was changed. If users can do \
         without it, run the command again with --accept-loss; otherwise, keep the document until \
         another revision of the specification has it again:\n  - {}",
        losses.join("\n  - ")
    )
}
