//! JSON objects that are none of the types that this version of the client knows.

use std::borrow::Cow;
use std::fmt;

use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};

use crate::decode::Fault;
use crate::equality::same;
use crate::excerpt::quoted;
use crate::facts::Facts;
use crate::inspection::Inspection;
use crate::scan;

/// A JSON value that fits no type of this crate, kept whole: a service that is newer than this
/// version of the client, or settings or an element of a list that do not have the form that Atlas
/// documents.
///
/// `Debug` shows the reason, and nothing of the value, which may hold secrets.
#[derive(Clone)]
pub struct Other {
    raw: Box<RawValue>,
    reason: OtherReason,
    verbatim: bool,
    /// Whether it was read, rather than made.
    was_read: bool,
}

/// Why a value fits no type of this crate. The tag is the property that distinguishes the members of a
/// union, such as `type`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum OtherReason {
    /// This version of the client does not know the value of its tag.
    UnknownTag {
        /// The value of the tag.
        value: String,
    },
    /// It has no tag, or the tag is null.
    MissingTag,
    /// Its tag is not a string, or there is more than one.
    InvalidTag,
    /// It is not what Atlas documents for its tag, or for an element of its list.
    Mismatch {
        /// The value of the tag, if there is one.
        value: Option<String>,
        /// The field at fault as a JSONPath (RFC 9535), such as `$.region`, if it is known.
        json_path: Option<String>,
        /// What is wrong, without any value of the object.
        message: String,
    },
}

impl Other {
    /// The value whose text is `json`, which has been found to be valid.
    pub(crate) fn of(json: Cow<'_, str>, reason: OtherReason) -> Self {
        let raw = RawValue::from_string(json.into_owned());
        Self::new(raw.unwrap_or_else(|_| RawValue::NULL.to_owned()), reason)
    }

    fn new(raw: Box<RawValue>, reason: OtherReason) -> Self {
        Self {
            raw,
            reason,
            verbatim: false,
            was_read: true,
        }
    }

    pub(crate) fn mismatch(json: Cow<'_, str>, value: Option<String>, fault: Fault) -> Self {
        let Fault { path, reason } = fault;
        let reason = OtherReason::Mismatch {
            value,
            json_path: path,
            message: reason,
        };
        Self::of(json, reason)
    }

    /// The same value, to be sent as it is. Without this, an object that holds a redacted or empty
    /// secret is refused before it is sent, since Atlas would store that in place of the real one.
    #[must_use]
    pub fn verbatim(self) -> Self {
        Self {
            verbatim: true,
            ..self
        }
    }

    /// Looks for what must not be sent, `members` being what a union knows of the properties that go
    /// with each tag.
    pub(crate) fn inspect(&self, members: &[(&str, &[Facts])], found: &mut Inspection) {
        let mut own = members.iter().filter(|(tag, _)| Some(*tag) == self.tag());
        if let Some((_, facts)) = own.next().filter(|_| self.was_read) {
            let withheld = facts.iter().filter(|it| it.is_withheld);
            let is_there = |name| scan::member(self.json(), name).is_some_and(|it| it != "null");
            withheld
                .filter(|it| !is_there(it.name))
                .for_each(|it| found.lacks(it.name));
        }
        found.collect_likely("", self.json());
        if self.verbatim {
            return;
        }
        for (name, value) in scan::members(self.json()).into_iter().flatten() {
            let name = scan::string(name).unwrap_or_default();
            // What is a secret in one member is taken for one in what is none of them.
            let is_own = |tag: &str| self.tag().is_none_or(|own| own == tag);
            let all = members
                .iter()
                .flat_map(|(tag, facts)| facts.iter().map(move |it| (tag, it)));
            let mut named = all.filter(|(_, facts)| facts.name == name);
            let any = named.clone().next();
            let facts = named.find(|(tag, _)| is_own(tag)).or(any);
            match facts {
                Some((_, facts)) => found.json_property(*facts, value),
                None => found.inside(&name, |found| found.json(value)),
            }
        }
    }

    /// The JSON text, as received.
    #[must_use]
    pub fn json(&self) -> &str {
        self.raw.get()
    }

    /// Why it fits no type of this crate.
    #[must_use]
    pub fn reason(&self) -> &OtherReason {
        &self.reason
    }

    /// The value of the tag, if there is one.
    #[must_use]
    pub fn tag(&self) -> Option<&str> {
        match &self.reason {
            OtherReason::UnknownTag { value } => Some(value),
            OtherReason::Mismatch { value, .. } => value.as_deref(),
            OtherReason::MissingTag | OtherReason::InvalidTag => None,
        }
    }

    /// The field at fault as a JSONPath (RFC 9535), such as `$.region`, if it is known.
    #[must_use]
    pub fn json_path(&self) -> Option<&str> {
        match &self.reason {
            OtherReason::Mismatch { json_path, .. } => json_path.as_deref(),
            _ => None,
        }
    }
}

impl fmt::Display for OtherReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownTag { value } => write!(f, "the type {} is not known", quoted(value)),
            Self::MissingTag => f.write_str("it has no type"),
            Self::InvalidTag => f.write_str("its type is not one string"),
            Self::Mismatch {
                value,
                json_path,
                message,
            } => {
                let place = json_path.as_deref().unwrap_or("$");
                match value {
                    Some(value) => write!(f, "it does not fit {value}, at {place}: {message}"),
                    None => write!(f, "it does not fit, at {place}: {message}"),
                }
            }
        }
    }
}

#[allow(clippy::missing_fields_in_debug, reason = "`raw` may hold a secret")]
impl fmt::Debug for Other {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Other")
            .field("reason", &self.reason)
            .field("json", &format_args!("***"))
            .finish()
    }
}

/// Equal if the JSON values are.
impl PartialEq for Other {
    fn eq(&self, other: &Self) -> bool {
        self.reason == other.reason && same(&self.raw, &other.raw)
    }
}

impl Serialize for Other {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.raw.serialize(serializer)
    }
}

/// Takes any JSON object whose tag is `type`, to send settings that this version of the client has
/// no type for.
impl TryFrom<serde_json::Value> for Other {
    type Error = serde_json::Error;

    fn try_from(value: serde_json::Value) -> Result<Self, serde_json::Error> {
        let reason = match value.get("type") {
            _ if !value.is_object() => {
                return Err(serde::de::Error::custom("expected a JSON object"));
            }
            Some(serde_json::Value::String(value)) => OtherReason::UnknownTag {
                value: value.clone(),
            },
            None | Some(serde_json::Value::Null) => OtherReason::MissingTag,
            Some(_) => OtherReason::InvalidTag,
        };
        let was_read = false;
        let other = Self::new(to_raw_value(&value)?, reason);
        Ok(Self { was_read, ..other })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const WITHHELD: Facts = Facts::new("password").withheld();

    fn lacks(other: &Other) -> bool {
        let mut found = Inspection::default();
        other.inspect(&[("A", &[WITHHELD])], &mut found);
        found.withheld.is_some()
    }

    #[test]
    fn only_what_was_read_can_lack_what_was_withheld() {
        let json = r#"{"type":"A","count":1}"#;
        let value = "A".to_owned();
        assert!(lacks(&Other::of(
            json.into(),
            OtherReason::UnknownTag { value }
        )));
        let new = Other::try_from(json!({ "type": "A", "count": 1 })).expect("an object");
        assert!(!lacks(&new));
    }

    #[test]
    fn a_reason_is_a_sentence_and_may_name_the_field() {
        let mismatch = |value: Option<&str>, json_path: Option<&str>| OtherReason::Mismatch {
            value: value.map(str::to_owned),
            json_path: json_path.map(str::to_owned),
            message: "it is a number".to_owned(),
        };
        let value = "A".to_owned();
        for (reason, sentence, json_path) in [
            (
                OtherReason::UnknownTag { value },
                "the type \"A\" is not known",
                None,
            ),
            (OtherReason::MissingTag, "it has no type", None),
            (OtherReason::InvalidTag, "its type is not one string", None),
            (
                mismatch(Some("A"), Some("$.b")),
                "it does not fit A, at $.b: it is a number",
                Some("$.b"),
            ),
            (
                mismatch(None, None),
                "it does not fit, at $: it is a number",
                None,
            ),
        ] {
            assert_eq!(reason.to_string(), sentence);
            let other = Other::of("{}".into(), reason);
            assert_eq!(other.json_path(), json_path, "{sentence}");
        }
    }

    #[test]
    fn debug_shows_the_reason_and_not_the_text() {
        let other = Other::of(r#"{"key":"SESAME"}"#.into(), OtherReason::MissingTag);
        assert_eq!(
            format!("{other:?}"),
            "Other { reason: MissingTag, json: *** }"
        );
    }

    #[test]
    fn verbatim_sends_what_is_redacted() {
        let other = Other::try_from(json!({ "type": "A", "key": "****1234" })).expect("an object");
        let is_refused = |other: &Other| {
            let mut found = Inspection::default();
            other.inspect(&[], &mut found);
            found.invalid.is_some()
        };
        assert!(is_refused(&other));
        assert!(!is_refused(&other.verbatim()));
    }

    #[test]
    fn an_object_is_wanted_and_its_type_read() {
        for (value, tag) in [
            (json!({ "type": "A" }), Some("A")),
            (json!({ "type": 5 }), None),
        ] {
            assert_eq!(Other::try_from(value).expect("an object").tag(), tag);
        }
        Other::try_from(json!(["type"])).expect_err("an array");
    }
}
