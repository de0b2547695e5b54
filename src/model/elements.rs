//! The elements of a page.

use std::fmt;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;

use super::Other;
use crate::decode;

/// The elements of one page of a list. One that does not have the form which Atlas documents is kept
/// as [`Other`], and costs none of the rest.
///
/// ```
/// use atlas_integrations::types::PaginatedAtlasGroupView;
///
/// let page: PaginatedAtlasGroupView = serde_json::from_str(
///     r#"{ "results": [
///         { "name": "fleet", "orgId": "o", "clusterCount": 1, "created": "2026-01-08T09:00:00Z" },
///         { "name": 5 }
///     ] }"#,
/// )?;
/// let names: Vec<_> = page.results.known().map(|project| project.name.as_str()).collect();
/// assert_eq!(names, ["fleet"]);
/// let odd: Vec<_> = page.results.odd().map(|other| other.reason().to_string()).collect();
/// assert_eq!(odd, ["it does not fit, at $.name: it is a number, not a string"]);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Default, PartialEq)]
pub struct Results<T>(Vec<Result<T, Other>>);

impl<T> Results<T> {
    /// How many elements there are, the odd ones included.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The elements in their order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = Result<&T, &Other>> {
        self.0.iter().map(Result::as_ref)
    }

    /// The elements that have the documented form.
    pub fn known(&self) -> impl DoubleEndedIterator<Item = &T> {
        self.iter().filter_map(Result::ok)
    }

    /// The others.
    pub fn odd(&self) -> impl DoubleEndedIterator<Item = &Other> {
        self.iter().filter_map(Result::err)
    }
}

impl<T> IntoIterator for Results<T> {
    type Item = Result<T, Other>;
    type IntoIter = std::vec::IntoIter<Result<T, Other>>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<T> From<Vec<T>> for Results<T> {
    fn from(elements: Vec<T>) -> Self {
        Self(elements.into_iter().map(Ok).collect())
    }
}

impl<T: fmt::Debug> fmt::Debug for Results<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let elements = self.0.iter().map(|element| match element {
            Ok(element) => element as &dyn fmt::Debug,
            Err(other) => other,
        });
        f.debug_list().entries(elements).finish()
    }
}

impl<T: Serialize> Serialize for Results<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeSeq as _;

        let mut sequence = serializer.serialize_seq(Some(self.len()))?;
        for element in self.iter() {
            match element {
                Ok(element) => sequence.serialize_element(element)?,
                Err(other) => sequence.serialize_element(other)?,
            }
        }
        sequence.end()
    }
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for Results<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let elements = Vec::<Box<RawValue>>::deserialize(deserializer)?.into_iter();
        let elements = elements.map(|raw| match decode::from_str(raw.get()) {
            Ok(element) => Ok(element),
            Err(fault) => Err(Other::mismatch(raw, None, fault)),
        });
        Ok(Self(elements.collect()))
    }
}

#[cfg(feature = "schemars")]
impl<T: schemars::JsonSchema> schemars::JsonSchema for Results<T> {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        format!("Results_of_{}", T::schema_name()).into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let element = generator.subschema_for::<T>();
        schemars::json_schema!({ "type": "array", "items": element })
    }
}
