//! The elements of a page of a list.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{DeserializeOwned, Error as _, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::decode::TOO_MANY;
use crate::inspection::Inspection;
use crate::other::Other;
use crate::raw_text::RawText;
use crate::value::Value;

/// How many elements a page may have: Atlas's have 500 at most.
const MAX_ELEMENTS: usize = 10_000;

/// How many of them may be odd.
const MAX_ODD: usize = 1_000;

/// The elements of one page of a list. One that does not have the form that Atlas documents is kept
/// as [`Other`], and the rest are not affected. More than 10,000 elements, or 1,000 that do not have
/// that form, are an error: no page of Atlas's has more than 500.
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
#[derive(Clone, PartialEq)]
pub struct Elements<T>(Vec<Result<T, Other>>);

impl<T> Elements<T> {
    /// The number of elements, including the odd ones.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The elements in order.
    pub fn iter(&self) -> ElementsIter<'_, T> {
        self.into_iter()
    }

    /// The element at `index`, the first being 0.
    #[must_use]
    pub fn get(&self, index: usize) -> Option<Result<&T, &Other>> {
        self.0.get(index).map(Result::as_ref)
    }

    /// The first element.
    #[must_use]
    pub fn first(&self) -> Option<Result<&T, &Other>> {
        self.get(0)
    }

    /// The elements that have the form that Atlas documents.
    pub fn known(&self) -> impl DoubleEndedIterator<Item = &T> {
        self.iter().filter_map(Result::ok)
    }

    /// The others.
    pub fn odd(&self) -> impl DoubleEndedIterator<Item = &Other> {
        self.iter().filter_map(Result::err)
    }
}

/// An iterator over [`Elements`] by reference.
pub type ElementsIter<'a, T> = std::iter::Map<
    std::slice::Iter<'a, Result<T, Other>>,
    fn(&'a Result<T, Other>) -> Result<&'a T, &'a Other>,
>;

impl<'a, T> IntoIterator for &'a Elements<T> {
    type Item = Result<&'a T, &'a Other>;
    type IntoIter = ElementsIter<'a, T>;

    fn into_iter(self) -> ElementsIter<'a, T> {
        self.0.iter().map(Result::as_ref)
    }
}

impl<T> Default for Elements<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> IntoIterator for Elements<T> {
    type Item = Result<T, Other>;
    type IntoIter = std::vec::IntoIter<Result<T, Other>>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<T> From<Vec<T>> for Elements<T> {
    fn from(elements: Vec<T>) -> Self {
        Self(elements.into_iter().map(Ok).collect())
    }
}

impl<T: fmt::Debug> fmt::Debug for Elements<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let elements = self.0.iter().map(|element| match element {
            Ok(element) => element as &dyn fmt::Debug,
            Err(other) => other,
        });
        f.debug_list().entries(elements).finish()
    }
}

impl<T: Serialize> Serialize for Elements<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeSeq as _;

        let mut sequence = serializer.serialize_seq(Some(self.len()))?;
        for element in self {
            match element {
                Ok(element) => sequence.serialize_element(element)?,
                Err(other) => sequence.serialize_element(other)?,
            }
        }
        sequence.end()
    }
}

impl<'de, T: Value + DeserializeOwned> Deserialize<'de> for Elements<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(ElementsVisitor(PhantomData))
    }
}

/// Reads elements, as long as there are not far more than any page has.
struct ElementsVisitor<T>(PhantomData<T>);

impl<'de, T: Value + DeserializeOwned> Visitor<'de> for ElementsVisitor<T> {
    type Value = Elements<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut sequence: A) -> Result<Elements<T>, A::Error> {
        let (mut elements, mut odd) = (Vec::new(), 0);
        while let Some(RawText(json)) = sequence.next_element()? {
            let element = T::decode_element(json);
            odd += usize::from(element.is_err());
            if elements.len() == MAX_ELEMENTS {
                let message = format!("{TOO_MANY} elements: more than {MAX_ELEMENTS}");
                return Err(A::Error::custom(message));
            }
            if odd > MAX_ODD {
                let message = format!("{TOO_MANY} odd elements: more than {MAX_ODD}");
                return Err(A::Error::custom(message));
            }
            elements.push(element);
        }
        Ok(Elements(elements))
    }
}

impl<T: Value> Value for Elements<T> {
    fn inspect(&self, found: &mut Inspection) {
        for element in self {
            match element {
                Ok(element) => element.inspect(found),
                Err(other) => other.inspect(&[], found),
            }
        }
    }
}

#[cfg(feature = "schemars")]
impl<T: schemars::JsonSchema> schemars::JsonSchema for Elements<T> {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        format!("Elements_of_{}", T::schema_name()).into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let element = generator.subschema_for::<T>();
        schemars::json_schema!({ "type": "array", "items": element })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read<T: Value + DeserializeOwned>(json: &str) -> Elements<T> {
        serde_json::from_str(json).expect(json)
    }

    #[test]
    fn what_does_not_fit_is_odd_and_keeps_its_place() {
        let page: Elements<i64> = read(r#"[1, "two", 3]"#);
        assert_eq!((page.len(), page.is_empty()), (3, false));
        assert_eq!(page.known().collect::<Vec<_>>(), [&1, &3]);
        assert_eq!(page.odd().count(), 1);
        assert_eq!(page.first(), Some(Ok(&1)));
        assert!(matches!(page.get(1), Some(Err(_))));
        assert_eq!(page.get(3), None);
        assert_eq!(
            serde_json::to_string(&page).expect("JSON"),
            r#"[1,"two",3]"#
        );
        assert!(read::<i64>("[]").is_empty());
    }

    #[test]
    fn debug_shows_the_known_ones_and_no_text_of_the_odd_ones() {
        let shown = format!("{:?}", read::<i64>(r#"[1,"SESAME"]"#));
        assert!(shown.starts_with("[1, "), "{shown}");
        assert!(!shown.contains("SESAME"), "{shown}");
    }

    #[cfg(feature = "schemars")]
    #[test]
    fn its_schema_is_that_of_a_list() {
        let schema = schemars::schema_for!(Elements<bool>).to_value();
        assert_eq!(schema["type"], "array");
        assert_eq!(schema["items"], serde_json::json!({ "type": "boolean" }));
    }

    #[test]
    fn an_array_is_wanted() {
        let error = serde_json::from_str::<Elements<i64>>("{}").expect_err("no array");
        assert!(error.to_string().contains("expected an array"), "{error}");
    }

    #[test]
    fn there_may_be_so_many_and_no_more() {
        let page = |element: &str, count| format!("[{}]", vec![element; count].join(","));
        assert_eq!(read::<i64>(&page("1", MAX_ELEMENTS)).len(), MAX_ELEMENTS);
        assert_eq!(read::<i64>(&page("{}", MAX_ODD)).odd().count(), MAX_ODD);
        for (page, what) in [
            (page("1", MAX_ELEMENTS + 1), "there are too many elements"),
            (page("{}", MAX_ODD + 1), "there are too many odd elements"),
        ] {
            let error = serde_json::from_str::<Elements<i64>>(&page).expect_err(what);
            assert!(error.to_string().starts_with(what), "{error}");
        }
    }

    #[test]
    fn secrets_are_looked_for_in_each() {
        use crate::secret::Secret;

        let is_redacted = |json| Inspection::of(&read::<Secret>(json)).invalid.is_some();
        assert!(!is_redacted(r#"["SESAME"]"#));
        assert!(is_redacted(r#"["SESAME","****1234"]"#));
        assert!(is_redacted(r#"["SESAME",{"key":"****1234"}]"#));
    }
}
