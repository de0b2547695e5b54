//! Parsers of option values. Their errors are shown by clap, which names the option.

use atlas_integrations::{GroupId, ObjectId, ParseObjectIdError};

use crate::integration::{Kind, Service, nearest};

pub(super) fn group_id(text: &str) -> Result<GroupId, ParseObjectIdError> {
    text.parse()
}

/// An integration: its type and, for a log or metric integration, perhaps its ID.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Reference {
    pub(crate) service: Service,
    pub(crate) id: Option<String>,
}

impl Default for Reference {
    fn default() -> Self {
        let service = Service {
            kind: Kind::ThirdParty,
            name: String::new(),
        };
        Self { service, id: None }
    }
}

/// `TYPE` or, for a log or metric integration, `TYPE/ID`.
pub(super) fn reference(text: &str) -> Result<Reference, String> {
    if let Some((name, id)) = text.split_once('/')
        && let Some(service) = Service::known(name)
        && service.kind != Kind::ThirdParty
        && id.parse::<ObjectId>().is_ok()
    {
        let id = Some(id.to_owned());
        return Ok(Reference { service, id });
    }
    let service = Service::parse(text)?;
    Ok(Reference { service, id: None })
}

/// The name of an integration type that this program knows.
pub(super) fn known_service(text: &str) -> Result<Service, String> {
    Service::known(text).ok_or_else(|| {
        let types = Kind::ALL.into_iter().flat_map(Kind::types);
        let types: Vec<_> = types.collect();
        let nearest = nearest(text, types.iter().copied());
        let nearest = nearest.map(|name| format!("; did you mean {name}?"));
        format!(
            "{text:?} is not one of {}{}",
            types.join(", "),
            nearest.unwrap_or_default()
        )
    })
}

/// `FIELD=SOURCE`: a field of the settings, and where its value is read from.
pub(super) fn field_source(text: &str) -> Result<(String, String), &'static str> {
    match text.split_once('=') {
        Some((field, source)) if !field.is_empty() && !source.is_empty() => {
            Ok((field.to_owned(), source.to_owned()))
        }
        _ => Err("expected a field name, an equals sign and a source"),
    }
}

/// A calendar date, `YYYY-MM-DD` (RFC 3339, section 5.6).
pub(super) fn api_date(text: &str) -> Result<String, &'static str> {
    if is_calendar_date(text) {
        Ok(text.to_owned())
    } else {
        Err("expected a calendar date in the format YYYY-MM-DD, such as 2025-03-12")
    }
}

fn is_calendar_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let [year, month, day] = parts.as_slice() else {
        return false;
    };
    let (Some(year), Some(month), Some(day)) = (digits(year, 4), digits(month, 2), digits(day, 2))
    else {
        return false;
    };
    (1..=days_in_month(year, month)).contains(&day)
}

/// The number that `text` is, if it has exactly `length` ASCII digits; `parse` alone takes a sign.
fn digits(text: &str, length: usize) -> Option<u32> {
    let valid = text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit());
    if valid { text.parse().ok() } else { None }
}

fn days_in_month(year: u32, month: u32) -> u32 {
    let is_leap_year =
        year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if is_leap_year => 29,
        2 => 28,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_calendar_dates_are_api_dates() {
        for text in [
            "2025-03-12",
            "2024-02-29",
            "2000-02-29",
            "2025-02-28",
            "2025-04-30",
            "2025-12-31",
        ] {
            assert_eq!(api_date(text).as_deref(), Ok(text));
        }
        for text in [
            "",
            "soon",
            "2025-02-29",
            "1900-02-29",
            "2025-04-31",
            "2025-00-10",
            "2025-13-01",
            "2025-01-00",
            "2025-3-12",
            "25-03-12",
            "2025-03-12 ",
            "2025-+3-12",
            "2025-03-12-01",
            "2025/03/12",
            "２025-03-12",
        ] {
            assert!(api_date(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_reference_may_have_an_id() {
        let id = "65a0b1c2d3e4f5a6b7c8d9e0";
        let log = reference(&format!("s3-log-export/{id}")).expect("a reference");
        assert_eq!(
            (log.service.name.as_str(), log.id.as_deref()),
            ("S3_LOG_EXPORT", Some(id))
        );
        for text in [
            "SLACK/65a0b1c2d3e4f5a6b7c8d9e0",
            "S3_LOG_EXPORT/..",
            "",
            "..",
        ] {
            assert!(reference(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_field_source_needs_both_sides() {
        let pair = ("apiKey".to_owned(), "a=b".to_owned());
        assert_eq!(field_source("apiKey=a=b"), Ok(pair));
        for text in ["", "apiKey", "apiKey=", "=KEY"] {
            assert!(field_source(text).is_err(), "{text}");
        }
    }
}
