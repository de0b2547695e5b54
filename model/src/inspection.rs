//! What must not be sent: what takes the place of a secret, and what would be lost.

use std::borrow::Cow;

use zeroize::Zeroizing;

use crate::facts::Facts;
use crate::likely::likely;
use crate::redaction::{is_masked, is_redacted, is_redacted_secret};
use crate::scan;

/// Looks through a value for what must not be sent.
#[derive(Default)]
#[allow(missing_debug_implementations, reason = "it may hold secrets")]
pub struct Inspection {
    /// A secret that cannot be the real one.
    pub invalid: Option<Finding<Invalid>>,
    /// A property that Atlas does not show, in an object that was read and lacks it. A request that
    /// replaces the object would lose it.
    pub withheld: Option<Finding<()>>,
    /// The secrets, if they are asked for.
    pub(crate) secrets: Option<Vec<Zeroizing<String>>>,
    pub(crate) is_template: bool,
}

/// Something that was found, and where.
#[allow(
    missing_debug_implementations,
    reason = "it is read, and never shown as a whole"
)]
pub struct Finding<T> {
    /// The names of the properties that lead to it, the last first.
    path: Vec<String>,
    /// What it is.
    pub what: T,
}

/// Why a secret cannot be the real one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Invalid {
    /// It is what Atlas shows of it.
    Redacted,
    /// It is empty.
    Empty,
    /// It has more than one line.
    LineBreak,
}

impl<T> Finding<T> {
    fn new(what: T) -> Self {
        let path = Vec::new();
        Self { path, what }
    }

    /// Where it is, such as `destination.apiKey`.
    pub fn path(&self) -> String {
        let names: Vec<_> = self.path.iter().rev().map(String::as_str).collect();
        names.join(".")
    }
}

impl Inspection {
    /// One that takes the secrets.
    pub(crate) fn collecting() -> Self {
        Self {
            secrets: Some(Vec::new()),
            ..Self::default()
        }
    }

    /// Looks at the value of the property `name`.
    pub(crate) fn inside(&mut self, name: &str, look: impl FnOnce(&mut Self)) {
        let known = (self.invalid.is_some(), self.withheld.is_some());
        look(self);
        // The path grows on the way back, so that it costs nothing where nothing is found.
        if let Some(found) = self.invalid.as_mut().filter(|_| !known.0) {
            found.path.push(name.to_owned());
        }
        if let Some(found) = self.withheld.as_mut().filter(|_| !known.1) {
            found.path.push(name.to_owned());
        }
    }

    /// Looks at a secret.
    pub(crate) fn secret(&mut self, text: &str) {
        let invalid = match text {
            // A template is text of any form, and is redacted as a whole.
            _ if self.is_template => is_masked(text).then_some(Invalid::Redacted),
            _ if text.trim().is_empty() => Some(Invalid::Empty),
            _ if text.contains(is_line_break) => Some(Invalid::LineBreak),
            _ => is_redacted_secret(text).then_some(Invalid::Redacted),
        };
        self.add(invalid);
    }

    /// Takes a secret, if they are asked for.
    pub(crate) fn collect(&mut self, secret: &str) {
        if let Some(secrets) = &mut self.secrets {
            secrets.push(secret.to_owned().into());
        }
    }

    /// Takes what is likely to be a secret in JSON of which the document says nothing, and whose name
    /// is `name`.
    pub(crate) fn collect_likely(&mut self, name: &str, json: &str) {
        if let Some(secrets) = &mut self.secrets {
            secrets.extend(likely(name, json).map(|text| text.into_owned().into()));
        }
    }

    /// Looks at JSON of which the document says nothing.
    pub(crate) fn json(&mut self, json: &str) {
        if scan::strings(json).any(|text| is_redacted(&text)) {
            self.add(Some(Invalid::Redacted));
        }
    }

    /// Looks at the JSON of a property of which the document says `facts`.
    pub(crate) fn json_property(&mut self, facts: Facts, json: &str) {
        self.inside(facts.name, |found| match scan::string(json) {
            Some(text) if facts.is_secret => {
                found.collect(&text);
                found.is_template = facts.is_template;
                found.secret(&text);
            }
            _ => found.json(json),
        });
    }

    /// Notes that the property `name` is lacking.
    pub(crate) fn lacks(&mut self, name: &str) {
        self.inside(name, |found| {
            found.withheld = found.withheld.take().or_else(|| Some(Finding::new(())));
        });
    }

    fn add(&mut self, invalid: Option<Invalid>) {
        if self.invalid.is_none() {
            self.invalid = invalid.map(Finding::new);
        }
    }
}

/// The member of the JSON object `json` that holds a redacted secret, or `it` where `json` is no
/// object.
pub fn redacted_member(json: &[u8]) -> Option<String> {
    let json = std::str::from_utf8(json).ok()?;
    scan::strings(json).find(|text| is_redacted(text))?;
    let mut members = scan::members(json).into_iter().flatten();
    let redacted = members.find(|(_, value)| scan::strings(value).any(|text| is_redacted(&text)));
    let name = redacted.and_then(|(name, _)| scan::string(name));
    Some(name.map_or_else(|| "it".to_owned(), Cow::into_owned))
}

fn is_line_break(letter: char) -> bool {
    matches!(
        letter,
        '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}'
    )
}
