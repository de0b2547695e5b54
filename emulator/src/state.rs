//! The state that all requests share.

use std::io;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::access_tokens::AccessTokens;
use crate::digest::Nonces;
use crate::fault::FaultQueues;
use crate::project::{Project, initial_projects};
use crate::state_file::StateFile;

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
    /// Where the projects are kept, until the emulator stops.
    file: Mutex<Option<StateFile>>,
    /// How long every response is delayed.
    pub(crate) latency: Mutex<Duration>,
    pub(crate) faults: Mutex<FaultQueues>,
    pub(crate) received_requests: Mutex<Vec<ReceivedRequest>>,
    pub(crate) access_tokens: Mutex<AccessTokens>,
    pub(crate) nonces: Mutex<Nonces>,
}

impl EmulatorState {
    /// The state with these projects, or with those of a new emulator.
    pub(crate) fn new(file: Option<StateFile>, projects: Option<Vec<Project>>) -> Self {
        Self {
            projects: Mutex::new(projects.unwrap_or_else(initial_projects)),
            file: Mutex::new(file),
            latency: Mutex::default(),
            faults: Mutex::default(),
            received_requests: Mutex::default(),
            access_tokens: Mutex::default(),
            nonces: Mutex::default(),
        }
    }

    /// Writes the projects to the state file, if there is one.
    pub(crate) fn save(&self) -> io::Result<()> {
        let projects = lock(&self.projects);
        let mut file = lock(&self.file);
        let Some(file) = file.as_mut() else {
            return Ok(());
        };
        file.save(&projects).map_err(|error| {
            let path = file.path().display();
            io::Error::new(
                error.kind(),
                format!("cannot write the state to {path}: {error}"),
            )
        })
    }

    /// Releases the state file: connections that are still open keep this state alive.
    pub(crate) fn close_file(&self) {
        lock(&self.file).take();
    }
}

/// Locks `mutex`, even if a handler has panicked while holding it: a test should then fail with
/// that panic, not with those of all later requests.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
