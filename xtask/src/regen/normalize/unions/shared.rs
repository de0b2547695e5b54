//! What a union says of all its members, or of one, and only they can keep.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::{declare_schema, mapping};
use crate::regen::document::{component, schema_pointer, schemas, visit_objects};
use crate::regen::normalize::members::{lacking, objects};

/// Gives the properties of every union to those of its members that lack them. Nothing else keeps
/// them: a union depends on its members alone.
pub(super) fn give_properties(document: &mut Value) {
    let originals = schemas(document).cloned().unwrap_or_default();
    let mut lacks = Vec::new();
    visit_objects(document, &mut |object| {
        if !object.contains_key("properties") {
            return;
        }
        let union = Value::Object(object.clone());
        // A union that becomes one object has the properties itself.
        let mut declared = union.clone();
        let is_kept = declare_schema(&originals, "", &mut declared).is_ok();
        if is_kept && declared.get("oneOf").is_some() {
            lacks.extend(lacking(&originals, &union));
        }
    });
    let Some(schemas) = schemas(document) else {
        return;
    };
    for lack in lacks {
        give(schemas, &lack.member, &lack.property, &lack.schema);
    }
}

/// Gives the members that several tags of a union stand for, be it a component or inline, a property
/// that says which, if they have none.
pub(super) fn give_tags(document: &mut Value) {
    let mut several: BTreeMap<(String, String), BTreeSet<String>> = BTreeMap::new();
    visit_objects(document, &mut |object| {
        let Some(discriminator) = object.get("discriminator") else {
            return;
        };
        let property = discriminator["propertyName"].as_str().unwrap_or_default();
        let mut tags: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for (tag, target) in mapping(discriminator) {
            if let Some((_, member)) = component(&target) {
                tags.entry(member.to_owned()).or_default().insert(tag);
            }
        }
        for (member, tags) in tags.into_iter().filter(|(_, tags)| tags.len() > 1) {
            let key = (member, property.to_owned());
            several.entry(key).or_default().extend(tags);
        }
    });
    let Some(schemas) = schemas(document) else {
        return;
    };
    let originals = schemas.clone();
    for ((member, property), tags) in several {
        let tag = json!({ "type": "string", "enum": tags });
        let mut members = BTreeSet::new();
        // A member that is a union with this very tag writes it itself.
        let is_written = originals
            .get(&member)
            .is_some_and(|it| it["discriminator"]["propertyName"] == property.as_str());
        if !is_written {
            let member = json!({ "oneOf": [{ "$ref": schema_pointer(&member) }] });
            objects(&originals, &member, &mut BTreeSet::new(), &mut members);
        }
        for member in members {
            give(schemas, member, &property, &tag);
        }
    }
}

/// Gives a property to a component that is an object and lacks it.
fn give(schemas: &mut Map<String, Value>, member: &str, property: &str, schema: &Value) {
    let member = schemas.get_mut(member);
    let properties = member.and_then(|it| it.get_mut("properties")?.as_object_mut());
    if let Some(properties) = properties {
        properties.entry(property).or_insert_with(|| schema.clone());
    }
}
