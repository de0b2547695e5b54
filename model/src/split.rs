//! Objects that are read from where their members are.

use serde::de::{DeserializeSeed, Deserializer, MapAccess, Visitor};
use serde_json::Error;
use serde_json::de::StrRead;

use crate::scan::{Token, tokens};

/// How many members are remembered: more than any schema of the document has. An object with more is read as
/// text.
const MOST: usize = 11;

/// The members of an object in valid JSON text, as they are written.
pub(crate) struct Split<'de> {
    json: &'de str,
    /// With `None` behind the last.
    members: [Option<(Token<'de>, Token<'de>)>; MOST + 1],
    is_whole: bool,
}

impl<'de> Split<'de> {
    /// Finds the members of the object that `json` is.
    pub(crate) fn of(json: &'de str) -> Self {
        let mut split = Self {
            json,
            members: [None; MOST + 1],
            is_whole: false,
        };
        if let Some(mut found) = tokens(json) {
            split.is_whole = split.members.iter_mut().any(|member| {
                *member = found.next();
                member.is_none()
            });
        }
        split
    }

    /// Itself, unless it is no object, or has too many members.
    pub(crate) fn whole(&self) -> Option<&Self> {
        self.is_whole.then_some(self)
    }

    /// The names and values.
    pub(crate) fn tokens(&self) -> impl Iterator<Item = &(Token<'de>, Token<'de>)> {
        self.members.iter().map_while(Option::as_ref)
    }
}

/// Lets `serde_json` read these types, and those that are read seldom. It takes the beginning of a number for an
/// integer of 128 bits, so that is left out, and refused.
macro_rules! as_json {
    (only $($method:ident($($name:ident: $type:ty),*))*) => {
        $(fn $method<V: Visitor<'de>>(
            self,
            $($name: $type,)*
            visitor: V,
        ) -> Result<V::Value, Error> {
            self.as_json().$method($($name,)* visitor)
        })*
    };
    ($($method:ident)*) => {
        as_json! {
            only $($method())*
            deserialize_any() deserialize_i8() deserialize_i16() deserialize_i32() deserialize_i64()
            deserialize_u8() deserialize_u16() deserialize_u32() deserialize_u64()
            deserialize_f32() deserialize_f64() deserialize_char() deserialize_bytes()
            deserialize_byte_buf() deserialize_unit() deserialize_seq()
            deserialize_unit_struct(name: &'static str)
            deserialize_newtype_struct(name: &'static str) deserialize_tuple(len: usize)
            deserialize_tuple_struct(name: &'static str, len: usize)
            deserialize_struct(name: &'static str, fields: &'static [&'static str])
            deserialize_enum(name: &'static str, variants: &'static [&'static str])
        }
    };
}

/// The object as a whole.
impl<'de> Split<'de> {
    fn as_json(&self) -> serde_json::Deserializer<StrRead<'de>> {
        serde_json::Deserializer::from_str(self.json)
    }
}

impl<'de> Deserializer<'de> for &Split<'de> {
    type Error = Error;

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_map(Access {
            members: self.tokens(),
            value: Token::default(),
        })
    }

    as_json! {
        deserialize_bool deserialize_str deserialize_string deserialize_identifier
        deserialize_option deserialize_ignored_any
    }
}

struct Access<'de, I> {
    members: I,
    /// The value that follows the name that was read last.
    value: Token<'de>,
}

impl<'a, 'de: 'a, I: Iterator<Item = &'a (Token<'de>, Token<'de>)>> MapAccess<'de>
    for Access<'de, I>
{
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Error> {
        let Some(&(name, value)) = self.members.next() else {
            return Ok(None);
        };
        self.value = value;
        seed.deserialize(name).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Error> {
        seed.deserialize(self.value)
    }
}

/// A name or a value.
impl<'de> Token<'de> {
    fn as_json(self) -> serde_json::Deserializer<StrRead<'de>> {
        serde_json::Deserializer::from_str(self.json)
    }
}

macro_rules! text {
    ($($method:ident)*) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
            match self.plain() {
                Some(text) => visitor.visit_borrowed_str(text),
                None => self.as_json().$method(visitor),
            }
        })*
    };
}

impl<'de> Deserializer<'de> for Token<'de> {
    type Error = Error;

    text! { deserialize_str deserialize_string deserialize_identifier }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.json {
            "null" => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.json {
            "true" => visitor.visit_bool(true),
            "false" => visitor.visit_bool(false),
            _ => self.as_json().deserialize_bool(visitor),
        }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_unit()
    }

    as_json! { deserialize_map }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::fmt::Debug;

    use serde::de::DeserializeOwned;
    use serde_json::Value;
    use serde_json::value::RawValue;

    use super::*;

    /// Asserts that the members of each text read as the whole does.
    fn same<T: DeserializeOwned + Debug>(texts: &[&str]) {
        for text in texts {
            let split = Split::of(text);
            let split = split.whole().expect("an object of a few members");
            let one = T::deserialize(split).map(|value| format!("{value:?}"));
            let other = serde_json::from_str::<T>(text).map(|value| format!("{value:?}"));
            assert_eq!(one.ok(), other.ok(), "{text}");
        }
    }

    const OBJECTS: [&str; 9] = [
        "{}",
        r#" { "a" : "x" , "b" : "" } "#,
        r#"{"a":"\u0078\"}","\u0061b":"x\\"}"#,
        r#"{"a":"\ud800"}"#,
        r#"{"a":"ä€😀"}"#,
        r#"{"a":1.50,"b":-3,"c":1e999}"#,
        r#"{"a":true,"b":false}"#,
        r#"{"a":null,"b":[1,{"c":"]"}],"c":{"a":"}"}}"#,
        r#"{"a":"1","a":"2"}"#,
    ];

    #[test]
    fn an_object_reads_the_same_from_its_members() {
        same::<BTreeMap<String, String>>(&OBJECTS);
        same::<BTreeMap<String, Option<String>>>(&OBJECTS);
        same::<BTreeMap<String, bool>>(&OBJECTS);
        same::<BTreeMap<String, i64>>(&OBJECTS);
        same::<BTreeMap<String, f64>>(&OBJECTS);
        same::<BTreeMap<String, char>>(&OBJECTS);
        same::<BTreeMap<String, Vec<Value>>>(&OBJECTS);
        same::<BTreeMap<String, BTreeMap<String, Value>>>(&OBJECTS);
        same::<BTreeMap<String, Box<RawValue>>>(&OBJECTS);
        same::<Value>(&OBJECTS);
        same::<Box<RawValue>>(&OBJECTS);
        same::<Option<Value>>(&OBJECTS);
    }

    #[test]
    fn what_is_no_object_or_has_many_members_has_not_been_split() {
        let object = |count: usize| {
            let members: Vec<String> = (0..count).map(|n| format!(r#""{n}":{n}"#)).collect();
            format!("{{{}}}", members.join(","))
        };
        assert!(Split::of(&object(MOST)).whole().is_some());
        assert!(Split::of(&object(MOST + 1)).whole().is_none());
        for text in ["[]", r#""{}""#, "5", ""] {
            assert!(Split::of(text).whole().is_none(), "{text}");
        }
    }
}
