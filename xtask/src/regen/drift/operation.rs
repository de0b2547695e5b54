//! An operation of a document.

use serde_json::Value;

/// An operation on one side.
pub(super) struct Operation<'a> {
    pub(super) document: &'a Value,
    pub(super) value: &'a Value,
    pub(super) endpoint: String,
}
