//! The settings of a client.

#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::time::Duration;

use reqwest::header::HeaderValue;
use reqwest::redirect::Policy;

use super::{Client, DEFAULT_API_DATE, Inner, base_url};
use crate::credentials::{CLOUD, Credentials};
use crate::error::{Error, Result};
use crate::http::{Http, media_type, tls};
use crate::pipeline::Pipeline;
use crate::pipeline::retry::RetryPolicy;
use atlas_integrations_model::excerpt::quoted;

/// The settings of a [`Client`]. Only the credentials are required.
#[derive(Clone, Debug)]
#[must_use]
pub struct ClientBuilder {
    credentials: Option<Credentials>,
    base_url: String,
    api_date: String,
    user_agent: Option<String>,
    timeout: Option<Duration>,
    connect_timeout: Option<Duration>,
    response_limit: usize,
    retry: RetryPolicy,
    http_client: Option<reqwest::Client>,
}

impl Default for ClientBuilder {
    fn default() -> Self {
        Self {
            credentials: None,
            base_url: CLOUD.to_owned(),
            api_date: DEFAULT_API_DATE.to_owned(),
            user_agent: None,
            timeout: Some(Duration::from_secs(60)),
            connect_timeout: Some(Duration::from_secs(10)),
            response_limit: 16 << 20,
            retry: RetryPolicy::default(),
            http_client: None,
        }
    }
}

impl ClientBuilder {
    /// Sets the credentials. Required.
    pub fn credentials(mut self, credentials: Credentials) -> Self {
        self.credentials = Some(credentials);
        self
    }

    /// Sets the base URL: [`CLOUD`] (the default), [`GOVERNMENT_CLOUD`](crate::GOVERNMENT_CLOUD), or
    /// another server with Atlas's API. It may have a path and end with a slash. Plain `http` is
    /// accepted only for loopback addresses, since every request carries credentials.
    pub fn base_url(mut self, base_url: impl Into<String>) -> Self {
        self.base_url = base_url.into();
        self
    }

    /// Sets the API date, `YYYY-MM-DD`: Atlas responds with the newest version of a resource that is
    /// no newer than this date. The default is [`DEFAULT_API_DATE`].
    pub fn api_date(mut self, api_date: impl Into<String>) -> Self {
        self.api_date = api_date.into();
        self
    }

    /// Sets what precedes the client's own name in the `User-Agent` header, such as `my-service/1.2`.
    pub fn user_agent(mut self, user_agent: impl Into<String>) -> Self {
        self.user_agent = Some(user_agent.into());
        self
    }

    /// Sets how long one attempt may take, from connecting to the last byte of the response: 60
    /// seconds by default; `None` means no limit.
    pub fn timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.timeout = timeout.into();
        self
    }

    /// Sets how long connecting may take: 10 seconds by default; `None` means the limit of the
    /// operating system. It does not apply to an [`http_client`](Self::http_client) of your own.
    pub fn connect_timeout(mut self, connect_timeout: impl Into<Option<Duration>>) -> Self {
        self.connect_timeout = connect_timeout.into();
        self
    }

    /// Sets the maximum size of a response, in bytes and after decompression: 16 MiB by default. A
    /// longer response is an error, and is read no further than this.
    ///
    /// Reading and decoding a response takes at most four times as much memory, whatever stands in it.
    /// A response is therefore decoded only if it has at most one JSON value for each 128 bytes of the
    /// limit, or 10,000 if that is more, and no string of more than half of it. With a limit below
    /// 1 MiB, these 10,000 values may take 4 MiB.
    pub fn response_limit(mut self, bytes: usize) -> Self {
        self.response_limit = bytes;
        self
    }

    /// Sets when a call is retried; see [`RetryPolicy`].
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = policy;
        self
    }

    /// Sets a `reqwest` client of your own, for your own proxy, certificates or TLS library. It keeps
    /// its redirect policy, whereas the default client follows no redirects, so that credentials are
    /// sent only to the base URL.
    pub fn http_client(mut self, http_client: reqwest::Client) -> Self {
        self.http_client = Some(http_client);
        self
    }

    /// Builds the client, without any network I/O.
    ///
    /// # Errors
    ///
    /// A setting is missing or invalid, or TLS cannot be set up, for example because the system has no
    /// trusted certificates.
    pub fn build(self) -> Result<Client> {
        let base_url = base_url::parse(&self.base_url)?;
        let prefix = base_url.as_str().trim_end_matches('/').to_owned();
        let accept = media_type::accept(&self.api_date)?;
        let user_agent = user_agent(self.user_agent.as_deref())?;
        let Some(credentials) = self.credentials else {
            return Err(Error::configuration(
                "missing credentials: call `.credentials(…)` before `.build()`",
            ));
        };
        let authenticator = credentials.into_authenticator(&prefix)?;
        let client = match self.http_client {
            Some(client) => client,
            None => http_client(base_url.scheme(), self.connect_timeout)?,
        };
        let host = base_url.host_str().unwrap_or_default().to_owned();
        let port = base_url.port_or_known_default().unwrap_or_default();
        let http = Http {
            client,
            user_agent,
            timeout: self.timeout,
            response_limit: self.response_limit,
        };
        Ok(Client(Arc::new(Inner {
            base_url: prefix,
            accept,
            pipeline: Pipeline {
                http,
                authenticator,
                retry: self.retry,
                server: (host, port),
            },
        })))
    }
}

/// Builds the HTTP client for URLs of `scheme`. It follows no redirects.
fn http_client(scheme: &str, connect_timeout: Option<Duration>) -> Result<reqwest::Client> {
    let mut builder = reqwest::Client::builder().redirect(Policy::none());
    if scheme == "http" {
        // Plain http must not leave the machine, not even through a proxy.
        builder = builder.no_proxy();
    }
    if let Some(limit) = connect_timeout {
        builder = builder.connect_timeout(limit);
    }
    tls::build(builder, scheme == "https")
}

fn user_agent(theirs: Option<&str>) -> Result<HeaderValue> {
    const OURS: &str = concat!("atlas-integrations/", env!("CARGO_PKG_VERSION"));
    let text = match theirs {
        Some(theirs) => format!("{theirs} {OURS}"),
        None => OURS.to_owned(),
    };
    HeaderValue::from_str(&text).map_err(|_| {
        Error::configuration(format!(
            "invalid user_agent: {} cannot be sent in a header, which allows only visible ASCII",
            quoted(theirs.unwrap_or_default())
        ))
    })
}
