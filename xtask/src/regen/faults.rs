//! Faults of the specification itself, which regen gets along with.

use serde_json::{Map, Value};

use super::document::{component, schema_reference, visit_objects};

/// One sentence for each tag of a union that the member it stands for does not allow. `document`
/// has the specification's own schemas.
pub(super) fn faults(document: &Value) -> Vec<String> {
    let schemas = &document["components"]["schemas"];
    let mut faults = Vec::new();
    for (name, schema) in schemas.as_object().into_iter().flatten() {
        visit_objects(&mut schema.clone(), &mut |object| {
            if let Some(discriminator) = object.get("discriminator") {
                let is_component = schema.get("discriminator") == Some(discriminator);
                let union = if is_component {
                    name.clone()
                } else {
                    format!("in {name}")
                };
                faults.extend(forbidden_tags(schemas, &union, discriminator));
            }
        });
    }
    faults
}

fn forbidden_tags(schemas: &Value, union: &str, discriminator: &Value) -> Vec<String> {
    let property = discriminator["propertyName"].as_str().unwrap_or_default();
    let mapping = discriminator["mapping"].as_object();
    mapping
        .into_iter()
        .flat_map(Map::iter)
        .filter_map(|(tag, target)| {
            let target = schema_reference(target.as_str()?);
            let (_, member) = component(&target)?;
            let values = own_values(schemas, &schemas[member], property)?;
            (!values.contains(&tag.as_str())).then(|| {
                format!(
                    "the specification contradicts itself: the union {union} has the tag {tag} for \
                     {member}, whose {property} can only be {}. The client uses the tag; if the \
                     server does not, tell upstream",
                    values.join(", ")
                )
            })
        })
        .collect()
}

/// The values that `schema` itself allows for its property, without those of its parents.
fn own_values<'a>(schemas: &'a Value, schema: &'a Value, property: &str) -> Option<Vec<&'a str>> {
    let inline = schema["allOf"].as_array().into_iter().flatten();
    let mut parts = inline.chain([schema]);
    parts.find_map(|part| {
        let property = part["properties"].get(property)?;
        let target = property["$ref"].as_str().and_then(component);
        let property = target.map_or(property, |(_, name)| &schemas[name]);
        let values = property["enum"].as_array()?;
        Some(values.iter().filter_map(Value::as_str).collect())
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_tag_that_its_member_forbids_is_named() {
        let union = |tags: &[(&str, &str)]| {
            let mapping: Map<_, _> = tags
                .iter()
                .map(|(tag, member)| ((*tag).to_owned(), json!(member)))
                .collect();
            json!({ "discriminator": { "propertyName": "type", "mapping": mapping } })
        };
        let kind = |values: &[&str]| json!({ "properties": { "type": { "enum": values } } });
        let tags = [("A", "A"), ("B", "B"), ("C", "C"), ("D", "D"), ("E", "E")];
        let document = json!({ "components": { "schemas": {
            "Union": union(&tags),
            "Outer": { "properties": { "inner": union(&[("B", "#/components/schemas/B")]) } },
            "A": kind(&["A"]),
            "B": kind(&["edge", "other"]),
            "C": { "allOf": [{ "$ref": "#/components/schemas/A" }, kind(&["c"])] },
            "D": { "properties": { "type": { "$ref": "#/components/schemas/Kind" } } },
            "E": { "allOf": [{ "$ref": "#/components/schemas/A" }] },
            "Kind": { "enum": ["D"] },
        } } });
        let faults = faults(&document);
        assert_eq!(faults.len(), 3, "{faults:?}");
        for part in [
            "the union Union has the tag B for B, whose type can only be edge, other.",
            "the union Union has the tag C for C, whose type can only be c.",
            "the union in Outer has the tag B for B, whose type can only be edge, other.",
        ] {
            assert!(
                faults.iter().any(|fault| fault.contains(part)),
                "{part}\n{faults:?}"
            );
        }
    }
}
