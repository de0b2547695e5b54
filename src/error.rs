//! The error type.

mod construct;
mod kind;
mod reason;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use reqwest::header::HeaderMap;
use reqwest::{StatusCode, Version};

pub use self::kind::ErrorKind;
pub(crate) use self::reason::{ATLAS, Form, OAUTH, Reason};
use crate::headers::{self, RateLimit};
use crate::types::ApiError;
use atlas_integrations_model::Other;

/// The result of this crate's functions.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a client could not be built or a call failed.
///
/// `Display` prints one sentence; [`source`](std::error::Error::source) returns the cause. Neither
/// reveals a secret, or any part of a response body except Atlas's own error code and message, and
/// what it says about the fields of the request. If these quote a secret of the request or a
/// credential of the client, as it is, encoded or cut short, `***` takes its place, here and in
/// every other part of an error. Only [`headers`](Self::headers) and [`body`](Self::body) are what the
/// server sent. A secret of fewer than four characters is not masked, since nothing tells it from an
/// ordinary word.
///
/// ```
/// # async fn demo(client: atlas_integrations::Client) -> atlas_integrations::Result<()> {
/// use atlas_integrations::types::IntegrationType;
///
/// let outcome = client
///     .get_third_party_integration()
///     .group_id("32b6e34b3d91647abb20e7b8")
///     .integration_type(IntegrationType::PagerDuty)
///     .send()
///     .await;
/// match outcome {
///     Ok(integration) => println!("{:?}", *integration),
///     Err(error) if error.is_not_found() => println!("PagerDuty is not set up"),
///     Err(error) if error.is_transient() => println!("try again later: {error}"),
///     Err(error) => return Err(error),
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Error(Arc<Inner>);

#[derive(Clone)]
struct Inner {
    kind: ErrorKind,
    message: String,
    is_transient: bool,
    /// Whether it happened before the call itself was sent.
    is_authentication: bool,
    status: Option<StatusCode>,
    /// The version of HTTP that the response came over.
    version: Option<Version>,
    headers: Option<HeaderMap>,
    /// The body of the response, as far as it was received.
    body: Option<Bytes>,
    /// How long to wait, if the headers do not say.
    retry_after: Option<Duration>,
    reason: Reason,
    json_path: Option<String>,
    odd_element: Option<Other>,
    source: Option<Arc<dyn std::error::Error + Send + Sync>>,
    attempts: u32,
    elapsed: Duration,
}

impl Error {
    /// Returns the kind of error.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// Returns the status of the response, if there was one; with `envelope`, the status inside it. It
    /// is known as soon as the head of the response has arrived, also if the body never did.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        self.0.status
    }

    /// Returns the headers of the response, if there was one.
    #[must_use]
    pub fn headers(&self) -> Option<&HeaderMap> {
        self.0.headers.as_ref()
    }

    /// Returns the body of the response, if there was one, exactly as the server sent it, with the
    /// envelope if there was one, and as far as it was received. It may contain secrets, so it is in no
    /// message and no `Debug`. `None` if it is longer than the limit of the size of a response.
    ///
    /// ```
    /// # fn demo(error: atlas_integrations::Error) {
    /// if let Some(body) = error.body() {
    ///     println!("{} bytes", body.len());
    /// }
    /// # }
    /// ```
    #[must_use]
    pub fn body(&self) -> Option<&[u8]> {
        self.0.body.as_deref()
    }

    /// Returns Atlas's own code for the error, such as `RESOURCE_NOT_FOUND`.
    #[must_use]
    pub fn error_code(&self) -> Option<&str> {
        self.0.reason.error_code.as_deref()
    }

    /// Returns Atlas's own description of the error.
    #[must_use]
    pub fn detail(&self) -> Option<&str> {
        self.0.reason.detail.as_deref()
    }

    /// Returns the whole error as Atlas documents it, if the response had that form. A part of it that
    /// cannot be read is left out.
    #[must_use]
    pub fn api_error(&self) -> Option<&ApiError> {
        self.0.reason.api_error.as_ref()
    }

    /// Returns where the response differs from what was expected, as a JSONPath (RFC 9535) such as
    /// `$.region`.
    #[must_use]
    pub fn json_path(&self) -> Option<&str> {
        self.0.json_path.as_deref()
    }

    /// Returns the element of a list that this error stands for: one that does not have the form that
    /// Atlas documents, and that [`Items`](crate::Items) therefore yields as an error.
    /// [`Other::json`] is its JSON, which may contain secrets, so that it is in no message.
    #[must_use]
    pub fn odd_element(&self) -> Option<&Other> {
        self.0.odd_element.as_ref()
    }

    /// Returns whether the response was 404: there is no such thing, or the credentials may not know of it.
    /// For an integration it means that the service is not set up: create it. Otherwise check the ID.
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        self.status() == Some(StatusCode::NOT_FOUND)
    }

    /// Returns whether the response was 401: the credentials were not accepted. Check
    /// that they are complete, have not expired, and belong to the base URL; a fresh token is fetched
    /// without being asked for. Do not repeat the call with the same credentials.
    #[must_use]
    pub fn is_unauthorized(&self) -> bool {
        self.status() == Some(StatusCode::UNAUTHORIZED)
    }

    /// Returns whether the response was 403: the credentials were accepted, but are not sufficient.
    /// Give them the role that the operation's documentation names, or add the caller's address to their
    /// access list; [`detail`](Self::detail) says which.
    #[must_use]
    pub fn is_forbidden(&self) -> bool {
        self.status() == Some(StatusCode::FORBIDDEN)
    }

    /// Returns whether the response was 409: the object to be created already exists. Update it
    /// instead; or, if [`attempts`](Self::attempts) is more than 1, an earlier attempt may have created it.
    #[must_use]
    pub fn is_conflict(&self) -> bool {
        self.status() == Some(StatusCode::CONFLICT)
    }

    /// Returns whether the response was 429: there were too many requests. The client has already waited
    /// and tried again, as its [`RetryPolicy`](crate::RetryPolicy) says. Wait for
    /// [`retry_after`](Self::retry_after), and send fewer at a time; [`rate_limit`](Self::rate_limit) says
    /// how many are left.
    #[must_use]
    pub fn is_rate_limited(&self) -> bool {
        self.status() == Some(StatusCode::TOO_MANY_REQUESTS)
    }

    /// Returns whether authentication failed before the call itself was sent. If that was because the
    /// network failed, [`kind`](Self::kind) says how. Check the credentials, unless
    /// [`is_transient`](Self::is_transient).
    #[must_use]
    pub fn is_authentication(&self) -> bool {
        self.0.is_authentication
    }

    /// Returns whether the call failed because no complete response was received in time.
    /// Allow more time, for all calls with [`ClientBuilder::timeout`](crate::ClientBuilder::timeout) or for
    /// one with [`CallOptions::timeout`](crate::CallOptions::timeout). If the call was a `POST`, read before
    /// you repeat it, since it may have taken effect.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        self.0.kind == ErrorKind::Timeout
    }

    /// Returns the number of attempts that the call made; 0 if it made none.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// Returns how long the call took, including the waits between attempts.
    #[must_use]
    pub fn elapsed(&self) -> Duration {
        self.0.elapsed
    }

    /// Returns whether the same call may succeed later: the status is 408, 429, 500, 502, 503 or 504
    /// or, unless another error status had arrived, the connection could not be made or broke, or time
    /// ran out. A rejected certificate, and a proxy that requires a password, are not transient. The
    /// client has already tried again where that is safe. Try later, after
    /// [`retry_after`](Self::retry_after) if there is one; before repeating a `POST`, read whether it has
    /// taken effect. Any other error comes again until something is changed.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        self.0.is_transient
    }

    /// Returns how long the server asks the client to wait before the next attempt (`Retry-After`,
    /// RFC 9110, section 10.2.3). A date is converted to a delay from the `Date` of the response, or from
    /// now if it has none. For a token endpoint that
    /// responds with 429 and does not say, it is the minute for which Atlas's limit applies.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        let from_headers = || headers::retry_after(self.headers()?);
        self.0.retry_after.or_else(from_headers)
    }

    /// Returns what the server reported about its rate limit, if there was a response.
    #[must_use]
    pub fn rate_limit(&self) -> RateLimit {
        self.headers()
            .map(RateLimit::from_headers)
            .unwrap_or_default()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.message)?;
        let (attempts, seconds) = (self.attempts(), self.elapsed().as_secs_f64());
        if attempts > 1 {
            write!(f, " (after {attempts} attempts in {seconds:.1} s)")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut debug = f.debug_struct("Error");
        debug
            .field("kind", &self.kind())
            .field("message", &self.0.message);
        if let Some(status) = self.status() {
            debug.field("status", &status.as_u16());
        }
        if let Some(error_code) = self.error_code() {
            debug.field("error_code", &error_code);
        }
        if let Some(json_path) = self.json_path() {
            debug.field("json_path", &json_path);
        }
        if self.attempts() > 0 {
            debug.field("attempts", &self.attempts());
        }
        debug.finish_non_exhaustive()
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        let source = self.0.source.as_deref()?;
        Some(source)
    }
}
