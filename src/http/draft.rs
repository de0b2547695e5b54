//! A request before it is sent.

use std::time::Duration;

use bytes::Bytes;
use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderMap, HeaderValue, USER_AGENT};
use reqwest::{Method, Request, Url};

use super::Http;

/// What a request is made from each time that it is sent. Nothing but its URL is copied for that.
pub(crate) struct Draft {
    pub(crate) method: Method,
    pub(crate) url: Url,
    pub(crate) accept: HeaderValue,
    /// The headers beside those that every request has.
    pub(crate) headers: HeaderMap,
    /// The body and its media type.
    pub(crate) body: Option<(HeaderValue, Bytes)>,
    /// How long it may take to send the request and to receive the response.
    pub(crate) timeout: Option<Duration>,
}

impl Http {
    /// Makes the request, adding what every request has.
    pub(crate) fn request(&self, draft: &Draft) -> Request {
        let mut request = Request::new(draft.method.clone(), draft.url.clone());
        *request.timeout_mut() = draft.timeout;
        let headers = request.headers_mut();
        // These, the body's and what authenticates it.
        headers.reserve(draft.headers.len() + 4);
        headers.insert(ACCEPT, draft.accept.clone());
        if let Some((media_type, _)) = &draft.body {
            headers.insert(CONTENT_TYPE, media_type.clone());
        }
        headers.insert(USER_AGENT, self.user_agent.clone());
        for (name, value) in &draft.headers {
            headers.append(name, value.clone());
        }
        if let Some((_, body)) = &draft.body {
            *request.body_mut() = Some(body.clone().into());
        }
        request
    }
}
