//! Enumerations of strings that outlive the document they were made from.

use std::fmt;

use crate::quote::quoted;

/// The error of a text that is none of the values which an enumeration knows. Its message lists
/// these.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidValue {
    text: String,
    values: &'static [&'static str],
}

impl fmt::Display for InvalidValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { text, values } = self;
        write!(f, "{} is not one of {}", quoted(text), values.join(", "))
    }
}

impl std::error::Error for InvalidValue {}

pub(crate) fn invalid_value(text: &str, values: &'static [&'static str]) -> InvalidValue {
    InvalidValue {
        text: text.to_owned(),
        values,
    }
}

/// What a generated enumeration can do. JSON may hold any string; what a person types may not.
macro_rules! open_enum {
    ($name:ident, $words:literal, { $($variant:ident = $value:literal),* }) => {
        impl $name {
            /// The values that this version of the client knows.
            pub const VALUES: &'static [&'static str] = &[$($value),*];

            /// The value as Atlas writes it.
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $value,)*
                    Self::Unknown(value) => value,
                }
            }

            fn known(value: &str) -> ::std::option::Option<Self> {
                match value {
                    $($value => Some(Self::$variant),)*
                    _ => None,
                }
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl ::std::convert::AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }

        /// Takes the values of [`VALUES`](Self::VALUES) alone.
        impl ::std::str::FromStr for $name {
            type Err = crate::InvalidValue;

            fn from_str(value: &str) -> ::std::result::Result<Self, crate::InvalidValue> {
                Self::known(value).ok_or_else(|| crate::model::invalid_value(value, Self::VALUES))
            }
        }

        impl ::std::convert::TryFrom<&str> for $name {
            type Error = crate::InvalidValue;

            fn try_from(value: &str) -> ::std::result::Result<Self, crate::InvalidValue> {
                value.parse()
            }
        }

        impl ::std::convert::TryFrom<&::std::string::String> for $name {
            type Error = crate::InvalidValue;

            fn try_from(value: &::std::string::String) -> ::std::result::Result<Self, crate::InvalidValue> {
                value.parse()
            }
        }

        impl ::std::convert::TryFrom<::std::string::String> for $name {
            type Error = crate::InvalidValue;

            fn try_from(value: ::std::string::String) -> ::std::result::Result<Self, crate::InvalidValue> {
                value.parse()
            }
        }

        impl ::std::convert::From<&$name> for $name {
            fn from(value: &$name) -> Self {
                value.clone()
            }
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::std::result::Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        /// Takes every string; one that is not known becomes `Unknown`.
        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::std::result::Result<Self, D::Error> {
                let value = crate::model::Key::deserialize(deserializer)?;
                Ok(Self::known(value.as_str())
                    .unwrap_or_else(|| Self::Unknown(value.as_str().to_owned())))
            }
        }

        #[cfg(feature = "schemars")]
        impl ::schemars::JsonSchema for $name {
            fn schema_name() -> ::std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut ::schemars::SchemaGenerator) -> ::schemars::Schema {
                crate::model::open_enum_schema($words, Self::VALUES)
            }
        }
    };
}
pub(crate) use open_enum;
