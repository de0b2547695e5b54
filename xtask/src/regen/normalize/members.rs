//! The members of a union.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::regen::document::{referenced_schema, schema_reference};

/// The keywords of a union.
pub(super) const UNION: [&str; 3] = ["anyOf", "discriminator", "oneOf"];

/// The members of a schema that is a union.
pub(super) fn members(schema: &Value) -> Vec<Value> {
    let listed = ["oneOf", "anyOf"]
        .iter()
        .find_map(|keyword| schema[keyword].as_array());
    let mapped = || {
        let targets = schema["discriminator"]["mapping"]
            .as_object()
            .into_iter()
            .flatten();
        let targets = targets
            .filter_map(|(_, target)| target.as_str())
            .map(schema_reference);
        let targets: BTreeSet<_> = targets.collect();
        targets
            .into_iter()
            .map(|target| json!({ "$ref": target }))
            .collect()
    };
    listed.cloned().unwrap_or_else(mapped)
}

/// Whether a member of a union is none of the components that were `seen`, which it joins.
pub(super) fn is_new(member: &Value, seen: &mut BTreeSet<String>) -> bool {
    referenced_schema(member).is_none_or(|name| seen.insert(name.to_owned()))
}

/// Whether a value of the schema is one of several members. Members that only say what is required are
/// none.
pub(super) fn is_union(schema: &Value) -> bool {
    let members = members(schema);
    schema.get("discriminator").is_some() || !members.iter().all(is_constraint)
}

/// Whether a union has the component `name` as a member, or as a member of one.
pub(super) fn has_member(schemas: &Map<String, Value>, union: &Value, name: &str) -> bool {
    let (mut seen, mut pending) = (BTreeSet::new(), members(union));
    while let Some(member) = pending.pop() {
        let Some(target) = referenced_schema(&member) else {
            continue;
        };
        if target == name {
            return true;
        }
        if seen.insert(target.to_owned()) {
            pending.extend(schemas.get(target).map(members).unwrap_or_default());
        }
    }
    false
}

/// Whether a member of a union says nothing of the value's type, as `required` alone.
pub(super) fn is_constraint(member: &Value) -> bool {
    let keywords = [
        "$ref",
        "type",
        "properties",
        "enum",
        "oneOf",
        "anyOf",
        "allOf",
        "items",
    ];
    !keywords.iter().any(|keyword| member.get(keyword).is_some())
}

/// A property of a union that a member does not have.
pub(super) struct Lack {
    pub(super) member: String,
    pub(super) property: String,
    pub(super) schema: Value,
}

/// The properties of a union that its members lack, those of members that are unions themselves
/// included. The tag is no such property: the union knows it.
pub(super) fn lacking(schemas: &Map<String, Value>, union: &Value) -> Vec<Lack> {
    let mut members = BTreeSet::new();
    objects(schemas, union, &mut BTreeSet::new(), &mut members);
    let tag = union["discriminator"]["propertyName"].as_str();
    let properties = union["properties"].as_object().into_iter().flatten();
    let mut lacks = Vec::new();
    for (property, schema) in properties.filter(|(name, _)| Some(name.as_str()) != tag) {
        for member in &members {
            let present = schemas.get(*member).and_then(|it| it.get("properties"));
            if present.is_some_and(|it| it.get(property).is_none()) {
                lacks.push(Lack {
                    member: (*member).to_owned(),
                    property: property.clone(),
                    schema: schema.clone(),
                });
            }
        }
    }
    lacks
}

/// The components that are the members of a union, or of its members.
pub(super) fn objects<'a>(
    schemas: &'a Map<String, Value>,
    union: &Value,
    seen: &mut BTreeSet<String>,
    found: &mut BTreeSet<&'a str>,
) {
    for member in members(union) {
        let target = referenced_schema(&member).and_then(|it| schemas.get_key_value(it));
        let Some((name, schema)) = target.filter(|(name, _)| seen.insert((*name).clone())) else {
            continue;
        };
        let inner = match schema.get("$ref") {
            Some(_) => json!({ "oneOf": [schema] }),
            None => schema.clone(),
        };
        if is_union(&inner) {
            objects(schemas, &inner, seen, found);
        } else {
            found.insert(name);
        }
    }
}
