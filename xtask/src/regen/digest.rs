//! SHA-256 digests.

use sha2::{Digest as _, Sha256};

/// The SHA-256 digest of `bytes`, in lowercase hexadecimal.
pub(super) fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}
