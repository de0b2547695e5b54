//! Resource versions, which Atlas writes as a date in the media type.

use std::collections::BTreeSet;

use anyhow::{Result, bail};
use serde_json::Value;

/// Keeps what a program of `api_date` asks for in the `content` of a request body or a response: the
/// newest resource version up to that date, in JSON if there is the choice. Without any, it keeps what
/// has no version, and a preview where there is nothing else. `operation` is named in the error.
pub(super) fn keep_newest(body: &mut Value, api_date: &str, operation: &str) -> Result<()> {
    let Some(content) = body.get_mut("content").and_then(Value::as_object_mut) else {
        return Ok(());
    };
    let usable = content.keys().filter_map(|it| Rank::of(it, api_date));
    let best = usable.max();
    if best.is_none() && !content.is_empty() {
        let dates = content.keys().filter_map(|it| Some(version(it)?.0));
        let dates: BTreeSet<&str> = dates.collect();
        bail!(
            "{operation}: the specification has no resource version up to {api_date}, the \
             api_date in openapi/operations.toml; it has {}",
            Vec::from_iter(dates).join(", ")
        );
    }
    let kept = content.keys().filter(|it| Rank::of(it, api_date) == best);
    let kept: Vec<String> = kept.cloned().collect();
    content.retain(|media_type, _| kept.contains(media_type));
    Ok(())
}

/// How much a media type is wanted, from the least.
#[derive(Eq, Ord, PartialEq, PartialOrd)]
enum Rank<'a> {
    Preview {
        is_json: bool,
        format: &'a str,
    },
    Unversioned,
    Version {
        is_json: bool,
        date: &'a str,
        format: &'a str,
    },
}

impl<'a> Rank<'a> {
    /// Nothing for a version that is newer than `api_date`.
    fn of(media_type: &'a str, api_date: &str) -> Option<Self> {
        if let Some((date, format)) = version(media_type) {
            let is_json = format == "json";
            return (date <= api_date).then_some(Self::Version {
                is_json,
                date,
                format,
            });
        }
        let preview = media_type.strip_prefix("application/vnd.atlas.preview+");
        Some(preview.map_or(Self::Unversioned, |format| Self::Preview {
            is_json: format == "json",
            format,
        }))
    }
}

/// The date in `application/vnd.atlas.<date>+json`.
pub(super) fn version_date(media_type: &str) -> Option<&str> {
    let (date, suffix) = version(media_type)?;
    (suffix == "json").then_some(date)
}

/// The date and the format in `application/vnd.atlas.<date>+<format>`.
fn version(media_type: &str) -> Option<(&str, &str)> {
    let (date, suffix) = media_type
        .strip_prefix("application/vnd.atlas.")?
        .split_once('+')?;
    is_date(date).then_some((date, suffix))
}

/// Whether `text` has the form of a calendar date, such as `2025-03-12`. Dates in this form sort
/// as text.
pub(super) fn is_date(text: &str) -> bool {
    text.len() == 10
        && text.bytes().enumerate().all(|(index, byte)| match index {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        })
}

#[cfg(test)]
mod tests {
    use serde_json::{Map, json};

    use super::*;

    #[test]
    fn what_is_newer_hides_nothing() {
        for (offered, kept) in [
            (&["2026-05-01+json", "preview+json"][..], "preview+json"),
            (&["preview+gzip", "preview+json"], "preview+json"),
            (&["2026-05-01+json", "preview+gzip"], "preview+gzip"),
            (&["2023-01-01+csv", "2026-05-01+json"], "2023-01-01+csv"),
            (&["2023-01-01+csv", "2024-01-01+csv"], "2024-01-01+csv"),
            (&["2024-01-01+csv", "2024-01-01+gzip"], "2024-01-01+gzip"),
            (&["2024-01-01+csv", "2023-01-01+json"], "2023-01-01+json"),
            (&["2023-01-01+csv", "preview+json"], "2023-01-01+csv"),
        ] {
            let name = |version: &&str| format!("application/vnd.atlas.{version}");
            let content = offered.iter().map(|it| (name(it), json!({})));
            let mut body = json!({ "content": content.collect::<Map<_, _>>() });
            keep_newest(&mut body, "2025-03-12", "get_a").expect("a version");
            assert_eq!(body["content"], json!({ name(&kept): {} }), "{offered:?}");
        }
    }

    #[test]
    fn a_preview_is_kept_where_there_is_nothing_else() {
        let mut body = json!({ "content": {
            "application/json": {}, "text/plain": {},
            "application/vnd.atlas.preview+json": {}, "application/vnd.atlas.2026-05-01+json": {},
        } });
        keep_newest(&mut body, "2025-03-12", "get_a").expect("what has no version");
        let kept = json!({ "application/json": {}, "text/plain": {} });
        assert_eq!(body["content"], kept);
    }

    #[test]
    fn what_is_only_newer_is_refused_with_the_dates() {
        let mut body = json!({ "content": {
            "application/vnd.atlas.2026-05-01+json": {}, "application/vnd.atlas.2026-05-01+csv": {},
            "application/vnd.atlas.2025-08-01+csv": {},
        } });
        let error = keep_newest(&mut body, "2025-03-12", "get_a").expect_err("too new");
        assert!(
            error.to_string().ends_with("it has 2025-08-01, 2026-05-01"),
            "{error}"
        );
        let mut empty = json!({ "content": {} });
        keep_newest(&mut empty, "2025-03-12", "get_a").expect("nothing to choose");
    }
}
