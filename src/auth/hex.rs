//! Bytes as lower-case hexadecimal digits.

/// Appends the digits of `bytes` to `text`.
pub(super) fn push(text: &mut String, bytes: &[u8]) {
    for byte in bytes {
        for half in [byte >> 4, byte & 15] {
            let zero = if half < 10 { b'0' } else { b'a' - 10 };
            text.push(char::from(zero + half));
        }
    }
}

/// Returns the digits of `bytes`.
pub(super) fn encode(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(2 * bytes.len());
    push(&mut text, bytes);
    text
}
