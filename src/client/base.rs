//! The base URL, to which the paths of requests are appended.

use reqwest::Url;

/// How long most paths are, at most.
const USUAL_PATH: usize = 128;

/// The base URL of a client. It has been parsed once and for all, so that only what is appended to it
/// has to be parsed for a request.
pub(crate) struct Base {
    /// The URL without a slash at its end.
    text: String,
    /// The path of the URL without a slash at its end.
    path: String,
    /// The URL with some long path, which a copy gives up for its own without more memory.
    roomy: Url,
}

impl Base {
    /// `text` is `url` without a slash at its end.
    pub(super) fn new(text: String, mut url: Url) -> Self {
        let path = url.path().trim_end_matches('/').to_owned();
        url.set_path(&"/".repeat(path.len() + USUAL_PATH));
        let roomy = url;
        Self { text, path, roomy }
    }

    pub(super) fn as_str(&self) -> &str {
        &self.text
    }

    pub(crate) fn path(&self) -> &str {
        &self.path
    }

    /// The same URL with another path and query.
    pub(crate) fn with(&self, path: &str, query: Option<&str>) -> Url {
        let mut url = self.roomy.clone();
        url.set_path(path);
        url.set_query(query);
        url
    }
}
