//! The text of a JSON value.

use std::borrow::Cow;
use std::fmt;
use std::sync::OnceLock;

use serde::de::value::Error as Refusal;
use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, MapAccess, Visitor};
use serde::forward_to_deserialize_any;
use serde_json::value::RawValue;

/// The text of a JSON value, borrowed where the deserializer reads from text. [`RawValue`] is either
/// always borrowed, which not every deserializer can do, or always a copy.
pub(crate) struct RawText<'de>(pub(crate) Cow<'de, str>);

impl<'de> Deserialize<'de> for RawText<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        static NAME: OnceLock<&str> = OnceLock::new();
        let name = NAME.get_or_init(name);
        deserializer.deserialize_newtype_struct(name, RawTextVisitor)
    }
}

/// Takes what serde_json makes of a raw value: a map of one member, whose value is the text.
struct RawTextVisitor;

impl<'de> Visitor<'de> for RawTextVisitor {
    type Value = RawText<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any valid JSON value")
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Self::Value, M::Error> {
        map.next_key::<IgnoredAny>()?;
        map.next_value::<Text<'_>>().map(|Text(text)| RawText(text))
    }
}

struct Text<'de>(Cow<'de, str>);

impl<'de> Deserialize<'de> for Text<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct TextVisitor;

        impl<'de> Visitor<'de> for TextVisitor {
            type Value = Text<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("raw value")
            }

            fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(Text(text.into()))
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Text(text.to_owned().into()))
            }

            fn visit_string<E: Error>(self, text: String) -> Result<Self::Value, E> {
                Ok(Text(text.into()))
            }
        }
        deserializer.deserialize_str(TextVisitor)
    }
}

/// The name by which a [`RawValue`] asks its deserializer for text, which only serde_json knows.
fn name() -> &'static str {
    let mut name = "";
    let _ = Box::<RawValue>::deserialize(Listener { name: &mut name });
    name
}

/// Notes the name, and deserializes nothing.
struct Listener<'a> {
    name: &'a mut &'static str,
}

impl<'de> Deserializer<'de> for Listener<'_> {
    type Error = Refusal;

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        _: V,
    ) -> Result<V::Value, Refusal> {
        *self.name = name;
        Err(Refusal::custom("it only listens"))
    }

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Refusal> {
        Err(Refusal::custom("it only listens"))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option
        unit unit_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_borrowed_from_text_and_owned_from_all_else() {
        let json = r#"{"a" : [1.50, "\ud800"]}"#;
        let RawText(text) = serde_json::from_str(json).expect("JSON");
        assert!(matches!(text, Cow::Borrowed(borrowed) if borrowed == json));
        let read: RawTextOwned = serde_json::from_reader(json.as_bytes()).expect("JSON");
        assert_eq!(read.0, json);
        let value = serde_json::json!({ "a": [1, null] });
        let read: RawTextOwned = serde_json::from_value(value).expect("JSON");
        assert_eq!(read.0, r#"{"a":[1,null]}"#);
        assert!(serde_json::from_str::<RawText<'_>>("{").is_err());
    }

    struct RawTextOwned(String);

    impl<'de> Deserialize<'de> for RawTextOwned {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            let RawText(text) = RawText::deserialize(deserializer)?;
            Ok(Self(text.into_owned()))
        }
    }
}
