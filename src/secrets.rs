//! What was sent and must not be shown, even if a server quotes it.

mod starts;

use std::borrow::Cow;

use reqwest::header::HeaderValue;

use self::starts::Starts;
use atlas_integrations_model::{self as model, Secret};

/// What is shown in place of a secret.
const MASK: &str = "***";

/// The least number of characters of a secret. What is shorter cannot be told from the words of a
/// sentence: to mask it would cost the sentence, and give the secret away.
const SHORTEST: usize = 4;

/// The least number of characters that a quote has which is cut short.
const SHORTEST_CUT: usize = 8;

/// How long `&#x1F600;` and the like are at most.
const LONGEST_ENTITY: usize = 12;

/// How a backslash is written: as it is, in JSON, and in JSON inside JSON.
const BACKSLASHES: [&str; 3] = [r"\", r"\\", r"\\\\"];

/// The secrets of a request.
#[derive(Clone, Default)]
pub(crate) struct Secrets {
    secrets: Vec<Secret>,
    /// Where a quote of one of them can start.
    starts: Starts,
}

impl Secrets {
    /// Adds a secret.
    pub(crate) fn add(&mut self, secret: Secret) {
        if secret.expose_secret().chars().count() >= SHORTEST {
            self.starts.add(secret.expose_secret());
            self.secrets.push(secret);
        }
    }

    /// Adds the value of a header, as a whole and, as in `Bearer …`, without its first word.
    pub(crate) fn add_header(&mut self, value: &HeaderValue) {
        let value = value.to_str().unwrap_or_default();
        if let Some((_, credentials)) = value.split_once(' ') {
            self.add(credentials.into());
        }
        self.add(value.into());
    }

    /// Returns `text` with every secret masked: as it is, or encoded for a URL, a form, JSON or HTML, or
    /// cut short after half of it or more. `None` if there is none.
    pub(crate) fn masked(&self, text: &str) -> Option<String> {
        if self.secrets.is_empty() {
            return None;
        }
        let mut masked = String::new();
        let (mut copied, mut at) = (0, 0);
        while let Some(start) = self.starts.find(text, at) {
            at = start;
            let rest = text.get(at..).unwrap_or_default();
            let secrets = self.secrets.iter();
            let lengths = secrets.map(|it| quote(it.expose_secret(), rest));
            match lengths.max().filter(|length| *length > 0) {
                Some(length) => {
                    masked.push_str(text.get(copied..at).unwrap_or_default());
                    masked.push_str(MASK);
                    at += length;
                    copied = at;
                }
                None => at += 1,
            }
        }
        masked.push_str(text.get(copied..).unwrap_or_default());
        (copied > 0).then_some(masked)
    }

    /// Returns whether valid JSON may have something in its strings to mask or, being an escape, to look
    /// at closely.
    pub(crate) fn may_be_in(&self, json: &str) -> bool {
        self.starts.find(json, 0).is_some()
    }

    /// Returns `text` with every secret masked.
    pub(crate) fn mask(&self, text: String) -> String {
        self.masked(&text).unwrap_or(text)
    }

    /// Returns `json` with every secret masked in its strings, be they values or names.
    pub(crate) fn mask_json<'a>(&self, json: &'a str) -> Cow<'a, str> {
        model::map_strings(json, |text| self.masked(text))
    }
}

/// Returns how many bytes of `text` its start takes to quote `secret`, or 0 if it does not.
fn quote(secret: &str, text: &str) -> usize {
    let forms = BACKSLASHES
        .into_iter()
        .flat_map(|backslash| [false, true].map(|is_encoded| (backslash, is_encoded)));
    let lengths = forms.map(|form| quote_in(form, secret, text));
    lengths.max().unwrap_or_default()
}

/// `form` is how a backslash is written, and whether the other signs that introduce an encoding are
/// encoded themselves.
fn quote_in(form: (&str, bool), secret: &str, text: &str) -> usize {
    let (mut rest, mut quoted) = (text, 0);
    let mut letters = secret.chars();
    while let Some(behind) = letters.next().and_then(|it| strip(it, rest, form)) {
        rest = behind;
        quoted += 1;
        if letters.as_str().is_empty() {
            return text.len() - rest.len();
        }
    }
    let is_cut = quoted >= SHORTEST_CUT && 2 * quoted >= secret.chars().count();
    if is_cut { text.len() - rest.len() } else { 0 }
}

/// Returns what follows `letter`, in whatever encoding `text` starts with it.
fn strip<'a>(
    letter: char,
    text: &'a str,
    (backslash, is_encoded): (&str, bool),
) -> Option<&'a str> {
    let plain = || text.strip_prefix(letter);
    match letter {
        '\\' => text
            .strip_prefix(backslash)
            .or_else(|| strip_encoded(letter, text)),
        '%' | '&' if is_encoded => strip_encoded(letter, text).or_else(plain),
        ' ' => plain()
            .or_else(|| text.strip_prefix('+'))
            .or_else(|| strip_encoded(letter, text)),
        _ => plain().or_else(|| strip_encoded(letter, text)),
    }
}

fn strip_encoded(letter: char, text: &str) -> Option<&str> {
    match text.bytes().next()? {
        b'%' => strip_percent(letter, text),
        b'\\' => strip_escape(letter, text),
        b'&' => strip_entity(letter, text),
        _ => None,
    }
}

/// Strips `%2F` or, encoded twice, `%252F` (RFC 3986, section 2.1).
fn strip_percent(letter: char, text: &str) -> Option<&str> {
    let bytes = |sign: &str| {
        let mut encoded = [0; 4];
        let bytes = letter.encode_utf8(&mut encoded).bytes();
        let mut rest = text;
        for byte in bytes {
            let digits = rest.strip_prefix(sign)?;
            if u8::from_str_radix(digits.get(..2)?, 16) != Ok(byte) {
                return None;
            }
            rest = digits.get(2..)?;
        }
        Some(rest)
    };
    bytes("%").or_else(|| bytes("%25"))
}

/// Strips `\n`, `\/`, `\u002f` and the like (RFC 8259, section 7), with the backslashes of up to three
/// levels.
fn strip_escape(letter: char, text: &str) -> Option<&str> {
    let escape = behind_backslashes(text);
    let short = match letter {
        '\n' => 'n',
        '\r' => 'r',
        '\t' => 't',
        '"' | '/' | '\'' => letter,
        _ => {
            let mut rest = text;
            for unit in letter.encode_utf16(&mut [0; 2]) {
                let digits = behind_backslashes(rest).strip_prefix('u')?;
                if u16::from_str_radix(digits.get(..4)?, 16) != Ok(*unit) {
                    return None;
                }
                rest = digits.get(4..)?;
            }
            return Some(rest);
        }
    };
    escape.strip_prefix(short).or_else(|| {
        let digits = escape.strip_prefix('u')?;
        let code = u32::from_str_radix(digits.get(..4)?, 16).ok()?;
        (code == u32::from(letter))
            .then(|| digits.get(4..))
            .flatten()
    })
}

fn behind_backslashes(text: &str) -> &str {
    let count = text.bytes().take(7).take_while(|it| *it == b'\\').count();
    text.get(count..).unwrap_or_default()
}

/// Strips `&amp;`, `&#38;`, `&#x26;` and the like.
fn strip_entity(letter: char, text: &str) -> Option<&str> {
    let end = text
        .bytes()
        .take(LONGEST_ENTITY)
        .position(|it| it == b';')?;
    let (name, rest) = (text.get(1..end)?, text.get(end + 1..)?);
    let code = match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(digits) => u32::from_str_radix(digits, 16),
                None => number.parse(),
            };
            code.ok().and_then(char::from_u32)
        }
    };
    (code == Some(letter)).then_some(rest)
}

#[cfg(test)]
mod tests;
