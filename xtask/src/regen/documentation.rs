//! Whether the document is documented throughout, and whether all of the overlay applies to it.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::document::{referenced_schema, schemas, visit_objects};
use super::overlay::Overlay;

/// What a person replaces with documentation. Whoever forgets to has documented nothing.
pub(super) const PLACEHOLDER: &str = "TODO";

/// Describes every component schema that has no description, but is the type of exactly one
/// property or parameter, as that place is described.
pub(super) fn inherit_descriptions(document: &mut Value) {
    let mut places: BTreeMap<String, Vec<Option<Value>>> = BTreeMap::new();
    visit_objects(document, &mut |object| {
        for (schema, description) in described_schemas(object) {
            if let Some(name) = schema_of_elements(schema) {
                let places = places.entry(name.to_owned()).or_default();
                places.push(description.cloned());
            }
        }
    });
    for (name, schema) in schemas(document).into_iter().flatten() {
        if let Some([Some(description)]) = places.get(name).map(Vec::as_slice)
            && schema.get("description").is_none()
        {
            schema["description"] = json!(description);
        }
    }
}

/// The schemas of the properties of `object`, or of the parameter that it is, each with the
/// description of the property or the parameter.
fn described_schemas(object: &Map<String, Value>) -> Vec<(&Value, Option<&Value>)> {
    let properties = object.get("properties").and_then(Value::as_object);
    let properties = properties.into_iter().flat_map(Map::values);
    let parameter = object.get("in").and(object.get("schema"));
    properties
        .map(|property| (property, property.get("description")))
        .chain(parameter.map(|schema| (schema, object.get("description"))))
        .collect()
}

/// The component that `schema`, or the schema of its elements, refers to.
fn schema_of_elements(schema: &Value) -> Option<&str> {
    referenced_schema(schema).or_else(|| {
        ["items", "additionalProperties"]
            .iter()
            .find_map(|keyword| schema_of_elements(schema.get(keyword)?))
    })
}

/// A part of the document that has no documentation.
#[derive(Debug, Eq, PartialEq)]
pub(super) struct UndocumentedPart {
    /// What it is, for a message.
    pub(super) name: String,
    /// The JSONPath expression that selects it in the overlay.
    pub(super) target: String,
    /// The keywords that are missing.
    pub(super) missing: Vec<&'static str>,
}

/// The parts of `document` that have no documentation: operations, parameters, response headers,
/// schemas and properties.
pub(super) fn undocumented(document: &Value) -> Vec<UndocumentedPart> {
    let mut found = Found(Vec::new());
    let info = &document["info"];
    found.check(
        "the document itself",
        "$.info",
        info,
        &["title", "description"],
    );
    for (path, item) in document["paths"].as_object().into_iter().flatten() {
        for (method, operation) in item.as_object().into_iter().flatten() {
            let name = format!("{method} {path}");
            let target = format!("$.paths[{}].{method}", quoted(path));
            found.check_operation(&name, &target, operation);
        }
    }
    for kind in ["headers", "parameters", "responses", "schemas"] {
        let components = document["components"][kind].as_object();
        for (name, component) in components.into_iter().flatten() {
            let target = format!("$.components.{kind}{}", member(name));
            let name = format!("{kind}/{name}");
            found.check_described(&name, &target, component);
            if kind == "schemas" {
                found.check_properties(&name, &target, component);
            }
        }
    }
    found.0
}

/// The parts found so far.
struct Found(Vec<UndocumentedPart>);

impl Found {
    fn check(&mut self, name: &str, target: &str, value: &Value, keywords: &[&'static str]) {
        let missing: Vec<_> = keywords
            .iter()
            .copied()
            .filter(|keyword| !has_text(value, keyword))
            .collect();
        if !missing.is_empty() {
            self.0.push(UndocumentedPart {
                name: name.to_owned(),
                target: target.to_owned(),
                missing,
            });
        }
    }

    /// Checks something that is described either here or where its `$ref` leads.
    fn check_described(&mut self, name: &str, target: &str, value: &Value) {
        if value.get("$ref").is_none() {
            self.check(name, target, value, &["description"]);
        }
    }

    fn check_operation(&mut self, name: &str, target: &str, operation: &Value) {
        let operation_name = format!("the operation {name}");
        self.check(
            &operation_name,
            target,
            operation,
            &["summary", "description"],
        );
        for parameter in operation["parameters"].as_array().into_iter().flatten() {
            let text = parameter["name"].as_str().unwrap_or_default();
            let target = format!("{target}.parameters[?@.name == {}]", quoted(text));
            let name = format!("the parameter {} of {name}", parameter["name"]);
            self.check_described(&name, &target, parameter);
        }
    }

    fn check_properties(&mut self, name: &str, target: &str, schema: &Value) {
        for (property, schema) in schema["properties"].as_object().into_iter().flatten() {
            let name = format!("{name}.{property}");
            let target = format!("{target}.properties{}", member(property));
            self.check(&name, &target, schema, &["description"]);
            self.check_properties(&name, &target, schema);
            self.check_properties(&name, &format!("{target}.items"), &schema["items"]);
        }
    }
}

/// The JSONPath segment that selects the member `name` of an object.
fn member(name: &str) -> String {
    let is_plain = name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    if is_plain {
        format!(".{name}")
    } else {
        format!("[{}]", quoted(name))
    }
}

/// `text` as a string of JSONPath.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\\', "\\\\").replace('\'', "\\'"))
}

fn has_text(value: &Value, keyword: &str) -> bool {
    value[keyword]
        .as_str()
        .map(str::trim)
        .is_some_and(|text| !text.is_empty() && text != PLACEHOLDER)
}

/// The targets of the overlay that select nothing in `document`, the document that it was applied
/// to.
pub(super) fn unmatched_targets(document: &Value, overlay: &Overlay) -> Vec<String> {
    let mut document = document.clone();
    match overlay.apply(&mut document) {
        Ok(targets) => targets
            .into_iter()
            .map(|target| {
                format!(
                    "openapi/overlay.yaml: {target} selects nothing: upstream has dropped or \
                     renamed it, or it is misspelled; delete the action or correct its target{}",
                    similar_target(&document, target)
                )
            })
            .collect(),
        Err(error) => vec![format!("openapi/overlay.yaml: {error:#}")],
    }
}

/// The part of the document whose target is most like `target`, if one is.
fn similar_target(document: &Value, target: &str) -> String {
    const SIMILAR: f64 = 0.9;
    let mut bare = document.clone();
    visit_objects(&mut bare, &mut |object| {
        object.remove("description");
    });
    undocumented(&bare)
        .into_iter()
        .map(|part| {
            let score = strsim::normalized_damerau_levenshtein(target, &part.target);
            (score, part.target)
        })
        .filter(|(score, _)| *score >= SIMILAR)
        .max_by(|(a, _), (b, _)| a.total_cmp(b))
        .map(|(_, similar)| format!("; perhaps to {similar}"))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::regen::skeleton::skeleton;

    #[test]
    fn a_schema_of_one_place_is_described_as_the_place_is() {
        let reference = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
        let property = |name: &str, description: &str| json!({ "allOf": [reference(name)], "description": description });
        let mut document = json!({
            "paths": { "/a": { "get": {
                "parameters": [
                    { "in": "path", "name": "p", "schema": reference("P"), "description": "of p" },
                    { "in": "path", "name": "s", "schema": reference("S"), "description": "of s" },
                ],
                "responses": { "200": { "content": { "m": { "schema": reference("A") } } } },
            } } },
            "components": { "schemas": {
                "A": { "properties": {
                    "b": property("B", "of b"),
                    "c": { "type": "array", "description": "of c", "items": {
                        "additionalProperties": reference("C"),
                    } },
                    "ours": property("Ours", "of ours"),
                    "twice": property("Twice", "of twice"), "again": property("Twice", "of again"),
                    "s": property("S", "of another s"),
                    "silent": { "allOf": [reference("Silent")] },
                } },
                "B": {}, "C": {}, "P": {}, "S": {}, "Twice": {}, "Silent": {},
                "Ours": { "description": "ours" },
            } },
        });
        inherit_descriptions(&mut document);
        let described: BTreeMap<_, _> = document["components"]["schemas"]
            .as_object()
            .into_iter()
            .flatten()
            .filter_map(|(name, schema)| Some((name.as_str(), schema["description"].as_str()?)))
            .collect();
        let expected = [
            ("B", "of b"),
            ("C", "of c"),
            ("Ours", "ours"),
            ("P", "of p"),
        ];
        assert_eq!(described, BTreeMap::from(expected));
    }

    /// A document in which every kind of part lacks documentation, with awkward names.
    fn undocumented_document() -> Value {
        json!({
            "info": { "title": "ours", "description": "TODO" },
            "paths": { "/a/{b}'s": { "get": {
                "summary": "ours",
                "parameters": [{ "name": "p" }, { "$ref": "#/components/parameters/q" }],
            } } },
            "components": {
                "headers": { "Retry-After": {} },
                "parameters": { "q": {} },
                "responses": { "notFound": { "description": "" } },
                "schemas": { "A": { "description": "ours", "properties": {
                    "b": {}, "c-d": { "description": "ours", "items": { "properties": { "e": {} } } },
                } } },
            },
        })
    }

    #[test]
    fn every_part_without_documentation_is_found() {
        let found = undocumented(&undocumented_document());
        let names: Vec<_> = found.iter().map(|part| part.name.as_str()).collect();
        assert_eq!(
            names,
            [
                "the document itself",
                "the operation get /a/{b}'s",
                "the parameter \"p\" of get /a/{b}'s",
                "headers/Retry-After",
                "parameters/q",
                "responses/notFound",
                "schemas/A.b",
                "schemas/A.c-d.e",
            ]
        );
    }

    #[test]
    fn the_skeleton_documents_what_is_missing() {
        let mut document = undocumented_document();
        let actions = skeleton(&undocumented(&document));
        let overlay = format!("overlay: 1.0.0\nactions:\n{actions}");
        // As it is, it documents nothing yet.
        let placeholders = Overlay::parse(&overlay).expect("an overlay");
        assert_eq!(
            placeholders.apply(&mut document).expect("applies"),
            Vec::<&str>::new()
        );
        assert_eq!(undocumented(&document).len(), 8);
        let filled = Overlay::parse(&overlay.replace("TODO", "Ours.")).expect("an overlay");
        assert_eq!(
            filled.apply(&mut document).expect("applies"),
            Vec::<&str>::new()
        );
        assert_eq!(undocumented(&document), []);
        assert!(overlay.contains("$.components.schemas.A.properties['c-d'].items.properties.e"));
    }

    #[test]
    fn a_target_that_selects_nothing_is_explained() {
        let overlay = "overlay: 1.0.0\nactions:\n\
            - { target: $.components.schemas.A.properties.bb, update: { description: d } }\n\
            - { target: $.gone, update: { description: d } }\n\
            - { target: $.components.schemas.A, update: { description: d } }";
        let overlay = Overlay::parse(overlay).expect("an overlay");
        let problems = unmatched_targets(&undocumented_document(), &overlay);
        assert_eq!(problems.len(), 2, "{problems:?}");
        assert!(
            problems[0].contains("delete the action or correct its target; perhaps to $.components.schemas.A.properties.b"),
            "{problems:?}"
        );
        assert!(
            problems[1].ends_with("or correct its target"),
            "{problems:?}"
        );
    }
}
