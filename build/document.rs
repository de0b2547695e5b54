//! Reading the document.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;
use serde_json::Value;

/// The entries of an object.
pub(crate) fn entries(object: &Value) -> impl Iterator<Item = (&String, &Value)> {
    object.as_object().into_iter().flatten()
}

/// The elements of an array.
pub(crate) fn elements(array: &Value) -> impl Iterator<Item = &Value> {
    array.as_array().into_iter().flatten()
}

/// The strings of an array.
pub(crate) fn strings(array: &Value) -> Vec<&str> {
    elements(array).filter_map(Value::as_str).collect()
}

/// A keyword whose value is text; empty where there is none.
pub(crate) fn text<'a>(value: &'a Value, keyword: &str) -> &'a str {
    value[keyword].as_str().unwrap_or_default()
}

/// What `value` refers to in the end, itself or as [`component`] says, or `value` where it refers to
/// nothing.
pub(crate) fn resolve<'a>(document: &'a Value, mut value: &'a Value) -> Result<&'a Value, String> {
    let mut seen = BTreeSet::new();
    while let Some(reference) = part(value)["$ref"].as_str() {
        value = reference
            .strip_prefix('#')
            .filter(|_| seen.insert(reference))
            .and_then(|pointer| document.pointer(pointer))
            .ok_or_else(|| format!("`$ref: {reference}` leads nowhere"))?;
    }
    Ok(value)
}

/// The component that `schema` refers to, itself or in an `allOf` of one part, which is how a
/// reference carries a description.
pub(crate) fn component(schema: &Value) -> Option<&str> {
    target(&part(schema)["$ref"])
}

fn part(schema: &Value) -> &Value {
    match schema["allOf"].as_array().map(Vec::as_slice) {
        Some([part]) => part,
        _ => schema,
    }
}

/// The component schema at the end of a reference.
pub(crate) fn target(reference: &Value) -> Option<&str> {
    reference.as_str()?.strip_prefix("#/components/schemas/")
}

/// Documentation as attributes.
pub(crate) fn documentation(text: &str) -> TokenStream {
    let lines = text.lines().map(|line| format!(" {line}"));
    quote!(#(#[doc = #lines])*)
}
