//! How the layers above make errors.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use reqwest::header::HeaderMap;
use reqwest::{StatusCode, Version};

use super::{Error, ErrorKind, Inner, Reason};
use crate::secrets::Secrets;
use atlas_integrations_model::Other;

impl Error {
    pub(crate) fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self(Arc::new(Inner {
            kind,
            message: message.into(),
            is_transient: false,
            is_authentication: kind == ErrorKind::Authentication,
            status: None,
            version: None,
            headers: None,
            body: None,
            retry_after: None,
            reason: Reason::default(),
            json_path: None,
            odd_element: None,
            source: None,
            attempts: 0,
            elapsed: Duration::ZERO,
        }))
    }

    /// Creates the error for a client that cannot be built.
    pub(crate) fn configuration(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Configuration, message)
    }

    /// Creates the error for a request that is not sent.
    pub(crate) fn invalid_request(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::InvalidRequest, message)
    }

    /// Creates the error for a success response that cannot be read.
    pub(crate) fn unreadable(status: StatusCode, cause: impl fmt::Display) -> Self {
        let message = format!("the {status} response cannot be read: {cause}");
        Self::new(ErrorKind::Unreadable, message).with_status(status)
    }

    /// Creates the error for failed authentication.
    pub(crate) fn authentication(cause: impl fmt::Display) -> Self {
        let message = format!("authentication failed: {cause}");
        Self::new(ErrorKind::Authentication, message)
    }

    /// Returns the same failure, of the same kind, as one that authentication met with.
    pub(crate) fn while_authenticating(self) -> Self {
        if self.is_authentication() {
            return self;
        }
        self.with(|inner| {
            inner.message = format!("authentication failed: {}", inner.message);
            inner.is_authentication = true;
        })
    }

    fn with(mut self, complete: impl FnOnce(&mut Inner)) -> Self {
        complete(Arc::make_mut(&mut self.0));
        self
    }

    /// Returns the same error, marked as transient.
    pub(crate) fn transient(self) -> Self {
        self.with(|inner| inner.is_transient = true)
    }

    /// Returns the same error, with the status of its response.
    pub(crate) fn with_status(self, status: StatusCode) -> Self {
        self.with(|inner| inner.status = Some(status))
    }

    /// Returns the same error, with the head of its response, and the version of HTTP that it came over.
    pub(crate) fn with_response(
        self,
        status: StatusCode,
        version: Option<Version>,
        headers: HeaderMap,
    ) -> Self {
        self.with(|inner| {
            inner.status = Some(status);
            inner.version = version;
            inner.headers = Some(headers);
        })
    }

    pub(crate) fn version(&self) -> Option<Version> {
        self.0.version
    }

    /// Returns the same error, with how long to wait, whatever its headers say.
    pub(crate) fn with_retry_after(self, wait: Duration) -> Self {
        self.with(|inner| inner.retry_after = Some(wait))
    }

    /// Returns the same error, with the body of its response.
    pub(crate) fn with_body(self, body: impl Into<Bytes>) -> Self {
        self.with(|inner| inner.body = Some(body.into()))
    }

    /// Returns the same error, with another message.
    pub(crate) fn with_message(self, message: impl Into<String>) -> Self {
        self.with(|inner| inner.message = message.into())
    }

    /// Returns the same error, with `more` at the end of its message.
    pub(crate) fn with_more(self, more: &str) -> Self {
        self.with(|inner| inner.message.push_str(more))
    }

    /// Returns the same error, without the secrets that its message or what the server reports quote.
    pub(crate) fn masked(self, secrets: &Secrets) -> Self {
        self.with(|inner| {
            inner.message = secrets.mask(std::mem::take(&mut inner.message));
            inner.reason = std::mem::take(&mut inner.reason).masked(secrets);
        })
    }

    /// Returns whether the server said why.
    pub(crate) fn has_reason(&self) -> bool {
        !self.0.reason.is_empty()
    }

    pub(crate) fn with_reason(self, reason: Reason) -> Self {
        self.with(|inner| inner.reason = reason)
    }

    pub(crate) fn with_odd_element(self, element: Other) -> Self {
        self.with(|inner| inner.odd_element = Some(element))
    }

    pub(crate) fn with_json_path(self, path: Option<String>) -> Self {
        self.with(|inner| inner.json_path = path)
    }

    pub(crate) fn with_source(
        self,
        source: impl std::error::Error + Send + Sync + 'static,
    ) -> Self {
        self.with(|inner| inner.source = Some(Arc::new(source)))
    }

    pub(crate) fn with_boxed_source(
        self,
        source: Box<dyn std::error::Error + Send + Sync>,
    ) -> Self {
        self.with(|inner| inner.source = Some(Arc::from(source)))
    }

    /// Returns the same error, with the number of attempts and the time that the call took.
    pub(crate) fn after(self, attempts: u32, elapsed: Duration) -> Self {
        self.with(|inner| {
            inner.attempts = attempts;
            inner.elapsed = elapsed;
        })
    }
}
