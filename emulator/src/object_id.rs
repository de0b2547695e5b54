//! The IDs that the emulator assigns.

use std::sync::LazyLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

/// The next ID: 24 hexadecimal digits, and never the same ones again, neither in another emulator of
/// this process nor in a later one.
///
/// It has the layout of a BSON `ObjectId`: the seconds since 1970, five random bytes for the process,
/// and a count.
pub(crate) fn next() -> String {
    static PROCESS: LazyLock<u64> = LazyLock::new(|| fastrand::u64(..1 << 40));
    static COUNT: AtomicU32 = AtomicU32::new(1);
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    let seconds = now.unwrap_or_default().as_secs() & 0xffff_ffff;
    let count = COUNT.fetch_add(1, Ordering::Relaxed) & 0x00ff_ffff;
    format!("{seconds:08x}{:010x}{count:06x}", *PROCESS)
}

/// Whether `text` is an ID, with digits of either case.
pub(crate) fn is_valid(text: &str) -> bool {
    text.len() == 24 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}
