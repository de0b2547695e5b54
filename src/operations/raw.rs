//! Requests for operations that this crate has no types for.

use bytes::Bytes;
use reqwest::Method;
use reqwest::header::HeaderMap;
use serde::Serialize;
use serde::de::DeserializeOwned;
use zeroize::Zeroizing;

use super::ResponseValue;
use super::body::invalid_secret;
use super::url::UrlBuilder;
use crate::client::Client;
use crate::error::{Error, Result};
use crate::http::{Draft, Response};
use crate::pipeline::{Call, CallOptions, Operation};
use atlas_integrations_model::excerpt::quoted;
use atlas_integrations_model::{self as model, Invalid, Json, redacted_member};

/// A request started by [`Client::request`].
#[derive(Clone)]
#[must_use = "nothing is sent until one of the `send` methods is called"]
pub struct RawRequest {
    client: Client,
    method: Method,
    path: String,
    query: Vec<(String, String)>,
    body: Option<Result<Bytes, String>>,
    verbatim: bool,
    options: CallOptions,
}

impl RawRequest {
    pub(super) fn new(client: Client, method: Method, path: String) -> Self {
        Self {
            client,
            method,
            path,
            query: Vec::new(),
            body: None,
            verbatim: false,
            options: CallOptions::default(),
        }
    }

    /// Appends a parameter to the query. `envelope` and `pretty` work as in any other request.
    pub fn query(mut self, name: impl Into<String>, value: impl ToString) -> Self {
        self.query.push((name.into(), value.to_string()));
        self
    }

    /// Sets the body of the request, as JSON. It is refused if a string in it looks like what Atlas
    /// shows in place of a secret, such as `****a23c`, unless [`verbatim`](Self::verbatim) is called.
    pub fn json(mut self, body: &(impl Serialize + ?Sized)) -> Self {
        let json = serde_json::to_vec(body).map(|json| Bytes::from_owner(Zeroizing::new(json)));
        self.body = Some(json.map_err(|error| error.to_string()));
        self
    }

    /// Sends the body as it is, even if it looks redacted.
    pub fn verbatim(mut self) -> Self {
        self.verbatim = true;
        self
    }

    /// Sets the options for this call.
    pub fn with(mut self, options: CallOptions) -> Self {
        self.options = options;
        self
    }

    /// Sends the request. [`ResponseValue::text`] is the body of the response.
    ///
    /// # Errors
    ///
    /// See [`Error`]. Nothing is sent if the path or an option is invalid.
    pub async fn send(self) -> Result<ResponseValue<()>> {
        self.response().await.map(ResponseValue::empty)
    }

    /// Sends the request, and decodes the body of the response, for example as a
    /// [`serde_json::Value`] or as a [`Json`](crate::Json), which keeps its text.
    ///
    /// # Errors
    ///
    /// See [`Error`]. Nothing is sent if the path or an option is invalid.
    pub async fn send_for_json<T: DeserializeOwned>(self) -> Result<ResponseValue<T>> {
        ResponseValue::from_json(self.response().await?, Response::decode)
    }

    async fn response(self) -> Result<Response> {
        check_path(&self.path).map_err(|rule| invalid(&format!("path: {rule}")))?;
        let mut url = UrlBuilder::new(self.client.base());
        url.push_path(&self.path);
        for (name, value) in &self.query {
            url.push_parameter(name, value);
        }
        let accept = self
            .options
            .accept()?
            .unwrap_or_else(|| self.client.accept());
        let pipeline = self.client.pipeline();
        let mut draft = Draft {
            method: self.method.clone(),
            url: url.build(),
            accept: accept.clone(),
            headers: HeaderMap::new(),
            body: None,
            timeout: pipeline.http.timeout,
        };
        if let Some(body) = self.body {
            let body = body.map_err(|cause| invalid(&format!("body: {cause}")))?;
            if let Some(name) = redacted_member(&body).filter(|_| !self.verbatim) {
                let rule = invalid_secret(&name, Invalid::Redacted);
                return Err(invalid(&format!("body: {rule}")));
            }
            draft.body = Some((accept, body));
        }
        self.options.apply(&mut draft)?;
        // The path is not a template and may contain names, so it stays out of the traces.
        let operation = Operation::new("request", self.method, "");
        let call = Call {
            draft: &draft,
            operation: &operation,
            options: &self.options,
            secrets: model::secrets::<Json>,
        };
        pipeline.call(call).await
    }
}

/// The path and the query, which may contain names, and the body are not shown.
impl std::fmt::Debug for RawRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RawRequest")
            .field("method", &self.method)
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}

fn invalid(cause: &str) -> Error {
    Error::invalid_request(format!("request: invalid {cause}"))
}

/// Rejects a path that is not below the base URL, however it is encoded.
fn check_path(path: &str) -> Result<(), String> {
    let Some(segments) = path.strip_prefix('/') else {
        return Err(format!("{} must start with a slash", quoted(path)));
    };
    let wrong = |rule: &str| Err(format!("{} {rule}", quoted(path)));
    if path.contains(['?', '#']) {
        return wrong("must not contain a query or a fragment; use `query` to add parameters");
    }
    let is_plain = |byte: u8| byte.is_ascii_graphic() && !b"\"<>\\^`{|}".contains(&byte);
    if !path.bytes().all(is_plain) {
        return wrong("contains characters that must be percent-encoded");
    }
    for segment in segments.split('/') {
        let decoded = percent_encoding::percent_decode_str(segment).decode_utf8_lossy();
        if segment.is_empty() || matches!(&*decoded, "." | "..") {
            return wrong("must not contain empty segments, `.` or `..`");
        }
        if decoded.contains(['/', '\\']) || decoded.contains(char::is_control) {
            return wrong("must not contain an encoded slash or control character in a segment");
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_stays_below_the_base_url() {
        for path in [
            "/api/atlas/v2/groups",
            "/api/atlas/v2/groups/a:migrate",
            "/api/atlas/v2/groups/byName/R%26D%20%C3%BC",
            "/api/atlas/v2/x/...",
        ] {
            assert_eq!(check_path(path), Ok(()), "{path}");
        }
        for path in [
            "",
            "api",
            "//elsewhere.example/",
            "/api/",
            "/a//b",
            "/..",
            "/a/../b",
            "/a/./b",
            "/%2e%2E/b",
            "/a/.%2e",
            "/a%2fb",
            "/a%5Cb",
            "/a\\b",
            "/a?b",
            "/a#b",
            "/a b",
            "/ü",
            "/a%0ab",
            "/a%00",
            "@elsewhere.example",
        ] {
            assert!(check_path(path).is_err(), "{path}");
        }
    }
}
