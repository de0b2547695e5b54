//! The operations: the methods of `Client` and the request builders, which `build.rs` makes.

#![allow(
    unused_imports,
    reason = "another document may need what this one does not"
)]

mod body;
mod list;
mod pages;
mod raw;
mod request;
mod response_value;
mod seen;
mod url;
mod walk;

use std::collections::BTreeMap;

use reqwest::Method;

pub use self::list::List;
use self::list::list;
pub use self::pages::{Items, Pages};
pub use self::raw::RawRequest;
use self::request::Request;
pub use self::response_value::{Bytes, ResponseValue};
use crate::client::Client;
use crate::error::Result;
use crate::pipeline::{CallOptions, Operation};
use crate::types::*;
use atlas_integrations_model::{Json, Nullable, ObjectId, Parameter, Secret};

include!(concat!(env!("OUT_DIR"), "/operations.rs"));
