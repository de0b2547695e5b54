//! How fast requests are sent.

use std::sync::Mutex;
use std::time::Duration;

use atlas_integrations::RateLimit;
use tokio::time::{Instant, sleep_until};

/// The part of the rate limit that is left to others: a twentieth.
const RESERVE: u64 = 20;

/// The time in which Atlas refills a rate limit.
const REFILL: Duration = Duration::from_secs(60);

/// Slows down before Atlas refuses requests. Atlas says with each response how many requests are left.
/// When less than a twentieth of them is, no request starts for the time in which that twentieth comes
/// back.
#[derive(Debug, Default)]
pub struct Pace {
    /// When the next request may start, if not now.
    resume: Mutex<Option<Instant>>,
}

impl Pace {
    /// Waits until the next request may start.
    pub async fn wait(&self) {
        let resume = self.resume.lock().ok().and_then(|resume| *resume);
        if let Some(resume) = resume {
            sleep_until(resume).await;
        }
    }

    /// Takes note of what a response said about the rate limit.
    pub fn observe(&self, rate_limit: RateLimit) {
        let (Some(limit), Some(remaining)) = (rate_limit.limit, rate_limit.remaining) else {
            return;
        };
        let is_low = remaining < limit / RESERVE;
        if is_low && let Ok(mut resume) = self.resume.lock() {
            *resume = Some(Instant::now() + REFILL / RESERVE as u32);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rate_limit(limit: u64, remaining: u64) -> RateLimit {
        let mut rate_limit = RateLimit::default();
        rate_limit.limit = Some(limit);
        rate_limit.remaining = Some(remaining);
        rate_limit
    }

    #[tokio::test(start_paused = true)]
    async fn requests_pause_only_while_few_are_left() {
        let (pace, started) = (Pace::default(), Instant::now());
        pace.observe(RateLimit::default());
        pace.observe(rate_limit(1_200, 60));
        pace.wait().await;
        assert_eq!(started.elapsed(), Duration::ZERO);
        pace.observe(rate_limit(1_200, 59));
        pace.wait().await;
        assert_eq!(started.elapsed(), Duration::from_secs(3));
        pace.wait().await;
        assert_eq!(started.elapsed(), Duration::from_secs(3));
    }
}
