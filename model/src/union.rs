//! Unions whose members are distinguished by the value of one property, the tag, or by which of some
//! properties is there.

use std::borrow::Cow;
use std::marker::PhantomData;

use serde::de::{DeserializeOwned, DeserializeSeed, Deserializer, Error as _};
use serde::{Deserialize, Serialize, Serializer};

use crate::decode::{self, Fault};
use crate::facts::Facts;
use crate::inspection::Inspection;
use crate::member::Member;
use crate::other::{Other, OtherReason};
use crate::raw_text::RawText;
use crate::scan;
use crate::split::Split;
use crate::tag::{Tag, find_key, find_tag, is_ambiguous};
use crate::value::Known;

/// A union of the model. The generated code implements it for each schema with members.
pub trait Union: Sized + From<Other> {
    /// The property that distinguishes the members, unless [`KEYS`](Self::KEYS) do.
    const TAG: &'static str = "";

    /// The properties of which a value has exactly one, whose name then stands for the tag.
    const KEYS: &'static [&'static str] = &[];

    /// The members' tags, each with the properties of which the document says more than the name.
    const FACTS: &'static [(&'static str, &'static [Facts])];

    /// Reads the member that `tag` stands for from `text`. `None` if there is none.
    fn decode(tag: &str, text: &MemberText<'_>) -> Option<Result<Self, Fault>>;

    /// Shows the member, or what is none, to `visitor`.
    fn visit<'a, V: MemberVisitor<'a>>(&'a self, visitor: V) -> V::Output;

    /// The tags with their members' schemas. There are none if the generated code was compiled without
    /// them, since the feature may be enabled for this crate alone.
    #[cfg(feature = "schemars")]
    fn members(_: &mut schemars::SchemaGenerator) -> Vec<(&'static str, schemars::Schema)> {
        Vec::new()
    }
}

/// What looks at the member of a union.
pub trait MemberVisitor<'a> {
    /// What comes of it.
    type Output;

    /// A member, with the tag that stands for it.
    fn member<T: Member>(self, tag: &'static str, member: &'a T) -> Self::Output;

    /// A member that has the tag itself, if there is one: several stand for it.
    fn tagged<T: Member>(self, tag: Option<&'a str>, member: &'a T) -> Self::Output;

    /// What is none of the members.
    fn other(self, other: &'a Other) -> Self::Output;
}

/// The JSON text of what may be a member of a union.
#[allow(
    missing_debug_implementations,
    reason = "only code that decodes meets it"
)]
pub struct MemberText<'a> {
    json: &'a str,
    /// The same, if it is known to be valid and has few members.
    split: Option<&'a Split<'a>>,
}

/// Reads a member, whose property `tag`, if any, has been read.
pub fn decode_member<T: Member>(
    text: &MemberText<'_>,
    tag: Option<&'static str>,
) -> Result<Box<T>, Fault> {
    if let Some(split) = text.split
        && let Ok(member) = T::decode_member(split, tag)
    {
        return Ok(Box::new(member));
    }
    // Without a split, this reads it; after a failure, it says why.
    let member = PhantomData;
    decode::from_str_seed(text.json, Seed { tag, member }).map(Box::new)
}

struct Seed<T> {
    tag: Option<&'static str>,
    member: PhantomData<T>,
}

impl<T> Clone for Seed<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Seed<T> {}

impl<'de, T: Member> DeserializeSeed<'de> for Seed<T> {
    type Value = T;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        T::decode_member(deserializer, self.tag)
    }
}

/// Takes every JSON object: what is none of the members becomes [`Other`].
pub fn decode_union<'de, U: Union, D: Deserializer<'de>>(deserializer: D) -> Result<U, D::Error> {
    let RawText(json) = RawText::deserialize(deserializer)?;
    let message = "invalid type: something else, expected an object";
    decode_union_text(json).ok_or_else(|| D::Error::custom(message))
}

/// Takes the JSON value `json`, if it is an object.
fn decode_union_text<U: Union>(json: Cow<'_, str>) -> Option<U> {
    let split = Split::of(&json);
    let split = split.whole();
    let tag = match (split, U::KEYS) {
        (Some(split), []) => find_tag(split.tokens().copied(), U::TAG),
        (None, []) => find_tag(scan::tokens(&json)?, U::TAG),
        (_, keys) => find_key(&json, keys)?,
    };
    let text = MemberText { json: &json, split };
    let reason = match tag {
        Tag::Text(value) => match U::decode(&value, &text) {
            Some(Ok(member)) => return Some(member),
            _ if is_ambiguous(&json, U::TAG) => OtherReason::InvalidTag,
            Some(Err(fault)) => {
                let value = value.into_owned();
                return Some(Other::mismatch(json, Some(value), fault).into());
            }
            None => OtherReason::UnknownTag {
                value: value.into_owned(),
            },
        },
        _ if is_ambiguous(&json, U::TAG) => OtherReason::InvalidTag,
        Tag::Missing => OtherReason::MissingTag,
        Tag::NotText | Tag::Ambiguous => OtherReason::InvalidTag,
    };
    Some(Other::of(json, reason).into())
}

/// Takes the JSON value `json`, which must be valid, as [`decode_union`] does.
pub fn decode_element<U: Union>(json: Cow<'_, str>) -> Result<U, Other> {
    let copy = json.clone();
    decode_union_text(json).ok_or_else(|| Other::mismatch(copy, None, decode::not_an_object()))
}

/// Takes the JSON text `json`, as [`decode_union`] does. A member reads the whole text, so that text
/// from which one can be read is valid; the rest is read as from any deserializer.
pub fn decode_text<U: Union + DeserializeOwned>(json: &str) -> Result<U, Fault> {
    if U::KEYS.is_empty()
        && let Some(members) = scan::tokens(json)
        && let Tag::Text(tag) = find_tag(members, U::TAG)
        && let Some(Ok(member)) = U::decode(&tag, &MemberText { json, split: None })
    {
        return Ok(member);
    }
    decode::from_str(json)
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

    fn member<T: Member>(self, tag: &'static str, member: &T) -> Self::Output {
        member.encode_member((self.tag, tag), self.serializer)
    }

    fn tagged<T: Member>(self, _: Option<&str>, member: &T) -> Self::Output {
        member.serialize(self.serializer)
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

    fn member<T: Member>(self, tag: &'static str, _: &'a T) -> Option<&'a str> {
        Some(tag)
    }

    fn tagged<T: Member>(self, tag: Option<&'a str>, _: &'a T) -> Option<&'a str> {
        tag
    }

    fn other(self, other: &'a Other) -> Option<&'a str> {
        other.tag()
    }
}

/// Looks for what must not be sent in the member.
pub fn inspect<U: Union>(union: &U, found: &mut Inspection) {
    let members = U::FACTS;
    union.visit(Inspector { found, members });
}

struct Inspector<'a> {
    found: &'a mut Inspection,
    members: &'static [(&'static str, &'static [Facts])],
}

impl MemberVisitor<'_> for Inspector<'_> {
    type Output = ();

    fn member<T: Member>(self, _: &'static str, member: &T) {
        member.inspect(self.found);
    }

    fn tagged<T: Member>(self, _: Option<&str>, member: &T) {
        member.inspect(self.found);
    }

    fn other(self, other: &Other) {
        other.inspect(self.members, self.found);
    }
}

/// Looks for what the member knows, and the tag.
pub fn find_known<U: Union>(union: &U, known: &mut Known) {
    if union.visit(&mut *known) && !U::TAG.is_empty() {
        known.name(U::TAG);
    }
}

impl MemberVisitor<'_> for &mut Known {
    /// Whether it is a member.
    type Output = bool;

    fn member<T: Member>(self, _: &'static str, member: &T) -> bool {
        member.known(self);
        true
    }

    fn tagged<T: Member>(self, _: Option<&str>, member: &T) -> bool {
        member.known(self);
        true
    }

    fn other(self, _: &Other) -> bool {
        false
    }
}

/// What every union can do.
#[doc(hidden)]
#[macro_export]
macro_rules! union {
    ($name:ident) => {
        impl $name {
            /// The text of the property that distinguishes the members, if there is one.
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
            fn inspect(&self, found: &mut $crate::Inspection) {
                $crate::inspect(self, found);
            }

            fn known(&self, known: &mut $crate::Known) {
                $crate::find_known(self, known);
            }

            fn decode_element(json: ::std::borrow::Cow<'_, str>) -> Result<Self, $crate::Other> {
                $crate::decode_element(json)
            }

            fn decode_text(json: &str) -> Result<Self, $crate::Fault> {
                $crate::decode_text(json)
            }

            fn tag(&self) -> Option<&str> {
                self.tag()
            }
        }

        impl $crate::Member for $name {}

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
