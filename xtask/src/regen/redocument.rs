//! `cargo xtask regen --overlay`: lays the overlay over the committed document, without a
//! specification.

use anyhow::{Context as _, Result, bail};
use serde_json::{Value, json};

use super::digest::sha256;
use super::drift::{Side, changes, is_annotation};
use super::generate::{Inputs, Output, Undocumented};
use super::lock::Lock;
use super::normalize::normalize;
use super::strip::strip;
use super::validate::operation_differences;
use super::{DOCUMENT, LOCK, OPERATIONS, OVERLAY, Project};

impl Project {
    /// Generates everything from the committed document and the overlay.
    pub(super) fn redocumented(&self, inputs: &Inputs) -> Result<Output> {
        let text = self.read(DOCUMENT)?;
        let lock = Lock::parse(&self.read(LOCK)?)?;
        if sha256(text.as_bytes()) != lock.document_sha256 {
            bail!(
                "{DOCUMENT} has changed since regen wrote it; restore the committed file, or run \
                 `cargo xtask regen`"
            );
        }
        let committed: Value =
            serde_json::from_str(&text).with_context(|| format!("{DOCUMENT} is not valid JSON"))?;
        let mut different = operation_differences(&committed, &inputs.operations);
        if committed["info"]["version"] != inputs.operations.api_date.as_str() {
            different.push("its version is not the api_date".to_owned());
        }
        if !different.is_empty() {
            bail!(
                "{DOCUMENT} does not have the operations of {OPERATIONS}, and --overlay cannot \
                 select them; run `cargo xtask regen`: {}",
                different.join("; ")
            );
        }
        redocument(&committed, &lock, inputs)
    }
}

fn redocument(committed: &Value, lock: &Lock, inputs: &Inputs) -> Result<Output> {
    let before = lock.before_overlay.as_ref();
    let secrets = before.map_or(&[][..], |before| &before.secrets_of_overlay);
    let undocumented = Undocumented {
        document: undocumented(committed, secrets)?,
        is_exact: before.is_some(),
        upstream_revision: lock.upstream_revision.clone(),
        upstream_sha256: lock.upstream_sha256.clone(),
    };
    let is_same = before.map(|before| before.document_sha256 == undocumented.sha256());
    let output = Output::document(inputs, undocumented, DOCUMENT)?;
    // A lock of an earlier regen cannot prove that nothing but documentation was taken off.
    let is_proven = is_same.unwrap_or_else(|| {
        let to = Side::whole(output.document.clone());
        let changes = changes(&Side::whole(committed.clone()), &to);
        changes.iter().all(is_annotation)
    });
    if !is_proven {
        bail!(
            "{DOCUMENT} cannot be brought back to what it was before the overlay, as {OVERLAY} \
             changed or changes more than documentation and `format: password`; run \
             `cargo xtask regen`"
        );
    }
    Ok(output)
}

/// The document as it was before the overlay, which alone marked the schemas at the pointers
/// `secrets`. What regen itself adds, it adds again.
fn undocumented(committed: &Value, secrets: &[String]) -> Result<Value> {
    let mut document = committed.clone();
    document["info"] = json!({ "title": "", "version": committed["info"]["version"] });
    strip(&mut document);
    for secret in secrets {
        if let Some(schema) = document.pointer_mut(secret).and_then(Value::as_object_mut) {
            schema.remove("format");
        }
    }
    normalize(&mut document)?;
    Ok(document)
}
