//! Parsers of option values. Their errors are shown by clap, which names the option.

use atlas_integrations::{GroupId, InvalidGroupId};

pub(super) fn group_id(text: &str) -> Result<GroupId, InvalidGroupId> {
    text.parse()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_source_needs_both_sides() {
        let pair = ("apiKey".to_owned(), "a=b".to_owned());
        assert_eq!(field_source("apiKey=a=b"), Ok(pair));
        for text in ["", "apiKey", "apiKey=", "=KEY"] {
            assert!(field_source(text).is_err(), "{text}");
        }
    }
}
