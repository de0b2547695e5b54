//! The operations: the methods of `Client` and the request builders, which `build.rs` makes.

#![allow(
    unused_imports,
    reason = "another document may need what this one does not"
)]

mod pages;
mod raw;
mod request;
mod response_value;

use std::collections::BTreeMap;

use reqwest::Method;

use self::pages::list;
pub use self::pages::{Items, List, Pages};
pub use self::raw::RawRequest;
use self::request::Request;
pub use self::response_value::{Bytes, ResponseValue};
use crate::client::Client;
use crate::error::Result;
use crate::pipeline::{CallOptions, Operation};
use crate::types::*;
use atlas_integrations_model::{Json, Nullable, ObjectId, Parameter, Secret};

include!(concat!(env!("OUT_DIR"), "/operations.rs"));
