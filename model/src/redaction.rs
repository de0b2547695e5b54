//! Redaction: how Atlas shows what it does not show.

use std::borrow::Cow;

/// How many mask characters in a row are no part of a real value.
const RUN: usize = 4;

/// How many characters Atlas leaves readable at the end of a secret.
const READABLE_END: usize = 4;

/// Whether `letter` stands for one that is hidden.
fn is_mask(letter: char) -> bool {
    matches!(
        letter,
        '*' | '∗'
            | '⁎'
            | '＊'
            | '✱'
            | '•'
            | '●'
            | '·'
            | '∙'
            | '⋅'
            | '‧'
            | '◦'
            | '○'
            | '⚫'
            | '■'
            | '▪'
            | '█'
    )
}

/// Whether `text` is nothing but mask characters, as in `******`.
pub(crate) fn is_masked(text: &str) -> bool {
    let text = text.trim();
    !text.is_empty() && text.chars().all(is_mask)
}

/// Whether `text` is what Atlas shows of a secret: nothing but mask characters, such as `******`; a
/// run of four or more at one end, such as `****a23c`, or beside other characters of a word; or a URL with a part
/// that is masked, such as `https://example.com/***`.
pub(crate) fn is_redacted(text: &str) -> bool {
    let text = &*percent_decoded(text.trim());
    if is_masked(text) {
        return true;
    }
    let starts = text.chars().take_while(|it| is_mask(*it)).count() >= RUN;
    let ends = text.chars().rev().take_while(|it| is_mask(*it)).count() >= RUN;
    if starts || ends {
        // `**** ALERT ****` is a heading.
        return starts != ends;
    }
    text.split_whitespace()
        .any(|word| has_run(word) && !is_masked(word) || is_masked_url(word))
}

/// Whether `text`, which is in the place of a secret, is what Atlas shows of it. That may be a mask that
/// is shorter than [`RUN`], before the readable end: a secret of seven characters is `***ter2`. Elsewhere,
/// `*.log` is a value.
pub(crate) fn is_redacted_secret(text: &str) -> bool {
    let readable = text.trim().trim_start_matches(is_mask);
    let hides_few = readable.len() < text.trim().len()
        && readable.chars().count() == READABLE_END
        && !readable.contains(is_mask);
    hides_few || is_redacted(text)
}

fn has_run(text: &str) -> bool {
    let mut length = 0;
    text.chars().any(|letter| {
        length = if is_mask(letter) { length + 1 } else { 0 };
        length == RUN
    })
}

/// Whether a part of a URL, such as a segment of its path, is nothing but mask characters.
fn is_masked_url(text: &str) -> bool {
    let Some((_, rest)) = text.split_once("://") else {
        return false;
    };
    rest.split(['/', '?', '#', '&', '=', ':', '@', ';'])
        .any(is_masked)
}

/// `text` with its `%2A` and the like resolved, since a mask in a URL may be encoded.
fn percent_decoded(text: &str) -> Cow<'_, str> {
    if !text.contains('%') {
        return text.into();
    }
    let mut decoded = Vec::with_capacity(text.len());
    let mut bytes = text.as_bytes();
    while let Some((&first, rest)) = bytes.split_first() {
        let hexadecimal = rest.get(..2).filter(|_| first == b'%');
        let hexadecimal = hexadecimal.and_then(|digits| std::str::from_utf8(digits).ok());
        match hexadecimal.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(byte) => {
                decoded.push(byte);
                bytes = rest.get(2..).unwrap_or_default();
            }
            None => {
                decoded.push(first);
                bytes = rest;
            }
        }
    }
    String::from_utf8(decoded).map_or(text.into(), Cow::from)
}

/// Whether `shown` can be what Atlas shows of `secret`: where it has a mask, the secret has one or
/// more characters, and everything else is equal.
pub(crate) fn matches(secret: &str, shown: &str) -> bool {
    if !is_redacted_secret(shown) {
        return secret == shown;
    }
    let decoded = percent_decoded(shown);
    let shown = if shown.contains(is_mask) {
        shown
    } else {
        &decoded
    };
    // A single mask character beside a run of them belongs to the value.
    let run = if has_run(shown) { RUN } else { 1 };
    let parts = readable_parts(shown, run);
    let (Some((first, rest)), Some(last)) = (parts.split_first(), parts.last()) else {
        return false;
    };
    let Some(mut hidden) = secret.strip_prefix(first.as_str()) else {
        return false;
    };
    // Of the parts between two masks, each is looked for behind the one before it, where at least
    // one character is hidden.
    for part in rest.get(..rest.len().saturating_sub(1)).unwrap_or_default() {
        let Some(behind) = behind_first_character(hidden) else {
            return false;
        };
        match behind.split_once(part.as_str()) {
            Some((_, behind)) => hidden = behind,
            None => return false,
        }
    }
    behind_first_character(hidden).is_some_and(|behind| behind.ends_with(last.as_str()))
}

fn behind_first_character(text: &str) -> Option<&str> {
    let mut letters = text.chars();
    letters.next().map(|_| letters.as_str())
}

/// What is readable before, between and behind the runs of `run` or more mask characters.
fn readable_parts(shown: &str, run: usize) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut masks = String::new();
    for letter in shown.trim().chars().map(Some).chain([None]) {
        if let Some(mask) = letter.filter(|letter| is_mask(*letter)) {
            masks.push(mask);
            continue;
        }
        let is_run = masks.chars().count() >= run;
        let masks = std::mem::take(&mut masks);
        match parts.last_mut() {
            _ if is_run => parts.push(String::new()),
            Some(part) => part.push_str(&masks),
            None => {}
        }
        if let (Some(part), Some(letter)) = (parts.last_mut(), letter) {
            part.push(letter);
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_atlas_shows_is_recognized() {
        for text in [
            "*",
            "***",
            "******",
            " **** ",
            "•",
            "••••••••",
            "●●●",
            "****a23c",
            "a23c****",
            "••••a23c",
            "●●●●●2101",
            "****************************0000",
            "sk_live_****a23c",
            "Bearer ****a23c",
            "https://example.com/****2101",
            "https://example.com/***",
            "https://user:***@example.com/x",
            "https://example.com/x?token=**&y=1",
            "https://example.com/%2A%2A%2A%2A2101",
            "https://example.com/%E2%80%A2%E2%80%A2%E2%80%A2%E2%80%A22101",
        ] {
            assert!(is_redacted(text), "{text}");
        }
    }

    #[test]
    fn a_short_secret_is_recognized_behind_a_short_mask() {
        let secret = "0123456789a23c";
        for length in 1..=secret.len() {
            let readable = if length > READABLE_END {
                READABLE_END
            } else {
                0
            };
            let (hidden, end) = secret[..length].split_at(length - readable);
            let shown = format!("{}{end}", "*".repeat(hidden.len()));
            assert!(is_redacted_secret(&shown), "{shown}");
            assert!(matches(&secret[..length], &shown), "{shown}");
            assert!(!matches(end, &shown), "{shown}");
        }
        for value in ["a23c", "*a23", "*a*3c", "a*23c", "***a23cd", ""] {
            assert!(!is_redacted_secret(value), "{value}");
        }
        assert!(!matches("0123ffff", "***a23c"));
    }

    #[test]
    fn what_only_has_a_mask_character_is_a_value() {
        for text in [
            "",
            "0123456789abcdef",
            "a*b**c***d",
            "*.log",
            "***a23c",
            "**** ALERT ****",
            "5 * 3 ** 2 = 45",
            "see **** there",
            "https://*.example.com/x",
            "https://example.com/%zz%",
            "100%",
        ] {
            assert!(!is_redacted(text), "{text}");
        }
        assert!(is_masked("••••"));
        assert!(!is_masked("****a23c"));
        assert!(!is_masked(" "));
    }

    #[test]
    fn a_mask_matches_what_it_can_hide() {
        for (secret, shown, expected) in [
            ("0123456789aba23c", "****a23c", true),
            ("0123456789aba23c", "************a23c", true),
            ("0123456789aba23c", "****a23d", false),
            ("a23c", "****a23c", false),
            ("a23c", "****", true),
            ("a23c", "••", true),
            ("a23c", "a23c", true),
            ("a23c", "a23d", false),
            ("", "****", false),
            (
                "https://example.com/hook/2101",
                "https://example.com/****2101",
                true,
            ),
            (
                "https://example.org/hook/2101",
                "https://example.com/****2101",
                false,
            ),
            ("https://example.com/hook/", "https://example.com/***", true),
            ("sk_live_01a23c", "sk_live_****a23c", true),
            ("sk_test_01a23c", "sk_live_****a23c", false),
            ("a-12-b-34-c", "a-****-b-****-c", true),
            ("a-12-34-c", "a-****-b-****-c", false),
            ("x*y1234", "x*y****", true),
            ("üüüé", "****é", true),
        ] {
            assert_eq!(matches(secret, shown), expected, "{secret} {shown}");
        }
    }
}
