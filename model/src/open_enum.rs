//! Enumerations of strings, open to values that Atlas adds later.

use std::fmt;

use crate::excerpt::quoted;

/// The error of text that is none of the values that an enumeration knows. Its message lists them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseEnumError {
    text: String,
    values: &'static [&'static str],
}

impl ParseEnumError {
    fn new(text: &str, values: &'static [&'static str]) -> Self {
        let text = text.to_owned();
        Self { text, values }
    }
}

impl fmt::Display for ParseEnumError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { text, values } = self;
        write!(f, "{} is not one of {}", quoted(text), values.join(", "))
    }
}

impl std::error::Error for ParseEnumError {}

/// An enumeration of the model. The generated code implements it for each schema with values.
pub trait OpenEnum: Sized + for<'a> From<&'a str> {
    /// The texts of the values that this version of the client knows.
    const VALUES: &'static [&'static str];

    /// Whether it is one of these.
    fn is_known(&self) -> bool;
}

/// The value of a text that a person may have typed: none but the known ones.
pub fn parse<T: OpenEnum>(text: &str) -> Result<T, ParseEnumError> {
    let value = T::from(text);
    match value.is_known() {
        true => Ok(value),
        false => Err(ParseEnumError::new(text, T::VALUES)),
    }
}

/// What every enumeration can do. JSON may hold any string, and so may a value that a program
/// makes with `From`; text that a person types, which is parsed, may not.
#[doc(hidden)]
#[macro_export]
macro_rules! open_enum {
    ($name:ident) => {
        impl $name {
            /// The texts of [`VARIANTS`](Self::VARIANTS).
            pub const VALUES: &'static [&'static str] = {
                const VALUES: [&str; $name::VARIANTS.len()] = {
                    let mut values = [""; $name::VARIANTS.len()];
                    let mut index = 0;
                    while index < values.len() {
                        values[index] = $name::VARIANTS[index].as_str();
                        index += 1;
                    }
                    values
                };
                &VALUES
            };
        }

        impl $crate::OpenEnum for $name {
            const VALUES: &'static [&'static str] = Self::VALUES;

            fn is_known(&self) -> bool {
                !matches!(self, Self::Unknown(_))
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }

        /// Takes the values of [`VALUES`](Self::VALUES) alone.
        impl std::str::FromStr for $name {
            type Err = $crate::ParseEnumError;

            fn from_str(text: &str) -> Result<Self, $crate::ParseEnumError> {
                $crate::parse(text)
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                text.as_str().into()
            }
        }

        impl From<&$name> for $name {
            fn from(value: &$name) -> Self {
                value.clone()
            }
        }

        impl $crate::Value for $name {
            fn text(&self) -> Option<&str> {
                Some(self.as_str())
            }
        }

        impl $crate::ParameterValue for $name {
            fn into_texts(self) -> $crate::Texts {
                $crate::Texts::One(self.as_str().to_owned())
            }
        }

        impl $crate::serde::Serialize for $name {
            fn serialize<S: $crate::serde::Serializer>(
                &self,
                serializer: S,
            ) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        /// Takes every string; one that is not known becomes `Unknown`.
        impl<'de> $crate::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> Result<Self, D::Error> {
                $crate::Key::deserialize(deserializer).map(|text| text.as_str().into())
            }
        }

        #[cfg(feature = "schemars")]
        impl $crate::schemars::JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut $crate::schemars::SchemaGenerator) -> $crate::schemars::Schema {
                $crate::open_enum_schema(Self::VALUES)
            }
        }
    };
}
