//! A page of a list requires its `results`.

use std::collections::BTreeSet;

use serde_json::{Value, json};

/// The query parameters that make an operation return one page of a list.
const PAGING_PARAMETERS: [&str; 2] = ["itemsPerPage", "pageNum"];

/// Lists `results` under `required` in every page schema. The server always sends it, but older
/// upstream documents do not say so, and a generated client could not walk through pages whose
/// elements are optional.
pub(super) fn require_results(document: &mut Value) {
    for pointer in page_schemas(document) {
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
    children(document, "/paths")
        .flat_map(|item| children(document, &item))
        .filter(|operation| is_paged(document, operation))
        .flat_map(|operation| children(document, &format!("{operation}/responses")))
        .filter(|response| is_success(response))
        .map(|response| resolve(document, response))
        .flat_map(|response| children(document, &format!("{response}/content")))
        .map(|media_type| resolve(document, format!("{media_type}/schema")))
        .filter(|schema| has_results(document, schema))
        .collect()
}

fn is_paged(document: &Value, operation: &str) -> bool {
    let query: BTreeSet<_> = children(document, &format!("{operation}/parameters"))
        .filter_map(|parameter| document.pointer(&resolve(document, parameter)))
        .filter(|parameter| parameter["in"] == "query")
        .filter_map(|parameter| parameter["name"].as_str())
        .collect();
    PAGING_PARAMETERS.iter().all(|name| query.contains(name))
}

/// Whether the last segment of the pointer, a status code, is one of success.
fn is_success(response: &str) -> bool {
    response
        .rsplit('/')
        .next()
        .is_some_and(|code| code.starts_with('2'))
}

fn has_results(document: &Value, schema: &str) -> bool {
    let results = resolve(document, format!("{schema}/properties/results"));
    document
        .pointer(&results)
        .is_some_and(|results| results["type"] == "array")
}

/// Pointers to the members of the object, or to the items of the array, at `pointer`.
fn children(document: &Value, pointer: &str) -> impl Iterator<Item = String> + use<> {
    let keys: Vec<_> = match document.pointer(pointer) {
        Some(Value::Object(object)) => object
            .keys()
            .map(|key| key.replace('~', "~0").replace('/', "~1"))
            .collect(),
        Some(Value::Array(items)) => (0..items.len()).map(|index| index.to_string()).collect(),
        _ => Vec::new(),
    };
    let parent = pointer.to_owned();
    keys.into_iter().map(move |key| format!("{parent}/{key}"))
}

/// Follows the `$ref`, if there is one at `pointer`, to the pointer of its target.
fn resolve(document: &Value, mut pointer: String) -> String {
    // No specification has long chains of references; the limit stops at circular ones.
    for _ in 0..16 {
        let reference = document
            .pointer(&pointer)
            .and_then(|value| value["$ref"].as_str()?.strip_prefix('#'));
        match reference {
            Some(target) => pointer = target.to_owned(),
            None => break,
        }
    }
    pointer
}
