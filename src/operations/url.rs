//! The URL of a request, put together from what is already known to be valid.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::Url;

use crate::client::Base;

/// All but RFC 3986's unreserved characters.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// A URL in the making.
pub(super) struct UrlBuilder<'a> {
    base: &'a Base,
    path: String,
    query: String,
}

impl<'a> UrlBuilder<'a> {
    /// Starts with `base`.
    pub(super) fn new(base: &'a Base) -> Self {
        // Enough for most paths.
        let mut path = String::with_capacity(128);
        path.push_str(base.path());
        let query = String::new();
        Self { base, path, query }
    }

    /// Appends text to the path that needs no encoding.
    pub(super) fn push_path(&mut self, text: &str) {
        self.path.push_str(text);
    }

    /// Appends text to the path, percent-encoded for a place between two delimiters.
    pub(super) fn push_encoded(&mut self, text: &str) {
        self.path.extend(utf8_percent_encode(text, RESERVED));
    }

    /// Appends a parameter to the query.
    pub(super) fn push_parameter(&mut self, name: &str, value: &str) {
        if !self.query.is_empty() {
            self.query.push('&');
        }
        self.query.extend(utf8_percent_encode(name, RESERVED));
        self.query.push('=');
        self.query.extend(utf8_percent_encode(value, RESERVED));
    }

    pub(super) fn build(self) -> Url {
        let query = Some(&*self.query).filter(|query| !query.is_empty());
        self.base.with(&self.path, query)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Client, Credentials};

    #[test]
    fn the_url_is_the_one_that_its_text_would_be_parsed_to() {
        for base in [
            "https://a.example",
            "http://[::1]:1/",
            "https://a.example:8443/b/c",
        ] {
            let client = Client::builder()
                .base_url(base)
                .credentials(Credentials::bearer("t"));
            let client = client.build().expect(base);
            let mut url = UrlBuilder::new(client.base());
            url.push_path("/d:e/");
            url.push_encoded("f g/ü~%?#");
            url.push_path("/h");
            url.push_parameter("i[j]", "'k&l=m+n");
            url.push_parameter("o", "");
            let text = format!(
                "{}/d:e/f%20g%2F%C3%BC~%25%3F%23/h?i%5Bj%5D=%27k%26l%3Dm%2Bn&o=",
                base.trim_end_matches('/')
            );
            let url = url.build();
            assert_eq!(url.as_str(), text);
            assert_eq!(Url::parse(&text).as_ref(), Ok(&url));
        }
    }
}
