//! `openapi/upstream.lock.json`: what the committed document was generated from.

use anyhow::{Context as _, Result};
use serde::{Deserialize, Serialize};

use super::LOCK;

/// Digests of the document and of everything that it is generated from.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Lock {
    /// What takes the overlay off the document again; a lock of an earlier regen does not know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) before_overlay: Option<BeforeOverlay>,
    /// SHA-256 of `openapi/atlas-integrations.json`.
    pub(super) document_sha256: String,
    /// SHA-256 of `openapi/operations.toml`.
    pub(super) operations_sha256: String,
    /// SHA-256 of `openapi/overlay.yaml`.
    pub(super) overlay_sha256: String,
    /// Upstream's own revision of its specification, `info.x-xgen-sha`.
    pub(super) upstream_revision: Option<String>,
    /// SHA-256 of the upstream specification's bytes.
    pub(super) upstream_sha256: String,
}

/// The document before the overlay was laid over it.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct BeforeOverlay {
    /// SHA-256 of the document's text.
    pub(super) document_sha256: String,
    /// JSON pointers to the schemas that only the overlay gives `format: password`. Upstream marks
    /// secrets as well, and those must stay.
    pub(super) secrets_of_overlay: Vec<String>,
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
