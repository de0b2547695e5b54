//! The text of a desired state.

mod exported;
pub(super) mod parse;
mod yaml;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

pub(crate) use self::yaml::to_yaml;
use crate::integration::Fields;
use crate::json::Json;

/// The version of the format that this program reads.
pub(super) const VERSION: u32 = 1;

/// The whole file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Document {
    pub(super) version: u32,
    pub(super) rules: Vec<RuleDocument>,
    /// The names of projects of which an export does not know anything.
    #[serde(skip)]
    pub(super) unread: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RuleDocument {
    pub(super) name: Option<Text>,
    #[serde(default)]
    pub(super) projects: ProjectsDocument,
    #[serde(default)]
    pub(super) integrations: Vec<Fields>,
    #[serde(default)]
    pub(super) absent: Vec<String>,
}

impl RuleDocument {
    /// What an export says of a project.
    pub(super) fn exported(name: &str, id: &str, integrations: Vec<Fields>) -> Self {
        Self {
            name: Some(Text(name.to_owned())),
            projects: ProjectsDocument {
                include: Some(vec![Text(id.to_owned())]),
                exclude: Vec::new(),
            },
            integrations,
            absent: Vec::new(),
        }
    }
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ProjectsDocument {
    /// All projects, if it is left out.
    pub(super) include: Option<Vec<Text>>,
    #[serde(default)]
    pub(super) exclude: Vec<Text>,
}

/// Text. A number is taken for the name that it is: `2024`.
#[derive(Clone)]
pub(super) struct Text(pub(super) String);

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = <Box<RawValue>>::deserialize(deserializer)?;
        match Json::parse(value.get()) {
            Some(Json::Text(text)) => Ok(Self(text)),
            Some(Json::Literal(number)) if is_number(number.get()) => {
                Ok(Self(number.get().to_owned()))
            }
            _ => Err(D::Error::custom("a name is expected")),
        }
    }
}

fn is_number(literal: &str) -> bool {
    literal.starts_with(|first: char| first == '-' || first.is_ascii_digit())
}

impl Document {
    /// Rules from an export, which does not know anything of the projects named by `unread`.
    pub(super) fn of(rules: Vec<RuleDocument>, unread: Vec<String>) -> Self {
        Self {
            version: VERSION,
            rules,
            unread,
        }
    }
}
