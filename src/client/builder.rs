//! The settings of a client.

#[cfg(test)]
mod tests;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use reqwest::header::HeaderValue;

use super::{Base, Client, DEFAULT_API_DATE, Inner};
use crate::credentials::{CLOUD, Credentials, base_url};
use crate::environment::Environment;
use crate::error::{Error, Result};
use crate::http::network::{Network, NetworkSettings};
use crate::http::proxy::ProxySetting;
use crate::http::tls::TlsSettings;
use crate::http::{Http, media_type};
use crate::pipeline::Pipeline;
use crate::pipeline::retry::RetryPolicy;
use atlas_integrations_model::Secret;
use atlas_integrations_model::excerpt::quoted;

/// The settings of a [`Client`]. Only the credentials are required.
#[derive(Clone)]
#[must_use]
pub struct ClientBuilder {
    credentials: Option<Credentials>,
    base_url: Option<String>,
    api_date: String,
    user_agent: Option<String>,
    timeout: Option<Duration>,
    response_limit: usize,
    retry: RetryPolicy,
    network: NetworkSettings,
}

impl Default for ClientBuilder {
    fn default() -> Self {
        Self {
            credentials: None,
            base_url: None,
            api_date: DEFAULT_API_DATE.to_owned(),
            user_agent: None,
            timeout: Some(Duration::from_secs(60)),
            response_limit: 16 << 20,
            retry: RetryPolicy::default(),
            network: NetworkSettings {
                connect_timeout: Some(Duration::from_secs(10)),
                proxy: ProxySetting::default(),
                tls: TlsSettings::default(),
                changes: Vec::new(),
                client: None,
            },
        }
    }
}

impl ClientBuilder {
    /// Sets the credentials. Required.
    pub fn credentials(mut self, credentials: Credentials) -> Self {
        self.credentials = Some(credentials);
        self
    }

    /// Sets the base URL: [`CLOUD`], [`GOVERNMENT_CLOUD`](crate::GOVERNMENT_CLOUD), or another server
    /// with Atlas's API. The default is the server that the credentials are for, if they come from the
    /// environment or a profile that names one, and otherwise [`CLOUD`].
    ///
    /// It may have a path and end with a slash; `/api/atlas/v2` at its end, which MongoDB's own tools
    /// accept, is left out. Plain `http` is accepted only for loopback addresses, since every request
    /// carries credentials.
    pub fn base_url(mut self, base_url: impl Into<String>) -> Self {
        self.base_url = Some(base_url.into());
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

    /// Sets how long one request may take, from connecting to the last byte of the response: 60
    /// seconds by default; `None` means no limit. An attempt may need several requests: one for a token,
    /// and another after a 401.
    pub fn timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.timeout = timeout.into();
        self
    }

    /// Sets how long connecting may take: 10 seconds by default; `None` means the limit of the
    /// operating system. It does not apply to an [`http_client`](Self::http_client) of your own.
    pub fn connect_timeout(mut self, connect_timeout: impl Into<Option<Duration>>) -> Self {
        self.network.connect_timeout = connect_timeout.into();
        self
    }

    /// Sets the maximum size of a response, in bytes and after decompression: 16 MiB by default. A
    /// longer response is an error, and is read no further than this.
    ///
    /// Reading and decoding a response takes at most four times as much memory, whatever it contains.
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

    /// Sets the proxy, such as `http://proxy.example:3128`, in place of the one that the environment
    /// names. Its URL may contain a user name and a password. A `socks5` URL needs the feature `socks`.
    pub fn proxy(mut self, url: impl Into<Secret>) -> Self {
        self.network.proxy = ProxySetting::Url(url.into());
        self
    }

    /// Uses no proxy, not even one that the environment names.
    pub fn no_proxy(mut self) -> Self {
        self.network.proxy = ProxySetting::None;
        self
    }

    /// Trusts the certificates of an authority, in PEM format (RFC 7468), besides those that the system
    /// trusts. Can be called several times.
    pub fn root_certificate(mut self, pem: impl AsRef<[u8]>) -> Self {
        let pem = pem.as_ref().into();
        self.network.tls.root_certificates.push(pem);
        self
    }

    /// Sets the client's own certificate, for a server that asks for one: the certificate, followed by
    /// those that lead to its issuer, and its private key, in PEM format (RFC 7468).
    pub fn client_certificate(
        mut self,
        pem: impl AsRef<[u8]>,
        private_key: impl Into<Secret>,
    ) -> Self {
        self.network.tls.client_certificate = Some((pem.as_ref().into(), private_key.into()));
        self
    }

    /// Changes settings of the HTTP client that have no method here, such as keep-alive, DNS or the
    /// local address. TLS and redirects stay as they are: redirects are not followed, so that credentials
    /// are sent only to the base URL.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// use atlas_integrations::{Client, Credentials};
    ///
    /// let client = Client::builder()
    ///     .credentials(Credentials::bearer("token"))
    ///     .configure_http(|builder| builder.pool_idle_timeout(Duration::from_secs(20)))
    ///     .build()?;
    /// # Ok::<(), atlas_integrations::Error>(())
    /// ```
    pub fn configure_http(
        mut self,
        change: impl Fn(reqwest::ClientBuilder) -> reqwest::ClientBuilder + Send + Sync + 'static,
    ) -> Self {
        self.network.changes.push(Arc::new(change));
        self
    }

    /// Sets a `reqwest` client of your own, for what cannot be set here; build it with
    /// [`http_client_builder`](crate::http_client_builder). A proxy, certificates and
    /// [`configure_http`](Self::configure_http) cannot be set besides, and the connect timeout and the
    /// proxy variables are its own affair.
    ///
    /// A client that follows redirects sends no body to where they lead, and a response from another
    /// server is an error.
    pub fn http_client(mut self, http_client: reqwest::Client) -> Self {
        self.network.client = Some(http_client);
        self
    }

    /// Builds the client, without any network I/O.
    ///
    /// # Errors
    ///
    /// A setting is missing or invalid, a variable that names a proxy or trusted certificates cannot be
    /// heeded, or TLS cannot be set up, for example because the system has no trusted certificates.
    pub fn build(self) -> Result<Client> {
        self.build_in(Environment::process())
    }

    fn build_in(self, env: Environment<'_>) -> Result<Client> {
        let base_url = base_url::parse(self.place())
            .map_err(|fault| Error::configuration(format!("invalid base_url: it {fault}")))?;
        let prefix = base_url::prefix(&base_url);
        let accept = media_type::accept(&self.api_date)?;
        let user_agent = user_agent(self.user_agent.as_deref())?;
        let Some(credentials) = self.credentials else {
            return Err(Error::configuration(
                "missing credentials: call `.credentials(…)` before `.build()`",
            ));
        };
        let authenticator = credentials.into_authenticator(&prefix)?;
        let Network {
            client,
            proxy,
            first_request,
            may_redirect,
        } = self.network.build(&base_url, env)?;
        let host = base_url.host_str().unwrap_or_default().to_owned();
        let port = base_url.port_or_known_default().unwrap_or_default();
        let http = Http {
            client,
            proxy,
            first_request,
            may_redirect,
            user_agent,
            timeout: self.timeout,
            response_limit: self.response_limit,
        };
        Ok(Client(Arc::new(Inner {
            base: Base::new(prefix, base_url),
            accept,
            pipeline: Pipeline {
                http,
                authenticator,
                retry: self.retry,
                server: (host, port),
            },
        })))
    }

    /// Returns the base URL as it is set, without a check.
    fn place(&self) -> &str {
        let theirs = || self.credentials.as_ref()?.base_url();
        self.base_url.as_deref().or_else(theirs).unwrap_or(CLOUD)
    }
}

/// Shows nothing of a proxy, a certificate or an invalid base URL, which may contain a password.
impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("credentials", &self.credentials)
            .field("base_url", &base_url::shown(self.place()))
            .field("api_date", &self.api_date)
            .field("user_agent", &self.user_agent)
            .field("timeout", &self.timeout)
            .field("connect_timeout", &self.network.connect_timeout)
            .field("response_limit", &self.response_limit)
            .field("retry", &self.retry)
            .finish_non_exhaustive()
    }
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
