//! The IDs that Atlas gives to projects and other objects.

use std::borrow::Borrow;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::excerpt::quoted;
use crate::value::Value;

/// The ID of a project, an organization or another object of Atlas: 24 lowercase hexadecimal digits.
///
/// The client calls it `GroupId` too, for Atlas's API calls a project a group.
///
/// ```
/// use atlas_integrations::ObjectId;
///
/// let id: ObjectId = "32b6e34b3d91647abb20e7b8".parse()?;
/// assert_eq!(id.as_str(), "32b6e34b3d91647abb20e7b8");
///
/// let error = "32B6E34B3D91647ABB20E7B8".parse::<ObjectId>().unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "\"32B6E34B3D91647ABB20E7B8\" is not an ID of 24 lowercase hexadecimal digits",
/// );
/// # Ok::<(), atlas_integrations::ParseObjectIdError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ObjectId(Box<str>);

impl ObjectId {
    /// The 24 digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The error of text that is not an [`ObjectId`]. It shows the text and the rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseObjectIdError(String);

impl fmt::Display for ParseObjectIdError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(text) = self;
        write!(
            f,
            "{} is not an ID of 24 lowercase hexadecimal digits",
            quoted(text)
        )
    }
}

impl std::error::Error for ParseObjectIdError {}

impl FromStr for ObjectId {
    type Err = ParseObjectIdError;

    fn from_str(text: &str) -> Result<Self, ParseObjectIdError> {
        let digits = text
            .bytes()
            .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        if digits && text.len() == 24 {
            Ok(Self(text.into()))
        } else {
            Err(ParseObjectIdError(text.to_owned()))
        }
    }
}

impl TryFrom<&str> for ObjectId {
    type Error = ParseObjectIdError;

    fn try_from(text: &str) -> Result<Self, ParseObjectIdError> {
        text.parse()
    }
}

impl TryFrom<String> for ObjectId {
    type Error = ParseObjectIdError;

    fn try_from(text: String) -> Result<Self, ParseObjectIdError> {
        text.parse()
    }
}

impl TryFrom<&String> for ObjectId {
    type Error = ParseObjectIdError;

    fn try_from(text: &String) -> Result<Self, ParseObjectIdError> {
        text.parse()
    }
}

impl From<&ObjectId> for ObjectId {
    fn from(id: &ObjectId) -> Self {
        id.clone()
    }
}

impl From<ObjectId> for String {
    fn from(ObjectId(id): ObjectId) -> Self {
        id.into()
    }
}

impl fmt::Display for ObjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Borrow<str> for ObjectId {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl Serialize for ObjectId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

/// Takes valid IDs alone.
impl<'de> Deserialize<'de> for ObjectId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(|_| {
            let wanted = "an ID of 24 lowercase hexadecimal digits";
            serde::de::Error::invalid_value(serde::de::Unexpected::Str(&text), &wanted)
        })
    }
}

impl Value for ObjectId {}

#[cfg(feature = "schemars")]
impl schemars::JsonSchema for ObjectId {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "ObjectId".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "pattern": "^[0-9a-f]{24}$" })
    }
}

impl AsRef<str> for ObjectId {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_24_lowercase_hexadecimal_digits_are_an_id() {
        let id: ObjectId = "0123456789abcdef01234567".parse().expect("an ID");
        assert_eq!(id.as_str(), "0123456789abcdef01234567");
        for text in [
            "",
            "0123456789abcdef0123456",
            "0123456789abcdef012345678",
            "0123456789abcdef0123456g",
            "0123456789ABCDEF01234567",
            " 123456789abcdef01234567",
            "../../../../../../../../",
            "éééééééééééé",
        ] {
            let error = ObjectId::try_from(text).expect_err(text);
            assert!(error.to_string().contains(text), "{error}");
        }
    }
}
