//! The versioned media types of the Administration API, `application/vnd.atlas.YYYY-MM-DD+json`.

/// Whether the header `Accept` (RFC 9110, section 12.5.1) allows a resource of the version `date`: one
/// of its media ranges names this date or a later one, and does not have the weight zero.
///
/// A wildcard names no date. Atlas refuses it.
pub(crate) fn accepts(header: &str, date: &str) -> bool {
    header.split(',').map(MediaType::parse).any(|range| {
        // Dates in this format compare as text.
        range.version().is_some_and(|accepted| accepted >= date) && range.weight() > 0.0
    })
}

/// Whether a body of this `Content-Type` is one that Atlas reads: JSON, with or without a version.
pub(crate) fn is_json(header: &str) -> bool {
    let media_type = MediaType::parse(header);
    media_type.name == "application/json" || media_type.version().is_some()
}

/// A media type or a media range.
struct MediaType<'a> {
    /// The type and the subtype, in lower case.
    name: String,
    parameters: &'a str,
}

impl<'a> MediaType<'a> {
    fn parse(text: &'a str) -> Self {
        let (name, parameters) = text.split_once(';').unwrap_or((text, ""));
        Self {
            name: name.trim().to_ascii_lowercase(),
            parameters,
        }
    }

    /// The date of a versioned media type, provided that the calendar has it.
    fn version(&self) -> Option<&str> {
        let date = self
            .name
            .strip_prefix("application/vnd.atlas.")?
            .strip_suffix("+json")?;
        is_date(date).then_some(date)
    }

    /// The weight that the parameter `q` gives to a media range. One that is not a number is zero.
    fn weight(&self) -> f32 {
        let mut parameters = self.parameters.split(';').filter_map(|p| p.split_once('='));
        let weight = parameters.find(|(name, _)| name.trim().eq_ignore_ascii_case("q"));
        weight.map_or(1.0, |(_, value)| value.trim().parse().unwrap_or(0.0))
    }
}

/// Whether `text` is a date of the calendar in the format `YYYY-MM-DD`.
fn is_date(text: &str) -> bool {
    let digits = |part: &str, count| {
        let is_number = part.len() == count && part.bytes().all(|byte| byte.is_ascii_digit());
        is_number.then(|| part.parse::<u32>().ok()).flatten()
    };
    let mut parts = text.splitn(3, '-');
    let mut next = |count| digits(parts.next()?, count);
    let (Some(year), Some(month), Some(day)) = (next(4), next(2), next(2)) else {
        return false;
    };
    let is_leap_year = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        2 if is_leap_year => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    };
    (1..=days).contains(&day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_media_range_with_the_version_or_a_later_one_is_enough() {
        let v2025 = "application/vnd.atlas.2025-03-12+json";
        for (header, expected) in [
            (v2025, true),
            ("Application/VND.Atlas.2025-03-12+JSON", true),
            ("application/vnd.atlas.2025-03-12+json;charset=utf-8", true),
            ("application/vnd.atlas.2025-03-12+json ; q=0.5", true),
            (
                "text/html, application/vnd.atlas.2025-03-12+json;q=0.1, */*;q=0",
                true,
            ),
            ("application/vnd.atlas.2024-02-29+json", true),
            ("application/vnd.atlas.2400-02-29+json", true),
            ("application/vnd.atlas.2100-02-29+json", false),
            ("application/vnd.atlas.2025-03-12+json;q=0", false),
            ("application/vnd.atlas.2025-03-12+json;Q=0.000", false),
            ("application/vnd.atlas.2025-03-12+json;q=high", false),
            ("application/vnd.atlas.2025-03-12+csv", false),
            ("application/vnd.atlas.2022-01-01+json", false),
            ("application/vnd.atlas.2025-02-30+json", false),
            ("application/vnd.atlas.2025-02-29+json", false),
            ("application/vnd.atlas.2025-13-01+json", false),
            ("application/vnd.atlas.2025-00-10+json", false),
            ("application/vnd.atlas.2025-04-31+json", false),
            ("application/vnd.atlas.2025-4-1+json", false),
            ("application/vnd.atlas.+025-04-01+json", false),
            ("application/vnd.atlas.+json", false),
            ("application/json", false),
            ("*/*", false),
            ("", false),
        ] {
            assert_eq!(accepts(header, "2023-01-01"), expected, "{header}");
        }
        assert!(!accepts(v2025, "2025-03-13"));
    }

    #[test]
    fn a_body_is_json_with_or_without_a_version() {
        for (header, expected) in [
            ("application/json", true),
            ("APPLICATION/JSON; charset=UTF-8", true),
            ("application/vnd.atlas.2023-01-01+json;charset=utf-8", true),
            ("application/vnd.atlas.2023-02-30+json", false),
            ("application/x-www-form-urlencoded", false),
            ("text/plain", false),
            ("", false),
        ] {
            assert_eq!(is_json(header), expected, "{header}");
        }
    }
}
