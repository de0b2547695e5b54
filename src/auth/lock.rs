//! State that calls share.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// Locks a mutex that is never held while anything can panic.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
