//! Objects that keep the fields they do not know.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, Visitor};
use serde::ser::SerializeMap;

/// An object of the model, as a union writes it.
pub(crate) trait Object {
    /// Whether the object has a value for `property`.
    fn has(&self, property: &str) -> bool;

    /// The property that holds what Atlas shows of a secret rather than the secret.
    fn redacted_field(&self) -> Option<&str>;

    /// Writes the fields, the unknown ones last.
    fn serialize_fields<M: SerializeMap>(&self, map: &mut M) -> Result<(), M::Error>;
}

/// A property's name, borrowed from the text where that can be done.
pub(crate) enum Key<'de> {
    Borrowed(&'de str),
    Owned(String),
}

impl Key<'_> {
    pub(crate) fn as_str(&self) -> &str {
        match self {
            Self::Borrowed(name) => name,
            Self::Owned(name) => name,
        }
    }
}

impl<'de> Deserialize<'de> for Key<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct KeyVisitor;

        impl<'de> Visitor<'de> for KeyVisitor {
            type Value = Key<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string")
            }

            fn visit_borrowed_str<E: Error>(self, name: &'de str) -> Result<Key<'de>, E> {
                Ok(Key::Borrowed(name))
            }

            fn visit_str<E: Error>(self, name: &str) -> Result<Key<'de>, E> {
                Ok(Key::Owned(name.to_owned()))
            }

            fn visit_string<E: Error>(self, name: String) -> Result<Key<'de>, E> {
                Ok(Key::Owned(name))
            }
        }

        deserializer.deserialize_str(KeyVisitor)
    }
}

/// Fills a field's place; a second value for it is an error, since one of the two would be lost.
pub(crate) fn set<T, E: Error>(
    place: &mut Option<T>,
    value: T,
    name: &'static str,
) -> Result<(), E> {
    match place.replace(value) {
        None => Ok(()),
        Some(_) => Err(E::duplicate_field(name)),
    }
}

/// Reading and writing for a generated struct. An optional field that is absent or null is `None`
/// and is not written; the field after the braces holds what the others do not.
macro_rules! object {
    (
        $name:ident, $words:literal,
        { $($presence:ident $field:ident = $property:literal, $field_words:literal;)* }
        $rest:ident,
        secrets { $($secret_presence:ident $secret:ident = $secret_property:literal;)* }
    ) => {
        impl crate::model::Object for $name {
            fn has(&self, property: &str) -> bool {
                match property {
                    $($property => crate::model::object!(@has $presence self.$field),)*
                    _ => self.$rest.get(property).is_some(),
                }
            }

            fn redacted_field(&self) -> ::std::option::Option<&str> {
                $(if crate::model::object!(@refused $secret_presence self.$secret) {
                    return Some($secret_property);
                })*
                self.$rest.redacted_field()
            }

            fn serialize_fields<M: ::serde::ser::SerializeMap>(
                &self,
                map: &mut M,
            ) -> ::std::result::Result<(), M::Error> {
                $(crate::model::object!(@write $presence map, $property, self.$field);)*
                self.$rest.serialize_fields(map)
            }
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::std::result::Result<S::Ok, S::Error> {
                use ::serde::ser::SerializeMap as _;

                let mut map = serializer.serialize_map(None)?;
                crate::model::Object::serialize_fields(self, &mut map)?;
                map.end()
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::std::result::Result<Self, D::Error> {
                struct Visitor;

                impl<'de> ::serde::de::Visitor<'de> for Visitor {
                    type Value = $name;

                    fn expecting(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                        f.write_str("an object")
                    }

                    fn visit_map<A: ::serde::de::MapAccess<'de>>(
                        self,
                        mut map: A,
                    ) -> ::std::result::Result<$name, A::Error> {
                        $(let mut $field = None;)*
                        let mut rest = crate::UnknownFields::default();
                        while let Some(key) = map.next_key::<crate::model::Key<'de>>()? {
                            match key.as_str() {
                                $($property => {
                                    crate::model::set(&mut $field, map.next_value()?, $property)?;
                                })*
                                _ => rest.push(key, map.next_value()?),
                            }
                        }
                        Ok($name {
                            $($field: crate::model::object!(@take $presence $field, $property),)*
                            $rest: rest,
                        })
                    }
                }

                deserializer.deserialize_map(Visitor)
            }
        }

        #[cfg(feature = "schemars")]
        impl ::schemars::JsonSchema for $name {
            fn schema_name() -> ::std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(generator: &mut ::schemars::SchemaGenerator) -> ::schemars::Schema {
                let properties = [
                    $(crate::model::property(
                        generator,
                        |object: &$name| &object.$field,
                        $property,
                        $field_words,
                    ),)*
                ];
                let required = [$($property),*]
                    .into_iter()
                    .zip([$(stringify!($presence) == "required"),*]);
                crate::model::object_schema($words, properties, required)
            }
        }
    };

    (@has required $value:expr) => { true };
    (@has optional $value:expr) => { $value.is_some() };

    (@refused required $value:expr) => { $value.is_refused() };
    (@refused optional $value:expr) => {
        $value.as_ref().is_some_and(crate::Secret::is_refused)
    };

    (@write required $map:ident, $property:literal, $value:expr) => {
        $map.serialize_entry($property, &$value)?
    };
    (@write optional $map:ident, $property:literal, $value:expr) => {
        if let Some(value) = &$value {
            $map.serialize_entry($property, value)?;
        }
    };

    (@take required $value:ident, $property:literal) => {
        $value.ok_or_else(|| ::serde::de::Error::missing_field($property))?
    };
    (@take optional $value:ident, $property:literal) => { $value.unwrap_or_default() };
}
pub(crate) use object;
