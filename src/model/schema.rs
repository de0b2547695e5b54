//! JSON Schema for the model.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::{Map, Value, json};

/// The schema of one property, whose type is the one that `field` leads to.
pub(crate) fn property<O, T: JsonSchema>(
    generator: &mut SchemaGenerator,
    _field: fn(&O) -> &T,
    name: &'static str,
    words: &'static str,
) -> (&'static str, Value) {
    let mut schema = generator.subschema_for::<T>();
    schema.insert("description".to_owned(), words.into());
    (name, schema.to_value())
}

/// An object that may have more properties than those known.
pub(crate) fn object_schema<const N: usize>(
    words: &'static str,
    properties: [(&'static str, Value); N],
    required: impl Iterator<Item = (&'static str, bool)>,
) -> Schema {
    let properties: Map<_, _> = properties
        .into_iter()
        .map(|(name, schema)| (name.to_owned(), schema))
        .collect();
    let required: Vec<_> = required
        .filter_map(|(name, required)| required.then_some(name))
        .collect();
    json_schema!({
        "type": "object",
        "description": words,
        "properties": properties,
        "required": required,
    })
}

/// Any string, the known ones named.
pub(crate) fn open_enum_schema(words: &'static str, values: &[&str]) -> Schema {
    json_schema!({
        "description": words,
        "anyOf": [{ "type": "string", "enum": values }, { "type": "string" }],
    })
}

/// Each member with its tag, or an object with another tag or none.
pub(crate) fn union_schema<const N: usize>(
    words: &'static str,
    tag: &str,
    members: [(&'static str, Schema); N],
) -> Schema {
    let tags: Vec<_> = members.iter().map(|(value, _)| *value).collect();
    let tagged = |schema: Value| json!({ "required": [tag], "properties": { tag: schema } });
    let mut any_of: Vec<Value> = members
        .iter()
        .map(|(value, member)| json!({ "allOf": [member, tagged(json!({ "const": value }))] }))
        .collect();
    any_of.push(json!({ "type": "object", "not": tagged(json!({ "enum": tags })) }));
    json_schema!({ "description": words, "anyOf": any_of })
}
