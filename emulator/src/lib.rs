//! A double of the MongoDB Atlas Administration API on a loopback port, for tests, examples and
//! first steps. It checks what Atlas checks and answers as Atlas answers; it keeps everything in
//! memory, and forgets it when it is dropped.
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> std::io::Result<()> {
//! let emulator = atlas_emulator::Emulator::start().await?;
//! assert!(emulator.base_url().starts_with("http://127.0.0.1:"));
//! # Ok(())
//! # }
//! ```

#![warn(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used
)]

mod answer;
mod api;
mod authentication;
mod digest;
mod fault;
mod integrations;
mod page;
mod project;
mod token;

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::task::JoinHandle;

pub use crate::fault::Fault;
pub use crate::integrations::SERVICES;

/// The id of the service account that the emulator knows.
pub const CLIENT_ID: &str = "mdb_sa_id_5f1b0e6c9a3d4b7e8c2f0a1d";
/// Its secret.
pub const CLIENT_SECRET: &str = "mdb_sa_sk_emulator-not-a-real-secret";
/// The public key of the API key that the emulator knows.
pub const PUBLIC_KEY: &str = "emulator";
/// Its private key.
pub const PRIVATE_KEY: &str = "c0ffee00-1234-4abc-9def-5ca1ab1e0000";
/// The id of the project that has all nine integrations.
pub const GROUP_ID: &str = "32b6e34b3d91647abb20e7b8";
/// The id of a project that has none.
pub const EMPTY_GROUP_ID: &str = "32b6e34b3d91647abb20e7b9";

/// A running emulator. Dropping it stops it.
#[derive(Debug)]
pub struct Emulator {
    address: SocketAddr,
    access_token: String,
    state: Arc<State>,
    server: JoinHandle<()>,
}

/// A request that the emulator received.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Received {
    /// The method, such as `GET`.
    pub method: String,
    /// The path, without the query.
    pub path: String,
    /// Whether it carried an `Authorization` header.
    pub authorized: bool,
}

/// What the emulator remembers.
#[derive(Debug, Default)]
struct State {
    projects: Mutex<Vec<project::Project>>,
    /// How long every answer of the API takes.
    latency: Mutex<Duration>,
    faults: Mutex<VecDeque<(fault::Scope, Fault)>>,
    received: Mutex<Vec<Received>>,
    tokens: Mutex<Vec<token::Token>>,
    nonces: Mutex<Vec<digest::Nonce>>,
}

impl Emulator {
    /// Starts an emulator on a free loopback port, in the current tokio runtime.
    ///
    /// # Errors
    ///
    /// The operating system's, where it gives no port.
    pub async fn start() -> std::io::Result<Self> {
        Self::start_at(SocketAddr::from(([127, 0, 0, 1], 0))).await
    }

    /// Starts an emulator at `address`.
    ///
    /// # Errors
    ///
    /// The operating system's, where the address cannot be had.
    pub async fn start_at(address: SocketAddr) -> std::io::Result<Self> {
        let listener = TcpListener::bind(address).await?;
        let address = listener.local_addr()?;
        let state = Arc::new(State {
            projects: Mutex::new(project::first()),
            ..State::default()
        });
        let access_token = token::issue(&state);
        let router = api::router(Arc::clone(&state));
        let server = tokio::spawn(async move {
            // It ends with the task alone: axum's server takes errors of single connections.
            let _ = axum::serve(listener, router).await;
        });
        Ok(Self {
            address,
            access_token,
            state,
            server,
        })
    }

    /// The address for a client's base URL, without a slash at its end.
    #[must_use]
    pub fn base_url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// An access token that is valid for an hour.
    #[must_use]
    pub fn access_token(&self) -> &str {
        &self.access_token
    }

    /// The requests received so far, those to the token endpoint included.
    #[must_use]
    pub fn received(&self) -> Vec<Received> {
        lock(&self.state.received).clone()
    }

    /// Lets every answer of the API take this long.
    pub fn set_latency(&self, latency: Duration) {
        *lock(&self.state.latency) = latency;
    }

    /// Makes every access token that was issued so far invalid, as a revocation does.
    pub fn revoke_tokens(&self) {
        lock(&self.state.tokens).clear();
    }

    /// Makes every nonce that was issued so far stale.
    pub fn forget_nonces(&self) {
        lock(&self.state.nonces).clear();
    }
}

impl Drop for Emulator {
    fn drop(&mut self) {
        self.server.abort();
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// 40 random hexadecimal digits.
fn random() -> String {
    format!(
        "{:016x}{:016x}{:08x}",
        fastrand::u64(..),
        fastrand::u64(..),
        fastrand::u32(..)
    )
}
