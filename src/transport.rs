//! From a request that is made to an answer that is a success.
//!
//! ```text
//! exec ─ attempt ─ authenticate ─ wire
//!   └─ envelope, status
//! ```

mod envelope;
pub(crate) mod media_type;
mod response;
mod wire;

use reqwest::Request;
use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderValue};

pub(crate) use self::response::Response;
pub(crate) use self::wire::Wire;
use crate::Client;
use crate::client::Inner;
use crate::error::{Error, Result};
use crate::runtime::{ClientHooks, ClientInfo, OperationInfo};

impl ClientHooks<Inner> for Client {
    /// Says which version of the API is spoken, in place of the headers that the generator knows.
    async fn pre(&self, request: &mut Request, info: &OperationInfo) -> Result<()> {
        let headers = request.headers_mut();
        headers.remove("api-version");
        headers.insert(ACCEPT, self.inner().accept.clone());
        if let Some(content_type) = info.content_type {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
        }
        self.wire().complete(request);
        Ok(())
    }

    async fn exec(&self, request: Request, _info: &OperationInfo) -> Result<Response> {
        let enveloped = envelope::is_wanted(request.url());
        let mut response = self.attempt(&request).await?;
        if enveloped && response.status().is_success() {
            envelope::open(&mut response)?;
        }
        if response.status().is_success() {
            Ok(response)
        } else {
            Err(Error::from_response(&response))
        }
    }
}

impl Client {
    fn wire(&self) -> Wire<'_> {
        Wire {
            http: self.client(),
            shared: self.inner(),
        }
    }

    /// Sends the request, once more where a 401 shows that another proof may be accepted.
    async fn attempt(&self, request: &Request) -> Result<Response> {
        let wire = self.wire();
        let authenticator = &self.inner().authenticator;
        let mut again = true;
        loop {
            let mut copy = request
                .try_clone()
                .ok_or_else(|| Error::invalid_request("the request's body is a stream".into()))?;
            let proof = authenticator.authenticate(&wire, &mut copy).await?;
            let response = wire.send(copy).await?;
            if !(authenticator.answered(proof, &response)? && again) {
                return Ok(response);
            }
            again = false;
        }
    }
}
