//! The first request of a client, whose connection the others share with HTTP/2.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Semaphore;
use tokio::time::timeout;

/// How long calls that begin together wait for the first of them.
const LONGEST_WAIT: Duration = Duration::from_secs(1);

/// Lets one request go ahead of all others, until the server has begun to respond. Without this, calls
/// that begin together would each open a connection before the first one turns out to serve them all.
#[derive(Clone)]
pub(crate) struct FirstRequest(Arc<Semaphore>);

impl FirstRequest {
    /// Returns one that is still to be made, if connections can be shared.
    pub(super) fn new(can_share: bool) -> Self {
        let semaphore = Semaphore::new(1);
        if !can_share {
            semaphore.close();
        }
        Self(Arc::new(semaphore))
    }

    /// Waits for the first request, for a while, unless the caller's own is the first. That one is made
    /// when the result is dropped.
    pub(super) async fn wait(&self) -> Option<Made<'_>> {
        if self.0.is_closed() {
            return None;
        }
        if let Ok(permit) = self.0.try_acquire() {
            permit.forget();
            return Some(Made(&self.0));
        }
        let _ = timeout(LONGEST_WAIT, self.0.acquire()).await;
        None
    }
}

/// Lets the others go when it is dropped, whatever became of the first request.
pub(super) struct Made<'a>(&'a Semaphore);

impl Drop for Made<'_> {
    fn drop(&mut self) {
        self.0.close();
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt as _;
    use tokio::time::Instant;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn the_others_go_when_the_first_request_is_made() {
        let requests = FirstRequest::new(true);
        let first = requests.wait().await.expect("the first");
        let mut second = Box::pin(requests.wait());
        assert!(second.as_mut().now_or_never().is_none());
        drop(first);
        assert!(second.await.is_none());
        assert!(requests.wait().now_or_never().is_some());
    }

    #[tokio::test(start_paused = true)]
    async fn a_slow_first_request_holds_the_others_for_a_second() {
        let requests = FirstRequest::new(true);
        let _first = requests.wait().await.expect("the first");
        let began = Instant::now();
        assert!(requests.wait().await.is_none());
        assert_eq!(began.elapsed(), LONGEST_WAIT);
    }

    #[tokio::test]
    async fn none_is_waited_for_where_connections_are_not_shared() {
        assert!(
            FirstRequest::new(false)
                .wait()
                .now_or_never()
                .expect("at once")
                .is_none()
        );
    }
}
