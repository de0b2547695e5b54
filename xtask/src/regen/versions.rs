//! Resource versions, which Atlas writes as a date in the media type.

use anyhow::{Result, bail};
use serde_json::Value;

/// Keeps one resource version in the `content` of a request body or a response: the newest that is
/// not later than `api_date`. `operation` is named in the error.
pub(super) fn keep_newest(body: &mut Value, api_date: &str, operation: &str) -> Result<()> {
    let Some(content) = body.get_mut("content").and_then(Value::as_object_mut) else {
        return Ok(());
    };
    let is_json = content
        .keys()
        .any(|media_type| version_date(media_type).is_some());
    let suffix = match is_json {
        true => "json",
        false => content
            .keys()
            .find_map(|it| Some(version(it)?.1))
            .unwrap_or_default(),
    }
    .to_owned();
    let of_suffix = |media_type: &String| version(media_type).is_some_and(|it| it.1 == suffix);
    let dates: Vec<&str> = content
        .keys()
        .filter_map(|media_type| Some(version(media_type)?.0))
        .collect();
    if dates.is_empty() {
        // A preview, which is JSON if it has the choice.
        let previews = [
            "application/vnd.atlas.preview+json",
            "application/vnd.atlas.preview+",
        ];
        let preview = previews
            .iter()
            .find_map(|it| content.keys().find(|key| key.starts_with(it)));
        if let Some(preview) = preview.cloned() {
            content.retain(|media_type, _| *media_type == preview);
        }
        return Ok(());
    }
    let dates: Vec<&str> = content
        .keys()
        .filter(|media_type| of_suffix(media_type))
        .filter_map(|media_type| Some(version(media_type)?.0))
        .collect();
    let Some(newest) = dates.iter().filter(|date| **date <= api_date).max() else {
        bail!(
            "{operation}: the specification has no resource version up to {api_date}, the \
             api_date in openapi/operations.toml; it has {}",
            dates.join(", ")
        );
    };
    let chosen = format!("application/vnd.atlas.{newest}+{suffix}");
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
