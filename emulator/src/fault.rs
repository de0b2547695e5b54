//! The faults that can be injected, and the queues in which they wait.

use std::collections::VecDeque;
use std::time::Duration;

/// A fault that affects one request.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// Responds 429 without carrying out the request.
    RateLimited {
        /// The seconds in the header `Retry-After`, which is left out if this is `None`.
        retry_after: Option<u64>,
    },
    /// Responds with this status and an Atlas error body, without carrying out the request.
    ///
    /// An invalid status becomes 500, here and in [`HtmlPage`](Self::HtmlPage).
    Status(u16),
    /// Responds with this status and an HTML page, as a gateway in front of Atlas does, without
    /// carrying out the request.
    HtmlPage(u16),
    /// Waits this long before carrying out the request.
    Slow(Duration),
    /// Carries out the request, but makes the response body fail after this many bytes. The
    /// connection may close before the client has received any of them.
    Truncated(usize),
    /// Carries out the request, but closes the connection instead of responding.
    ResponseLost,
    /// Revokes all access tokens and expires all nonces before the request is authenticated.
    ExpiredCredentials,
}

/// The faults waiting for requests to any project. A project has a queue of its own.
#[derive(Debug, Default)]
pub(crate) struct FaultQueues {
    /// For requests to anything but the token endpoint.
    pub(crate) api: VecDeque<Fault>,
    pub(crate) token_endpoint: VecDeque<Fault>,
}
