//! What tells the members of a union apart that has no discriminator.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::{enumeration, resolved};
use crate::regen::document::{component, referenced_schema, schema_pointer, schema_reference};
use crate::regen::normalize::members::{is_new, members};

/// The values of a property with which a member can come.
type Values = BTreeSet<String>;

/// The property that has other values in each member, and the member that each value stands for, as
/// a discriminator has them. Of several such properties it is the one that leaves no member out.
pub(super) fn by_values(
    schemas: &Map<String, Value>,
    members: &[Value],
) -> Option<(String, BTreeMap<String, String>)> {
    let mut properties = BTreeSet::new();
    for member in members {
        names(schemas, member, &mut BTreeSet::new(), &mut properties);
    }
    let mappings = properties.into_iter().filter_map(|property| {
        let sets = members
            .iter()
            .map(|it| values(schemas, it, &property, &mut BTreeSet::new()));
        let mapping = assign(&sets.collect::<Option<Vec<_>>>()?)?;
        Some((property, mapping))
    });
    let reached =
        |mapping: &BTreeMap<String, usize>| mapping.values().collect::<BTreeSet<_>>().len();
    // Of equals, `max_by_key` takes the last, and the first is wanted.
    let mappings: Vec<_> = mappings.collect();
    let (property, mapping) = mappings
        .into_iter()
        .rev()
        .max_by_key(|(_, it)| reached(it))?;
    let target = |index: usize| referenced_schema(members.get(index)?).map(schema_pointer);
    let mapping = mapping
        .into_iter()
        .map(|(value, index)| Some((value, target(index)?)));
    Some((property, mapping.collect::<Option<_>>()?))
}

/// The member, by its index, that each value stands for. A value of several members belongs to the
/// one with the fewest values, if the others have all of these too: that is the special case, and
/// the others are the general one. Where two are alike, it belongs to a general one.
fn assign(sets: &[Values]) -> Option<BTreeMap<String, usize>> {
    let mut mapping = BTreeMap::new();
    for value in sets.iter().flatten() {
        let mut candidates: Vec<(usize, &Values)> = sets
            .iter()
            .enumerate()
            .filter(|(_, set)| set.contains(value))
            .collect();
        candidates.sort_by_key(|(_, set)| set.len());
        let is_special = |set: &Values| {
            candidates
                .iter()
                .all(|(_, it)| it.is_subset(set) || set.is_subset(it))
        };
        let is_alone = |set: &Values| candidates.iter().filter(|(_, it)| *it == set).count() == 1;
        if !candidates.iter().all(|(_, set)| is_special(set)) {
            return None;
        }
        let (index, _) = candidates.iter().find(|(_, set)| is_alone(set))?;
        mapping.insert(value.clone(), *index);
    }
    (mapping.values().collect::<BTreeSet<_>>().len() > 1).then_some(mapping)
}

/// The names of the properties of a member, and of its own members if it is a union itself, other
/// than those that were `seen`.
fn names(
    schemas: &Map<String, Value>,
    member: &Value,
    seen: &mut BTreeSet<String>,
    found: &mut BTreeSet<String>,
) {
    if !is_new(member, seen) {
        return;
    }
    let schema = resolved(schemas, member);
    found.extend(
        schema["properties"]
            .as_object()
            .into_iter()
            .flat_map(Map::keys)
            .cloned(),
    );
    found.extend(
        schema["discriminator"]["propertyName"]
            .as_str()
            .map(str::to_owned),
    );
    for inner in members(schema) {
        names(schemas, &inner, seen, found);
    }
}

/// The values that the property has in a member, if it is an enumeration of strings there. Members
/// that were `seen` have none that are new.
fn values(
    schemas: &Map<String, Value>,
    member: &Value,
    property: &str,
    seen: &mut BTreeSet<String>,
) -> Option<Values> {
    if !is_new(member, seen) {
        return Some(Values::new());
    }
    let schema = resolved(schemas, member);
    let text = |value: &Value| value.as_str().map(str::to_owned);
    if let Some(schema) = schema["properties"].get(property) {
        let values = enumeration(schemas, std::slice::from_ref(schema))?;
        return values.iter().map(text).collect();
    }
    let discriminator = &schema["discriminator"];
    if discriminator["propertyName"] == property {
        let mapping = discriminator["mapping"].as_object()?;
        return Some(mapping.keys().cloned().collect());
    }
    let inner = members(schema);
    let sets = inner.iter().map(|it| values(schemas, it, property, seen));
    let sets = sets
        .collect::<Option<Vec<_>>>()
        .filter(|sets| !sets.is_empty())?;
    Some(sets.into_iter().flatten().collect())
}

/// A property that each member requires and no other has, and that member.
pub(in crate::regen::normalize) fn by_keys(
    schemas: &Map<String, Value>,
    members: &[Value],
) -> Option<BTreeMap<String, String>> {
    let properties: Vec<BTreeSet<String>> = members
        .iter()
        .map(|member| {
            let mut found = BTreeSet::new();
            names(schemas, member, &mut BTreeSet::new(), &mut found);
            found
        })
        .collect();
    let mut keys = BTreeMap::new();
    for (index, member) in members.iter().enumerate() {
        let required = resolved(schemas, member)["required"].as_array()?;
        let others = || {
            properties
                .iter()
                .enumerate()
                .filter(|(other, _)| *other != index)
        };
        let own = required.iter().filter_map(Value::as_str);
        let key = own
            .filter(|name| !others().any(|(_, names)| names.contains(*name)))
            .min()?;
        keys.insert(key.to_owned(), schema_pointer(referenced_schema(member)?));
    }
    Some(keys)
}

/// The names of the members of all unions in which several tags stand for one member.
pub(in crate::regen::normalize) fn with_several_tags(
    mapping: &Map<String, Value>,
) -> BTreeSet<String> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for target in mapping
        .values()
        .filter_map(Value::as_str)
        .map(schema_reference)
    {
        if let Some((_, member)) = component(&target) {
            *counts.entry(member.to_owned()).or_default() += 1;
        }
    }
    counts
        .into_iter()
        .filter(|(_, count)| *count > 1)
        .map(|(name, _)| name)
        .collect()
}
