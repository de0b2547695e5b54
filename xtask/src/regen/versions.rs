//! Resource versions, which Atlas writes as a date in the media type.

use anyhow::{Result, bail};
use serde_json::Value;

/// Keeps one resource version in the `content` of a request body or a response: the newest that is
/// not later than `api_date`. `operation` is named in the error.
pub(super) fn keep_newest(body: &mut Value, api_date: &str, operation: &str) -> Result<()> {
    let Some(content) = body.get_mut("content").and_then(Value::as_object_mut) else {
        return Ok(());
    };
    let versions: Vec<(&str, &str)> = content.keys().filter_map(|it| version(it)).collect();
    // JSON if there is the choice.
    let Some((_, format)) = versions.iter().max_by_key(|(_, format)| *format == "json") else {
        let previews = ["preview+json", "preview+"].map(|it| format!("application/vnd.atlas.{it}"));
        let mut previews = previews
            .iter()
            .filter_map(|it| content.keys().find(|key| key.starts_with(it)));
        if let Some(preview) = previews.next().cloned() {
            content.retain(|media_type, _| *media_type == preview);
        }
        return Ok(());
    };
    let dates = versions.iter().filter(|(_, other)| other == format);
    let dates: Vec<&str> = dates.map(|(date, _)| *date).collect();
    let Some(newest) = dates.iter().filter(|date| **date <= api_date).max() else {
        bail!(
            "{operation}: the specification has no resource version up to {api_date}, the \
             api_date in openapi/operations.toml; it has {}",
            dates.join(", ")
        );
    };
    let chosen = format!("application/vnd.atlas.{newest}+{format}");
    content.retain(|media_type, _| *media_type == chosen);
    Ok(())
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
