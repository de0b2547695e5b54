//! A token in use.

use std::time::{Duration, SystemTime};

use reqwest::header::HeaderValue;
use tokio::time::Instant;

use crate::auth::access_token::AccessToken;
use crate::auth::header;
use atlas_integrations_model::Secret;

/// The longest time for which a token is used, whatever its end says.
const LONGEST_LIFETIME: Duration = Duration::from_secs(24 * 3_600);

/// How long before its end a token is replaced, or a tenth of its lifetime if that is less.
const EARLY: Duration = Duration::from_secs(300);

/// An access token that can be sent. Its times are those of the monotonic clock, so that it outlives a
/// change of the system's clock.
pub(crate) struct Token {
    access_token: AccessToken,
    header: HeaderValue,
    replace_at: Instant,
    ends_at: Instant,
}

impl Token {
    /// Takes a token from elsewhere into use, if it can be sent in a header.
    pub(super) fn new(access_token: AccessToken) -> Option<Self> {
        let remaining = access_token.remaining();
        Self::since(Instant::now(), remaining, access_token)
    }

    /// Takes a token into use that was requested at `requested_at` and lasts for `lifetime`.
    pub(super) fn issued(value: Secret, requested_at: Instant, lifetime: Duration) -> Option<Self> {
        let lifetime = lifetime.min(LONGEST_LIFETIME);
        let remaining = lifetime.saturating_sub(requested_at.elapsed());
        let access_token = AccessToken::new(value, SystemTime::now() + remaining);
        Self::since(requested_at, lifetime, access_token)
    }

    fn since(start: Instant, lifetime: Duration, access_token: AccessToken) -> Option<Self> {
        let lifetime = lifetime.min(LONGEST_LIFETIME);
        let early = EARLY.min(lifetime / 10);
        Some(Self {
            header: header::bearer(access_token.value())?,
            access_token,
            replace_at: start + lifetime.saturating_sub(early),
            ends_at: start + lifetime,
        })
    }

    pub(crate) fn header(&self) -> HeaderValue {
        self.header.clone()
    }

    pub(crate) fn access_token(&self) -> &AccessToken {
        &self.access_token
    }

    pub(super) fn value(&self) -> &Secret {
        self.access_token.value()
    }

    pub(super) fn replace_at(&self) -> Instant {
        self.replace_at
    }

    pub(super) fn has_ended(&self, now: Instant) -> bool {
        now >= self.ends_at
    }

    pub(super) fn outlasts(&self, other: &Self) -> bool {
        self.ends_at > other.ends_at
    }
}
