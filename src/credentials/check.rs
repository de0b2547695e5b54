//! What a credential cannot be.

use crate::error::{Error, Result};

/// Refuses a credential that was copied together with something else: a line break, a space or a
/// quotation mark. `name` is what it is called in the error, which does not show it.
pub(super) fn check(name: &str, value: &str) -> Result<()> {
    match fault(value) {
        None => Ok(()),
        Some(fault) => Err(Error::configuration(format!("the {name} {fault}"))),
    }
}

fn fault(value: &str) -> Option<&'static str> {
    let is_quote = |letter| matches!(letter, '"' | '\'' | '`' | '“' | '”' | '„' | '‘' | '’');
    if value.is_empty() {
        Some("is empty")
    } else if value.contains(['\n', '\r']) {
        Some("contains a line break, such as the one at the end of a file, which is not part of it")
    } else if value.starts_with(char::is_whitespace) || value.ends_with(char::is_whitespace) {
        Some("begins or ends with a space")
    } else if value.chars().any(char::is_control) {
        Some("contains a control character")
    } else if value.starts_with(is_quote) || value.ends_with(is_quote) {
        Some("begins or ends with a quotation mark, which is not part of it")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_copied_along_with_a_credential_is_named() {
        for (value, named) in [
            ("", "is empty"),
            ("sesame\n", "a line break"),
            ("sesame\r\n", "a line break"),
            ("\nsesame", "a line break"),
            ("ses\name", "a line break"),
            (" sesame", "a space"),
            ("sesame\u{a0}", "a space"),
            ("sesame\t", "a space"),
            ("ses\u{0}ame", "a control character"),
            ("\"sesame\"", "a quotation mark"),
            ("'sesame", "a quotation mark"),
            ("sesame’", "a quotation mark"),
        ] {
            let error = check("private key", value).expect_err(named).to_string();
            assert!(error.starts_with("the private key "), "{error}");
            assert!(error.contains(named), "{value:?}: {error}");
            assert!(!error.contains("sesame"), "{error}");
        }
    }

    #[test]
    fn an_ordinary_credential_is_accepted() {
        for value in ["a", "mdb_sa_sk_Az.9-x", "it's", "pass word", "schlüssel"] {
            check("token", value).expect(value);
        }
    }
}
