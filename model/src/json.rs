//! Values that the document does not describe.

use std::fmt;

use serde::de::{DeserializeOwned, IgnoredAny};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::{RawValue, to_raw_value};

use crate::equality::same;
use crate::inspection::Inspection;
use crate::scan;
use crate::value::Value;

/// A JSON value of a form that Atlas does not document, kept as text, so that no digit and no
/// escape is lost. `Debug` shows nothing of it, since it may hold a secret.
///
/// ```
/// use atlas_integrations::Json;
///
/// let value: Json = serde_json::from_str("[1.50, 1e999]")?;
/// assert_eq!(value.get(), "[1.50, 1e999]");
/// let value = Json::new(&["a", "b"])?;
/// assert_eq!(value.parse::<Vec<String>>()?, ["a", "b"]);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone)]
pub struct Json(Box<RawValue>);

impl Json {
    /// The JSON of `value`.
    ///
    /// # Errors
    ///
    /// The error of `value`'s own serialization.
    pub fn new(value: &(impl Serialize + ?Sized)) -> Result<Self, serde_json::Error> {
        to_raw_value(value).map(Self)
    }

    /// The JSON text, as received.
    #[must_use]
    pub fn get(&self) -> &str {
        self.0.get()
    }

    /// The value as a `T`, such as a [`serde_json::Value`].
    ///
    /// # Errors
    ///
    /// The JSON is not a `T`.
    pub fn parse<T: DeserializeOwned>(&self) -> Result<T, serde_json::Error> {
        serde_json::from_str(self.get())
    }
}

impl From<serde_json::Value> for Json {
    fn from(value: serde_json::Value) -> Self {
        // A `Value` is JSON already: only its formatting is left.
        RawValue::from_string(value.to_string())
            .map_or_else(|_| Self(RawValue::NULL.to_owned()), Self)
    }
}

impl fmt::Debug for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Json(***)")
    }
}

/// Equal if the JSON values are, in whatever order and notation.
impl PartialEq for Json {
    fn eq(&self, other: &Self) -> bool {
        same(&self.0, &other.0)
    }
}

/// The members of a JSON object. Nothing is stored for them, since an object from elsewhere may have
/// any number.
#[derive(Clone, Copy, Default)]
pub struct Members<'a>(&'a str);

/// Shows nothing of it, since it may hold a secret.
impl fmt::Debug for Members<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Members(***)")
    }
}

impl<'a> Members<'a> {
    /// The JSON text of the member `name`, the last one if there are several.
    pub fn get(&self, name: &str) -> Option<&'a str> {
        let members = scan::tokens(self.0)?;
        scan::values(members, name).last().map(|value| value.json)
    }
}

/// The members of the JSON object `text`, if it is one.
pub fn members(text: &str) -> Option<Members<'_>> {
    let is_object = text.trim_start().starts_with('{');
    (is_object && serde_json::from_str::<IgnoredAny>(text).is_ok()).then_some(Members(text))
}

impl Serialize for Json {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Deserialize::deserialize(deserializer).map(Self)
    }
}

impl Value for Json {
    fn inspect(&self, found: &mut Inspection) {
        found.collect_likely("", self.get());
        found.json(self.get());
    }
}

#[cfg(feature = "schemars")]
impl schemars::JsonSchema for Json {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Json".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::Schema::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_it_is_shown() {
        let text = r#"{"apiKey":"s3ntinel"}"#;
        let json: Json = serde_json::from_str(text).expect("JSON");
        assert_eq!(format!("{json:?}"), "Json(***)");
        let members = members(text).expect("an object");
        assert_eq!(format!("{members:?}"), "Members(***)");
        assert_eq!(members.get("apiKey"), Some("\"s3ntinel\""));
    }
}
