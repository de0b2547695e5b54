//! Which components a document reaches.

use std::collections::BTreeSet;

use anyhow::{Result, bail};
use serde_json::{Value, json};

use super::document::{component, references};

/// Copies every component that `document` reaches, directly or through others, from `upstream`.
pub(super) fn close(upstream: &Value, document: &mut Value) -> Result<()> {
    let mut seen = BTreeSet::new();
    let mut pending = references(document);
    while let Some(reference) = pending.pop() {
        if !seen.insert(reference.clone()) {
            continue;
        }
        let target = reference
            .strip_prefix('#')
            .and_then(|pointer| upstream.pointer(pointer));
        let (Some((kind, name)), Some(target)) = (component(&reference), target) else {
            bail!("`$ref: {reference}` does not resolve to a component");
        };
        pending.extend(references(target));
        insert(document, kind, name, target);
    }
    Ok(())
}

fn insert(document: &mut Value, kind: &str, name: &str, component: &Value) {
    if let Some(components) = document
        .get_mut("components")
        .and_then(Value::as_object_mut)
        && let Some(kind) = components
            .entry(kind)
            .or_insert_with(|| json!({}))
            .as_object_mut()
    {
        kind.insert(name.to_owned(), component.clone());
    }
}

/// Removes the components that nothing reaches any more.
pub(super) fn prune(document: &mut Value) -> Result<()> {
    let components = std::mem::replace(&mut document["components"], json!({}));
    close(&json!({ "components": components }), document)
}
