#![doc = include_str!("../README.md")]
// docs.rs shows which feature an item needs.
#![cfg_attr(docsrs, feature(doc_cfg))]
#![warn(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used
)]

// The layers, from top to bottom: each imports only from those below it.
mod operations;

mod client;
mod credentials;

mod pipeline;

mod auth;

mod http;

mod environment;
mod error;
mod headers;
mod private_file;
mod secrets;
mod telemetry;

pub mod guide;
pub mod types;
#[cfg(feature = "webhook")]
pub mod webhook;

pub use atlas_integrations_model::{
    Elements, Field, Json, Nullable, ObjectId, Other, OtherReason, Parameter, ParseEnumError,
    ParseObjectIdError, Secret, UnknownFields,
};
pub use auth::access_token::AccessToken;
pub use auth::provider::AuthProvider;
pub use auth::token_store::{BoxError, FileTokenStore, TokenKey, TokenStore};
pub use client::{Client, ClientBuilder, DEFAULT_API_DATE};
pub use credentials::{CLOUD, Credentials, GOVERNMENT_CLOUD, Settings};
pub use error::{Error, ErrorKind, Result};
pub use headers::RateLimit;
pub use http::tls::http_client_builder;
pub use operations::{Bytes, Items, List, Pages, RawRequest, ResponseValue, builder};
pub use pipeline::CallOptions;
pub use pipeline::retry::RetryPolicy;

/// The ID of a project, which Atlas's API calls a group.
pub type GroupId = ObjectId;

// The crates whose types appear in the public API, in matching versions.
pub use futures_core;
pub use reqwest;
#[cfg(feature = "schemars")]
pub use schemars;
pub use serde;
pub use serde_json;
