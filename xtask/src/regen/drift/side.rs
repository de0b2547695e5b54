//! One side of a comparison: an upstream specification, or a document that regen wrote.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context as _, Result};
use serde_json::{Map, Value, json};

use super::{Change, Severity};
use crate::regen::document::{children, resolve, resolved, sort, visit_objects};
use crate::regen::generate::Inputs;
use crate::regen::normalize::{marks, normalize};
use crate::regen::operations::{Operation, Operations};
use crate::regen::select::select;
use crate::regen::source;
use crate::regen::strip::{PROSE, UPSTREAM_OPERATION_ID, strip};
use crate::regen::versions::keep_newest;

/// The query parameters by which normalization recognizes the pages of a list.
const PAGING_PARAMETERS: [&str; 2] = ["itemsPerPage", "pageNum"];

/// The document of one side, with what normalization hides.
pub(in crate::regen) struct Side {
    pub(super) document: Value,
    /// The listed operations that this side lacks, each with the reason.
    pub(super) absent: BTreeMap<String, String>,
    /// The pages of lists, each with whether upstream itself requires its `results`; normalization
    /// always does. A document that regen wrote no longer says.
    pages: Option<BTreeMap<String, bool>>,
}

impl Side {
    /// Reads the specification or document at `spec`.
    pub(super) fn read(spec: &str, inputs: &Inputs) -> Result<Self> {
        let source = source::read(spec)?.document;
        Self::select(&source, inputs).with_context(|| {
            format!("cannot compare {spec}; compare another revision of the specification")
        })
    }

    /// Brings a specification or document through selection and normalization. An operation that it
    /// lacks is no failure.
    pub(in crate::regen) fn select(source: &Value, inputs: &Inputs) -> Result<Self> {
        let absent = lacking(source, &inputs.operations);
        let mut operations = inputs.operations.clone();
        operations
            .list
            .retain(|operation| !absent.contains_key(&operation.name));
        let mut selected = select(source, &operations)?;
        let is_upstream = keep_upstream_ids(source, &mut selected);
        strip(&mut selected);
        let mut document = selected.clone();
        normalize(&mut document)?;
        let pages = if is_upstream {
            Some(pages(&selected, &document)?)
        } else {
            None
        };
        // For its annotations, such as `format: password`.
        inputs.overlay.apply(&mut document)?;
        sort(&mut document);
        Ok(Self {
            document,
            absent,
            pages,
        })
    }

    /// A document that regen wrote, or is about to write, just as it is.
    pub(in crate::regen) fn whole(document: Value) -> Self {
        Self {
            document,
            absent: BTreeMap::new(),
            pages: None,
        }
    }

    /// The document without its documentation.
    pub(super) fn facts(&self) -> Value {
        let mut document = self.document.clone();
        visit_objects(&mut document, &mut |object| {
            object.retain(|keyword, _| !PROSE.contains(&keyword.as_str()));
        });
        document
    }
}

/// The listed operations that `source` lacks, or lacks in any version up to the API date, each with
/// the reason.
pub(in crate::regen) fn lacking(
    source: &Value,
    operations: &Operations,
) -> BTreeMap<String, String> {
    let reason = |operation: &Operation| {
        if has(source, operation, &operations.api_date) {
            return None;
        }
        let only = Operations {
            api_date: operations.api_date.clone(),
            list: vec![operation.clone()],
        };
        select(source, &only).err().map(|error| error.to_string())
    };
    operations
        .list
        .iter()
        .filter_map(|operation| Some((operation.name.clone(), reason(operation)?)))
        .collect()
}

fn has(source: &Value, operation: &Operation, api_date: &str) -> bool {
    let value = &source["paths"][&operation.path][&operation.method];
    let responses = value["responses"].as_object();
    let mut bodies = responses
        .into_iter()
        .flat_map(Map::values)
        .chain(value.get("requestBody"));
    value.is_object()
        && bodies.all(|body| {
            let mut body = resolved(source, body).clone();
            keep_newest(&mut body, api_date, &operation.name).is_ok()
        })
}

/// Restores upstream's own operation ids if `source` is a document that regen wrote, where the
/// operation ids are ours. Returns whether it is an upstream specification.
fn keep_upstream_ids(source: &Value, selected: &mut Value) -> bool {
    let mut is_upstream = true;
    let operations: Vec<_> = children(selected, "/paths")
        .flat_map(|item| children(selected, &item))
        .collect();
    for operation in operations {
        let id = source
            .pointer(&operation)
            .and_then(|operation| operation.get(UPSTREAM_OPERATION_ID));
        if let (Some(id), Some(operation)) = (id, selected.pointer_mut(&operation)) {
            operation[UPSTREAM_OPERATION_ID] = id.clone();
            is_upstream = false;
        }
    }
    is_upstream
}

/// The pages among the schemas of `normalized`, each with whether upstream requires its `results`.
/// Normalization adds the requirement to what it recognizes by its paging parameters; so a second
/// normalization, without these, shows what upstream says.
fn pages(selected: &Value, normalized: &Value) -> Result<BTreeMap<String, bool>> {
    let mut raw = selected.clone();
    let operations: Vec<_> = children(selected, "/paths")
        .flat_map(|item| children(selected, &item))
        .collect();
    for operation in operations {
        let kept: Vec<Value> = children(selected, &format!("{operation}/parameters"))
            .filter(|parameter| !is_paging(selected, parameter))
            .filter_map(|parameter| selected.pointer(&parameter).cloned())
            .collect();
        if let Some(operation) = raw.pointer_mut(&operation) {
            operation["parameters"] = kept.into();
        }
    }
    normalize(&mut raw)?;
    let requires = |schema: &Value| {
        let required = schema["required"].as_array();
        required.is_some_and(|required| required.contains(&json!("results")))
    };
    Ok(page_schemas(normalized)
        .into_iter()
        .filter_map(|name| {
            let says = requires(raw["components"]["schemas"].get(&name)?);
            Some((name, says))
        })
        .collect())
}

fn is_paging(document: &Value, parameter: &str) -> bool {
    document
        .pointer(&resolve(document, parameter.to_owned()))
        .and_then(|parameter| parameter["name"].as_str())
        .is_some_and(|name| PAGING_PARAMETERS.contains(&name))
}

/// The components that operations with the mark of a list return.
fn page_schemas(document: &Value) -> BTreeSet<String> {
    children(document, "/paths")
        .flat_map(|item| children(document, &item))
        .filter(|operation| {
            document
                .pointer(operation)
                .is_some_and(|operation| operation[marks::LIST] == true)
        })
        .flat_map(|operation| children(document, &format!("{operation}/responses")))
        .filter(|response| {
            response
                .rsplit('/')
                .next()
                .is_some_and(|it| it.starts_with('2'))
        })
        .flat_map(|response| {
            children(
                document,
                &format!("{}/content", resolve(document, response)),
            )
        })
        .map(|media_type| resolve(document, format!("{media_type}/schema")))
        .filter_map(|schema| Some(schema.rsplit('/').next()?.to_owned()))
        .collect()
}

/// The pages for which upstream changed whether `results` is required. Nothing changes for users.
pub(super) fn changed_pages(from: &Side, to: &Side) -> Vec<Change> {
    let (Some(from), Some(to)) = (&from.pages, &to.pages) else {
        return Vec::new();
    };
    from.iter()
        .filter_map(|(name, before)| Some((name, *before, *to.get(name)?)))
        .filter(|(_, before, after)| before != after)
        .map(|(name, _, after)| {
            let (change, says) = if after {
                ("required", "now says")
            } else {
                ("optional", "no longer says")
            };
            let text = format!(
                "Upstream {says} that `{name}.results` is required; the client requires it in any \
                 case."
            );
            Change::new(
                "property",
                format!("{name}.results"),
                change,
                Severity::Neither,
                text,
            )
        })
        .collect()
}
