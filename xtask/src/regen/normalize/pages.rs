//! A page of a list requires its `results`.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::regen::document::{children, referenced_schema, resolve};

/// The query parameters that make an operation return one page of a list.
const PAGING_PARAMETERS: [&str; 2] = ["itemsPerPage", "pageNum"];

/// Lists `results` under `required` in every page schema, as an array that is not `nullable` and
/// stands there itself. The server always sends it, but older upstream documents do not say so, and
/// a generated client could not walk through pages whose elements are optional.
pub(super) fn require_results(document: &mut Value) {
    for pointer in page_schemas(document) {
        let results = format!("{pointer}/properties/results");
        let array = document.pointer(&resolve(document, results.clone()));
        let mut array = array.cloned().unwrap_or_default();
        if let Some(array) = array.as_object_mut() {
            array.remove("nullable");
        }
        if let Some(results) = document.pointer_mut(&results) {
            *results = array;
        }
        if let Some(schema) = document
            .pointer_mut(&pointer)
            .and_then(Value::as_object_mut)
            && let Some(required) = schema
                .entry("required")
                .or_insert_with(|| json!([]))
                .as_array_mut()
            && !required.contains(&json!("results"))
        {
            required.push(json!("results"));
        }
    }
}

/// JSON pointers to the page schemas: those of a paged operation's success that have an array
/// `results`.
fn page_schemas(document: &Value) -> BTreeSet<String> {
    paged_operations(document)
        .flat_map(|operation| success_schemas(document, &operation))
        .map(|schema| resolve(document, schema))
        .filter(|schema| is_array(document, &format!("{schema}/properties/results")))
        .collect()
}

/// JSON pointers to the operations that are lists: a GET with the paging parameters that returns a
/// component with `results` and with `links` that say which page is next, and nothing else.
pub(in crate::regen) fn lists(document: &Value) -> BTreeSet<String> {
    paged_operations(document)
        .filter(|operation| operation.ends_with("/get"))
        .filter(|operation| successes(document, operation).count() == 1)
        .filter(|operation| {
            let mut schemas = success_schemas(document, operation).into_iter();
            matches!((schemas.next(), schemas.next()), (Some(schema), None)
                if is_list_page(document, &schema))
        })
        .collect()
}

fn is_list_page(document: &Value, schema: &str) -> bool {
    let is_component = document
        .pointer(schema)
        .is_some_and(|schema| referenced_schema(schema).is_some());
    let page = resolve(document, schema.to_owned());
    let links = resolve(document, format!("{page}/properties/links"));
    let link = resolve(document, format!("{links}/items"));
    is_component
        && is_array(document, &format!("{page}/properties/results"))
        && is_array(document, &links)
        && has_optional_rel(document, &link)
}

/// Whether a link has a `rel` that is text or an enumeration, and may be absent.
fn has_optional_rel(document: &Value, link: &str) -> bool {
    let required = document.pointer(&format!("{link}/required"));
    let required = required.and_then(Value::as_array);
    let is_required = required.is_some_and(|required| required.contains(&json!("rel")));
    let rel = resolve(document, format!("{link}/properties/rel"));
    let rel = document.pointer(&rel);
    rel.is_some_and(|rel| rel["type"] == "string") && !is_required
}

fn paged_operations(document: &Value) -> impl Iterator<Item = String> {
    children(document, "/paths")
        .flat_map(|item| children(document, &item))
        .filter(|operation| is_paged(document, operation))
}

fn is_paged(document: &Value, operation: &str) -> bool {
    let query: BTreeSet<_> = children(document, &format!("{operation}/parameters"))
        .filter_map(|parameter| document.pointer(&resolve(document, parameter)))
        .filter(|parameter| parameter["in"] == "query")
        .filter_map(|parameter| parameter["name"].as_str())
        .collect();
    PAGING_PARAMETERS.iter().all(|name| query.contains(name))
}

/// JSON pointers to the schemas of the operation's successful responses.
fn success_schemas(document: &Value, operation: &str) -> BTreeSet<String> {
    successes(document, operation)
        .map(|response| resolve(document, response))
        .flat_map(|response| children(document, &format!("{response}/content")))
        .map(|media_type| format!("{media_type}/schema"))
        .filter(|schema| document.pointer(schema).is_some())
        .collect()
}

/// JSON pointers to the operation's successful responses.
fn successes(document: &Value, operation: &str) -> impl Iterator<Item = String> {
    children(document, &format!("{operation}/responses")).filter(|response| is_success(response))
}

/// Whether the last segment of the pointer, a status code, is one of success.
pub(super) fn is_success(response: &str) -> bool {
    response
        .rsplit('/')
        .next()
        .is_some_and(|code| code.starts_with('2'))
}

fn is_array(document: &Value, pointer: &str) -> bool {
    document
        .pointer(&resolve(document, pointer.to_owned()))
        .is_some_and(|schema| schema["type"] == "array")
}
