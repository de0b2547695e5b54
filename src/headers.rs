//! What response headers say about later requests.

use std::time::{Duration, SystemTime};

use reqwest::header::{DATE, HeaderMap, RETRY_AFTER};

/// Atlas's rate limit, from the headers `RateLimit-Limit` and `RateLimit-Remaining`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct RateLimit {
    /// The capacity of the bucket, in requests.
    pub limit: Option<u64>,
    /// The number of requests left in it.
    pub remaining: Option<u64>,
}

impl RateLimit {
    pub(crate) fn from_headers(headers: &HeaderMap) -> Self {
        let number = |name: &str| headers.get(name)?.to_str().ok()?.trim().parse().ok();
        Self {
            limit: number("ratelimit-limit"),
            remaining: number("ratelimit-remaining"),
        }
    }
}

/// Returns how long the server asks the client to wait (RFC 9110, section 10.2.3). A date is converted
/// to a delay from the time at which the server sent it (section 6.6.1), so that it does not matter what
/// the clocks show here and there; if it does not say, from now.
pub(crate) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let value = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if !value.is_empty() && value.bytes().all(|digit| digit.is_ascii_digit()) {
        // More than can be counted is for ever.
        return Some(Duration::from_secs(value.parse().unwrap_or(u64::MAX)));
    }
    let end = httpdate::parse_http_date(value).ok()?;
    let start = date(headers).unwrap_or_else(SystemTime::now);
    Some(end.duration_since(start).unwrap_or_default())
}

/// Returns when the server sent the response.
fn date(headers: &HeaderMap) -> Option<SystemTime> {
    let date = headers.get(DATE)?.to_str().ok()?.trim();
    httpdate::parse_http_date(date).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use reqwest::header::HeaderValue;

    use super::*;

    /// The year 9999, after which HTTP has no dates, in seconds since 1970.
    const LAST_DATE: u64 = 253_402_300_799;

    fn wait(value: &'static str, date: &'static str) -> Option<u64> {
        let mut headers = HeaderMap::new();
        headers.insert(RETRY_AFTER, HeaderValue::from_static(value));
        headers.insert(DATE, HeaderValue::from_static(date));
        retry_after(&headers).map(|wait| wait.as_secs())
    }

    #[test]
    fn a_wait_in_seconds_is_a_number() {
        for (value, expected) in [
            ("7", Some(7)),
            (" 7 ", Some(7)),
            ("0", Some(0)),
            ("99999999999999999999", Some(u64::MAX)),
            ("-7", None),
            ("+7", None),
            ("7.5", None),
            ("7s", None),
            ("", None),
            ("soon", None),
        ] {
            assert_eq!(wait(value, ""), expected, "{value}");
        }
    }

    #[test]
    fn a_date_counts_from_the_date_of_the_response_whatever_the_clock_shows() {
        for (date, value) in [
            (
                "Tue, 01 Jan 1980 23:59:55 GMT",
                "Wed, 02 Jan 1980 00:00:02 GMT",
            ),
            (
                "Sat, 01 Jan 2050 00:00:00 GMT",
                "Sat, 01 Jan 2050 00:00:07 GMT",
            ),
            ("Sat Jan  1 00:00:00 2050", "Sat, 01 Jan 2050 00:00:07 GMT"),
        ] {
            assert_eq!(wait(value, date), Some(7), "{value}");
            assert_eq!(wait(date, value), Some(0), "{value}");
        }
    }

    #[test]
    fn without_a_date_of_the_response_a_date_counts_from_now() {
        assert_eq!(wait("Wed, 02 Jan 1980 00:00:02 GMT", ""), Some(0));
        let century = 100 * 365 * 24 * 3_600;
        let wait = wait("Fri, 31 Dec 9999 23:59:59 GMT", "soon");
        assert!(wait.is_some_and(|wait| wait > century), "{wait:?}");
    }

    fn wait_of(value: &[u8], date: &[u8]) -> Option<Duration> {
        let mut headers = HeaderMap::new();
        for (name, value) in [(RETRY_AFTER, value), (DATE, date)] {
            headers.extend(
                HeaderValue::from_bytes(value)
                    .ok()
                    .map(|value| (name, value)),
            );
        }
        retry_after(&headers)
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn any_header_is_read_without_a_panic(value: Vec<u8>, text in "[ -~]{0,40}", date: Vec<u8>) {
            let _ = wait_of(&value, &date);
            let _ = wait_of(text.as_bytes(), &date);
        }

        #[test]
        fn any_number_of_seconds_is_that_wait(seconds: u64, zeros in "0{0,9}", space in "[ \t]{0,3}") {
            let value = format!("{space}{zeros}{seconds}{space}");
            prop_assert_eq!(wait_of(value.as_bytes(), b""), Some(Duration::from_secs(seconds)));
        }

        #[test]
        fn any_two_dates_are_the_wait_between_them(start in 0..LAST_DATE, end in 0..LAST_DATE) {
            let date = |seconds| SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
            let text = |seconds| httpdate::fmt_http_date(date(seconds));
            let found = wait_of(text(end).as_bytes(), text(start).as_bytes());
            prop_assert_eq!(found, Some(Duration::from_secs(end.saturating_sub(start))));
        }
    }
}
