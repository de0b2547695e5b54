//! From the committed OpenAPI document to the text of the generated client.
//!
//! `build.rs` and `cargo xtask regen` share this module: what the second refuses never reaches
//! the first.

#![allow(
    clippy::indexing_slicing,
    reason = "a key that a JSON value lacks reads as null"
)]

mod document;
mod names;
mod rewrite;
mod tables;
#[cfg(test)]
mod tests;

use openapiv3::OpenAPI;
use proc_macro2::TokenStream;
use progenitor::{GenerationSettings, Generator, HooksMode, InterfaceStyle};
use serde_json::{Value, json};

/// Generates the client from the document's text. The error is one sentence.
pub(crate) fn render(text: &str) -> Result<String, String> {
    let document: Value =
        serde_json::from_str(text).map_err(|error| format!("it is not valid JSON: {error}"))?;
    names::check(&document)?;
    let unions = tables::unions(&document)?;
    let operations = tables::operations(&document)?;

    let mut settings = GenerationSettings::new();
    settings
        .with_interface(InterfaceStyle::Builder)
        .with_hooks(HooksMode::Expected)
        .with_inner_type(quote::quote!(crate::client::Inner));
    for (schema, rust_type) in [
        (
            json!({ "type": "string", "format": "password" }),
            "crate::Secret",
        ),
        (
            json!({ "type": "string", "pattern": "^([a-f0-9]{24})$" }),
            "crate::GroupId",
        ),
    ] {
        let schema = serde_json::from_value(schema).map_err(|error| error.to_string())?;
        settings.with_conversion(schema, rust_type, std::iter::empty());
    }
    for union in &unions {
        let path = format!("crate::types::{}", union.name);
        settings.with_replacement(&union.name, path, std::iter::empty());
    }

    let simplified = document::simplify(document, &unions)?;
    let spec = serde_json::from_value(simplified)
        .map_err(|error| format!("it is not an OpenAPI 3.0 document: {error}"))?;
    let tokens = generate(&settings, &spec)
        .map_err(|error| format!("progenitor cannot generate from it: {error}"))?;
    let file = syn::parse2(tokens)
        .map_err(|error| format!("progenitor's output does not parse: {error}"))?;
    let file = rewrite::rewrite(file, &unions, &operations)?;
    Ok(prettyplease::unparse(&file))
}

/// Calls progenitor, which panics where a document is not what it expects.
fn generate(settings: &GenerationSettings, spec: &OpenAPI) -> Result<TokenStream, String> {
    let outcome = std::panic::catch_unwind(|| Generator::new(settings).generate_tokens(spec));
    match outcome {
        Ok(tokens) => tokens.map_err(|error| error.to_string()),
        Err(cause) => Err(cause
            .downcast_ref::<String>()
            .map(String::as_str)
            .or_else(|| cause.downcast_ref::<&str>().copied())
            .unwrap_or("it panicked")
            .to_owned()),
    }
}
