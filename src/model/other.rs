//! Members of a union that this version of the client cannot tell.

use std::fmt;

use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};

use super::unknown_fields::parsed;
use crate::decode::Fault;
use crate::quote::quoted;

/// A JSON object that is none of a union's members, kept whole: a service that is newer than this
/// version of the client, or settings that do not have the form which Atlas documents.
///
/// `Debug` shows the reason, and nothing of the object, which may hold secrets.
#[derive(Clone)]
pub struct Other {
    raw: Box<RawValue>,
    reason: OtherReason,
}

/// Why an object is none of a union's members.
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
    /// Its `type` is known, and the rest is not what Atlas documents for this type.
    Mismatch {
        /// The value of `type`.
        value: String,
        /// The field at fault as a JSONPath (RFC 9535), such as `$.region`, where one is.
        json_path: Option<String>,
        /// What is wrong with it. No value of the object stands in here.
        message: String,
    },
}

impl Other {
    pub(crate) fn new(raw: Box<RawValue>, reason: OtherReason) -> Self {
        Self { raw, reason }
    }

    pub(crate) fn mismatch(raw: Box<RawValue>, value: String, fault: Fault) -> Self {
        let Fault { path, reason } = fault;
        let reason = OtherReason::Mismatch {
            value,
            json_path: path,
            message: reason,
        };
        Self { raw, reason }
    }

    /// The JSON text of the object, as it came.
    #[must_use]
    pub fn json(&self) -> &str {
        self.raw.get()
    }

    /// Why the object is none of the members.
    #[must_use]
    pub fn reason(&self) -> &OtherReason {
        &self.reason
    }

    /// The object's `type`, where it has one.
    #[must_use]
    pub fn type_name(&self) -> Option<&str> {
        match &self.reason {
            OtherReason::UnknownType { value } | OtherReason::Mismatch { value, .. } => Some(value),
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
                write!(f, "it does not fit {value}, at {place}: {message}")
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
