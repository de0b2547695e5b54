//! When a call must have ended.

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use reqwest::Request;
use tokio::time::{Instant, timeout_at};

use crate::error::{Error, ErrorKind, Result};

/// When a call must have ended, if its policy says so.
#[derive(Clone, Copy)]
pub(super) struct Deadline(Option<(Instant, Duration)>);

impl Deadline {
    /// The deadline of a call that starts now and may take `limit`. One that is too far away for the
    /// clock is none.
    pub(super) fn new(limit: Option<Duration>) -> Self {
        let now = Instant::now();
        Self(limit.and_then(|limit| Some((now.checked_add(limit)?, limit))))
    }

    pub(super) fn has_passed(self) -> bool {
        self.0.is_some_and(|(end, _)| Instant::now() >= end)
    }

    /// Waits for `step`, but not beyond the deadline.
    pub(super) async fn bound<T>(self, step: impl Future<Output = Result<T>>) -> Result<T> {
        let mut step = pin!(step);
        // Most steps end at once, and need no timer.
        if let Poll::Ready(outcome) =
            poll_fn(|context| Poll::Ready(step.as_mut().poll(context))).await
        {
            return outcome;
        }
        let Some((end, _)) = self.0 else {
            return step.await;
        };
        let outcome = timeout_at(end, step).await;
        outcome.unwrap_or_else(|_| Err(self.passed()))
    }

    /// Shortens the time limit of `request`, so that its error is one of the network, which knows as much
    /// of the response as has arrived.
    pub(super) fn shorten(self, request: &mut Request) {
        if let Some((end, _)) = self.0 {
            let left = end.saturating_duration_since(Instant::now());
            let limit = request.timeout_mut();
            *limit = Some(limit.map_or(left, |limit| limit.min(left)));
        }
    }

    /// Returns `error`, and says so if it was the deadline that caused it.
    pub(super) fn explain(self, error: Error) -> Error {
        if error.kind() != ErrorKind::Timeout || !self.has_passed() {
            return error;
        }
        match error.status() {
            None => error.with_message(self.message()),
            Some(status) => {
                let message = format!("the {status} response was interrupted: {}", self.message());
                error.with_message(message)
            }
        }
    }

    /// Returns the error of a call whose last attempt failed with `error`, and the one before it with
    /// `previous`. If the deadline cut the last one off before there was a response, what the server
    /// said before counts more.
    pub(super) fn replace(self, error: Error, previous: Option<Error>) -> Error {
        let is_cut_off = error.is_timeout() && error.status().is_none() && self.has_passed();
        match previous.filter(|previous| is_cut_off && previous.status().is_some()) {
            Some(previous) => previous.with_more(&format!("; after that, {}", self.message())),
            None => error,
        }
    }

    /// Returns the error for a call that the deadline ended before there was a response.
    fn passed(self) -> Error {
        Error::new(ErrorKind::Timeout, self.message()).transient()
    }

    fn message(self) -> String {
        let (_, limit) = self.0.unwrap_or((Instant::now(), Duration::ZERO));
        format!(
            "no complete response was received within {limit:?}, the deadline set by `RetryPolicy`"
        )
    }
}
