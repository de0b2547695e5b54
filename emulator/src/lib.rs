#![doc = include_str!("../README.md")]
#![warn(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used
)]

mod access_tokens;
mod authentication;
mod builder;
mod call;
mod credentials;
mod digest;
mod emulator;
mod fault;
mod fault_injection;
mod handlers;
mod integration_type;
mod integrations;
mod log_integrations;
mod media_type;
mod metric_integrations;
mod oauth;
mod object_id;
mod pagination;
mod project;
mod projects;
mod random;
mod redaction;
mod resource;
mod resource_handlers;
mod response;
mod router;
mod samples;
mod schema;
mod state;
mod state_file;
mod validation;

pub use crate::builder::EmulatorBuilder;
pub use crate::credentials::{CLIENT_ID, CLIENT_SECRET, PRIVATE_KEY, PUBLIC_KEY};
pub use crate::emulator::Emulator;
pub use crate::fault::{Fault, ParseFaultError};
pub use crate::integration_type::INTEGRATION_TYPES;
pub use crate::project::{EMPTY_GROUP_ID, GROUP_ID};
pub use crate::state::ReceivedRequest;
