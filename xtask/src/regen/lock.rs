//! `openapi/upstream.lock.json`: what the committed document was generated from.

use anyhow::{Context as _, Result};
use serde::{Deserialize, Serialize};

use super::LOCK;

/// Digests of the document and of everything that it is generated from.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Lock {
    /// SHA-256 of `openapi/atlas-integrations.json`.
    pub(super) document_sha256: String,
    /// SHA-256 of `openapi/operations.toml`.
    pub(super) operations_sha256: String,
    /// SHA-256 of `openapi/overlay.yaml`.
    pub(super) overlay_sha256: String,
    /// SHA-256 of the document as it was before the overlay; a lock of an earlier regen has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) undocumented_sha256: Option<String>,
    /// Upstream's own revision of its specification, `info.x-xgen-sha`.
    pub(super) upstream_revision: Option<String>,
    /// SHA-256 of the upstream specification's bytes.
    pub(super) upstream_sha256: String,
}

impl Lock {
    /// Parses the text of the file.
    pub(super) fn parse(text: &str) -> Result<Self> {
        serde_json::from_str(text).with_context(|| {
            format!(
                "{LOCK} is not a lock file that regen wrote; restore the committed file or run \
                 `cargo xtask regen`"
            )
        })
    }

    /// The text of the file.
    pub(super) fn to_text(&self) -> String {
        // Serializing a struct of strings cannot fail.
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }
}
