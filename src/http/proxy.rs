//! The proxy between the client and the server.

use hyper_util::client::proxy::matcher::Matcher;
use reqwest::Url;

use crate::environment::Environment;
use crate::error::{Error, Result};
use atlas_integrations_model::Secret;

/// The environment variables that name a proxy for https, in the order in which they count: the first
/// that is set of each group, the first group that is not empty.
const VARIABLES: [&[&str]; 2] = [&["HTTPS_PROXY", "https_proxy"], &["ALL_PROXY", "all_proxy"]];
const NO_PROXY: &[&str] = &["NO_PROXY", "no_proxy"];

/// Which proxy is used for https. Plain http to a loopback address never goes through one.
#[derive(Clone, Default)]
pub(crate) enum ProxySetting {
    /// The one that the environment names, if it names one.
    #[default]
    Environment,
    None,
    Url(Secret),
}

/// What a proxy is called in messages, which show its address, but not the password in its URL.
pub(crate) type ProxyName = String;

impl ProxySetting {
    /// Applies the setting to the requests to `base_url`. An environment variable is only checked here:
    /// `reqwest` reads it again, and would connect without a proxy if it cannot be used.
    pub(super) fn apply(
        &self,
        builder: reqwest::ClientBuilder,
        base_url: &Url,
        env: Environment<'_>,
    ) -> Result<(reqwest::ClientBuilder, Option<ProxyName>)> {
        match self {
            Self::Environment => Ok((builder, from_environment(base_url, env)?)),
            Self::None => Ok((builder.no_proxy(), None)),
            Self::Url(_) if base_url.scheme() != "https" => Err(Error::configuration(
                "invalid proxy: a base URL with plain http cannot be used with one",
            )),
            Self::Url(url) => {
                let invalid = |fault| Error::configuration(format!("invalid proxy: it {fault}"));
                let name = check(url.expose_secret(), base_url).map_err(invalid)?;
                let proxy = reqwest::Proxy::https(url.expose_secret())
                    .map_err(|_| invalid("is not a URL"))?;
                Ok((builder.proxy(proxy), Some(name)))
            }
        }
    }
}

fn from_environment(base_url: &Url, env: Environment<'_>) -> Result<Option<ProxyName>> {
    if base_url.scheme() != "https" || is_excepted(base_url, env)? {
        return Ok(None);
    }
    for variables in VARIABLES {
        if let Some((variable, url)) = env.first_even_if_empty(variables)?
            && !url.is_empty()
        {
            let name = check(&url, base_url)
                .map_err(|fault| Error::configuration(format!("{variable} {fault}")))?;
            return Ok(Some(format!("{name} ({variable})")));
        }
    }
    Ok(None)
}

/// Returns whether the environment excepts the server from the use of a proxy.
fn is_excepted(base_url: &Url, env: Environment<'_>) -> Result<bool> {
    let Some((_, excepted)) = env.first_even_if_empty(NO_PROXY)? else {
        return Ok(false);
    };
    let any = Matcher::builder()
        .https("http://proxy.invalid")
        .no(excepted);
    Ok(address(any.build(), base_url).is_none())
}

/// Returns the name of a proxy, or what is wrong with its URL.
fn check(url: &str, base_url: &Url) -> Result<ProxyName, &'static str> {
    let (scheme, address) = address(Matcher::builder().https(url).build(), base_url).ok_or(
        "is not the URL of a proxy, such as http://proxy.example:3128: it cannot be parsed, or its \
         scheme is not one of http, https, socks4, socks4a, socks5 and socks5h",
    )?;
    if scheme.starts_with("socks") && !cfg!(feature = "socks") {
        return Err(
            "names a SOCKS proxy, which can be used only with the feature `socks` of \
             atlas-integrations",
        );
    }
    Ok(format!("the proxy {address}"))
}

/// Returns the scheme and the address of the proxy for a server.
fn address(matcher: Matcher, base_url: &Url) -> Option<(String, String)> {
    let intercept = matcher.intercept(&base_url.as_str().parse().ok()?)?;
    let scheme = intercept.uri().scheme_str()?.to_owned();
    let address = intercept.uri().authority()?.to_string();
    // The matcher accepts what cannot be an address, such as a port of five nines.
    Url::parse(&format!("{scheme}://{address}")).ok()?;
    Some((scheme, address))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::environment::with_variables;

    fn name(variables: &[(&str, &str)]) -> Result<Option<String>, String> {
        let url = Url::parse("https://cloud.mongodb.com").expect("a URL");
        with_variables(variables, |env| from_environment(&url, env))
            .map_err(|error| error.to_string())
    }

    #[test]
    fn the_proxy_of_the_environment_is_known_by_its_address() {
        for (variables, expected) in [
            (vec![], None),
            (vec![("HTTP_PROXY", "http://other.example")], None),
            (
                vec![("HTTPS_PROXY", "http://user:SESAME@proxy.example:3128")],
                Some("the proxy proxy.example:3128 (HTTPS_PROXY)"),
            ),
            (
                vec![("https_proxy", "proxy.example:3128")],
                Some("the proxy proxy.example:3128 (https_proxy)"),
            ),
            (
                vec![("HTTPS_PROXY", ""), ("ALL_PROXY", "https://proxy.example")],
                Some("the proxy proxy.example (ALL_PROXY)"),
            ),
            (
                vec![
                    ("ALL_PROXY", "http://proxy.example"),
                    ("NO_PROXY", "mongodb.com"),
                ],
                None,
            ),
            (
                vec![("HTTPS_PROXY", "nonsense://"), ("no_proxy", "*")],
                None,
            ),
        ] {
            assert_eq!(name(&variables), Ok(expected.map(str::to_owned)));
        }
    }

    #[test]
    fn a_proxy_that_cannot_be_used_is_an_error_without_its_password() {
        for url in [
            "htp://user:SESAME@proxy.example",
            "http://[::",
            "http//proxy.example:3128",
            "http://user:SESAME@proxy example:3128",
            "http://user:SESAME@proxy.example:99999",
            "ftp://proxy.example",
            "http://",
        ] {
            let error = name(&[("HTTPS_PROXY", url)]).expect_err(url);
            assert!(
                error.starts_with("HTTPS_PROXY is not the URL of a proxy"),
                "{error}"
            );
            assert!(!error.contains("SESAME"), "{error}");
        }
    }

    #[cfg(not(feature = "socks"))]
    #[test]
    fn a_socks_proxy_needs_the_feature() {
        let error = name(&[("ALL_PROXY", "socks5://proxy.example")]).expect_err("SOCKS");
        assert!(error.contains("the feature `socks`"), "{error}");
    }

    #[cfg(feature = "socks")]
    #[test]
    fn a_socks_proxy_is_accepted() {
        let expected = "the proxy proxy.example:1080 (ALL_PROXY)".to_owned();
        let found = name(&[("ALL_PROXY", "socks5://proxy.example:1080")]);
        assert_eq!(found, Ok(Some(expected)));
    }
}
