//! Text from elsewhere, made safe to print.

use std::borrow::Cow;

/// Whether a character acts on a terminal, or on the text around it, rather than being shown: a
/// control character, a line separator, or what changes the direction of text or hides in it.
pub(crate) fn is_unsafe(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{61c}'
                | '\u{200b}'
                | '\u{200e}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{feff}'
                | '\u{fff9}'..='\u{fffb}'
                | '\u{e0000}'..='\u{e007f}'
        )
}

/// `text` with U+FFFD in place of each unsafe character.
pub(crate) fn safe(text: &str) -> Cow<'_, str> {
    if text.contains(is_unsafe) {
        text.replace(is_unsafe, "\u{fffd}").into()
    } else {
        text.into()
    }
}

/// The same JSON, with escapes in place of the unsafe characters, which can only be in its strings.
pub(crate) fn safe_json(json: &str) -> Cow<'_, str> {
    if !json.contains(is_unsafe) {
        return json.into();
    }
    let mut escaped = String::with_capacity(json.len() + 16);
    for character in json.chars() {
        if !is_unsafe(character) || matches!(character, '\n' | '\r' | '\t') {
            escaped.push(character);
            continue;
        }
        let mut units = [0; 2];
        for unit in character.encode_utf16(&mut units) {
            escaped.push_str(&format!("\\u{unit:04x}"));
        }
    }
    escaped.into()
}

/// `count` things, such as "1 project" or "2 projects".
pub(crate) fn counted(count: usize, noun: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {noun}{plural}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_acts_on_a_terminal_is_left() {
        let text = "a\u{1b}[31m\u{9b}b\u{202e}c\u{2028}d\u{200b}e\nf\u{e0041}";
        let expected = "a\u{fffd}[31m\u{fffd}b\u{fffd}c\u{fffd}d\u{fffd}e\u{fffd}f\u{fffd}";
        assert_eq!(safe(text), expected);
        assert_eq!(safe("Zürich 東京 👩‍💻"), "Zürich 東京 👩‍💻");
    }

    #[test]
    fn escaped_json_is_the_same_json() {
        let text = "a\u{7f}b\u{202e}c\u{e0041}\u{1b}";
        let json = serde_json::to_string(text).expect("JSON");
        let escaped = safe_json(&json);
        assert!(!escaped.contains(is_unsafe), "{escaped}");
        assert_eq!(
            serde_json::from_str::<String>(&escaped).expect("JSON"),
            text
        );
    }
}
