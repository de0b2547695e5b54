//! The members of unions.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
use serde::{Deserializer, Serializer};

use crate::facts::Facts;
use crate::json::Json;
use crate::value::Value;

/// What a union can have for a member: mostly an object, of which the union reads and writes the
/// tag. All else has its tag itself.
pub trait Member: Value + DeserializeOwned {
    /// The properties of which the document says more than the name.
    const FACTS: &'static [Facts] = &[];

    /// Reads it, without the property `tag` if it has no field for that.
    fn decode_member<'de, D: Deserializer<'de>>(
        deserializer: D,
        _tag: Option<&'static str>,
    ) -> Result<Self, D::Error> {
        Self::deserialize(deserializer)
    }

    /// Writes it, with the property and value `tag`.
    fn encode_member<S: Serializer>(
        &self,
        _tag: (&'static str, &'static str),
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        self.serialize(serializer)
    }
}

impl Member for Json {}
impl<T: Value + DeserializeOwned> Member for BTreeMap<String, T> {}
