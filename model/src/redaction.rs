//! Redacted secrets: what Atlas shows of a key must not be stored in its place.

/// What Atlas puts in the place of what it does not show.
pub const MASK: &str = "****";

/// Whether `text` is what Atlas shows of a secret, such as `****a23c`.
pub(crate) fn is_redacted(text: &str) -> bool {
    text.contains(MASK)
}
