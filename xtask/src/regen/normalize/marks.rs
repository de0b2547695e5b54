//! Facts about operations and schemas that follow from the whole document, which the code generator
//! reads off the one thing that it is looking at.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::pages;
use super::unions::told_apart::{by_keys, with_several_tags};
use crate::regen::document::{
    children, component, referenced_schema, references, resolve, schema_reference, schemas,
};

/// On an operation: it is a list, of which it returns one page.
pub(in crate::regen) const LIST: &str = "x-list";
/// On a member of a union: the property whose value the union knows.
pub(in crate::regen) const TAG: &str = "x-tag";
/// On a union: the enumeration whose values are its tags.
pub(in crate::regen) const TAG_ENUMERATION: &str = "x-tag-enumeration";

/// On a union without a discriminator: the properties of which a value has one, each with the member
/// that it stands for.
pub(in crate::regen) const KEYS: &str = "x-keys";
/// On a property: its type leads back to the object that has it.
pub(in crate::regen) const BOX: &str = "x-box";

/// On what a GET responds with: what a PUT or PATCH of the same path takes in its place.
pub(in crate::regen) const REQUEST: &str = "x-request";

/// On a property, by the overlay: Atlas may not show it although it is there.
pub(in crate::regen) const WITHHELD: &str = "x-withheld";
/// On a property that holds a secret, by the overlay: it is text of any form and length, which Atlas
/// redacts as a whole.
pub(in crate::regen) const TEMPLATE: &str = "x-template";

/// Adds all marks, apart from those of the overlay.
pub(super) fn add(document: &mut Value) {
    for operation in pages::lists(document) {
        if let Some(operation) = document.pointer_mut(&operation) {
            operation[LIST] = json!(true);
        }
    }
    let tags = member_tags(document);
    let enumerations = tag_enumerations(document);
    let boxes = boxes(document);
    let requests = requests(document);
    let Some(schemas) = schemas(document) else {
        return;
    };
    for (name, property) in boxes {
        schemas[&name]["properties"][&property][BOX] = json!(true);
    }
    let originals = schemas.clone();
    for schema in schemas
        .values_mut()
        .filter(|it| it.get("discriminator").is_none())
    {
        let members = schema["oneOf"]
            .as_array()
            .and_then(|it| by_keys(&originals, it));
        if let Some(keys) = members {
            schema[KEYS] = json!(keys);
        }
    }
    let marks = [
        (REQUEST, requests),
        (TAG, tags),
        (TAG_ENUMERATION, enumerations),
    ];
    for (mark, values) in marks {
        for (name, value) in values {
            schemas[&name][mark] = json!(value);
        }
    }
}

/// The tag property of every component that appears in the document as a member of unions with this
/// tag and nowhere else.
fn member_tags(document: &Value) -> BTreeMap<String, String> {
    let mut tags: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    let mut rest = document.clone();
    for (union, discriminator) in unions(document) {
        rest["components"]["schemas"][union].take();
        let tag = discriminator["propertyName"].as_str().unwrap_or_default();
        let several = discriminator["mapping"].as_object().map(with_several_tags);
        let several = several.unwrap_or_default();
        for (_, member) in mapping(discriminator) {
            let tags = tags.entry(member.clone()).or_default();
            tags.insert(tag);
            if several.contains(&member) {
                // It has the tag itself; a second one keeps it from being marked.
                tags.insert("");
            }
        }
    }
    for reference in references(&rest) {
        if let Some((_, name)) = component(&reference) {
            tags.remove(name);
        }
    }
    let properties = |member: &str| &document["components"]["schemas"][member]["properties"];
    tags.into_iter()
        .filter(|(_, tags)| tags.len() == 1)
        .filter_map(|(member, tags)| Some((member, tags.into_iter().next()?)))
        .filter(|(member, tag)| properties(member).get(tag).is_some())
        .map(|(member, tag)| (member, tag.to_owned()))
        .collect()
}

/// The component that each one which a GET responds with becomes when it is changed, if that is
/// another one, and only one.
fn requests(document: &Value) -> BTreeMap<String, String> {
    let named = |body: String| -> Option<&str> {
        let body = resolve(document, body);
        let content = document.pointer(&format!("{body}/content"))?.as_object()?;
        let name = referenced_schema(&content.values().next()?["schema"])?;
        let schema = &document["components"]["schemas"][name];
        let is_type = ["discriminator", "oneOf", "properties"]
            .iter()
            .any(|it| schema.get(it).is_some());
        is_type.then_some(name)
    };
    let mut requests: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for item in children(document, "/paths") {
        let Some(response) = named(format!("{item}/get/responses/200")) else {
            continue;
        };
        let methods = ["put", "patch"].into_iter();
        let taken = methods.filter_map(|it| named(format!("{item}/{it}/requestBody")));
        let different = taken.filter(|name| *name != response);
        requests
            .entry(response.to_owned())
            .or_default()
            .extend(different);
    }
    requests
        .into_iter()
        .filter(|(_, names)| names.len() == 1)
        .filter_map(|(response, names)| Some((response, names.first()?.to_string())))
        .collect()
}

/// The properties of every component that lead back to it through properties alone, so that a value
/// of it would have to hold another one in place.
fn boxes(document: &Value) -> Vec<(String, String)> {
    let schemas = &document["components"]["schemas"];
    let targets = |name: &str| -> Vec<(String, String)> {
        let schema = &schemas[name];
        // An alias holds what it stands for.
        let alias = referenced_schema(schema).map(|target| (String::new(), target.to_owned()));
        let properties = schema["properties"].as_object().into_iter().flatten();
        let target = |(property, schema): (&String, &Value)| {
            Some((property.clone(), referenced_schema(schema)?.to_owned()))
        };
        properties.filter_map(target).chain(alias).collect()
    };
    let leads_to = |start: &str, wanted: &str| {
        let (mut seen, mut pending) = (BTreeSet::new(), vec![start.to_owned()]);
        while let Some(name) = pending.pop() {
            if name == wanted {
                return true;
            }
            if seen.insert(name.clone()) {
                pending.extend(targets(&name).into_iter().map(|(_, target)| target));
            }
        }
        false
    };
    let names = schemas.as_object().into_iter().flat_map(Map::keys);
    let all = names.flat_map(|name| targets(name).into_iter().map(move |it| (name, it)));
    all.filter(|(name, (property, target))| !property.is_empty() && leads_to(target, name))
        .map(|(name, (property, _))| (name.clone(), property))
        .collect()
}

/// The enumeration of every union whose tags a path parameter repeats, in an operation that sends or
/// returns the union. If there are several, it is the one that shares the most values.
fn tag_enumerations(document: &Value) -> BTreeMap<String, String> {
    unions(document)
        .filter_map(|(union, discriminator)| {
            let tags: BTreeSet<_> = mapping(discriminator).map(|(tag, _)| tag).collect();
            let enumerations = path_enumerations(document, union);
            // Of equals, `max_by_key` takes the last, and the first is wanted.
            let (name, _) = enumerations
                .iter()
                .rev()
                .map(|(name, values)| (name, values.intersection(&tags).count()))
                .filter(|(_, shared)| *shared > 0)
                .max_by_key(|(_, shared)| *shared)?;
            Some((union.clone(), (*name).to_owned()))
        })
        .collect()
}

/// The components that are enumerations of path parameters, each with its values, in the operations
/// whose bodies are the schema `union`.
fn path_enumerations<'a>(document: &'a Value, union: &str) -> BTreeMap<&'a str, BTreeSet<&'a str>> {
    let has_union = |operation: &String| {
        let mut bodies: Vec<_> = children(document, &format!("{operation}/responses")).collect();
        bodies.push(format!("{operation}/requestBody"));
        let bodies = bodies.into_iter().map(|body| resolve(document, body));
        let mut references = bodies
            .filter_map(|body| document.pointer(&body))
            .flat_map(references);
        references.any(|reference| component(&reference) == Some(("schemas", union)))
    };
    children(document, "/paths")
        .flat_map(|item| children(document, &item))
        .filter(has_union)
        .flat_map(|operation| children(document, &format!("{operation}/parameters")))
        .filter_map(|parameter| document.pointer(&resolve(document, parameter)))
        .filter(|parameter| parameter["in"] == "path")
        .filter_map(|parameter| referenced_schema(&parameter["schema"]))
        .filter_map(|name| {
            let values = document["components"]["schemas"][name]["enum"].as_array()?;
            Some((name, values.iter().filter_map(Value::as_str).collect()))
        })
        .collect()
}

/// The component schemas that are unions, each with its discriminator.
fn unions(document: &Value) -> impl Iterator<Item = (&String, &Value)> {
    let schemas = document["components"]["schemas"].as_object();
    schemas
        .into_iter()
        .flatten()
        .filter_map(|(name, schema)| Some((name, schema.get("discriminator")?)))
}

/// The tags of a union, each with the name of its member.
fn mapping(discriminator: &Value) -> impl Iterator<Item = (&str, String)> {
    let mapping = discriminator["mapping"].as_object();
    mapping
        .into_iter()
        .flat_map(Map::iter)
        .filter_map(|(tag, target)| {
            let target = schema_reference(target.as_str()?);
            let (_, member) = component(&target)?;
            Some((tag.as_str(), member.to_owned()))
        })
}

/// One sentence for each mark in `document` that says what is not so.
pub(in crate::regen) fn violations(document: &Value) -> Vec<String> {
    let mut violations = wrong_lists(document);
    let schemas = document["components"]["schemas"].as_object();
    for (name, schema) in schemas.into_iter().flatten() {
        violations.extend(wrong_tag(name, schema));
        violations.extend(wrong_tag_enumeration(document, name, schema));
    }
    violations
}

fn wrong_lists(document: &Value) -> Vec<String> {
    let lists = pages::lists(document);
    children(document, "/paths")
        .flat_map(|item| children(document, &item))
        .filter(|operation| !lists.contains(operation))
        .filter_map(|operation| document.pointer(&operation))
        .filter(|operation| operation.get(LIST).is_some())
        .map(|operation| {
            let name = operation["operationId"].as_str().unwrap_or_default();
            format!("the operation {name} has the mark `{LIST}`, but it does not return pages")
        })
        .collect()
}

fn wrong_tag(name: &str, schema: &Value) -> Option<String> {
    let tag = schema.get(TAG)?;
    let property = tag.as_str().and_then(|tag| schema["properties"].get(tag));
    property.is_none().then(|| {
        format!("the schema {name} has the mark `{TAG}: {tag}`, which is none of its properties")
    })
}

fn wrong_tag_enumeration(document: &Value, name: &str, schema: &Value) -> Option<String> {
    let mark = schema.get(TAG_ENUMERATION)?;
    let enumeration = mark
        .as_str()
        .map(|enumeration| &document["components"]["schemas"][enumeration]);
    let is_enumeration = enumeration.is_some_and(|schema| schema["enum"].is_array());
    (!is_enumeration).then(|| {
        format!(
            "the schema {name} has the mark `{TAG_ENUMERATION}: {mark}`, which is no enumeration"
        )
    })
}
