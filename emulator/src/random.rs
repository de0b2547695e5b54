//! Random values for tokens and nonces.

/// Returns 40 random hexadecimal digits.
pub(crate) fn hex_digits() -> String {
    format!(
        "{:016x}{:016x}{:08x}",
        fastrand::u64(..),
        fastrand::u64(..),
        fastrand::u32(..)
    )
}
