//! Text that is never printed.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use zeroize::Zeroizing;

use crate::inspection::Inspection;
use crate::redaction;
use crate::value::Value;

/// A key, token, password or webhook address.
///
/// It has no `Display`, its `Debug` shows nothing of it, and its memory is overwritten when it is
/// dropped. The only way to read it is [`expose_secret`](Self::expose_secret). Serializing it writes
/// the value, since that is how Atlas receives it.
///
/// ```
/// use atlas_integrations::Secret;
///
/// let key = Secret::from("0123456789abcdef");
/// assert_eq!(format!("{key:?}"), "Secret(***)");
/// assert_eq!(key.expose_secret(), "0123456789abcdef");
/// ```
#[derive(Clone)]
pub struct Secret {
    value: Zeroizing<String>,
    verbatim: bool,
}

impl Secret {
    /// The value itself. The caller is responsible for where it goes.
    #[must_use]
    pub fn expose_secret(&self) -> &str {
        &self.value
    }

    /// Whether this is what Atlas shows of a secret rather than the secret: nothing but `*`, `•` or
    /// the like, four or more of them beside what is left readable, as in `****a23c` or
    /// `https://example.com/****2101`, or fewer before the last four characters, as in `*a23c`.
    #[must_use]
    pub fn is_redacted(&self) -> bool {
        redaction::is_redacted_secret(&self.value)
    }

    /// Whether nothing is left readable, as in `******`, so that this can be what Atlas shows of any
    /// secret.
    #[must_use]
    pub fn is_fully_redacted(&self) -> bool {
        redaction::is_masked(&self.value)
    }

    /// A value that is sent as it is. Without this, a value that looks redacted, is empty or contains
    /// a line break is refused before it is sent, since Atlas would store it in place of the real
    /// one.
    #[must_use]
    pub fn verbatim(value: impl Into<Self>) -> Self {
        Self {
            verbatim: true,
            ..value.into()
        }
    }

    /// Whether `shown`, which Atlas returned, can be what it shows of this secret: `****a23c` and
    /// `************a23c` can be any that ends in `a23c` and is longer, and `******` can be any.
    /// Text that is not redacted is compared as it is.
    ///
    /// ```
    /// use atlas_integrations::Secret;
    ///
    /// let key = Secret::from("0123456789aba23c");
    /// assert!(key.matches_redacted("****a23c"));
    /// assert!(!key.matches_redacted("****ffff"));
    /// ```
    #[must_use]
    pub fn matches_redacted(&self, shown: &str) -> bool {
        redaction::matches(&self.value, shown)
    }
}

impl PartialEq for Secret {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl Eq for Secret {}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(***)")
    }
}

impl From<String> for Secret {
    fn from(value: String) -> Self {
        Self {
            value: Zeroizing::new(value),
            verbatim: false,
        }
    }
}

impl From<&str> for Secret {
    fn from(value: &str) -> Self {
        value.to_owned().into()
    }
}

impl From<&String> for Secret {
    fn from(value: &String) -> Self {
        value.as_str().into()
    }
}

/// The same secret again, for what takes one of its own.
impl From<&Secret> for Secret {
    fn from(value: &Secret) -> Self {
        value.clone()
    }
}

impl Serialize for Secret {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.value)
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::from)
    }
}

impl Value for Secret {
    fn inspect(&self, found: &mut Inspection) {
        found.collect(&self.value);
        if !self.verbatim {
            found.secret(&self.value);
        }
    }
}

#[cfg(feature = "schemars")]
impl schemars::JsonSchema for Secret {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Secret".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "format": "password" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_atlas_shows_is_told_from_a_secret() {
        for (text, redacted, fully) in [
            ("0123456789aba23c", false, false),
            ("****a23c", true, false),
            ("******", true, true),
        ] {
            let secret = Secret::from(text);
            assert_eq!(secret.is_redacted(), redacted, "{text}");
            assert_eq!(secret.is_fully_redacted(), fully, "{text}");
        }
    }

    #[test]
    fn verbatim_sends_what_is_redacted() {
        let is_refused = |secret: &Secret| Inspection::of(secret).invalid.is_some();
        assert!(is_refused(&Secret::from("****a23c")));
        assert!(!is_refused(&Secret::verbatim("****a23c")));
    }
}
