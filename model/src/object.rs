//! Objects that keep the properties they do not know.

use std::convert::Infallible;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{
    Deserialize, DeserializeOwned, DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess,
    Visitor,
};
use serde::ser::{SerializeMap, Serializer};
use serde_json::value::RawValue;

use crate::facts::Facts;
use crate::field::Presence;
use crate::inspection::Inspection;
use crate::key::Key;
use crate::property::{Property, PropertyVisitor};
use crate::unknown_fields::UnknownFields;
use crate::value::{Known, Value};

/// An object of the model. The generated code implements it for each schema.
pub trait Object: Sized {
    /// The properties of which the document says more than the name.
    const FACTS: &'static [Facts];

    /// Reads the properties.
    fn decode<'de, M: MapAccess<'de>>(map: Decoder<'de, M>) -> Result<Self, M::Error>;

    /// Shows the properties to `visitor`, in the document's order, those that are unknown last.
    fn visit<V: PropertyVisitor>(&self, visitor: &mut V) -> Result<(), V::Error>;
}

/// Reads the properties of an object, and keeps what is beside the known ones.
#[allow(
    missing_debug_implementations,
    reason = "only code that decodes meets it"
)]
pub struct Decoder<'de, M> {
    map: M,
    /// A property to skip, since a union has read it.
    tag: Option<&'static str>,
    /// Whether it has been skipped.
    has_tag: bool,
    key: PhantomData<Key<'de>>,
    /// The properties that are unknown.
    pub extra: UnknownFields,
    /// The properties that are null, and that the object was read.
    pub presence: Presence,
}

impl<'de, M: MapAccess<'de>> Decoder<'de, M> {
    /// The name of the next property.
    pub fn next_name(&mut self) -> Result<Option<Key<'de>>, M::Error> {
        while let Some(key) = self.map.next_key::<Key<'de>>()? {
            if self.tag != Some(key.as_str()) {
                return Ok(Some(key));
            }
            if std::mem::replace(&mut self.has_tag, true) {
                self.map.next_value_seed(Duplicate)?;
            }
            self.map.next_value::<IgnoredAny>()?;
        }
        Ok(None)
    }

    /// Reads the value of a known property. A second one is an error, since it would cost the
    /// first.
    pub fn read<P: Deserialize<'de>>(&mut self, slot: &mut Option<P>) -> Result<(), M::Error> {
        if slot.is_some() {
            return self.map.next_value_seed(Duplicate);
        }
        *slot = Some(self.map.next_value()?);
        Ok(())
    }

    /// Reads the value of a known property that does not matter enough to refuse the object: what
    /// it cannot be is kept among the unknown ones.
    pub fn read_leniently<P: Property + DeserializeOwned>(
        &mut self,
        name: Key<'de>,
        slot: &mut Option<P>,
    ) -> Result<(), M::Error> {
        let raw: Box<RawValue> = self.map.next_value()?;
        match serde_json::from_str(raw.get()) {
            Ok(value) if slot.is_none() => *slot = Some(value),
            _ => self.extra.push(name, raw),
        }
        Ok(())
    }

    /// Keeps an unknown property.
    pub fn keep(&mut self, name: Key<'de>) -> Result<(), M::Error> {
        self.extra.push(name, self.map.next_value()?);
        Ok(())
    }

    /// The property `name`, for which `slot` was found.
    pub fn property<P: Property>(
        &mut self,
        name: &'static str,
        slot: Option<P>,
    ) -> Result<P, M::Error> {
        P::finish(slot, name, &mut self.presence)
    }
}

/// Refuses a value where it is, so that the error names the place.
struct Duplicate;

impl<'de> DeserializeSeed<'de> for Duplicate {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, _: D) -> Result<(), D::Error> {
        Err(D::Error::custom("duplicate field"))
    }
}

/// Reads an object, without the property `tag`.
pub fn decode<'de, T: Object, D: Deserializer<'de>>(
    deserializer: D,
    tag: Option<&'static str>,
) -> Result<T, D::Error> {
    let object = PhantomData;
    deserializer.deserialize_map(ObjectVisitor { tag, object })
}

struct ObjectVisitor<T> {
    tag: Option<&'static str>,
    object: PhantomData<T>,
}

impl<'de, T: Object> Visitor<'de> for ObjectVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<M: MapAccess<'de>>(self, map: M) -> Result<T, M::Error> {
        T::decode(Decoder {
            map,
            tag: self.tag,
            has_tag: false,
            key: PhantomData,
            extra: UnknownFields::default(),
            presence: Presence::read(),
        })
    }
}

/// Writes an object, with the property and value `tag`.
pub fn encode<T: Object, S: Serializer>(
    object: &T,
    tag: Option<(&'static str, &'static str)>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(None)?;
    object.visit(&mut Encoder {
        map: &mut map,
        tag,
        written: Vec::new(),
    })?;
    map.end()
}

/// Writes the properties of an object.
struct Encoder<'a, M> {
    map: &'a mut M,
    tag: Option<(&'static str, &'static str)>,
    /// The known properties so far.
    written: Vec<&'static str>,
}

impl<M> Encoder<'_, M> {
    /// Whether the tag is written in the place of a property of this name.
    fn is_tag(&self, name: &str) -> bool {
        self.tag.is_some_and(|(tag, _)| tag == name)
    }
}

impl<M: SerializeMap> PropertyVisitor for Encoder<'_, M> {
    type Error = M::Error;

    fn property<P: Property>(
        &mut self,
        facts: Facts,
        property: &P,
        presence: &Presence,
    ) -> Result<(), M::Error> {
        let name = facts.name;
        match property.get() {
            _ if self.is_tag(name) => return Ok(()),
            Some(value) => self.map.serialize_entry(name, value)?,
            None if presence.is_null(name) => self.map.serialize_entry(name, &())?,
            None => return Ok(()),
        }
        self.written.push(name);
        Ok(())
    }

    fn rest(&mut self, extra: &UnknownFields) -> Result<(), M::Error> {
        if let Some((name, value)) = self.tag {
            self.map.serialize_entry(name, value)?;
        }
        for (name, value) in extra.iter() {
            if self.written.contains(&name) {
                let message = format!("`extra` has {name}, which is a field of its own");
                return Err(serde::ser::Error::custom(message));
            }
            if !self.is_tag(name) {
                self.map.serialize_entry(name, value)?;
            }
        }
        Ok(())
    }
}

impl Inspection {
    /// Looks at the properties of `object`.
    pub fn object(&mut self, object: &impl Object) {
        let Ok(()) = object.visit(self);
    }
}

impl Known {
    /// Adds the properties of `object`.
    pub fn object(&mut self, object: &impl Object) {
        let Ok(()) = object.visit(self);
    }
}

/// The property `name` of `object`, if it is there and an integer.
pub fn integer(object: &impl Object, name: &str) -> Option<i64> {
    let mut finder = IntegerFinder { name, found: None };
    let Ok(()) = object.visit(&mut finder);
    finder.found
}

struct IntegerFinder<'a> {
    name: &'a str,
    found: Option<i64>,
}

impl PropertyVisitor for IntegerFinder<'_> {
    type Error = Infallible;

    fn property<P: Property>(
        &mut self,
        facts: Facts,
        property: &P,
        _: &Presence,
    ) -> Result<(), Infallible> {
        if facts.name == self.name {
            self.found = property.get().and_then(Value::integer);
        }
        Ok(())
    }

    fn rest(&mut self, _: &UnknownFields) -> Result<(), Infallible> {
        Ok(())
    }
}

/// Serde's traits for an object.
#[doc(hidden)]
#[macro_export]
macro_rules! object {
    ($name:ident) => {
        impl $crate::Value for $name {
            fn inspect(&self, found: &mut $crate::Inspection) {
                found.object(self);
            }

            fn known(&self, known: &mut $crate::Known) {
                known.object(self);
            }
        }

        impl $crate::Member for $name {
            const FACTS: &'static [$crate::Facts] = <Self as $crate::Object>::FACTS;

            fn decode_member<'de, D: $crate::serde::Deserializer<'de>>(
                deserializer: D,
                tag: Option<&'static str>,
            ) -> Result<Self, D::Error> {
                $crate::decode(deserializer, tag)
            }

            fn encode_member<S: $crate::serde::Serializer>(
                &self,
                tag: (&'static str, &'static str),
                serializer: S,
            ) -> Result<S::Ok, S::Error> {
                $crate::encode(self, Some(tag), serializer)
            }
        }

        impl $crate::serde::Serialize for $name {
            fn serialize<S: $crate::serde::Serializer>(
                &self,
                serializer: S,
            ) -> Result<S::Ok, S::Error> {
                $crate::encode(self, None, serializer)
            }
        }

        impl<'de> $crate::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> Result<Self, D::Error> {
                $crate::decode(deserializer, None)
            }
        }
    };
}
