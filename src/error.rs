//! The error type.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use reqwest::StatusCode;
use reqwest::header::HeaderMap;

use crate::headers::{self, RateLimit};
use crate::types::ApiError;
use atlas_integrations_model::Other;

/// The result of this crate's functions.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a client could not be built or a call failed.
///
/// `Display` prints one sentence; [`source`](std::error::Error::source) returns the cause. Neither
/// reveals a secret, or any part of a response body except Atlas's own error code and message.
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
    headers: Option<HeaderMap>,
    /// How long to wait, if the headers do not say.
    retry_after: Option<Duration>,
    reason: Reason,
    json_path: Option<String>,
    odd_element: Option<Other>,
    source: Option<Arc<dyn std::error::Error + Send + Sync>>,
    attempts: u32,
    elapsed: Duration,
}

/// What Atlas itself reports about an error.
#[derive(Clone, Default)]
pub(crate) struct Reason {
    pub(crate) api_error: Option<ApiError>,
    pub(crate) error_code: Option<String>,
    pub(crate) detail: Option<String>,
}

/// The kinds of [`Error`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// No client can be built from the settings.
    Configuration,
    /// A parameter is missing or invalid; nothing was sent.
    InvalidRequest,
    /// The credentials could not be used, or no access token could be obtained.
    Authentication,
    /// No connection was made; nothing was sent.
    Connection,
    /// No complete response was received in time.
    Timeout,
    /// The connection broke before the response was complete.
    Interrupted,
    /// Atlas, or something between it and the client, responded with an error.
    Status,
    /// Atlas responded with success, but the response cannot be read.
    Unreadable,
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Configuration => "invalid configuration",
            Self::InvalidRequest => "invalid request",
            Self::Authentication => "authentication failure",
            Self::Connection => "connection failure",
            Self::Timeout => "timeout",
            Self::Interrupted => "interrupted response",
            Self::Status => "error response",
            Self::Unreadable => "unreadable response",
        })
    }
}

impl Error {
    /// Returns the kind of error.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// Returns the status of the response, if there was one; with `envelope`, the status inside it.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        self.0.status
    }

    /// Returns the headers of the response, if there was one.
    #[must_use]
    pub fn headers(&self) -> Option<&HeaderMap> {
        self.0.headers.as_ref()
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

    /// Returns the whole error as Atlas documents it, if the response had that form.
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

    /// Returns whether the response was 404.
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        self.status() == Some(StatusCode::NOT_FOUND)
    }

    /// Returns whether the response was 401: the credentials were not accepted.
    #[must_use]
    pub fn is_unauthorized(&self) -> bool {
        self.status() == Some(StatusCode::UNAUTHORIZED)
    }

    /// Returns whether the response was 403: the credentials were accepted, but are not sufficient.
    #[must_use]
    pub fn is_forbidden(&self) -> bool {
        self.status() == Some(StatusCode::FORBIDDEN)
    }

    /// Returns whether the response was 409: the object to be created already exists.
    #[must_use]
    pub fn is_conflict(&self) -> bool {
        self.status() == Some(StatusCode::CONFLICT)
    }

    /// Returns whether the response was 429.
    #[must_use]
    pub fn is_rate_limited(&self) -> bool {
        self.status() == Some(StatusCode::TOO_MANY_REQUESTS)
    }

    /// Returns whether authentication failed before the call itself was sent. If that was because the
    /// network failed, [`kind`](Self::kind) says how.
    #[must_use]
    pub fn is_authentication(&self) -> bool {
        self.0.is_authentication
    }

    /// Returns whether the call failed because no complete response was received in time.
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

    /// Returns whether the same call may succeed later: the connection could not be made or broke,
    /// time ran out, or the status is 408, 429, 500, 502, 503 or 504.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        self.0.is_transient
    }

    /// Returns how long the server asks the client to wait before the next attempt (`Retry-After`,
    /// RFC 9110, section 10.2.3). A date is converted to a delay from now. For a token endpoint that
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

/// Constructors for the layers above.
impl Error {
    pub(crate) fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self(Arc::new(Inner {
            kind,
            message: message.into(),
            is_transient: false,
            is_authentication: kind == ErrorKind::Authentication,
            status: None,
            headers: None,
            retry_after: None,
            reason: Reason::default(),
            json_path: None,
            odd_element: None,
            source: None,
            attempts: 0,
            elapsed: Duration::ZERO,
        }))
    }

    /// Creates the error for a client that cannot be built.
    pub(crate) fn configuration(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Configuration, message)
    }

    /// Creates the error for a request that is not sent.
    pub(crate) fn invalid_request(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::InvalidRequest, message)
    }

    /// Creates the error for a success response that cannot be read.
    pub(crate) fn unreadable(status: StatusCode, cause: impl fmt::Display) -> Self {
        let message = format!("the {status} response cannot be read: {cause}");
        Self::new(ErrorKind::Unreadable, message).with_status(status)
    }

    /// Creates the error for failed authentication.
    pub(crate) fn authentication(cause: impl fmt::Display) -> Self {
        let message = format!("authentication failed: {cause}");
        Self::new(ErrorKind::Authentication, message)
    }

    /// Returns the same failure, of the same kind, as one that authentication met with.
    pub(crate) fn while_authenticating(self) -> Self {
        if self.is_authentication() {
            return self;
        }
        self.with(|inner| {
            inner.message = format!("authentication failed: {}", inner.message);
            inner.is_authentication = true;
        })
    }

    fn with(mut self, complete: impl FnOnce(&mut Inner)) -> Self {
        complete(Arc::make_mut(&mut self.0));
        self
    }

    /// Returns the same error, marked as transient.
    pub(crate) fn transient(self) -> Self {
        self.with(|inner| inner.is_transient = true)
    }

    /// Returns the same error, with the status of its response.
    pub(crate) fn with_status(self, status: StatusCode) -> Self {
        self.with(|inner| inner.status = Some(status))
    }

    /// Returns the same error, with the headers of its response.
    pub(crate) fn with_headers(self, headers: &HeaderMap) -> Self {
        self.with(|inner| inner.headers = Some(headers.clone()))
    }

    /// Returns the same error, with how long to wait, whatever its headers say.
    pub(crate) fn with_retry_after(self, wait: Duration) -> Self {
        self.with(|inner| inner.retry_after = Some(wait))
    }

    pub(crate) fn with_reason(self, reason: Reason) -> Self {
        self.with(|inner| inner.reason = reason)
    }

    pub(crate) fn with_odd_element(self, element: Other) -> Self {
        self.with(|inner| inner.odd_element = Some(element))
    }

    pub(crate) fn with_json_path(self, path: Option<String>) -> Self {
        self.with(|inner| inner.json_path = path)
    }

    pub(crate) fn with_source(
        self,
        source: impl std::error::Error + Send + Sync + 'static,
    ) -> Self {
        self.with(|inner| inner.source = Some(Arc::new(source)))
    }

    pub(crate) fn with_boxed_source(
        self,
        source: Box<dyn std::error::Error + Send + Sync>,
    ) -> Self {
        self.with(|inner| inner.source = Some(Arc::from(source)))
    }

    /// Returns the same error, with the number of attempts and the time that the call took.
    pub(crate) fn after(self, attempts: u32, elapsed: Duration) -> Self {
        self.with(|inner| {
            inner.attempts = attempts;
            inner.elapsed = elapsed;
        })
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
