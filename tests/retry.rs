//! Retries, on a paused clock: what the policy promises, seen from outside.

mod support;

use std::time::Duration;

use atlas_emulator::{Emulator, Fault};
use atlas_integrations::{Client, Error, ErrorKind, RetryPolicy};
use support::{api_key, emulator, get_datadog, retrying_client};
use tokio::time::Instant;

fn client_with(emulator: &Emulator, policy: RetryPolicy) -> Client {
    let builder = Client::builder().base_url(emulator.base_url());
    let builder = builder.credentials(api_key()).retry(policy);
    builder.build().expect("a client")
}

#[tokio::test(start_paused = true)]
async fn transient_failures_are_retried() {
    let emulator = emulator().await;
    let client = retrying_client(emulator.base_url(), api_key());
    get_datadog(&client).await.expect("warm");
    for faults in [
        vec![Fault::Status(500), Fault::Status(502), Fault::Status(504)],
        vec![
            Fault::HtmlPage(503),
            Fault::Truncated(10),
            Fault::Status(408),
        ],
        vec![Fault::RateLimited { retry_after: None }],
        vec![
            Fault::Slow(Duration::from_secs(61)),
            Fault::Slow(Duration::from_secs(59)),
        ],
        vec![],
    ] {
        let attempts = match faults.as_slice() {
            [Fault::Slow(_), ..] => 2,
            faults => u32::try_from(faults.len()).expect("few") + 1,
        };
        let before = emulator.received_requests().len();
        emulator.inject_faults(faults.clone());
        let policy = RetryPolicy::default().deadline(Duration::from_secs(600));
        let response = get_datadog(&client_with(&emulator, policy)).await;
        let response = response.unwrap_or_else(|error| panic!("{faults:?}: {error}"));
        assert_eq!(response.attempts(), attempts, "{faults:?}");
        assert!(emulator.received_requests().len() > before);
    }
}

#[tokio::test(start_paused = true)]
async fn retry_after_is_obeyed() {
    let emulator = emulator().await;
    let client = retrying_client(emulator.base_url(), api_key());
    emulator.inject_faults([Fault::RateLimited {
        retry_after: Some(45),
    }]);
    let started = Instant::now();
    get_datadog(&client).await.expect("after the wait");
    let waited = started.elapsed().as_secs_f64();
    assert!((45.0..46.0).contains(&waited), "{waited}");
}

#[tokio::test(start_paused = true)]
async fn a_wait_past_the_deadline_ends_the_call_immediately() {
    let emulator = emulator().await;
    let client = retrying_client(emulator.base_url(), api_key());
    emulator.inject_faults([Fault::RateLimited {
        retry_after: Some(3_600),
    }]);
    let started = Instant::now();
    let error = get_datadog(&client)
        .await
        .expect_err("the wait is too long");
    assert!(started.elapsed() < Duration::from_secs(1));
    assert!(error.is_rate_limited());
    assert_eq!(error.retry_after(), Some(Duration::from_secs(3_600)));
    assert_eq!(error.rate_limit().remaining, Some(0));
    assert_eq!(error.attempts(), 1);
}

/// The error has the same form, whichever limit ended the call.
fn assert_last_real_error(error: &Error, attempts: u32) {
    assert_eq!(error.kind(), ErrorKind::Status, "{error:?}");
    assert_eq!(error.status().map(|status| status.as_u16()), Some(503));
    assert_eq!(error.error_code(), Some("UNEXPECTED_ERROR"));
    assert_eq!(error.attempts(), attempts);
    let sentence = error.to_string();
    let end = format!(
        "(after {attempts} attempts in {:.1} s)",
        error.elapsed().as_secs_f64()
    );
    assert!(sentence.starts_with("Atlas answered 503 Service Unavailable, UNEXPECTED_ERROR: "));
    assert!(sentence.ends_with(&end), "{sentence}");
}

#[tokio::test(start_paused = true)]
async fn the_last_real_error_is_returned_when_the_attempts_run_out() {
    let emulator = emulator().await;
    emulator.inject_faults(vec![Fault::Status(503); 9]);
    let client = retrying_client(emulator.base_url(), api_key());
    let error = get_datadog(&client).await.expect_err("four failures");
    assert_last_real_error(&error, 4);
    assert_eq!(emulator.received_requests().len(), 4);
}

#[tokio::test(start_paused = true)]
async fn the_last_real_error_is_returned_when_the_deadline_passes() {
    let emulator = emulator().await;
    emulator.inject_faults(vec![Fault::Status(503); 1_000]);
    let policy = RetryPolicy::default()
        .max_attempts(1_000)
        .base_delay(Duration::from_secs(8))
        .max_delay(Duration::from_secs(8))
        .deadline(Duration::from_secs(30));
    let error = get_datadog(&client_with(&emulator, policy))
        .await
        .expect_err("the deadline passes");
    assert!(error.attempts() > 1, "{error:?}");
    assert_last_real_error(&error, error.attempts());
    assert!(error.elapsed() < Duration::from_secs(30));
}

#[tokio::test(start_paused = true)]
async fn a_hanging_attempt_ends_at_the_deadline() {
    let emulator = emulator().await;
    emulator.inject_faults([Fault::Slow(Duration::from_secs(3_000))]);
    let builder = Client::builder().base_url(emulator.base_url());
    let builder = builder.credentials(api_key()).timeout(None);
    let policy = RetryPolicy::default().deadline(Duration::from_secs(7));
    let client = builder.retry(policy).build().expect("a client");
    let started = Instant::now();
    let error = get_datadog(&client).await.expect_err("the deadline passes");
    assert_eq!(started.elapsed().as_secs(), 7);
    assert!(error.is_timeout() && error.is_transient());
    assert!(
        error.to_string().contains("within 7s, the deadline"),
        "{error}"
    );
}

#[tokio::test(start_paused = true)]
async fn permanent_failures_are_not_retried() {
    let emulator = emulator().await;
    let client = retrying_client(emulator.base_url(), api_key());
    get_datadog(&client).await.expect("warm");
    for status in [400, 403, 404, 409, 501] {
        emulator.inject_faults([Fault::Status(status)]);
        let before = emulator.received_requests().len();
        let error = get_datadog(&client).await.expect_err("not retried");
        assert_eq!(error.status().map(|status| status.as_u16()), Some(status));
        assert_eq!(emulator.received_requests().len(), before + 1);
        assert_eq!(error.attempts(), 1);
    }
}

#[tokio::test]
async fn retries_can_be_disabled() {
    let emulator = emulator().await;
    emulator.inject_faults([Fault::Status(503)]);
    let error = get_datadog(&client_with(&emulator, RetryPolicy::none())).await;
    assert_eq!(error.expect_err("not retried").attempts(), 1);
}
