//! Members of a union that this version of the client cannot tell.

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};

use super::unknown_fields::{holds_redacted, parsed};
use crate::decode::Fault;
use crate::quote::quoted;

/// A JSON value that has no type of ours, kept whole: a service that is newer than this version of
/// the client, or settings or an element of a list that do not have the form which Atlas documents.
///
/// `Debug` shows the reason, and nothing of the object, which may hold secrets.
#[derive(Clone)]
pub struct Other {
    raw: Box<RawValue>,
    reason: OtherReason,
    verbatim: bool,
}

/// Why a value has no type of ours.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum OtherReason {
    /// Its `type` is one that this version of the client does not know.
    UnknownType {
        /// The value of `type`.
        value: String,
    },
    /// It has no `type`, or a null one.
    MissingType,
    /// Its `type` is no string, or stands more than once.
    InvalidType,
    /// It is not what Atlas documents for its `type`, or for an element of its list.
    Mismatch {
        /// The value of `type`, where it is that which says what the rest should be.
        value: Option<String>,
        /// The field at fault as a JSONPath (RFC 9535), such as `$.region`, where one is.
        json_path: Option<String>,
        /// What is wrong with it. No value of the object stands in here.
        message: String,
    },
}

impl Other {
    pub(crate) fn new(raw: Box<RawValue>, reason: OtherReason) -> Self {
        Self {
            raw,
            reason,
            verbatim: false,
        }
    }

    pub(crate) fn mismatch(raw: Box<RawValue>, value: Option<String>, fault: Fault) -> Self {
        let Fault { path, reason } = fault;
        let reason = OtherReason::Mismatch {
            value,
            json_path: path,
            message: reason,
        };
        Self::new(raw, reason)
    }

    /// The same, to be sent as it is. Without this, an object that holds a redacted value is
    /// refused before it is sent, since Atlas would store that in the place of the real one.
    #[must_use]
    pub fn verbatim(self) -> Self {
        Self {
            verbatim: true,
            ..self
        }
    }

    /// The property that came redacted, unless it is to be sent as it is.
    pub(crate) fn redacted_field(&self) -> Option<String> {
        let fields: BTreeMap<String, &RawValue> = serde_json::from_str(self.json()).ok()?;
        let redacted = fields.into_iter().find(|(_, value)| holds_redacted(value));
        redacted.filter(|_| !self.verbatim).map(|(name, _)| name)
    }

    /// The JSON text, as it came.
    #[must_use]
    pub fn json(&self) -> &str {
        self.raw.get()
    }

    /// Why it has no type of ours.
    #[must_use]
    pub fn reason(&self) -> &OtherReason {
        &self.reason
    }

    /// The object's `type`, where it has one.
    #[must_use]
    pub fn type_name(&self) -> Option<&str> {
        match &self.reason {
            OtherReason::UnknownType { value } => Some(value),
            OtherReason::Mismatch { value, .. } => value.as_deref(),
            OtherReason::MissingType | OtherReason::InvalidType => None,
        }
    }

    /// The field at fault, as a JSONPath (RFC 9535) such as `$.region`, where one is.
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
            Self::UnknownType { value } => write!(f, "the type {} is not known", quoted(value)),
            Self::MissingType => f.write_str("it has no type"),
            Self::InvalidType => f.write_str("its type is not one string"),
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

impl fmt::Debug for Other {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Other")
            .field("reason", &self.reason)
            .field("json", &format_args!("***"))
            .finish()
    }
}

/// Equal where the JSON values are.
impl PartialEq for Other {
    fn eq(&self, other: &Self) -> bool {
        self.reason == other.reason
            && (self.json() == other.json() || parsed(&self.raw) == parsed(&other.raw))
    }
}

impl Serialize for Other {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.raw.serialize(serializer)
    }
}

/// Takes any JSON object, to send settings that this version of the client has no type for.
impl TryFrom<serde_json::Value> for Other {
    type Error = serde_json::Error;

    fn try_from(value: serde_json::Value) -> Result<Self, serde_json::Error> {
        let reason = match value.get("type") {
            _ if !value.is_object() => {
                return Err(serde::de::Error::custom("a JSON object is needed"));
            }
            Some(serde_json::Value::String(value)) => OtherReason::UnknownType {
                value: value.clone(),
            },
            None | Some(serde_json::Value::Null) => OtherReason::MissingType,
            Some(_) => OtherReason::InvalidType,
        };
        Ok(Self::new(to_raw_value(&value)?, reason))
    }
}
