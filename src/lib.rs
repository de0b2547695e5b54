#![doc = include_str!("../README.md")]
#![warn(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used
)]

mod auth;
mod change;
mod client;
mod credentials;
mod decode;
mod error;
mod generated;
mod group_id;
mod model;
mod paging;
mod quote;
mod response;
mod runtime;
mod secret;
mod tls;
mod transport;

pub use client::{CLOUD, ClientBuilder, DEFAULT_API_DATE, GOVERNMENT_CLOUD};
pub use credentials::Credentials;
pub use error::{Error, ErrorKind, Result};
pub use generated::{Client, builder, types};
pub use group_id::{GroupId, InvalidGroupId};
pub use model::{InvalidValue, Other, OtherReason, Results, UnknownFields};
pub use response::{RateLimit, ResponseValue};
pub use secret::Secret;
pub use transport::retry::RetryPolicy;

// The crates whose types stand in the public interface, in the versions that fit.
pub use futures_core;
pub use reqwest;
#[cfg(feature = "schemars")]
pub use schemars;
pub use serde;
pub use serde_json;
