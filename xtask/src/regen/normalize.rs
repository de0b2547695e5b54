//! Rewrites upstream's schemas into the regular form that the code generator relies on and that
//! lets the client keep working when the server's responses drift. Each step looks at the document
//! alone; `openapi/README.md` lists the steps for the document's readers.

mod aliases;
mod all_of;
mod annotations;
mod enumerations;
mod hoist;
pub(super) mod marks;
mod members;
mod models;
mod names;
mod no_content;
mod null_types;
mod nullable;
mod pages;
mod parameters;
mod rename;
mod responses;
mod scalars;
mod secrets;
mod tags;
#[cfg(test)]
mod tests;
mod unions;
mod write_only;

use anyhow::Result;
use serde_json::Value;

use super::closure::prune;

/// Runs every step. The order matters: pages are recognized by flattened properties, for example,
/// and only arrays that are not required become nullable. What nothing refers to any more is
/// removed before schemas are named and before references are counted.
pub(super) fn normalize(document: &mut Value) -> Result<()> {
    no_content::remove_schemas(document);
    responses::unify(document);
    annotations::lift(document);
    all_of::flatten(document)?;
    unions::declare(document)?;
    scalars::inline(document);
    parameters::simplify(document);
    pages::require_results(document);
    models::relax(document);
    prune(document)?;
    rename::rename(document);
    hoist::hoist(document)?;
    write_only::make_optional(document);
    aliases::break_cycles(document);
    nullable::mark(document);
    null_types::state(document);
    secrets::mark(document);
    prune(document)?;
    marks::add(document);
    tags::require(document);
    Ok(())
}
