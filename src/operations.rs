//! The operations: the methods of `Client` and the request builders, which `build.rs` makes.

#![allow(
    unused_imports,
    reason = "another document may need what this one does not"
)]
#![allow(
    clippy::wildcard_imports,
    reason = "the generated code names whatever types and items there are"
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

// Behind what is generated, so that the documentation of `Client` begins with that.
impl Client {
    /// Starts a request for any operation of the Atlas Administration API, including those that this
    /// crate has no types for. Authentication, retries, limits and errors are the same as for any other
    /// request.
    ///
    /// The `path` starts with a slash and is appended to the base URL. Any part inserted into it, such
    /// as a name, must be percent-encoded.
    ///
    /// ```
    /// # async fn demo(client: atlas_integrations::Client) -> atlas_integrations::Result<()> {
    /// use atlas_integrations::reqwest::Method;
    ///
    /// let path = "/api/atlas/v2/groups/32b6e34b3d91647abb20e7b8/clusters";
    /// let request = client.request(Method::GET, path).query("itemsPerPage", 100);
    /// let clusters = request.send_for_json::<serde_json::Value>().await?;
    /// println!("{}", clusters["totalCount"]);
    /// # Ok(())
    /// # }
    /// ```
    pub fn request(&self, method: Method, path: impl Into<String>) -> RawRequest {
        RawRequest::new(self.clone(), method, path.into())
    }
}
