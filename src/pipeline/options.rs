//! Options for one call.

use std::fmt;
use std::time::Duration;

use reqwest::header::{HeaderMap, HeaderName, HeaderValue};

use super::retry::RetryPolicy;
use crate::error::{Error, Result};
use crate::http::{Draft, media_type};
use atlas_integrations_model::excerpt::quoted;

/// The headers that the client sets itself.
const RESERVED: [&str; 9] = [
    "accept",
    "accept-encoding",
    "authorization",
    "connection",
    "content-length",
    "content-type",
    "host",
    "transfer-encoding",
    "user-agent",
];

/// Options for one call, which override those of the client. Options that are not set keep the
/// client's value.
///
/// ```
/// # let client = atlas_integrations::Client::builder()
/// #     .credentials(atlas_integrations::Credentials::bearer("token")).build()?;
/// use std::time::Duration;
///
/// use atlas_integrations::{CallOptions, RetryPolicy};
///
/// let options = CallOptions::default()
///     .timeout(Duration::from_secs(5))
///     .retry(RetryPolicy::none())
///     .header("x-request-id", "4711");
/// let list = client.list_projects().with(options);
/// # Ok::<(), atlas_integrations::Error>(())
/// ```
#[derive(Clone, Default)]
#[must_use]
pub struct CallOptions {
    timeout: Option<Option<Duration>>,
    retry: Option<RetryPolicy>,
    api_date: Option<String>,
    headers: Vec<(String, String)>,
}

impl CallOptions {
    /// Sets how long the request may take each time that it is sent, from connecting to the last byte of
    /// the response; `None` means no limit. A request for a token has the limit of the client.
    pub fn timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.timeout = Some(timeout.into());
        self
    }

    /// Sets when the call is retried, and its deadline.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = Some(policy);
        self
    }

    /// Sets the API date, `YYYY-MM-DD`.
    pub fn api_date(mut self, api_date: impl Into<String>) -> Self {
        self.api_date = Some(api_date.into());
        self
    }

    /// Adds a header, such as `x-request-id`. Its value is not logged. Headers that the client sets
    /// itself, such as `Authorization` and `Accept`, are rejected.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    pub(crate) fn retry_policy(&self) -> Option<&RetryPolicy> {
        self.retry.as_ref()
    }

    /// Returns the `Accept` value for the API date, if one is set.
    pub(crate) fn accept(&self) -> Result<Option<HeaderValue>> {
        let accept = self.api_date.as_deref().map(media_type::accept);
        accept
            .transpose()
            .map_err(|error| Error::invalid_request(error.to_string()))
    }

    /// Returns the additional headers.
    pub(crate) fn headers(&self) -> Result<HeaderMap> {
        let mut headers = HeaderMap::new();
        for (name, value) in &self.headers {
            let invalid = |rule: &str| {
                Error::invalid_request(format!("invalid header {}: {rule}", quoted(name)))
            };
            let name = HeaderName::from_bytes(name.as_bytes())
                .map_err(|_| invalid("it is not a valid header name"))?;
            if RESERVED.contains(&name.as_str()) {
                return Err(invalid("it is set by the client itself"));
            }
            // Not quoted, since it may be a secret.
            let mut value = HeaderValue::from_str(value)
                .map_err(|_| invalid("its value contains characters other than visible ASCII"))?;
            value.set_sensitive(true);
            headers.append(name, value);
        }
        Ok(headers)
    }

    /// Applies the options that concern the request itself to `draft`.
    pub(crate) fn apply(&self, draft: &mut Draft) -> Result<()> {
        if let Some(timeout) = self.timeout {
            draft.timeout = timeout;
        }
        if let Some(accept) = self.accept()? {
            draft.accept = accept;
        }
        draft.headers.extend(self.headers()?);
        Ok(())
    }
}

/// Header values are left out, since they may be secrets.
impl fmt::Debug for CallOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let headers: Vec<_> = self.headers.iter().map(|(name, _)| name).collect();
        f.debug_struct("CallOptions")
            .field("timeout", &self.timeout)
            .field("retry", &self.retry)
            .field("api_date", &self.api_date)
            .field("headers", &headers)
            .finish()
    }
}
