//! What the shell offers for a value.

use std::ffi::OsStr;

use atlas_integrations::Settings;
use clap_complete::CompletionCandidate;

use crate::integration::Kind;

/// The integration types.
pub(super) fn services(current: &OsStr) -> Vec<CompletionCandidate> {
    let services = Kind::ALL
        .into_iter()
        .flat_map(|kind| kind.types().into_iter().map(move |name| (kind, name)))
        .map(|(kind, name)| (name.to_owned(), Some(kind.noun())));
    matching(current, services)
}

/// The profiles of the Atlas CLI.
pub(super) fn profiles(current: &OsStr) -> Vec<CompletionCandidate> {
    let typed = current.to_string_lossy().into_owned();
    let profiles = Settings::atlas_cli_profiles().unwrap_or_default();
    let profiles = profiles.into_iter().filter(|name| name.starts_with(&typed));
    profiles.map(CompletionCandidate::new).collect()
}

/// The candidates that begin with `current`, in any case and with `-` for `_`.
fn matching(
    current: &OsStr,
    candidates: impl IntoIterator<Item = (String, Option<&'static str>)>,
) -> Vec<CompletionCandidate> {
    let typed = current.to_string_lossy();
    let is_lower = typed.chars().any(char::is_lowercase);
    let candidates = candidates.into_iter().filter_map(|(name, help)| {
        // In the style that is being typed, since a shell drops what does not begin with it.
        let name = match (is_lower, typed.contains('-')) {
            (true, false) if typed.contains('_') => name.to_lowercase(),
            (true, _) => name.to_lowercase().replace('_', "-"),
            (false, true) => name.replace('_', "-"),
            (false, false) => name,
        };
        name.starts_with(&*typed)
            .then(|| CompletionCandidate::new(name).help(help.map(Into::into)))
    });
    candidates.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn services_are_offered_in_the_style_that_is_typed() {
        let offered = |current: &str| -> Vec<String> {
            let candidates = services(OsStr::new(current)).into_iter();
            candidates
                .map(|it| it.get_value().to_string_lossy().into_owned())
                .collect()
        };
        assert_eq!(offered("PAGER"), ["PAGER_DUTY"]);
        assert_eq!(offered("pager"), ["pager-duty"]);
        assert_eq!(offered("S3"), ["S3_LOG_EXPORT"]);
        assert!(offered("").contains(&"OTEL".to_owned()));
    }
}
