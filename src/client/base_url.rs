//! The base URL.

use reqwest::Url;

use crate::error::{Error, Result};
use atlas_integrations_model::excerpt::quoted;

/// Parses a base URL, and rejects one that credentials must not be sent to.
pub(super) fn parse(text: &str) -> Result<Url> {
    let invalid = |rule: &str| Error::configuration(format!("invalid base_url: {rule}"));
    let url = Url::parse(text)
        .map_err(|error| invalid(&format!("{} is not a URL: {error}", quoted(text))))?;
    if !url.username().is_empty() || url.password().is_some() {
        // Not quoted, since it holds a password.
        return Err(invalid(
            "it must not contain a user name or a password; use `credentials` for these",
        ));
    }
    let invalid = |rule: &str| invalid(&format!("{} {rule}", quoted(text)));
    let Some(host) = url.host_str() else {
        return Err(invalid("has no host"));
    };
    if url.query().is_some() || url.fragment().is_some() {
        return Err(invalid("must not have a query or a fragment"));
    }
    match url.scheme() {
        "https" => Ok(url),
        "http" if is_loopback(host) => Ok(url),
        "http" => Err(invalid(
            "is plain http, which would expose the credentials on the network; only a loopback \
             address may use http",
        )),
        _ => Err(invalid("is neither https nor http")),
    }
}

fn is_loopback(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost"
        || address
            .parse::<std::net::IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}
