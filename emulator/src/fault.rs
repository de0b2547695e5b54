//! The faults that can be injected, and the queues in which they wait.

use std::collections::VecDeque;
use std::fmt;
use std::str::FromStr;
use std::time::Duration;

/// A fault that affects one request.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// Responds 429 without carrying out the request.
    RateLimited {
        /// The seconds in the header `Retry-After`, which is left out if this is `None`.
        retry_after: Option<u64>,
    },
    /// Responds with this status and an Atlas error body, without carrying out the request.
    ///
    /// An invalid status becomes 500, here and in [`HtmlPage`](Self::HtmlPage).
    Status(u16),
    /// Responds with this status and an HTML page, as a gateway in front of Atlas does, without
    /// carrying out the request.
    HtmlPage(u16),
    /// Waits this long before carrying out the request.
    Slow(Duration),
    /// Carries out the request, but makes the response body fail after this many bytes. The
    /// connection may close before the client has received any of them.
    Truncated(usize),
    /// Carries out the request, but closes the connection instead of responding.
    ResponseLost,
    /// Revokes all access tokens and expires all nonces before the request is authenticated.
    ExpiredCredentials,
}

/// Parses the form of a command line: `rate-limited`, `rate-limited=SECONDS`, `status=CODE`,
/// `html-page=CODE`, `slow=SECONDS`, `truncated=BYTES`, `response-lost` or `expired-credentials`.
///
/// ```
/// use std::time::Duration;
///
/// use atlas_emulator::Fault;
///
/// assert_eq!("slow=1.5".parse(), Ok(Fault::Slow(Duration::from_millis(1_500))));
/// ```
impl FromStr for Fault {
    type Err = ParseFaultError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (name, value) = match text.split_once('=') {
            Some((name, value)) => (name, Some(value)),
            None => (text, None),
        };
        let fault = match (name, value) {
            ("rate-limited", None) => Some(Self::RateLimited { retry_after: None }),
            ("rate-limited", Some(seconds)) => seconds.parse().ok().map(|seconds| {
                let retry_after = Some(seconds);
                Self::RateLimited { retry_after }
            }),
            ("status", Some(status)) => to_status(status).map(Self::Status),
            ("html-page", Some(status)) => to_status(status).map(Self::HtmlPage),
            ("slow", Some(seconds)) => to_duration(seconds).map(Self::Slow),
            ("truncated", Some(length)) => length.parse().ok().map(Self::Truncated),
            ("response-lost", None) => Some(Self::ResponseLost),
            ("expired-credentials", None) => Some(Self::ExpiredCredentials),
            _ => None,
        };
        fault.ok_or(ParseFaultError)
    }
}

fn to_status(text: &str) -> Option<u16> {
    text.parse()
        .ok()
        .filter(|status| (200..=599).contains(status))
}

fn to_duration(seconds: &str) -> Option<Duration> {
    Duration::try_from_secs_f64(seconds.parse().ok()?).ok()
}

/// The error for a text that is not a [`Fault`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ParseFaultError;

impl fmt::Display for ParseFaultError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "a fault is rate-limited, rate-limited=SECONDS, status=CODE, html-page=CODE, slow=SECONDS, \
             truncated=BYTES, response-lost or expired-credentials",
        )
    }
}

impl std::error::Error for ParseFaultError {}

/// The faults waiting for requests to any project. A project has a queue of its own.
#[derive(Debug, Default)]
pub(crate) struct FaultQueues {
    /// For requests to anything but the token endpoint.
    pub(crate) api: VecDeque<Fault>,
    pub(crate) token_endpoint: VecDeque<Fault>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_can_be_parsed() {
        for (text, fault) in [
            ("rate-limited", Fault::RateLimited { retry_after: None }),
            (
                "rate-limited=2",
                Fault::RateLimited {
                    retry_after: Some(2),
                },
            ),
            ("status=503", Fault::Status(503)),
            ("html-page=502", Fault::HtmlPage(502)),
            ("slow=0.25", Fault::Slow(Duration::from_millis(250))),
            ("truncated=10", Fault::Truncated(10)),
            ("response-lost", Fault::ResponseLost),
            ("expired-credentials", Fault::ExpiredCredentials),
        ] {
            assert_eq!(text.parse(), Ok(fault), "{text}");
        }
    }

    #[test]
    fn anything_else_is_an_error() {
        for text in [
            "",
            "status",
            "status=",
            "status=99",
            "status=1000",
            "slow=-1",
            "slow=inf",
            "truncated=-1",
            "response-lost=1",
            "Status=500",
        ] {
            assert_eq!(text.parse::<Fault>(), Err(ParseFaultError), "{text}");
        }
    }
}
