//! The operations: the methods of `Client` and the request builders, which `build.rs` makes.

mod pages;
mod raw;
mod request;
mod response_value;

use reqwest::Method;

use self::pages::list;
pub use self::pages::{Items, List, Pages};
pub use self::raw::RawRequest;
use self::request::Request;
pub use self::response_value::ResponseValue;
use crate::client::Client;
use crate::error::Result;
use crate::model::{ObjectId, Parameter};
use crate::pipeline::{CallOptions, Operation};
use crate::types::*;

include!(concat!(env!("OUT_DIR"), "/operations.rs"));
