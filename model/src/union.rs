//! Unions whose members are told apart by one property, the tag.

use std::marker::PhantomData;

use serde::de::{DeserializeSeed, Deserializer, Error as _};
use serde::{Deserialize, Serialize, Serializer};
use serde_json::value::RawValue;

use super::decode::{self, Fault};
use super::tag::{Tag, find_tag};
use super::{Object, Other, OtherReason, Redacted, object};

/// A union of the model. The generated code implements it for each schema with a discriminator.
pub trait Union: Sized + From<Other> {
    /// The property that tells the members apart.
    const TAG: &'static str;

    /// Reads the member that `tag` stands for from the JSON `text`. `None` if there is none.
    fn decode(tag: &str, text: &str) -> Option<Result<Self, Fault>>;

    /// Shows the member, or what is none, to `visitor`.
    fn visit<'a, V: MemberVisitor<'a>>(&'a self, visitor: V) -> V::Output;

    /// The tags with their members' schemas.
    #[cfg(feature = "schemars")]
    fn members(generator: &mut schemars::SchemaGenerator) -> Vec<(&'static str, schemars::Schema)>;
}

/// What looks at the member of a union.
pub trait MemberVisitor<'a> {
    /// What comes of it.
    type Output;

    /// A member, with the tag that stands for it.
    fn member<T: Object>(self, tag: &'static str, member: &'a T) -> Self::Output;

    /// What is none of the members.
    fn other(self, other: &'a Other) -> Self::Output;
}

/// Reads a member, whose property `tag`, if any, has been read.
pub fn decode_member<T: Object>(text: &str, tag: Option<&'static str>) -> Result<Box<T>, Fault> {
    let member = PhantomData;
    decode::from_str_seed(text, Member { tag, member }).map(Box::new)
}

struct Member<T> {
    tag: Option<&'static str>,
    member: PhantomData<T>,
}

impl<T> Clone for Member<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Member<T> {}

impl<'de, T: Object> DeserializeSeed<'de> for Member<T> {
    type Value = T;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        object::decode(deserializer, self.tag)
    }
}

/// Takes every JSON object: what is none of the members becomes [`Other`].
pub fn decode_union<'de, U: Union, D: Deserializer<'de>>(deserializer: D) -> Result<U, D::Error> {
    let raw = Box::<RawValue>::deserialize(deserializer)?;
    let reason = match find_tag(raw.get(), U::TAG) {
        None => {
            let message = "invalid type: something else, expected an object";
            return Err(D::Error::custom(message));
        }
        Some(Tag::Missing) => OtherReason::MissingTag,
        Some(Tag::NotText | Tag::Ambiguous) => OtherReason::InvalidTag,
        Some(Tag::Text(value)) => match U::decode(&value, raw.get()) {
            Some(Ok(member)) => return Ok(member),
            Some(Err(fault)) => return Ok(Other::mismatch(raw, Some(value), fault).into()),
            None => OtherReason::UnknownTag { value },
        },
    };
    Ok(Other::new(raw, reason).into())
}

/// Writes a member with its tag.
pub fn encode_union<U: Union, S: Serializer>(union: &U, serializer: S) -> Result<S::Ok, S::Error> {
    let tag = U::TAG;
    union.visit(Encoder { tag, serializer })
}

struct Encoder<S> {
    tag: &'static str,
    serializer: S,
}

impl<S: Serializer> MemberVisitor<'_> for Encoder<S> {
    type Output = Result<S::Ok, S::Error>;

    fn member<T: Object>(self, tag: &'static str, member: &T) -> Self::Output {
        object::encode(member, Some((self.tag, tag)), self.serializer)
    }

    fn other(self, other: &Other) -> Self::Output {
        other.serialize(self.serializer)
    }
}

/// The value of the tag, if it is present.
pub fn tag<U: Union>(union: &U) -> Option<&str> {
    union.visit(TagFinder)
}

struct TagFinder;

impl<'a> MemberVisitor<'a> for TagFinder {
    type Output = Option<&'a str>;

    fn member<T: Object>(self, tag: &'static str, _: &'a T) -> Option<&'a str> {
        Some(tag)
    }

    fn other(self, other: &'a Other) -> Option<&'a str> {
        other.tag()
    }
}

/// Looks for a redacted secret in the member.
pub fn find_redacted<U: Union>(union: &U, found: &mut Redacted) {
    union.visit(found);
}

impl MemberVisitor<'_> for &mut Redacted {
    type Output = ();

    fn member<T: Object>(self, _: &'static str, member: &T) {
        self.object(member);
    }

    fn other(self, other: &Other) {
        Redacted::other(self, other);
    }
}

/// What every union can do.
#[doc(hidden)]
#[macro_export]
macro_rules! union {
    ($name:ident) => {
        impl $name {
            /// The text of the property that tells the members apart, if there is one.
            #[must_use]
            pub fn tag(&self) -> Option<&str> {
                $crate::tag(self)
            }
        }

        impl From<$crate::Other> for $name {
            fn from(other: $crate::Other) -> Self {
                Self::Other(other)
            }
        }

        impl $crate::Value for $name {
            fn find_redacted(&self, found: &mut $crate::Redacted) {
                $crate::find_redacted(self, found);
            }

            fn tag(&self) -> Option<&str> {
                self.tag()
            }
        }

        impl $crate::serde::Serialize for $name {
            fn serialize<S: $crate::serde::Serializer>(
                &self,
                serializer: S,
            ) -> Result<S::Ok, S::Error> {
                $crate::encode_union(self, serializer)
            }
        }

        impl<'de> $crate::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> Result<Self, D::Error> {
                $crate::decode_union(deserializer)
            }
        }

        #[cfg(feature = "schemars")]
        impl $crate::schemars::JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(
                generator: &mut $crate::schemars::SchemaGenerator,
            ) -> $crate::schemars::Schema {
                $crate::union_schema::<Self>(generator)
            }
        }
    };
}
