//! How fast requests are sent.

use std::sync::Mutex;
use std::time::Duration;

use atlas_integrations::RateLimit;
use tokio::time::{Instant, sleep_until};

/// The part of the rate limit that is left to others: a twentieth.
const SHARE: u64 = 20;

/// The number of requests that is always left, unless the limit itself is smaller: those that are under
/// way when the first response says that few are left.
const AT_LEAST: u64 = 8;

/// The time in which Atlas refills a rate limit.
const REFILL: Duration = Duration::from_secs(60);

/// Slows down before Atlas refuses requests. Atlas says with each response how many requests are left.
/// While these are fewer than a twentieth of the limit, or than 8, requests start no faster than Atlas
/// allows new ones.
#[derive(Debug, Default)]
pub struct Pace {
    /// How requests start, while few are left.
    slow: Mutex<Option<Slow>>,
}

#[derive(Clone, Copy, Debug)]
struct Slow {
    /// When the next request may start.
    next: Instant,
    interval: Duration,
}

impl Pace {
    /// Waits until the next request may start.
    pub async fn wait(&self) {
        if let Some(start) = self.take_turn() {
            sleep_until(start).await;
        }
    }

    /// When a request may start, if not now. The next one starts later.
    fn take_turn(&self) -> Option<Instant> {
        let mut slow = self.slow.lock().ok()?;
        let slow = slow.as_mut()?;
        let start = slow.next.max(Instant::now());
        slow.next = start + slow.interval;
        Some(start)
    }

    /// Takes note of what a response said about the rate limit.
    pub fn observe(&self, rate_limit: RateLimit) {
        let (Some(limit), Some(remaining)) = (rate_limit.limit, rate_limit.remaining) else {
            return;
        };
        let reserve = (limit / SHARE).max(AT_LEAST.min(limit));
        let Ok(mut slow) = self.slow.lock() else {
            return;
        };
        if remaining >= reserve {
            *slow = None;
            return;
        }
        let interval = REFILL / u32::try_from(limit).unwrap_or(u32::MAX).max(1);
        let next = slow.map_or_else(|| Instant::now() + interval, |slow| slow.next);
        *slow = Some(Slow { next, interval });
    }
}

#[cfg(test)]
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "a bucket holds fractions of few requests, and never less than none"
)]
mod tests {
    use std::sync::Arc;

    use tokio::task::JoinSet;
    use tokio::time::sleep;

    use super::*;

    fn rate_limit(limit: u64, remaining: u64) -> RateLimit {
        let mut rate_limit = RateLimit::default();
        rate_limit.limit = Some(limit);
        rate_limit.remaining = Some(remaining);
        rate_limit
    }

    #[tokio::test(start_paused = true)]
    async fn requests_are_spread_only_while_few_are_left() {
        let (pace, started) = (Pace::default(), Instant::now());
        pace.observe(RateLimit::default());
        pace.observe(rate_limit(1_200, 60));
        pace.wait().await;
        assert_eq!(started.elapsed(), Duration::ZERO);
        for number in 1..=3 {
            pace.observe(rate_limit(1_200, 59));
            pace.wait().await;
            assert_eq!(started.elapsed(), number * Duration::from_millis(50));
        }
        pace.observe(rate_limit(1_200, 60));
        pace.wait().await;
        assert_eq!(started.elapsed(), Duration::from_millis(150));
    }

    /// A server with a bucket of requests, which is full at first.
    struct Server {
        limit: u64,
        left: Mutex<(f64, Instant)>,
    }

    impl Server {
        /// What is left after a request, or nothing if it is refused.
        fn request(&self) -> Option<u64> {
            let mut left = self.left.lock().expect("not poisoned");
            let (count, at) = *left;
            let refilled = at.elapsed().as_secs_f64() / 60.0 * self.limit as f64;
            // What is due at this moment is there, however it was rounded.
            let count = (count + refilled).min(self.limit as f64) - 1.0 + 1e-6;
            *left = (count.max(0.0), Instant::now());
            (count >= 0.0).then_some(count as u64)
        }
    }

    /// Sends requests for a few minutes, eight at a time; returns how many were refused.
    async fn refused(limit: u64, seconds: u64) -> (usize, usize) {
        let left = Mutex::new((limit as f64, Instant::now()));
        let shared = Arc::new((Server { limit, left }, Pace::default()));
        let started = Instant::now();
        let mut tasks = JoinSet::new();
        for _ in 0..8 {
            let shared = Arc::clone(&shared);
            tasks.spawn(async move {
                let (server, pace) = &*shared;
                let (mut sent, mut refused) = (0, 0);
                while started.elapsed() < Duration::from_secs(seconds) {
                    pace.wait().await;
                    sent += 1;
                    match server.request() {
                        Some(remaining) => {
                            sleep(Duration::from_millis(20)).await;
                            pace.observe(rate_limit(server.limit, remaining));
                        }
                        None => refused += 1,
                    }
                }
                (sent, refused)
            });
        }
        let all = tasks.join_all().await;
        let sum = |(sent, refused), (more, again)| (sent + more, refused + again);
        all.into_iter().fold((0, 0), sum)
    }

    #[tokio::test(start_paused = true)]
    async fn nothing_is_refused_however_small_the_limit_and_all_that_is_allowed_is_used() {
        for limit in [8, 10, 19, 20, 100, 1_200] {
            let (sent, refused) = refused(limit, 300).await;
            assert_eq!(refused, 0, "{limit}");
            let allowed = 5 * usize::try_from(limit).expect("small");
            assert!(sent + 8 >= allowed, "{limit}: {sent}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_limit_of_nothing_says_nothing() {
        let (pace, started) = (Pace::default(), Instant::now());
        pace.observe(rate_limit(0, 0));
        pace.wait().await;
        assert_eq!(started.elapsed(), Duration::ZERO);
    }
}
