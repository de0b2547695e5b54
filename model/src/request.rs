//! From what Atlas responds with to what it takes, where the two have different types.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
use serde_json::value::{RawValue, to_raw_value};
use zeroize::Zeroizing;

use crate::value::{Known, Value};

/// The request that says what `response` says. What the request knows is kept, and so is what
/// neither knows; what only the response knows is left out, as are the properties `read_only`.
pub fn to_request<R: Value + DeserializeOwned>(
    response: &impl Value,
    read_only: &[&str],
) -> Result<R, serde_json::Error> {
    let text = Zeroizing::new(serde_json::to_string(response)?);
    let known = Known::of(response);
    let mut taken = Known::of(&serde_json::from_str::<R>(&text)?);
    if let Some(names) = &mut taken.names {
        names.retain(|name, _| !read_only.contains(&name.as_str()));
    }
    let text = Zeroizing::new(prune(serde_json::from_str(&text)?, &known, &taken)?.to_string());
    serde_json::from_str(&text)
}

/// `value` without the properties that are known, and not taken.
fn prune(
    value: Box<RawValue>,
    known: &Known,
    taken: &Known,
) -> Result<Box<RawValue>, serde_json::Error> {
    if let (Some(known), Some(taken)) = (&known.names, &taken.names) {
        let members: BTreeMap<String, Box<RawValue>> = serde_json::from_str(value.get())?;
        let mut kept = BTreeMap::new();
        for (name, value) in members {
            let value = match (known.get(&name), taken.get(&name)) {
                (Some(_), None) => continue,
                (Some(known), Some(taken)) => prune(value, known, taken)?,
                (None, _) => value,
            };
            kept.insert(name, value);
        }
        return to_raw_value(&kept);
    }
    if !known.elements.is_empty() && known.elements.len() == taken.elements.len() {
        let elements: Vec<Box<RawValue>> = serde_json::from_str(value.get())?;
        let both = known.elements.iter().zip(&taken.elements);
        let elements = elements.into_iter().zip(both);
        let elements = elements.map(|(element, (known, taken))| prune(element, known, taken));
        return to_raw_value(&elements.collect::<Result<Vec<_>, _>>()?);
    }
    Ok(value)
}

#[cfg(test)]
mod tests {
    use serde::de::MapAccess;
    use serde_json::{Value as Tree, json};

    use crate::facts::Facts;
    use crate::field::Presence;
    use crate::object::{Decoder, Object};
    use crate::property::PropertyVisitor;
    use crate::unknown_fields::UnknownFields;

    use super::*;

    /// An object with optional properties.
    macro_rules! object {
        ($name:ident { $($field:ident: $ty:ty),* }) => {
            #[derive(Default)]
            struct $name {
                $($field: Option<$ty>,)*
                extra: UnknownFields,
                presence: Presence,
            }

            impl Object for $name {
                const FACTS: &'static [Facts] = &[];

                fn decode<'de, M: MapAccess<'de>>(
                    mut decoder: Decoder<'de, M>,
                ) -> Result<Self, M::Error> {
                    $(let mut $field = None;)*
                    while let Some(member) = decoder.next_name()? {
                        match member.as_str() {
                            $(stringify!($field) => decoder.read(&mut $field)?,)*
                            _ => decoder.keep(member)?,
                        }
                    }
                    Ok(Self {
                        $($field: decoder.property(stringify!($field), $field)?,)*
                        extra: decoder.extra,
                        presence: decoder.presence,
                    })
                }

                fn visit<V: PropertyVisitor>(&self, visitor: &mut V) -> Result<(), V::Error> {
                    $(visitor.property(Facts::new(stringify!($field)), &self.$field, &self.presence)?;)*
                    visitor.rest(&self.extra)
                }
            }

            crate::object!($name);
        };
    }

    object!(Response { id: String, name: String, parts: Vec<Part>, created: String });
    object!(Part {
        seen: String,
        size: i64
    });
    object!(Request { name: String, parts: Vec<RequestPart>, created: String });
    object!(RequestPart { size: i64 });

    #[test]
    fn what_only_the_response_knows_is_left_out() {
        let response: Response = serde_json::from_value(json!({
            "id": "i", "name": null, "created": "c", "new": { "id": 1 },
            "parts": [{ "seen": "s", "size": 5, "odd": 7 }, { "size": 6 }],
        }))
        .expect("decodes");
        let request: Request = to_request(&response, &["created"]).expect("converts");
        let request: Tree = serde_json::to_value(&request).expect("encodes");
        assert_eq!(
            request,
            json!({
                "name": null, "new": { "id": 1 },
                "parts": [{ "size": 5, "odd": 7 }, { "size": 6 }],
            })
        );
    }
}
