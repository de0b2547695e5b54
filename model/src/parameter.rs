//! The values of parameters.

use std::fmt::Display;

use crate::excerpt::quoted;
use crate::object_id::{ObjectId, ParseObjectIdError};
use crate::open_enum::{self, OpenEnum};

/// What the setter of a request's parameter takes: a value, an `Option` of one, or something that
/// becomes one, such as the text of an id.
///
/// A value that is invalid is reported when the request is sent, and nothing is sent then:
///
/// ```
/// # let client = atlas_integrations::Client::builder()
/// #     .credentials(atlas_integrations::Credentials::bearer("token")).build()?;
/// let request = client.get_project().group_id("5");
/// assert_eq!(
///     request.validate().unwrap_err().to_string(),
///     "get_project: invalid group_id: \"5\" is not an ID of 24 lowercase hexadecimal digits",
/// );
/// let request = client.list_projects().items_per_page(Some(100)).page_num(None);
/// assert!(request.validate().is_ok());
/// # Ok::<(), atlas_integrations::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Parameter<T>(Result<Option<T>, String>);

impl<T> Parameter<T> {
    fn check(self, rule: impl FnOnce(&T) -> Result<(), String>) -> Self {
        match self.0 {
            Ok(Some(value)) => Self(rule(&value).map(|()| Some(value))),
            _ => self,
        }
    }
}

impl<T: Display + PartialOrd> Parameter<T> {
    /// Refuses a number that is less than `minimum`.
    pub fn at_least(self, minimum: T) -> Self {
        self.check(|value| {
            (*value >= minimum)
                .then_some(())
                .ok_or_else(|| format!("{value} must be at least {minimum}"))
        })
    }

    /// Refuses a number that is greater than `maximum`.
    pub fn at_most(self, maximum: T) -> Self {
        self.check(|value| {
            (*value <= maximum)
                .then_some(())
                .ok_or_else(|| format!("{value} must be at most {maximum}"))
        })
    }
}

impl<T: Display> Parameter<T> {
    /// Refuses a value whose text has more than `length` characters.
    pub fn max_length(self, length: usize) -> Self {
        self.check(|value| {
            let text = value.to_string();
            (text.chars().count() <= length)
                .then_some(())
                .ok_or_else(|| format!("{} has more than {length} characters", quoted(&text)))
        })
    }
}

impl<T> Default for Parameter<T> {
    fn default() -> Self {
        Self(Ok(None))
    }
}

impl<T> From<T> for Parameter<T> {
    fn from(value: T) -> Self {
        Self(Ok(Some(value)))
    }
}

impl<T> From<Option<T>> for Parameter<T> {
    fn from(value: Option<T>) -> Self {
        Self(Ok(value))
    }
}

impl<T: Clone> From<&T> for Parameter<T> {
    fn from(value: &T) -> Self {
        value.clone().into()
    }
}

impl<T: Clone> From<&Option<T>> for Parameter<T> {
    fn from(value: &Option<T>) -> Self {
        value.clone().into()
    }
}

impl From<&str> for Parameter<String> {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

impl<T: OpenEnum> From<&str> for Parameter<T> {
    fn from(text: &str) -> Self {
        let value = open_enum::parse(text).map_err(|error| error.to_string());
        Self(value.map(Some))
    }
}

impl<T: OpenEnum> From<String> for Parameter<T> {
    fn from(text: String) -> Self {
        text.as_str().into()
    }
}

impl<T: OpenEnum> From<&String> for Parameter<T> {
    fn from(text: &String) -> Self {
        text.as_str().into()
    }
}

macro_rules! from_integers {
    ($($integer:ty),*) => {
        $(impl From<$integer> for Parameter<i64> {
            fn from(number: $integer) -> Self {
                let value = i64::try_from(number);
                Self(value.map(Some).map_err(|_| format!("{number} is not a number of 64 bits")))
            }
        })*
    };
}

from_integers!(i8, i16, i32, isize, u8, u16, u32, u64, usize);

macro_rules! from_text {
    ($($text:ty),*) => {
        $(impl From<$text> for Parameter<ObjectId> {
            fn from(text: $text) -> Self {
                let value = text.parse().map_err(|error: ParseObjectIdError| error.to_string());
                Self(value.map(Some))
            }
        })*
    };
}

from_text!(&str, &String, String);

/// The id of an object that may lack one, such as `project.id`.
impl From<Option<String>> for Parameter<ObjectId> {
    fn from(text: Option<String>) -> Self {
        (&text).into()
    }
}

impl From<&Option<String>> for Parameter<ObjectId> {
    fn from(text: &Option<String>) -> Self {
        text.as_deref().map_or_else(Self::default, Self::from)
    }
}

/// The elements of a list, each of which becomes a value as it does alone.
impl<T, A, const N: usize> From<[A; N]> for Parameter<Vec<T>>
where
    Parameter<T>: From<A>,
{
    fn from(elements: [A; N]) -> Self {
        let elements = elements
            .into_iter()
            .map(|element| Parameter::from(element).0);
        let elements: Result<Vec<Option<T>>, String> = elements.collect();
        Self(elements.map(|elements| Some(elements.into_iter().flatten().collect())))
    }
}

/// A value that a parameter can have.
pub trait ParameterValue {
    /// The text of the value, or of each element of a list.
    fn into_texts(self) -> Texts;
}

/// The text of one value, or of each element of a list.
#[derive(Clone, Debug)]
pub enum Texts {
    /// That of one value.
    One(String),
    /// Those of a list.
    List(Vec<String>),
}

impl Texts {
    /// The texts in order.
    #[must_use]
    pub fn as_slice(&self) -> &[String] {
        match self {
            Self::One(text) => std::slice::from_ref(text),
            Self::List(texts) => texts,
        }
    }
}

macro_rules! values {
    ($($value:ty),*) => {
        $(impl ParameterValue for $value {
            fn into_texts(self) -> Texts {
                Texts::One(self.to_string())
            }
        })*
    };
}

values!(bool, f64, i64);

impl ParameterValue for String {
    fn into_texts(self) -> Texts {
        Texts::One(self)
    }
}

impl ParameterValue for ObjectId {
    fn into_texts(self) -> Texts {
        Texts::One(self.into())
    }
}

impl<T: ParameterValue> ParameterValue for Vec<T> {
    fn into_texts(self) -> Texts {
        let texts = self.into_iter().flat_map(|it| match it.into_texts() {
            Texts::One(text) => vec![text],
            Texts::List(texts) => texts,
        });
        Texts::List(texts.collect())
    }
}

impl<T: ParameterValue> Parameter<T> {
    /// The texts of the value, if there is one.
    pub fn into_texts(self) -> Result<Option<Texts>, String> {
        Ok(self.0?.map(T::into_texts))
    }
}
