//! The access tokens that the emulator has issued.

use tokio::time::{Duration, Instant};

use crate::random;

/// How long an access token is valid.
pub(crate) const LIFETIME: Duration = Duration::from_secs(3_600);

/// The access tokens that have been issued and not revoked.
#[derive(Debug, Default)]
pub(crate) struct AccessTokens(Vec<AccessToken>);

#[derive(Debug)]
struct AccessToken {
    value: String,
    issued_at: Instant,
}

impl AccessTokens {
    /// Issues an access token.
    pub(crate) fn issue(&mut self) -> String {
        // Looks like the JWTs of Atlas; the first part decodes to `{"emulator":true}`.
        let value = format!("eyJlbXVsYXRvciI6dHJ1ZX0.{}", random::hex_digits());
        self.0.retain(AccessToken::is_current);
        self.0.push(AccessToken {
            value: value.clone(),
            issued_at: Instant::now(),
        });
        value
    }

    /// Whether `value` is an access token that has been neither revoked nor expired.
    pub(crate) fn is_valid(&self, value: &str) -> bool {
        self.0
            .iter()
            .any(|token| token.value == value && token.is_current())
    }

    pub(crate) fn revoke(&mut self, value: &str) {
        self.0.retain(|token| token.value != value);
    }

    pub(crate) fn revoke_all(&mut self) {
        self.0.clear();
    }
}

impl AccessToken {
    fn is_current(&self) -> bool {
        self.issued_at.elapsed() < LIFETIME
    }
}

#[cfg(test)]
mod tests {
    use tokio::time::advance;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_token_is_valid_until_it_is_revoked_or_an_hour_old() {
        let mut tokens = AccessTokens::default();
        let (one, other) = (tokens.issue(), tokens.issue());
        tokens.revoke(&one);
        assert!(!tokens.is_valid(&one));
        let second = Duration::from_secs(1);
        advance(LIFETIME.saturating_sub(second)).await;
        assert!(tokens.is_valid(&other));
        advance(second).await;
        assert!(!tokens.is_valid(&other));
        let last = tokens.issue();
        tokens.revoke_all();
        assert!(!tokens.is_valid(&last));
    }
}
