//! The versioned media type, which selects the version of the API.

use reqwest::header::HeaderValue;

use crate::error::{Error, Result};
use atlas_integrations_model::excerpt::quoted;

/// Returns `application/vnd.atlas.<date>+json`.
pub(crate) fn accept(api_date: &str) -> Result<HeaderValue> {
    let invalid = || {
        Error::configuration(format!(
            "invalid api_date: {} is not a date such as \"2025-03-12\"",
            quoted(api_date)
        ))
    };
    if !is_date(api_date) {
        return Err(invalid());
    }
    HeaderValue::from_str(&format!("application/vnd.atlas.{api_date}+json")).map_err(|_| invalid())
}

/// Returns whether `text` is a calendar date, `YYYY-MM-DD` (RFC 3339, section 5.6).
fn is_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let digits = |part: &str, length: usize| {
        part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    let [year, month, day] = parts.as_slice() else {
        return false;
    };
    if !(digits(year, 4) && digits(month, 2) && digits(day, 2)) {
        return false;
    }
    let (year, day): (u32, u32) = (year.parse().unwrap_or(0), day.parse().unwrap_or(0));
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match *month {
        "01" | "03" | "05" | "07" | "08" | "10" | "12" => 31,
        "04" | "06" | "09" | "11" => 30,
        "02" if leap => 29,
        "02" => 28,
        _ => 0,
    };
    (1..=days).contains(&day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_calendar_dates_are_accepted() {
        for date in ["2025-03-12", "2024-02-29", "2000-12-31"] {
            let header = accept(date).expect(date);
            assert_eq!(
                header,
                format!("application/vnd.atlas.{date}+json").as_str()
            );
        }
        for date in [
            "",
            "2025",
            "2025-3-12",
            "2025-02-29",
            "1900-02-29",
            "2025-13-01",
            "2025-04-31",
            "2025-03-00",
            "2025-03-12T",
            "٢٠٢٥-03-12",
            "preview",
            "2025-03-12+json",
        ] {
            let error = accept(date).expect_err(date).to_string();
            assert!(error.starts_with("invalid api_date: "), "{error}");
        }
    }
}
