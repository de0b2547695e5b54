//! What is likely to be a secret where the document says nothing.

use std::borrow::Cow;

use crate::scan;

/// What a name contains, in lower case and without separators, if its value is likely to be a secret.
const LIKELY: [&str; 10] = [
    "apikey",
    "auth",
    "credential",
    "key",
    "passphrase",
    "passwd",
    "password",
    "secret",
    "token",
    "webhook",
];

/// The strings in `json` that have a name like that of a secret. `name` is that of the whole.
pub(crate) fn likely<'a>(name: &'a str, json: &'a str) -> impl Iterator<Item = Cow<'a, str>> {
    scan::named_strings(name, json)
        .filter(|(name, _)| is_likely(name))
        .map(|(_, text)| text)
}

fn is_likely(name: &str) -> bool {
    let name: String = name.chars().filter(|it| !matches!(it, '-' | '_')).collect();
    let name = name.to_lowercase();
    LIKELY.iter().any(|part| name.contains(part))
}
