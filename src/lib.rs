#![doc = include_str!("../README.md")]
#![warn(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used
)]

// From the top layer to the bottom one: each imports from those below it alone.
mod operations;

mod client;
mod credentials;

mod pipeline;

mod auth;

mod http;

mod error;
mod headers;

pub mod types;

pub(crate) use atlas_integrations_model as model;

pub use client::{Client, ClientBuilder, DEFAULT_API_DATE};
pub use credentials::{CLOUD, Credentials, GOVERNMENT_CLOUD};
pub use error::{Error, ErrorKind, Result};
pub use headers::RateLimit;
pub use model::{
    Elements, Field, Json, Nullable, ObjectId, Other, OtherReason, Parameter, ParseEnumError,
    ParseObjectIdError, Secret, UnknownFields,
};
pub use operations::{Bytes, Items, List, Pages, ResponseValue, builder};
pub use pipeline::retry::RetryPolicy;

/// The ID of a project, which Atlas's API calls a group.
pub type GroupId = ObjectId;

// The crates whose types are part of the public API, in matching versions.
pub use futures_core;
pub use reqwest;
#[cfg(feature = "schemars")]
pub use schemars;
pub use serde;
pub use serde_json;
