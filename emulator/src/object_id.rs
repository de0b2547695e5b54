//! The IDs that the emulator assigns.

use std::sync::atomic::{AtomicU32, Ordering};

/// The next ID: 24 hexadecimal digits, and never the same ones again, not even in another emulator
/// of this process.
pub(crate) fn next() -> String {
    static COUNT: AtomicU32 = AtomicU32::new(1);
    format!(
        "67d0c3f4d2b1e098{:08x}",
        COUNT.fetch_add(1, Ordering::Relaxed)
    )
}

/// Whether `text` is an ID, with digits of either case.
pub(crate) fn is_valid(text: &str) -> bool {
    text.len() == 24 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}
