//! An emulator of the MongoDB Atlas Administration API that listens on a loopback port, for tests,
//! examples and first steps.
//!
//! It validates requests and shapes responses as Atlas does. All state is held in memory and is
//! lost when the [`Emulator`] is dropped.
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

mod access_tokens;
mod authentication;
mod credentials;
mod digest;
mod emulator;
mod fault;
mod fault_injection;
mod handlers;
mod integration_type;
mod integrations;
mod log_integrations;
mod metric_integrations;
mod oauth;
mod object_id;
mod pagination;
mod project;
mod projects;
mod random;
mod redaction;
mod request;
mod resource;
mod resource_handlers;
mod response;
mod router;
mod samples;
mod state;
mod validation;

pub use crate::credentials::{CLIENT_ID, CLIENT_SECRET, PRIVATE_KEY, PUBLIC_KEY};
pub use crate::emulator::Emulator;
pub use crate::fault::Fault;
pub use crate::integration_type::INTEGRATION_TYPES;
pub use crate::project::{EMPTY_GROUP_ID, GROUP_ID};
pub use crate::state::ReceivedRequest;
