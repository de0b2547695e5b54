//! What can go wrong.

mod making;

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use reqwest::StatusCode;
use reqwest::header::{HeaderMap, RETRY_AFTER};

use crate::RateLimit;
use crate::types::ApiError;

/// The result of this crate's functions.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a client could not be built, or a call did not succeed.
///
/// `Display` is one sentence; [`source`](std::error::Error::source) leads to what lies below it.
/// Neither shows a secret, nor more of a response's body than Atlas's own error code and sentence.
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
///     Err(error) if error.is_transient() => println!("later, perhaps: {error}"),
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
    transient: bool,
    status: Option<StatusCode>,
    headers: HeaderMap,
    api_error: Option<ApiError>,
    error_code: Option<String>,
    detail: Option<String>,
    json_path: Option<String>,
    source: Option<Arc<dyn std::error::Error + Send + Sync>>,
    attempts: u32,
    elapsed: Duration,
}

/// The kinds of [`Error`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The client's settings do not make a client.
    Configuration,
    /// A parameter is missing or invalid; nothing was sent.
    InvalidRequest,
    /// The credentials could not be used, or no access token was to be had.
    Authentication,
    /// No connection was made; nothing was sent.
    Connection,
    /// There was no whole answer in time.
    Timeout,
    /// The connection broke before the answer was whole.
    Interrupted,
    /// Atlas, or something on the way to it, answered with an error.
    Status,
    /// Atlas answered with a success that cannot be read.
    Unreadable,
}

impl Error {
    /// What kind of error it is.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The status of the answer, whenever there was one; under `envelope` the one inside it.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        self.0.status
    }

    /// Atlas's own name for the error, such as `RESOURCE_NOT_FOUND`.
    #[must_use]
    pub fn error_code(&self) -> Option<&str> {
        self.0.error_code.as_deref()
    }

    /// Atlas's own sentence about the error.
    #[must_use]
    pub fn detail(&self) -> Option<&str> {
        self.0.detail.as_deref()
    }

    /// The whole error as Atlas documents it, where the answer had that form.
    #[must_use]
    pub fn api_error(&self) -> Option<&ApiError> {
        self.0.api_error.as_ref()
    }

    /// Where an answer is not what it should be, as an RFC 9535 JSONPath such as `$.region`.
    #[must_use]
    pub fn json_path(&self) -> Option<&str> {
        self.0.json_path.as_deref()
    }

    /// Whether the answer was 404.
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        self.status() == Some(StatusCode::NOT_FOUND)
    }

    /// Whether the answer was 401: the credentials are not accepted.
    #[must_use]
    pub fn is_unauthorized(&self) -> bool {
        self.status() == Some(StatusCode::UNAUTHORIZED)
    }

    /// Whether the answer was 403: the credentials are accepted and do not suffice.
    #[must_use]
    pub fn is_forbidden(&self) -> bool {
        self.status() == Some(StatusCode::FORBIDDEN)
    }

    /// Whether the answer was 409: what was to be created exists.
    #[must_use]
    pub fn is_conflict(&self) -> bool {
        self.status() == Some(StatusCode::CONFLICT)
    }

    /// Whether the answer was 429.
    #[must_use]
    pub fn is_rate_limited(&self) -> bool {
        self.status() == Some(StatusCode::TOO_MANY_REQUESTS)
    }

    /// Whether it is the authentication that failed, before the call itself.
    #[must_use]
    pub fn is_authentication(&self) -> bool {
        self.0.kind == ErrorKind::Authentication
    }

    /// Whether there was no whole answer in time.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        self.0.kind == ErrorKind::Timeout
    }

    /// How many attempts the call made; 0 where it made none.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// How long the call took, the waiting between its attempts included.
    #[must_use]
    pub fn elapsed(&self) -> Duration {
        self.0.elapsed
    }

    /// Whether the same call may succeed later: there was no connection or it broke, time ran
    /// out, or the status is 408, 429, 500, 502, 503 or 504.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        self.0.transient
    }

    /// How long the server asks to wait before the next try (`Retry-After`, RFC 9110, section
    /// 10.2.3), counted from now where the server named a date.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        let value = self.0.headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
        if let Ok(seconds) = value.parse() {
            return Some(Duration::from_secs(seconds));
        }
        let date = httpdate::parse_http_date(value).ok()?;
        Some(date.duration_since(SystemTime::now()).unwrap_or_default())
    }

    /// What the server said of its rate limit, where there was an answer.
    #[must_use]
    pub fn rate_limit(&self) -> RateLimit {
        RateLimit::from_headers(&self.0.headers)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner {
            message,
            attempts,
            elapsed,
            ..
        } = &*self.0;
        f.write_str(message)?;
        if *attempts > 1 {
            write!(
                f,
                " (after {attempts} attempts in {:.1} s)",
                elapsed.as_secs_f64()
            )?;
        }
        Ok(())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner {
            kind,
            message,
            status,
            error_code,
            json_path,
            attempts,
            ..
        } = &*self.0;
        let mut debug = f.debug_struct("Error");
        debug.field("kind", kind).field("message", message);
        if let Some(status) = status {
            debug.field("status", &status.as_u16());
        }
        if let Some(error_code) = error_code {
            debug.field("error_code", error_code);
        }
        if let Some(json_path) = json_path {
            debug.field("json_path", json_path);
        }
        if *attempts > 0 {
            debug.field("attempts", attempts);
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
