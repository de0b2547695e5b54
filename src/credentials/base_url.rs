//! The base URL.

use reqwest::Url;

/// What the paths of Atlas's API begin with. MongoDB's own tools take a base URL with it.
const API_PATH: &str = "/api/atlas/v2";

/// Parses a base URL, and rejects one that credentials must not be sent to. An API path at its end is
/// left out.
///
/// The error completes a sentence that begins with the name of the setting. It quotes no more than the
/// host of a URL, since any other part may be a password.
pub(crate) fn parse(text: &str) -> Result<Url, String> {
    let mut url = Url::parse(text)
        .map_err(|error| format!("is not a URL such as https://cloud.mongodb.com: {error}"))?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err(
            "must not contain a user name or a password; use `credentials` for these".to_owned(),
        );
    }
    let is_https = match url.scheme() {
        "https" => true,
        "http" => false,
        _ => return Err("is neither https nor http".to_owned()),
    };
    let host = url.host_str().unwrap_or_default();
    if url.query().is_some() || url.fragment().is_some() {
        return Err("must not have a query or a fragment".to_owned());
    }
    if !is_https && !is_loopback(host) {
        return Err(format!(
            "is plain http, which would expose the credentials on the network; only a loopback \
             address may use http, and {host} is none"
        ));
    }
    let path = url.path().trim_end_matches('/');
    let path = path.strip_suffix(API_PATH).unwrap_or(path);
    let path = path.trim_end_matches('/').to_owned();
    url.set_path(&path);
    Ok(url)
}

/// Returns as much of a base URL as may be shown: nothing of one that is not valid.
pub(crate) fn shown(text: &str) -> String {
    match parse(text) {
        Ok(url) => prefix(&url),
        Err(_) => "(invalid)".to_owned(),
    }
}

/// Returns what the paths of requests are appended to: the URL without a slash at its end.
pub(crate) fn prefix(url: &Url) -> String {
    url.as_str().trim_end_matches('/').to_owned()
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
            assert_eq!(parse(given).map(|url| prefix(&url)).as_deref(), Ok(kept));
        }
    }

    #[test]
    fn an_api_path_at_the_end_is_left_out() {
        for given in [
            "https://a.example/api/atlas/v2",
            "https://a.example/api/atlas/v2/",
            "https://a.example//api/atlas/v2//",
        ] {
            let url = parse(given).map(|url| prefix(&url));
            assert_eq!(url.as_deref(), Ok("https://a.example"), "{given}");
        }
        let inside = "https://a.example/gate/api/atlas/v2";
        let url = parse(inside).map(|url| prefix(&url));
        assert_eq!(url.as_deref(), Ok("https://a.example/gate"));
    }

    #[test]
    fn a_base_url_that_would_leak_or_mislead_is_rejected() {
        for (given, rule) in [
            ("", "is not a URL"),
            ("cloud.mongodb.com", "is not a URL"),
            ("http://cloud.mongodb.com", "is plain http"),
            ("http://localhost.example", "is plain http"),
            ("http://128.0.0.1", "is plain http"),
            ("ftp://cloud.mongodb.com", "is neither https nor http"),
            ("unix:/run/atlas", "is neither https nor http"),
            ("cloud.mongodb.com:443", "is neither https nor http"),
            ("https://cloud.mongodb.com/?a=b", "query or a fragment"),
            ("https://cloud.mongodb.com/#a", "query or a fragment"),
            ("https://", "is not a URL"),
        ] {
            let error = parse(given).expect_err(given);
            assert!(error.contains(rule), "{given}: {error}");
        }
    }

    #[test]
    fn a_password_in_an_invalid_url_is_never_shown() {
        for given in [
            "https://user:SESAME@host",
            "https://SESAME@host",
            "https://user:SESAME@host:99999/",
            "https://user:SESAME@ho st/",
            "https://user:SESAME",
            "user:SESAME@host",
            "http://user:SESAME@[::",
            "https://host/?token=SESAME",
            "https://host/#SESAME",
            "http://host.example/SESAME",
            "SESAME",
        ] {
            let error = parse(given).expect_err(given);
            assert!(!error.contains("SESAME"), "{error}");
            assert!(!shown(given).contains("SESAME"), "{given}");
        }
    }
}
