//! YAML as JSON and JSON as YAML, with the digits of its numbers.

use std::fmt;

use atlas_integrations::ObjectId;
use serde::Serialize;
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;
use serde_json::{Number, Value};
use serde_saphyr::Spanned;

use crate::error::{CliError, CliResult};
use crate::text::{is_unsafe, safe_json};

/// A value, and where its numbers are.
enum Node {
    /// Anything but a number, a list and a mapping.
    Scalar(Value),
    /// A number as it was understood: `None` if no JSON number is it.
    Number(Option<Number>),
    List(Vec<Spanned<Node>>),
    Mapping(Vec<(String, Spanned<Node>)>),
}

/// The JSON text of a YAML document. No error shows a value.
pub(super) fn to_json(text: &str) -> Result<String, String> {
    let options = serde_saphyr::options! {
        with_snippet: false,
        // Of YAML 1.2: `NO` is text.
        strict_booleans: true,
        non_finite_float_policy: serde_saphyr::NonFiniteFloatPolicy::PassThrough,
    };
    let root: Spanned<Node> =
        serde_saphyr::from_str_with_options(text, options).map_err(|error| {
            match error.location() {
                Some(place) => format!(
                    "it is not valid YAML: error at line {}, column {}",
                    place.line(),
                    place.column()
                ),
                None => "it is not valid YAML".to_owned(),
            }
        })?;
    let mut json = String::new();
    write(&root, text, &mut json)?;
    Ok(json)
}

/// The value as YAML. Where YAML could not say the same as JSON does, such as of a number that no Rust
/// type holds, or of what acts on a terminal and has to be escaped, it has the form of JSON.
pub(crate) fn to_yaml(value: &impl Serialize) -> CliResult<String> {
    let json = serde_json::to_string(value);
    let json = json.map_err(|error| CliError::failure(error.to_string()))?;
    let value = serde_json::from_str::<Value>(&json).ok();
    let yaml = value.and_then(|value| serde_saphyr::to_string(&value).ok());
    let is_unsafe = |letter: char| letter != '\n' && is_unsafe(letter);
    match yaml {
        Some(yaml) if !yaml.contains(is_unsafe) && to_json(&yaml).as_ref() == Ok(&json) => Ok(yaml),
        _ => Ok(safe_json(&json).into_owned()),
    }
}

fn write(node: &Spanned<Node>, text: &str, json: &mut String) -> Result<(), String> {
    match &node.value {
        Node::Scalar(value) => json.push_str(&value.to_string()),
        Node::Number(number) => match (source(node, text), number) {
            // An ID, even if it looks like a number: `65e123456789012345678901`.
            (Some(id), _) if id.parse::<ObjectId>().is_ok() => {
                json.push_str(&Value::from(id).to_string());
            }
            (Some(digits), _) if is_json_number(digits) => json.push_str(digits),
            (_, Some(number)) => json.push_str(&number.to_string()),
            (_, None) => {
                let line = node.defined.line();
                return Err(format!("the number at line {line} is no number of JSON"));
            }
        },
        Node::List(items) => {
            json.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    json.push(',');
                }
                write(item, text, json)?;
            }
            json.push(']');
        }
        Node::Mapping(members) => {
            json.push('{');
            for (index, (name, member)) in members.iter().enumerate() {
                if index > 0 {
                    json.push(',');
                }
                json.push_str(&Value::from(name.as_str()).to_string());
                json.push(':');
                write(member, text, json)?;
            }
            json.push('}');
        }
    }
    Ok(())
}

/// A value as it is in the text.
fn source<'a>(node: &Spanned<Node>, text: &'a str) -> Option<&'a str> {
    let span = node.defined.span();
    let start = usize::try_from(span.byte_offset()?).ok()?;
    let length = usize::try_from(span.byte_len()?).ok()?;
    Some(text.get(start..start.checked_add(length)?)?.trim())
}

fn is_json_number(text: &str) -> bool {
    let is_number = text.starts_with(|first: char| first == '-' || first.is_ascii_digit());
    is_number && serde_json::from_str::<&RawValue>(text).is_ok()
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(NodeVisitor)
    }
}

struct NodeVisitor;

impl<'de> Visitor<'de> for NodeVisitor {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<Node, E> {
        Ok(Node::Scalar(Value::Null))
    }

    fn visit_none<E>(self) -> Result<Node, E> {
        Ok(Node::Scalar(Value::Null))
    }

    fn visit_bool<E>(self, value: bool) -> Result<Node, E> {
        Ok(Node::Scalar(value.into()))
    }

    fn visit_str<E>(self, value: &str) -> Result<Node, E> {
        Ok(Node::Scalar(value.into()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Node, E> {
        Ok(Node::Number(Some(value.into())))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Node, E> {
        Ok(Node::Number(Some(value.into())))
    }

    fn visit_i128<E>(self, value: i128) -> Result<Node, E> {
        Ok(Node::Number(Number::from_i128(value)))
    }

    fn visit_u128<E>(self, value: u128) -> Result<Node, E> {
        Ok(Node::Number(Number::from_u128(value)))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Node, E> {
        Ok(Node::Number(Number::from_f64(value)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Node, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Node::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Node, A::Error> {
        let mut mapping = Vec::new();
        while let Some(member) = members.next_entry()? {
            mapping.push(member);
        }
        Ok(Node::Mapping(mapping))
    }
}
