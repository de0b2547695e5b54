//! How the client reaches the server: proxy, certificates, or an HTTP client of the caller's own.

use std::sync::Arc;
use std::time::Duration;

use reqwest::redirect::Policy;
use reqwest::{ClientBuilder, Url};

use super::first_request::FirstRequest;
use super::proxy::{ProxyName, ProxySetting};
use super::tls::{self, TlsSettings};
use crate::environment::Environment;
use crate::error::{Error, Result};

/// A change to the settings of the HTTP client.
type Change = Arc<dyn Fn(ClientBuilder) -> ClientBuilder + Send + Sync>;

/// The settings that concern the network.
#[derive(Clone)]
pub(crate) struct NetworkSettings {
    pub(crate) connect_timeout: Option<Duration>,
    pub(crate) proxy: ProxySetting,
    pub(crate) tls: TlsSettings,
    pub(crate) changes: Vec<Change>,
    pub(crate) client: Option<reqwest::Client>,
}

/// The HTTP client, and what is known about it.
pub(crate) struct Network {
    pub(crate) client: reqwest::Client,
    /// What the proxy is called in messages, if there is one.
    pub(crate) proxy: Option<ProxyName>,
    pub(crate) first_request: FirstRequest,
    /// Whether it may follow redirects, since it is the caller's own.
    pub(crate) may_redirect: bool,
}

impl NetworkSettings {
    /// Returns the HTTP client for requests to `base_url`.
    pub(crate) fn build(self, base_url: &Url, env: Environment<'_>) -> Result<Network> {
        let can_share = base_url.scheme() == "https" && cfg!(feature = "http2");
        match self.client {
            Some(_) if self.has_settings_of_its_own() => Err(Error::configuration(
                "an `http_client` of your own has its own settings: leave out `proxy`, `no_proxy`, \
                 `root_certificate`, `client_certificate` and `configure_http`",
            )),
            Some(client) => Ok(Network {
                client,
                proxy: None,
                first_request: FirstRequest::new(can_share),
                may_redirect: true,
            }),
            None => self.build_default(base_url, can_share, env),
        }
    }

    fn has_settings_of_its_own(&self) -> bool {
        !matches!(self.proxy, ProxySetting::Environment)
            || !self.tls.root_certificates.is_empty()
            || self.tls.client_certificate.is_some()
            || !self.changes.is_empty()
    }

    /// Builds an HTTP client that follows no redirects.
    fn build_default(
        self,
        base_url: &Url,
        can_share: bool,
        env: Environment<'_>,
    ) -> Result<Network> {
        let is_https = base_url.scheme() == "https";
        let mut builder = reqwest::Client::builder();
        if let Some(limit) = self.connect_timeout {
            builder = builder.connect_timeout(limit);
        }
        let (mut builder, proxy) = self.proxy.apply(builder, base_url, env)?;
        for change in &self.changes {
            builder = change(builder);
        }
        if !is_https {
            // Plain http must not leave the machine, not even through a proxy.
            builder = builder.no_proxy();
        }
        let builder = tls::configure(builder.redirect(Policy::none()), is_https, &self.tls, env)?;
        let client = builder.build().map_err(|error| {
            Error::configuration(format!("the HTTP client cannot be built: {error}"))
        })?;
        Ok(Network {
            client,
            proxy,
            first_request: FirstRequest::new(can_share),
            may_redirect: false,
        })
    }
}
