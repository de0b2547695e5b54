//! When a call is retried, and how long the client waits first.

use std::time::Duration;

use reqwest::Method;

use crate::error::{Error, ErrorKind};

/// When and how a client retries. It retries only when that is safe:
///
/// | what went wrong | `GET`, `PUT`, `DELETE` | `POST` |
/// | --- | --- | --- |
/// | no connection: the request never left the machine | retry | retry |
/// | no connection, since a certificate is rejected, or the proxy's password is missing or wrong (407) | no | no |
/// | no complete response in time, or the connection broke | retry | no |
/// | 429 | retry | retry |
/// | 408, 500, 502, 503, 504 | retry | no |
/// | a transient authentication failure, before the call itself | retry | retry |
/// | anything else | no | no |
///
/// Between attempts it waits a random time up to the base delay, which doubles with each attempt up
/// to the maximum delay ("full jitter"), or as long as the server's `Retry-After` says if that is
/// longer. If the wait would exceed the deadline, the call fails immediately with the last error.
///
/// ```
/// use std::time::Duration;
///
/// use atlas_integrations::{Client, Credentials, RetryPolicy};
///
/// let policy = RetryPolicy::default()
///     .max_attempts(6)
///     .deadline(Duration::from_secs(300));
/// let client = Client::builder()
///     .credentials(Credentials::bearer("token"))
///     .retry(policy)
///     .build()?;
/// # Ok::<(), atlas_integrations::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub struct RetryPolicy {
    max_attempts: u32,
    base_delay: Duration,
    max_delay: Duration,
    deadline: Option<Duration>,
}

impl Default for RetryPolicy {
    /// Returns a policy of 4 attempts, with a base delay of half a second, a maximum delay of 30
    /// seconds and a deadline of 120 seconds.
    fn default() -> Self {
        Self {
            max_attempts: 4,
            base_delay: Duration::from_millis(500),
            max_delay: Duration::from_secs(30),
            deadline: Some(Duration::from_secs(120)),
        }
    }
}

impl RetryPolicy {
    /// Returns a policy of one attempt and no deadline, so that only the timeout limits each request.
    pub fn none() -> Self {
        Self {
            max_attempts: 1,
            deadline: None,
            ..Self::default()
        }
    }

    /// Sets the total number of attempts; 0 counts as 1.
    pub fn max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts = attempts.max(1);
        self
    }

    /// Sets the upper limit of the first wait.
    pub fn base_delay(mut self, delay: Duration) -> Self {
        self.base_delay = delay;
        self
    }

    /// Sets the upper limit of every wait, except one that the server asks for.
    pub fn max_delay(mut self, delay: Duration) -> Self {
        self.max_delay = delay;
        self
    }

    /// Sets how long a call may take, including all attempts and waits; `None` means no limit. The error
    /// of a call that the deadline ends has whatever part of the response had arrived by then or, if
    /// none had, is that of the attempt before, if that had a response.
    pub fn deadline(mut self, deadline: impl Into<Option<Duration>>) -> Self {
        self.deadline = deadline.into();
        self
    }

    /// Returns how long a call may take.
    pub(crate) fn limit(&self) -> Option<Duration> {
        self.deadline
    }

    /// Returns how long to wait before the next attempt, or `None` if there is none. `random` is
    /// between 0 and 1.
    pub(crate) fn wait(
        &self,
        method: &Method,
        error: &Error,
        attempts: u32,
        elapsed: Duration,
        random: f64,
    ) -> Option<Duration> {
        if attempts >= self.max_attempts || !may_repeat(method, error) {
            return None;
        }
        let doubled = 2_u32.saturating_pow(attempts.saturating_sub(1));
        let longest = self.base_delay.saturating_mul(doubled).min(self.max_delay);
        let wait = longest
            .mul_f64(random.clamp(0.0, 1.0))
            .max(error.retry_after().unwrap_or_default());
        match self.deadline {
            Some(deadline) if wait >= deadline.saturating_sub(elapsed) => None,
            _ => Some(wait),
        }
    }
}

/// Returns whether it is safe to resend a request after `error`.
fn may_repeat(method: &Method, error: &Error) -> bool {
    if !error.is_transient() {
        return false;
    }
    // RFC 9110, section 9.2.2.
    let idempotent = [Method::GET, Method::PUT, Method::DELETE].contains(method);
    let was_not_sent = error.is_authentication() || error.kind() == ErrorKind::Connection;
    idempotent || was_not_sent || error.is_rate_limited()
}

#[cfg(test)]
mod tests {
    use reqwest::StatusCode;
    use reqwest::header::{HeaderMap, HeaderValue, RETRY_AFTER};

    use super::super::status;
    use super::*;
    use crate::http::Response;
    use crate::secrets::Secrets;

    fn status(code: u16) -> Error {
        let code = StatusCode::from_u16(code).expect("a status");
        status::error(
            Response::new(code, HeaderMap::new(), Vec::new()),
            &Secrets::default(),
        )
    }

    fn retry_after(value: &str) -> Error {
        let mut headers = HeaderMap::new();
        headers.insert(RETRY_AFTER, HeaderValue::from_str(value).expect("a header"));
        let code = StatusCode::SERVICE_UNAVAILABLE;
        status::error(
            Response::new(code, headers, Vec::new()),
            &Secrets::default(),
        )
    }

    #[test]
    fn every_cell_of_the_table() {
        let kind = |kind, is_transient| {
            let error = Error::new(kind, "for a test");
            if is_transient {
                error.transient()
            } else {
                error
            }
        };
        let with = |status: Error| status.while_authenticating();
        // The error, whether GET, PUT and DELETE may be repeated, and whether POST may be.
        let table = [
            (kind(ErrorKind::Connection, true), true, true),
            (kind(ErrorKind::Connection, false), false, false),
            (kind(ErrorKind::Timeout, true), true, false),
            (kind(ErrorKind::Interrupted, true), true, false),
            (status(429), true, true),
            (status(408), true, false),
            (status(500), true, false),
            (status(502), true, false),
            (status(503), true, false),
            (status(504), true, false),
            (with(status(503)), true, true),
            (with(kind(ErrorKind::Timeout, true)), true, true),
            (with(status(401)), false, false),
            (status(400), false, false),
            (status(401), false, false),
            (status(403), false, false),
            (status(404), false, false),
            (status(409), false, false),
            (status(501), false, false),
            (kind(ErrorKind::Configuration, false), false, false),
            (kind(ErrorKind::InvalidRequest, false), false, false),
            (kind(ErrorKind::Unreadable, false), false, false),
        ];
        for (error, idempotent, post) in &table {
            for (method, again) in [
                (Method::GET, idempotent),
                (Method::PUT, idempotent),
                (Method::DELETE, idempotent),
                (Method::POST, post),
            ] {
                let wait = RetryPolicy::default().wait(&method, error, 1, Duration::ZERO, 1.0);
                assert_eq!(wait.is_some(), *again, "{method} after {error:?}");
            }
        }
    }

    #[test]
    fn waits_double_up_to_the_maximum_and_are_jittered() {
        let policy = RetryPolicy::default()
            .max_attempts(u32::MAX)
            .base_delay(Duration::from_secs(1))
            .max_delay(Duration::from_secs(5))
            .deadline(None);
        let wait = |attempts, random| {
            let wait = policy.wait(&Method::GET, &status(503), attempts, Duration::MAX, random);
            wait.expect("again").as_millis()
        };
        assert_eq!(
            [1, 2, 3, 4, 5, 99].map(|n| wait(n, 1.0)),
            [1_000, 2_000, 4_000, 5_000, 5_000, 5_000]
        );
        assert_eq!(
            [0.0, 0.25, 0.5].map(|random| wait(3, random)),
            [0, 1_000, 2_000]
        );
    }

    #[test]
    fn the_number_of_attempts_is_limited() {
        let again = |policy: &RetryPolicy, attempts| {
            let wait = policy.wait(&Method::GET, &status(503), attempts, Duration::ZERO, 0.0);
            wait.is_some()
        };
        let policy = RetryPolicy::default();
        assert_eq!(
            [1, 3, 4, 5].map(|n| again(&policy, n)),
            [true, true, false, false]
        );
        assert!(!again(&RetryPolicy::none(), 1));
        assert!(!again(&RetryPolicy::default().max_attempts(0), 1));
    }

    #[test]
    fn retry_after_is_obeyed_unless_it_exceeds_the_deadline() {
        let policy = RetryPolicy::default().deadline(Duration::from_secs(10));
        let wait = |value: &str, elapsed| {
            let elapsed = Duration::from_secs(elapsed);
            policy.wait(&Method::GET, &retry_after(value), 1, elapsed, 0.0)
        };
        assert_eq!(wait("7", 0), Some(Duration::from_secs(7)));
        assert_eq!(wait("7", 2), Some(Duration::from_secs(7)));
        assert_eq!(wait("7", 3), None);
        assert_eq!(wait("3600", 0), None);
        let date = |seconds| {
            let then = std::time::SystemTime::now() + Duration::from_secs(seconds);
            httpdate::fmt_http_date(then)
        };
        let soon = wait(&date(5), 0).expect("in time").as_secs_f64();
        assert!((3.9..=5.0).contains(&soon), "{soon}");
        assert_eq!(wait(&date(60), 0), None);
    }
}
