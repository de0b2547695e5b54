//! The id of a project.

use std::fmt;
use std::str::FromStr;

use crate::quote::quoted;

/// The id of a project, which Atlas's API calls a group: 24 hexadecimal digits in lower case.
///
/// ```
/// use atlas_integrations::GroupId;
///
/// let id: GroupId = "32b6e34b3d91647abb20e7b8".parse()?;
/// assert_eq!(id.as_str(), "32b6e34b3d91647abb20e7b8");
///
/// let error = "32B6E34B3D91647ABB20E7B8".parse::<GroupId>().unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "\"32B6E34B3D91647ABB20E7B8\" is not a project id: 24 hexadecimal digits in lower case are needed",
/// );
/// # Ok::<(), atlas_integrations::InvalidGroupId>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct GroupId(Box<str>);

impl GroupId {
    /// The 24 digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The error of a text that is no [`GroupId`]. It tells the text and the rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidGroupId(String);

impl fmt::Display for InvalidGroupId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(text) = self;
        write!(
            f,
            "{} is not a project id: 24 hexadecimal digits in lower case are needed",
            quoted(text)
        )
    }
}

impl std::error::Error for InvalidGroupId {}

impl FromStr for GroupId {
    type Err = InvalidGroupId;

    fn from_str(text: &str) -> Result<Self, InvalidGroupId> {
        let digits = text
            .bytes()
            .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        if digits && text.len() == 24 {
            Ok(Self(text.into()))
        } else {
            Err(InvalidGroupId(text.to_owned()))
        }
    }
}

impl TryFrom<&str> for GroupId {
    type Error = InvalidGroupId;

    fn try_from(text: &str) -> Result<Self, InvalidGroupId> {
        text.parse()
    }
}

impl TryFrom<String> for GroupId {
    type Error = InvalidGroupId;

    fn try_from(text: String) -> Result<Self, InvalidGroupId> {
        text.parse()
    }
}

impl TryFrom<&String> for GroupId {
    type Error = InvalidGroupId;

    fn try_from(text: &String) -> Result<Self, InvalidGroupId> {
        text.parse()
    }
}

impl From<&GroupId> for GroupId {
    fn from(id: &GroupId) -> Self {
        id.clone()
    }
}

impl fmt::Display for GroupId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl AsRef<str> for GroupId {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_24_lower_case_hexadecimal_digits_are_an_id() {
        assert!("0123456789abcdef01234567".parse::<GroupId>().is_ok());
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
            let error = GroupId::try_from(text).expect_err(text);
            assert!(error.to_string().contains(text), "{error}");
        }
    }
}
