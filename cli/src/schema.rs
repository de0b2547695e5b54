//! What the committed OpenAPI document says about the properties of integrations: which there are,
//! which values they have, and which are secrets.

use std::sync::LazyLock;

use serde_json::{Map, Value};

use crate::json::Json;

/// In a checkout, the file is a symbolic link to the document.
static DOCUMENT: LazyLock<Value> = LazyLock::new(|| {
    let text = include_str!("openapi.json");
    serde_json::from_str(text).unwrap_or_default()
});

/// The schema of one type of integration.
#[derive(Clone, Copy)]
pub(crate) struct Schema(&'static Map<String, Value>);

/// A property that a schema describes.
#[derive(Clone, Copy)]
pub(crate) struct Property(&'static Value);

impl Schema {
    /// The schema `name` or, if that is a union, its member with this tag.
    pub(crate) fn member(name: &str, tag: &str) -> Option<Self> {
        let schema = schema(name)?;
        let member = match schema.get("discriminator") {
            Some(discriminator) => resolved(discriminator.get("mapping")?.get(tag)?.as_str()?)?,
            None => schema,
        };
        member.get("properties")?.as_object().map(Self)
    }

    pub(crate) fn property(self, name: &str) -> Option<Property> {
        self.0.get(name).map(Property)
    }

    /// The properties, by their names.
    pub(crate) fn properties(self) -> impl Iterator<Item = (&'static str, Property)> {
        let properties = self.0.iter();
        properties.map(|(name, property)| (name.as_str(), Property(property)))
    }

    /// The names of the properties.
    pub(crate) fn names(self) -> impl Iterator<Item = &'static str> {
        self.0.keys().map(String::as_str)
    }
}

impl Property {
    /// Whether Atlas never shows the value, or not always.
    pub(crate) fn is_withheld(self) -> bool {
        self.is_write_only() || self.is_marked("x-withheld")
    }

    /// Whether Atlas never shows the value.
    pub(crate) fn is_write_only(self) -> bool {
        self.is_marked("writeOnly")
    }

    fn is_marked(self, mark: &str) -> bool {
        let marked = |value: &Value| value.get(mark).is_some_and(|mark| mark == true);
        marked(self.0) || marked(target(self.0))
    }

    /// The elements of a list.
    pub(crate) fn items(self) -> Option<Self> {
        target(self.0).get("items").map(Self)
    }

    /// The members of an object.
    pub(crate) fn members(self) -> impl Iterator<Item = (&'static str, Self)> {
        let members = target(self.0).get("properties").and_then(Value::as_object);
        let members = members.into_iter().flatten();
        members.map(|(name, member)| (name.as_str(), Self(member)))
    }

    /// Whether the document calls it a secret.
    pub(crate) fn is_secret(self) -> bool {
        let is_password = |value: &Value| {
            value
                .get("format")
                .is_some_and(|format| format == "password")
        };
        is_password(self.0) || is_password(target(self.0))
    }

    /// Whether it is text.
    pub(crate) fn is_text(self) -> bool {
        target(self.0)
            .get("type")
            .is_some_and(|kind| kind == "string")
    }

    /// Whether the value may be shown: a scalar, or a list of scalars, that is no secret.
    pub(crate) fn is_public(self) -> bool {
        let element = self.items().unwrap_or(self);
        let kind = target(element.0).get("type").and_then(Value::as_str);
        !self.is_secret()
            && !element.is_secret()
            && matches!(kind, Some("string" | "boolean" | "integer" | "number"))
    }

    /// Whether `value` has plain text where the document has a secret.
    pub(crate) fn holds_secret(self, value: &Json) -> bool {
        match value {
            Json::Text(_) => self.is_secret(),
            Json::List(items) => self
                .items()
                .is_some_and(|schema| items.iter().any(|item| schema.holds_secret(item))),
            Json::Object(members) => self.members().any(|(name, schema)| {
                let member = members.get(name);
                member.is_some_and(|member| schema.holds_secret(member))
            }),
            Json::Literal(_) => false,
        }
    }

    /// The values that the document lists, if the property, or each element of it, is one of a list.
    pub(crate) fn values(self) -> Vec<&'static str> {
        let value = target(self.0);
        let value = value.get("items").map_or(value, target);
        let values = value.get("enum").and_then(Value::as_array);
        let values = values.into_iter().flatten();
        values.filter_map(Value::as_str).collect()
    }
}

/// The types that the members of a union, or one property of a schema, can have.
pub(crate) fn tags(name: &str, property: &str) -> Vec<&'static str> {
    let Some(schema) = schema(name) else {
        return Vec::new();
    };
    let mapping = schema.get("discriminator").and_then(|it| it.get("mapping"));
    match mapping.and_then(Value::as_object) {
        Some(mapping) => mapping.keys().map(String::as_str).collect(),
        None => {
            let properties = schema.get("properties").and_then(|it| it.get(property));
            properties
                .map(|it| Property(it).values())
                .unwrap_or_default()
        }
    }
}

fn schema(name: &str) -> Option<&'static Value> {
    DOCUMENT.get("components")?.get("schemas")?.get(name)
}

fn resolved(reference: &str) -> Option<&'static Value> {
    schema(reference.strip_prefix("#/components/schemas/")?)
}

/// The schema that a reference, or an `allOf` of one, stands for.
fn target(value: &'static Value) -> &'static Value {
    let only = value
        .get("allOf")
        .and_then(|all| all.get(0))
        .unwrap_or(value);
    let reference = only.get("$ref").and_then(Value::as_str);
    reference.and_then(resolved).unwrap_or(only)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn schema(name: &str) -> Schema {
        let unions = ["ThirdPartyIntegration", "LogIntegrationResponse"].into_iter();
        let mut schemas = unions.filter_map(|union| Schema::member(union, name));
        let metric = || Schema::member("MetricIntegrationResponse", name);
        schemas.next().or_else(metric).expect("described")
    }

    #[test]
    fn secrets_are_not_public() {
        for (name, public, secret) in [
            ("NEW_RELIC", "accountId", "licenseKey"),
            ("WEBHOOK", "id", "url"),
            ("MICROSOFT_TEAMS", "id", "microsoftTeamsWebhookUrl"),
            ("S3_LOG_EXPORT", "logTypes", "links"),
            ("OTEL_LOG_EXPORT", "type", "otelSuppliedHeaders"),
            ("OTEL", "metricSelection", "headersRedacted"),
            ("DATADOG", "region", "apiKey"),
            ("DATADOG", "sendDatabaseMetrics", "unknown"),
        ] {
            let is_public = |property| {
                schema(name)
                    .property(property)
                    .is_some_and(Property::is_public)
            };
            assert!(is_public(public), "{name} {public}");
            assert!(!is_public(secret), "{name} {secret}");
        }
    }

    #[test]
    fn the_values_of_a_property_and_of_its_elements_are_known() {
        let values = |name, property| {
            schema(name)
                .property(property)
                .expect("a property")
                .values()
        };
        assert_eq!(values("PAGER_DUTY", "region"), ["US", "EU"]);
        assert!(values("S3_LOG_EXPORT", "logTypes").contains(&"MONGOD_AUDIT"));
        assert!(values("SLACK", "teamName").is_empty());
    }

    #[test]
    fn a_mark_counts_beside_a_reference_and_behind_it() {
        for schema in [
            json!({ "writeOnly": true, "allOf": [{ "type": "string" }] }),
            json!({ "allOf": [{ "type": "string", "writeOnly": true }] }),
        ] {
            let schema: &'static Value = Box::leak(Box::new(schema));
            assert!(Property(schema).is_write_only(), "{schema}");
        }
    }
}
