//! Every schema that needs a type of its own is a component.

mod places;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::iter::successors;

use anyhow::Result;
use serde_json::{Map, Value, json};

use self::places::{Owner, bodies, parameters};
use super::all_of::flatten_schema;
use super::annotations::take_annotations;
use super::models::relax_schema;
use super::names::{numbered, part_name, type_name};
use super::rename::builders;
use super::unions::declare_schema;
use super::unions::told_apart::with_several_tags;
use crate::regen::document::{
    component, schema_pointer, schema_reference, schemas, sort, visit_objects,
};

/// Moves every inline enumeration, object and union to a component, and puts a reference in its
/// place. Components that exist keep their names; then parameters, bodies and properties name
/// theirs, in this order.
pub(super) fn hoist(document: &mut Value) -> Result<()> {
    sort(document);
    let mut hoist = Hoist::new(document);
    for (pointer, name) in hoist.parameters(document)? {
        if let Some(schema) = document.pointer_mut(&pointer) {
            hoist.replace(&Name::new(name), schema)?;
        }
    }
    for (pointer, name) in bodies(document) {
        if let Some(schema) = document.pointer_mut(&pointer) {
            // A list or a map in a body is a model as well; a file, which is a string, is not.
            if schema["type"] == "array" || schema["type"] == "object" {
                relax_schema(schema);
            }
            hoist.replace(&Name::new(name), schema)?;
        }
    }
    hoist.replace_in_components()?;
    if !hoist.components.is_empty() {
        document["components"]["schemas"] = hoist.components.into();
    }
    Ok(())
}

struct Hoist {
    /// The components, those that were hoisted included.
    components: Map<String, Value>,
    /// The components as they were before anything was hoisted from them: what makes two schemas
    /// equal is not how their parts are called.
    originals: Map<String, Value>,
    /// The components whose own parts are still inline.
    pending: VecDeque<String>,
    /// The tag properties of union members. The union says which member it is, so these need no
    /// type.
    tags: BTreeSet<(String, String)>,
    /// The names of the request builders.
    builders: BTreeSet<String>,
    /// The component that each hoisted one was a part of.
    owners: BTreeMap<String, String>,
}

/// The name that an inline schema asks for.
struct Name {
    name: String,
    /// Whether the schema is that of the elements of an array or map with this name.
    is_element: bool,
    /// The component that the schema is a part of.
    owner: Option<String>,
}

impl Name {
    fn new(name: String) -> Self {
        Self {
            name,
            is_element: false,
            owner: None,
        }
    }

    fn of_part(owner: &str, name: String) -> Self {
        Self {
            owner: Some(owner.to_owned()),
            ..Self::new(name)
        }
    }

    fn of_element(&self) -> Self {
        Self {
            name: self.name.clone(),
            is_element: true,
            owner: self.owner.clone(),
        }
    }
}

impl Hoist {
    fn new(document: &mut Value) -> Self {
        let components = schemas(document).cloned().unwrap_or_default();
        Self {
            pending: components.keys().cloned().collect(),
            originals: components.clone(),
            components,
            tags: tags(document),
            builders: builders(document),
            owners: BTreeMap::new(),
        }
    }

    /// JSON pointers to the schemas of all parameters, each with the name for its type: the
    /// parameter's, unless parameters of that name need different types.
    fn parameters(&self, document: &Value) -> Result<Vec<(String, String)>> {
        let mut found = Vec::new();
        let mut types: BTreeMap<String, Vec<Value>> = BTreeMap::new();
        for (parameter, owner) in parameters(document) {
            let value = document.pointer(&parameter);
            let Some(value) = value.filter(|value| value.get("schema").is_some()) else {
                continue;
            };
            let text = value["name"].as_str().unwrap_or_default();
            let name = type_name(text);
            if let Some(schema) = inline_type(&value["schema"]) {
                let schema = self.prepared(&name, schema.clone())?;
                let types = types.entry(name.clone()).or_default();
                if !types.contains(&schema) {
                    types.push(schema);
                }
            }
            let own_name = match owner {
                Owner::Operation(operation) => part_name(&type_name(&operation), text),
                Owner::Component(key) => type_name(&key),
            };
            found.push((format!("{parameter}/schema"), name, own_name));
        }
        let is_ambiguous = |name: &str| types.get(name).is_some_and(|types| types.len() > 1);
        Ok(found
            .into_iter()
            .map(|(pointer, name, own_name)| {
                let name = if is_ambiguous(&name) { own_name } else { name };
                (pointer, name)
            })
            .collect())
    }

    /// Hoists what is inline in the components, and what is inline in that, and so on.
    fn replace_in_components(&mut self) -> Result<()> {
        while let Some(owner) = self.pending.pop_front() {
            let Some(mut schema) = self.components.get(&owner).cloned() else {
                continue;
            };
            let properties = schema.get_mut("properties").and_then(Value::as_object_mut);
            for (property, schema) in properties.into_iter().flatten() {
                if !self.tags.contains(&(owner.clone(), property.clone())) {
                    let name = Name::of_part(&owner, part_name(&owner, property));
                    self.replace(&name, schema)?;
                }
            }
            self.replace_elements(&Name::of_part(&owner, owner.clone()), &mut schema)?;
            self.components.insert(owner, schema);
        }
        Ok(())
    }

    /// Puts a reference in the place of `schema`, or of the schema of its elements, if that needs a
    /// type of its own.
    fn replace(&mut self, name: &Name, schema: &mut Value) -> Result<()> {
        unwrap_single_part(schema);
        if !needs_type(schema) {
            return self.replace_elements(name, schema);
        }
        let mut annotations = take_annotations(schema);
        let mut hoisted = self.prepared(&name.name, schema.take())?;
        if !needs_type(&hoisted) {
            // A union of texts, for example, is a text.
            self.replace_elements(name, &mut hoisted)?;
            *schema = hoisted;
            if let Some(schema) = schema.as_object_mut() {
                schema.extend(annotations);
            }
            return Ok(());
        }
        let reference = json!({ "$ref": schema_pointer(&self.add(name, hoisted)) });
        *schema = if annotations.is_empty() {
            reference
        } else {
            annotations.insert("allOf".into(), json!([reference]));
            annotations.into()
        };
        Ok(())
    }

    fn replace_elements(&mut self, name: &Name, schema: &mut Value) -> Result<()> {
        for keyword in ["items", "additionalProperties"] {
            if let Some(element) = schema.get_mut(keyword) {
                self.replace(&name.of_element(), element)?;
            }
        }
        Ok(())
    }

    /// The inline schema in the form that a component has at this point.
    fn prepared(&self, name: &str, mut schema: Value) -> Result<Value> {
        flatten_schema(&self.originals, None, &mut schema)?;
        declare_schema(&self.originals, name, &mut schema)?;
        relax_schema(&mut schema);
        take_annotations(&mut schema);
        sort(&mut schema);
        Ok(schema)
    }

    /// Adds a component, unless there is one with this name that is equal, or the schema is a part of
    /// one that is, and returns its name.
    fn add(&mut self, wanted: &Name, schema: Value) -> String {
        // A schema that leads back to itself would be hoisted from itself without end.
        let owners = successors(wanted.owner.as_ref(), |name| self.owners.get(*name));
        let mut owners = owners.filter(|name| self.originals.get(*name) == Some(&schema));
        if let Some(owner) = owners.next() {
            return owner.clone();
        }
        let originals = &self.originals;
        let builders = &self.builders;
        let is_usable = |name: &str| {
            originals.get(name).is_none_or(|other| *other == schema) && !builders.contains(name)
        };
        let name = if wanted.is_element && !is_usable(&wanted.name) {
            part_name(&wanted.name, "Item")
        } else {
            wanted.name.clone()
        };
        let name = numbered(&name, is_usable);
        if !self.originals.contains_key(&name) {
            self.originals.insert(name.clone(), schema.clone());
            self.components.insert(name.clone(), schema);
            self.pending.push_back(name.clone());
            if let Some(owner) = &wanted.owner {
                self.owners.insert(name.clone(), owner.clone());
            }
        }
        name
    }
}

/// The tag properties of all members of unions, inline unions included, but not where several tags
/// stand for a member.
fn tags(document: &mut Value) -> BTreeSet<(String, String)> {
    let (mut tags, mut needed) = (BTreeSet::new(), BTreeSet::new());
    visit_objects(document, &mut |object| {
        let Some(discriminator) = object.get("discriminator") else {
            return;
        };
        let tag = discriminator["propertyName"].as_str().unwrap_or_default();
        let Some(mapping) = discriminator["mapping"].as_object() else {
            return;
        };
        for target in mapping.values().filter_map(Value::as_str) {
            if let Some((_, member)) = component(&schema_reference(target)) {
                tags.insert((member.to_owned(), tag.to_owned()));
            }
        }
        let several = with_several_tags(mapping).into_iter();
        needed.extend(several.map(|member| (member, tag.to_owned())));
    });
    &tags - &needed
}

/// Replaces an `allOf` of one inline schema with that schema, which is the same.
fn unwrap_single_part(schema: &mut Value) {
    let Some(parts) = schema.get_mut("allOf").and_then(Value::as_array_mut) else {
        return;
    };
    // What is left of a part that had only a description.
    parts.retain(|part| *part != json!({}));
    let [Value::Object(part)] = parts.as_mut_slice() else {
        return;
    };
    if part.contains_key("$ref") {
        return;
    }
    let part = std::mem::take(part);
    if let Some(schema) = schema.as_object_mut() {
        schema.remove("allOf");
        schema.extend(part);
    }
}

/// Whether no type stands for the schema unless one is made for it.
fn needs_type(schema: &Value) -> bool {
    let is_enumeration = schema["enum"]
        .as_array()
        .is_some_and(|values| !values.is_empty() && values.iter().all(Value::is_string));
    let is_merged = schema["allOf"]
        .as_array()
        .is_some_and(|parts| parts.len() > 1);
    let keywords = ["anyOf", "discriminator", "oneOf", "properties"];
    is_enumeration || is_merged || keywords.iter().any(|keyword| schema.get(keyword).is_some())
}

/// The part of a parameter's schema that needs a type of its own: the schema itself, or that of its
/// elements.
fn inline_type(schema: &Value) -> Option<&Value> {
    if needs_type(schema) {
        return Some(schema);
    }
    ["items", "additionalProperties"]
        .iter()
        .find_map(|keyword| inline_type(schema.get(keyword)?))
}
