//! Quoting what somebody gave, in a message.

/// The longest excerpt of a foreign text in a message, in characters.
const LIMIT: usize = 120;

/// `text` in quotation marks, control characters escaped, a long one cut.
pub(crate) fn quoted(text: &str) -> String {
    match text.char_indices().nth(LIMIT) {
        Some((end, _)) => format!("{:?}…", text.get(..end).unwrap_or_default()),
        None => format!("{text:?}"),
    }
}

/// `text` on one line, a long one cut.
pub(crate) fn one_line(text: &str) -> String {
    let words: Vec<_> = text
        .split(char::is_whitespace)
        .filter(|word| !word.is_empty())
        .collect();
    let line: String = words
        .join(" ")
        .chars()
        .filter(|letter| !letter.is_control())
        .collect();
    match line.char_indices().nth(4 * LIMIT) {
        Some((end, _)) => format!("{}…", line.get(..end).unwrap_or_default()),
        None => line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_texts_are_cut_between_characters() {
        assert_eq!(quoted("a\nb"), r#""a\nb""#);
        let long = quoted(&"é".repeat(500));
        assert_eq!(long.chars().count(), LIMIT + 3);
        assert_eq!(one_line(" a\n\tb\u{7} "), "a b");
        assert_eq!(one_line(&"é".repeat(5_000)).chars().count(), 4 * LIMIT + 1);
    }
}
