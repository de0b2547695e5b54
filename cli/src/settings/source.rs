//! Where settings and secrets are read from.

use std::env::VarError;
use std::path::Path;
use std::{env, fs, io};

use crate::error::{CliError, CliResult};

/// Reads a file or, for `-`, standard input. Returns what to call it in messages, and its text.
pub(crate) fn read_file(path: &Path) -> CliResult<(String, String)> {
    let (source, bytes) = if path.as_os_str() == "-" {
        let mut bytes = Vec::new();
        let read = io::Read::read_to_end(&mut io::stdin(), &mut bytes);
        ("standard input".to_owned(), read.map(|_| bytes))
    } else {
        (path.display().to_string(), fs::read(path))
    };
    let bytes = bytes.map_err(|error| CliError::usage(format!("cannot read {source}: {error}")))?;
    match decoded(bytes) {
        Some(text) => Ok((source, text)),
        None => Err(CliError::usage(format!("{source} is not Unicode text"))),
    }
}

/// The text that bytes stand for: UTF-8, or UTF-16 with a byte order mark, as Windows PowerShell
/// writes it. The mark is no part of the text.
fn decoded(bytes: Vec<u8>) -> Option<String> {
    let utf16 = |bytes: &[u8], unit: fn([u8; 2]) -> u16| {
        let (units, []) = bytes.as_chunks::<2>() else {
            return None;
        };
        let units: Vec<_> = units.iter().map(|bytes| unit(*bytes)).collect();
        String::from_utf16(&units).ok()
    };
    match bytes.as_slice() {
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8(rest.to_vec()).ok(),
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes),
        _ => String::from_utf8(bytes).ok(),
    }
}

/// Reads a secret from an environment variable. Unless it is `verbatim`, it must be one that can be
/// right.
pub(crate) fn read_variable(field: &str, variable: &str, verbatim: bool) -> CliResult<String> {
    let refused =
        |reason: &str| CliError::usage(format!("cannot set {field} from {variable}: {reason}"));
    let value = env::var(variable).map_err(|error| {
        // The standard library's own message would show the value, which is a secret.
        refused(match error {
            VarError::NotPresent => "environment variable not found",
            VarError::NotUnicode(_) => "environment variable is not valid UTF-8",
        })
    })?;
    match checked_secret(&value) {
        Err(problem) if !verbatim => Err(refused(&format!("the environment variable {problem}"))),
        _ => Ok(value),
    }
}

/// Reads a secret from a file, without the line break that ends it.
pub(crate) fn read_secret_file(field: &str, path: &str, verbatim: bool) -> CliResult<String> {
    let refused =
        |reason: &str| CliError::usage(format!("cannot set {field} from {path}: {reason}"));
    let bytes = fs::read(path).map_err(|error| refused(&error.to_string()))?;
    let mut text = decoded(bytes).ok_or_else(|| refused("it is not Unicode text"))?;
    if text.ends_with('\n') {
        text.pop();
    }
    if text.ends_with('\r') {
        text.pop();
    }
    match checked_secret(&text) {
        Err(problem) if !verbatim => Err(refused(&format!("the file {problem}"))),
        _ => Ok(text),
    }
}

/// Whether a text can be the secret that was meant, or why it cannot.
pub(crate) fn checked_secret(secret: &str) -> Result<(), &'static str> {
    if secret.trim().is_empty() {
        return Err("is empty");
    }
    match secret.contains(['\n', '\r']) {
        true => Err("contains a line break, which is no part of a secret"),
        false => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_cannot_hold_the_secret_that_is_meant_is_refused_unless_taken_as_it_is() {
        let file = tempfile::NamedTempFile::new().expect("a file");
        let path = file.path().to_str().expect("text");
        for (text, secret) in [("key\r\n", Some("key")), (" \n", None), ("a\nb\n", None)] {
            fs::write(path, text).expect("writes");
            let read = |verbatim| read_secret_file("apiKey", path, verbatim).ok();
            assert_eq!(read(false).as_deref(), secret, "{text:?}");
            let whole = text.strip_suffix('\n').expect("a line");
            assert_eq!(
                read(true).as_deref(),
                Some(secret.unwrap_or(whole)),
                "{text:?}"
            );
        }
    }

    #[test]
    fn a_byte_order_mark_is_no_part_of_the_text() {
        for bytes in [
            b"{}".to_vec(),
            b"\xef\xbb\xbf{}".to_vec(),
            b"\xff\xfe{\0}\0".to_vec(),
            b"\xfe\xff\0{\0}".to_vec(),
        ] {
            assert_eq!(decoded(bytes).as_deref(), Some("{}"));
        }
        assert_eq!(decoded(b"\xff\xfe{".to_vec()), None);
        assert_eq!(decoded(b"{\xff}".to_vec()), None);
    }
}
