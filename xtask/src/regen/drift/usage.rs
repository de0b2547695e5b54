//! Whether a schema is sent, received, or both.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::Side;
use crate::regen::document::{children, component, references};

/// The directions in which values of a schema travel.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Usage {
    /// It is part of a request.
    pub(super) sent: bool,
    /// It is part of a response.
    pub(super) received: bool,
}

/// The usage of every schema, on either side of a comparison.
pub(super) struct Usages(BTreeMap<String, Usage>);

impl Usages {
    pub(super) fn of(from: &Side, to: &Side) -> Self {
        let mut usages: BTreeMap<String, Usage> = BTreeMap::new();
        for document in [&from.document, &to.document] {
            for name in reached(document, &["parameters", "requestBody"]) {
                usages.entry(name).or_default().sent = true;
            }
            for name in reached(document, &["responses"]) {
                usages.entry(name).or_default().received = true;
            }
        }
        Self(usages)
    }

    pub(super) fn get(&self, schema: &str) -> Usage {
        self.0.get(schema).copied().unwrap_or_default()
    }
}

/// The schemas that these parts of all operations reach.
fn reached(document: &Value, parts: &[&str]) -> BTreeSet<String> {
    let mut pending: Vec<String> = children(document, "/paths")
        .flat_map(|item| children(document, &item))
        .flat_map(|operation| parts.iter().map(move |part| format!("{operation}/{part}")))
        .filter_map(|part| document.pointer(&part))
        .flat_map(references)
        .collect();
    let mut seen = BTreeSet::new();
    while let Some(reference) = pending.pop() {
        if let Some(target) = reference
            .strip_prefix('#')
            .and_then(|it| document.pointer(it))
            && seen.insert(reference.clone())
        {
            pending.extend(references(target));
        }
    }
    seen.iter()
        .filter_map(|reference| component(reference))
        .filter(|(kind, _)| *kind == "schemas")
        .map(|(_, name)| name.to_owned())
        .collect()
}
