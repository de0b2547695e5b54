//! Making a client, and what it holds.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use reqwest::Url;
use reqwest::header::HeaderValue;
use reqwest::redirect::Policy;

use crate::auth::Authenticator;
use crate::credentials::Credentials;
use crate::error::{Error, Result};
use crate::quote::quoted;
use crate::runtime::ClientInfo;
use crate::transport::media_type;
use crate::transport::retry::RetryPolicy;
use crate::{Client, tls};

/// Atlas. The base URL of a client that is given none.
pub const CLOUD: &str = "https://cloud.mongodb.com";

/// Atlas for Government.
pub const GOVERNMENT_CLOUD: &str = "https://cloud.mongodbgov.com";

/// The date of the API that a client asks for unless told otherwise: the one that its operations
/// and types were generated for.
pub const DEFAULT_API_DATE: &str = "2025-03-12";

/// The parts of a [`Client`] that are not generated.
#[derive(Clone)]
pub(crate) struct Inner(Arc<Shared>);

/// What all clones of a client share.
pub(crate) struct Shared {
    pub(crate) authenticator: Authenticator,
    pub(crate) accept: HeaderValue,
    pub(crate) user_agent: HeaderValue,
    pub(crate) timeout: Option<Duration>,
    pub(crate) response_limit: usize,
    pub(crate) retry: RetryPolicy,
    pub(crate) server: (String, u16),
}

impl std::ops::Deref for Inner {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.0
    }
}

impl Client {
    /// Starts to build a client.
    ///
    /// ```
    /// use atlas_integrations::{Client, Credentials};
    ///
    /// let client = Client::builder()
    ///     .credentials(Credentials::service_account("mdb_sa_id_0123", "mdb_sa_sk_4567"))
    ///     .build()?;
    /// # Ok::<(), atlas_integrations::Error>(())
    /// ```
    pub fn builder() -> ClientBuilder {
        ClientBuilder::default()
    }

    /// The base URL, without a slash at its end.
    #[must_use]
    pub fn base_url(&self) -> &str {
        self.baseurl()
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("base_url", &self.baseurl())
            .field("accept", &self.inner().accept)
            .field("authenticator", &self.inner().authenticator)
            .finish_non_exhaustive()
    }
}

/// The settings of a [`Client`]. Only the credentials have no default.
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
    /// Who calls. There is no default.
    pub fn credentials(mut self, credentials: Credentials) -> Self {
        self.credentials = Some(credentials);
        self
    }

    /// Where Atlas is: [`CLOUD`] unless set, [`GOVERNMENT_CLOUD`], or another place that speaks
    /// Atlas's API. It may have a path and end with a slash. Plain `http` is taken for loopback
    /// addresses only, since every request carries credentials.
    pub fn base_url(mut self, base_url: impl Into<String>) -> Self {
        self.base_url = base_url.into();
        self
    }

    /// The date of the API, `YYYY-MM-DD`: Atlas answers with the newest version of a resource
    /// that is not newer. [`DEFAULT_API_DATE`] unless set.
    pub fn api_date(mut self, api_date: impl Into<String>) -> Self {
        self.api_date = api_date.into();
        self
    }

    /// What goes before the client's own name in the header `User-Agent`, such as
    /// `my-service/1.2`.
    pub fn user_agent(mut self, user_agent: impl Into<String>) -> Self {
        self.user_agent = Some(user_agent.into());
        self
    }

    /// How long one attempt may take, from the connection to the last byte of the answer. 60
    /// seconds unless set; `None` waits forever.
    pub fn timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.timeout = timeout.into();
        self
    }

    /// How long making a connection may take. 10 seconds unless set; `None` waits as long as the
    /// operating system. An [`http_client`](Self::http_client) of one's own has its own.
    pub fn connect_timeout(mut self, connect_timeout: impl Into<Option<Duration>>) -> Self {
        self.connect_timeout = connect_timeout.into();
        self
    }

    /// How many bytes an answer may have, 16 MiB unless set. A longer one is an error, and is
    /// read no further than this.
    pub fn response_limit(mut self, bytes: usize) -> Self {
        self.response_limit = bytes;
        self
    }

    /// When a call is tried again; see [`RetryPolicy`], whose default holds unless set.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = policy;
        self
    }

    /// A `reqwest` client of one's own, for one's own proxy, certificates or TLS library. It
    /// keeps its own redirect policy: the client made without it follows no redirect, so that
    /// credentials stay where they belong.
    pub fn http_client(mut self, http_client: reqwest::Client) -> Self {
        self.http_client = Some(http_client);
        self
    }

    /// Makes the client, without any I/O on the network.
    ///
    /// # Errors
    ///
    /// A setting that is missing or invalid, or TLS that cannot be set up, as on a system without
    /// a single trusted certificate.
    pub fn build(self) -> Result<Client> {
        let base_url = check_base_url(&self.base_url)?;
        let Some(credentials) = self.credentials else {
            return Err(Error::configuration(
                "there are no credentials: call `.credentials(…)` before `.build()`",
            ));
        };
        let prefix = base_url.as_str().trim_end_matches('/');
        let shared = Shared {
            authenticator: Authenticator::new(credentials, prefix)?,
            accept: media_type::accept(&self.api_date)?,
            user_agent: user_agent(self.user_agent.as_deref())?,
            timeout: self.timeout,
            response_limit: self.response_limit,
            retry: self.retry,
            server: (
                base_url.host_str().unwrap_or_default().to_owned(),
                base_url.port_or_known_default().unwrap_or_default(),
            ),
        };
        let http_client = match self.http_client {
            Some(http_client) => http_client,
            None => {
                let builder = reqwest::Client::builder().redirect(Policy::none());
                let builder = match base_url.scheme() {
                    // Plain http must not leave the machine, through a proxy either.
                    "http" => builder.no_proxy(),
                    _ => builder,
                };
                let builder = match self.connect_timeout {
                    Some(limit) => builder.connect_timeout(limit),
                    None => builder,
                };
                tls::build(builder, base_url.scheme() == "https")?
            }
        };
        Ok(Client::new_with_client(
            prefix,
            http_client,
            Inner(Arc::new(shared)),
        ))
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
            "invalid user_agent: {} cannot stand in a header; visible ASCII characters can",
            quoted(theirs.unwrap_or_default())
        ))
    })
}

fn check_base_url(text: &str) -> Result<Url> {
    let invalid = |rule: &str| Error::configuration(format!("invalid base_url: {rule}"));
    let url = Url::parse(text)
        .map_err(|error| invalid(&format!("{} is not a URL: {error}", quoted(text))))?;
    if !url.username().is_empty() || url.password().is_some() {
        // Not quoted, since it holds a password.
        return Err(invalid(
            "it must not hold a user's name or password; `credentials` is for these",
        ));
    }
    let Some(host) = url.host_str() else {
        return Err(invalid(&format!("{} has no host", quoted(text))));
    };
    if url.query().is_some() || url.fragment().is_some() {
        return Err(invalid(&format!(
            "{} must not have a query or a fragment",
            quoted(text)
        )));
    }
    match url.scheme() {
        "https" => Ok(url),
        "http" if is_loopback(host) => Ok(url),
        "http" => Err(invalid(&format!(
            "{} is plain http, which would show the credentials to everybody on the way; https \
             is needed, except to a loopback address",
            quoted(text)
        ))),
        _ => Err(invalid(&format!(
            "{} is neither https nor http",
            quoted(text)
        ))),
    }
}

fn is_loopback(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost"
        || address
            .parse::<std::net::IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn base_url(text: &str) -> Result<String> {
        let builder = Client::builder().base_url(text);
        let builder = builder.http_client(tls::build(reqwest::Client::builder(), false)?);
        let client = builder.credentials(Credentials::bearer("t")).build()?;
        Ok(client.base_url().to_owned())
    }

    #[test]
    fn a_base_url_may_have_a_path_and_end_with_a_slash() {
        for (given, kept) in [
            ("https://cloud.mongodb.com", "https://cloud.mongodb.com"),
            ("https://cloud.mongodb.com/", "https://cloud.mongodb.com"),
            (
                "https://gate.example:8443/atlas//",
                "https://gate.example:8443/atlas",
            ),
            ("http://localhost:1/a", "http://localhost:1/a"),
            ("http://127.0.0.9:1", "http://127.0.0.9:1"),
            ("http://[::1]:1/", "http://[::1]:1"),
        ] {
            assert_eq!(base_url(given).expect(given), kept);
        }
    }

    #[test]
    fn a_base_url_that_would_leak_or_mislead_is_refused() {
        for (given, rule) in [
            ("", "is not a URL"),
            ("cloud.mongodb.com", "is not a URL"),
            ("http://cloud.mongodb.com", "is plain http"),
            ("http://localhost.example", "is plain http"),
            ("http://128.0.0.1", "is plain http"),
            ("ftp://cloud.mongodb.com", "is neither https nor http"),
            ("unix:/run/atlas", "has no host"),
            ("https://cloud.mongodb.com/?a=b", "query or a fragment"),
            ("https://cloud.mongodb.com/#a", "query or a fragment"),
            (
                "https://user:sesame@cloud.mongodb.com",
                "`credentials` is for these",
            ),
        ] {
            let error = base_url(given).expect_err(given);
            assert_eq!(error.kind(), crate::ErrorKind::Configuration);
            assert!(error.to_string().contains(rule), "{error}");
            assert!(!error.to_string().contains("sesame"), "{error}");
        }
    }

    #[test]
    fn what_is_missing_or_invalid_is_named() {
        let error = Client::builder().build().expect_err("no credentials");
        assert!(
            error.to_string().contains("call `.credentials(…)`"),
            "{error}"
        );

        let builder = || Client::builder().credentials(Credentials::bearer("t"));
        let error = builder().user_agent("a\nb").build().expect_err("no header");
        assert!(
            error.to_string().contains(r#"user_agent: "a\nb""#),
            "{error}"
        );
        let error = builder()
            .api_date("12.3.2025")
            .build()
            .expect_err("no date");
        assert!(
            error.to_string().contains(r#"api_date: "12.3.2025""#),
            "{error}"
        );
        let error = Client::builder()
            .credentials(Credentials::bearer("a\nb"))
            .build();
        let error = error.expect_err("no header").to_string();
        assert!(
            error.contains("token") && !error.contains("a\nb"),
            "{error}"
        );
    }

    #[test]
    fn the_default_api_date_is_that_of_the_document() {
        assert_eq!(
            DEFAULT_API_DATE,
            <Client as ClientInfo<Inner>>::api_version()
        );
    }

    #[test]
    fn a_client_can_be_shared() {
        fn shared<T: Clone + Send + Sync + 'static>() {}
        shared::<Client>();
        shared::<Error>();
    }
}
