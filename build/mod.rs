//! From the committed OpenAPI document to the code of the generated client.
//!
//! ```text
//! document ─┬─ types ─────────────── the model, emitted from the schemas
//!           └─ operations ─ builders  the requests: progenitor's builders, made ours
//! ```
//!
//! `build.rs` and `cargo xtask regen` share this module: what the second refuses never reaches
//! the first. regen has made the document regular, and marked what is special about it.

#![allow(
    clippy::indexing_slicing,
    reason = "a key that a JSON value lacks reads as null"
)]

mod builders;
mod document;
mod example;
mod names;
mod operations;
#[cfg(test)]
mod tests;
mod types;

#[allow(unused_imports, reason = "`build.rs` has no use for it")]
pub(crate) use self::names::{distinct, names_a_secret};

/// The code of a client, in the two files that the crate includes.
pub(crate) struct Code {
    /// The model, which knows nothing of the client.
    pub(crate) types: String,
    /// The methods of `Client` and the builders of requests.
    pub(crate) operations: String,
}

/// Generates the client from the document's text. The error is one sentence.
pub(crate) fn render(text: &str) -> Result<Code, String> {
    let document =
        serde_json::from_str(text).map_err(|error| format!("it is not valid JSON: {error}"))?;
    let operations = operations::read(&document)?;
    let builders = builders::rewrite(&builders::generate(&operations)?, &operations)?;
    Ok(Code {
        types: prettyplease::unparse(&types::emit(&document)?),
        operations: prettyplease::unparse(&builders),
    })
}
