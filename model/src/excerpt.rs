//! Excerpts of text from elsewhere, for use in a message.

/// The length of the longest excerpt, in characters.
const LIMIT: usize = 120;

/// `text` in quotation marks, with control characters escaped, truncated if it is long.
pub fn quoted(text: &str) -> String {
    match text.char_indices().nth(LIMIT) {
        Some((end, _)) => format!("{:?}…", text.get(..end).unwrap_or_default()),
        None => format!("{text:?}"),
    }
}

/// `text` on one line, truncated if it is long.
pub fn one_line(text: &str) -> String {
    if is_one_line(text) {
        return text.to_owned();
    }
    let mut line = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.extend(word.chars().filter(|letter| !letter.is_control()));
    }
    match line.char_indices().nth(4 * LIMIT) {
        Some((end, _)) => format!("{}…", line.get(..end).unwrap_or_default()),
        None => line,
    }
}

/// Whether `text` is short, and already what [`one_line`] makes of it, as nearly every text is.
fn is_one_line(text: &str) -> bool {
    let bytes = text.as_bytes();
    let is_spaced = bytes.windows(2).all(|pair| pair != b"  ");
    bytes.len() <= 4 * LIMIT
        && is_spaced
        && bytes.iter().all(|byte| matches!(byte, b' '..=b'~'))
        && text.trim_ascii() == text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_text_is_truncated_between_characters() {
        assert_eq!(quoted("a\nb"), r#""a\nb""#);
        let long = quoted(&"é".repeat(500));
        assert_eq!(long.chars().count(), LIMIT + 3);
        assert_eq!(one_line(" a\n\tb\u{7} "), "a b");
        for text in ["", "a b", " a b", "a  b", "a b ", "a\u{7f} b"] {
            assert_eq!(one_line(text), if text.is_empty() { "" } else { "a b" });
        }
        assert_eq!(one_line(&"é".repeat(5_000)).chars().count(), 4 * LIMIT + 1);
    }
}
