//! Unions whose members are told apart by one property.

/// What a generated union can do: one variant for each member, `Other` for everything else.
macro_rules! discriminated_union {
    ($name:ident, $words:literal, $tag:literal, { $($member:ident = $value:literal),* }) => {
        impl $name {
            /// The `type` of the settings, where they have one.
            #[must_use]
            pub fn type_name(&self) -> ::std::option::Option<&str> {
                match self {
                    $(Self::$member(_) => Some($value),)*
                    Self::Other(other) => other.type_name(),
                }
            }

            /// The property that holds what Atlas shows of a secret rather than the secret.
            pub(crate) fn redacted_field(&self) -> ::std::option::Option<::std::string::String> {
                match self {
                    $(Self::$member(member) => {
                        crate::model::Object::redacted_field(&**member).map(str::to_owned)
                    })*
                    Self::Other(other) => other.redacted_field(),
                }
            }

            fn from_object(
                raw: ::std::boxed::Box<::serde_json::value::RawValue>,
                tag: crate::model::Tag,
            ) -> Self {
                let value = match tag {
                    crate::model::Tag::Text(value) => value,
                    crate::model::Tag::Missing => {
                        return Self::Other(crate::Other::new(raw, crate::OtherReason::MissingType));
                    }
                    crate::model::Tag::NotText | crate::model::Tag::Ambiguous => {
                        return Self::Other(crate::Other::new(raw, crate::OtherReason::InvalidType));
                    }
                };
                match value.as_str() {
                    $($value => match crate::decode::from_str(raw.get()) {
                        Ok(member) => Self::$member(member),
                        Err(fault) => Self::Other(crate::Other::mismatch(raw, Some(value), fault)),
                    },)*
                    _ => {
                        let reason = crate::OtherReason::UnknownType { value };
                        Self::Other(crate::Other::new(raw, reason))
                    }
                }
            }
        }

        /// Takes every JSON object: what is none of the members becomes `Other`.
        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::std::result::Result<Self, D::Error> {
                let raw = ::std::boxed::Box::<::serde_json::value::RawValue>::deserialize(deserializer)?;
                match crate::model::find_tag(raw.get(), $tag) {
                    Some(tag) => Ok(Self::from_object(raw, tag)),
                    None => Err(::serde::de::Error::custom(
                        "invalid type: something else, expected an object",
                    )),
                }
            }
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::std::result::Result<S::Ok, S::Error> {
                use ::serde::ser::SerializeMap as _;
                use crate::model::Object as _;

                match self {
                    $(Self::$member(member) => {
                        let mut map = serializer.serialize_map(None)?;
                        if !member.has($tag) {
                            map.serialize_entry($tag, $value)?;
                        }
                        member.serialize_fields(&mut map)?;
                        map.end()
                    })*
                    Self::Other(other) => other.serialize(serializer),
                }
            }
        }

        $(impl ::std::convert::From<$member> for $name {
            fn from(member: $member) -> Self {
                Self::$member(::std::boxed::Box::new(member))
            }
        })*

        #[cfg(feature = "schemars")]
        impl ::schemars::JsonSchema for $name {
            fn schema_name() -> ::std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(generator: &mut ::schemars::SchemaGenerator) -> ::schemars::Schema {
                let members = [$(($value, generator.subschema_for::<$member>())),*];
                crate::model::union_schema($words, $tag, members)
            }
        }
    };
}
pub(crate) use discriminated_union;
