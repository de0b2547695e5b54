//! The state that all requests share.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::access_tokens::AccessTokens;
use crate::digest::Nonces;
use crate::fault::FaultQueues;
use crate::project::{Project, initial_projects};

/// A request that the emulator received.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReceivedRequest {
    /// The method, such as `GET`.
    pub method: String,
    /// The path, without the query.
    pub path: String,
    /// Whether the request had an `Authorization` header.
    pub has_authorization: bool,
}

/// The state of a running emulator.
#[derive(Debug)]
pub(crate) struct EmulatorState {
    pub(crate) projects: Mutex<Vec<Project>>,
    /// How long every response is delayed.
    pub(crate) latency: Mutex<Duration>,
    pub(crate) faults: Mutex<FaultQueues>,
    pub(crate) received_requests: Mutex<Vec<ReceivedRequest>>,
    pub(crate) access_tokens: Mutex<AccessTokens>,
    pub(crate) nonces: Mutex<Nonces>,
}

impl EmulatorState {
    pub(crate) fn new() -> Self {
        Self {
            projects: Mutex::new(initial_projects()),
            latency: Mutex::default(),
            faults: Mutex::default(),
            received_requests: Mutex::default(),
            access_tokens: Mutex::default(),
            nonces: Mutex::default(),
        }
    }
}

/// Locks `mutex`, even if a handler has panicked while holding it: a test should then fail with
/// that panic, not with those of all later requests.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
