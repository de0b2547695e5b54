//! `openapi/overlay.yaml`: our own words and marks, laid over the cut document as the OpenAPI
//! Overlay Specification 1.0.0 has it.

use anyhow::{Context as _, Result, bail};
use serde::Deserialize;
use serde_json::Value;
use serde_json_path::JsonPath;

use super::source::yaml;

/// An overlay: changes, to be made one after the other.
#[derive(Deserialize)]
pub(super) struct Overlay {
    overlay: String,
    actions: Vec<Action>,
}

#[derive(Deserialize)]
struct Action {
    /// An RFC 9535 JSONPath expression.
    target: String,
    /// What is merged into every object that the target selects.
    update: Option<Value>,
    /// Whether what the target selects is removed.
    #[serde(default)]
    remove: bool,
}

impl Overlay {
    /// Parses the file's text.
    pub(super) fn parse(text: &str) -> Result<Self> {
        let overlay: Self = serde_json::from_value(yaml(text).context("openapi/overlay.yaml")?)
            .context("openapi/overlay.yaml is not an OpenAPI overlay")?;
        if !overlay.overlay.starts_with("1.0.") {
            bail!(
                "openapi/overlay.yaml is an overlay of version {}; 1.0.0 is needed",
                overlay.overlay
            );
        }
        for action in &overlay.actions {
            JsonPath::parse(&action.target)
                .with_context(|| format!("openapi/overlay.yaml: the target {}", action.target))?;
        }
        Ok(overlay)
    }

    /// Makes the changes; returns the targets that were to be updated and select nothing in
    /// `document`, which the specification allows but which are slips of the pen more often than
    /// not.
    pub(super) fn apply(&self, document: &mut Value) -> Result<Vec<&str>> {
        let mut unmatched = Vec::new();
        for action in &self.actions {
            let path = JsonPath::parse(&action.target)?;
            let mut places: Vec<String> = path
                .query_located(document)
                .locations()
                .map(|location| location.to_json_pointer())
                .collect();
            if places.is_empty() && !action.remove {
                unmatched.push(action.target.as_str());
            }
            // Back to front, so that a removal does not move what is still to be removed.
            places.reverse();
            for place in places {
                if action.remove {
                    remove(document, &place);
                } else if let (Some(update), Some(target)) =
                    (&action.update, document.pointer_mut(&place))
                {
                    merge(target, update);
                }
            }
        }
        Ok(unmatched)
    }
}

fn remove(document: &mut Value, place: &str) {
    let Some((parent, key)) = place.rsplit_once('/') else {
        return;
    };
    let key = key.replace("~1", "/").replace("~0", "~");
    match document.pointer_mut(parent) {
        Some(Value::Object(object)) => {
            object.remove(&key);
        }
        Some(Value::Array(items)) => {
            if let Some(index) = key.parse().ok().filter(|index| *index < items.len()) {
                items.remove(index);
            }
        }
        _ => {}
    }
}

/// Objects are merged, arrays grow, everything else is replaced (section 4.4.3).
fn merge(target: &mut Value, update: &Value) {
    match (target, update) {
        (Value::Object(target), Value::Object(update)) => {
            for (key, value) in update {
                match target.get_mut(key) {
                    Some(present) => merge(present, value),
                    None => {
                        target.insert(key.clone(), value.clone());
                    }
                }
            }
        }
        (Value::Array(items), Value::Array(more)) => items.extend(more.iter().cloned()),
        (Value::Array(items), one) => items.push(one.clone()),
        (target, update) => *target = update.clone(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn updates_are_merged_and_removals_remove() {
        let overlay = Overlay::parse(
            "overlay: 1.0.0\n\
             info: { title: t, version: '1' }\n\
             actions:\n\
             - { target: '$.a[''x'',''y'']', update: { d: words, list: [2] } }\n\
             - { target: '$.items[?@.drop]', remove: true }\n\
             - { target: '$.a.x[''s/t'']', remove: true }\n\
             - { target: '$.a.nowhere', update: { d: words } }\n",
        )
        .expect("an overlay");
        let mut document = json!({
            "a": { "x": { "list": [1], "s/t": 0 }, "y": { "d": "old" }, "z": {} },
            "items": [{ "drop": 1 }, { "keep": 1 }, { "drop": 2 }],
        });
        let unmatched = overlay.apply(&mut document).expect("applies");
        assert_eq!(unmatched, ["$.a.nowhere"]);
        assert_eq!(
            document,
            json!({
                "a": { "x": { "d": "words", "list": [1, 2] }, "y": { "d": "words", "list": [2] }, "z": {} },
                "items": [{ "keep": 1 }],
            })
        );
    }

    #[test]
    fn mistakes_are_named() {
        for (text, complaint) in [
            ("overlay: 2.0.0\nactions: []", "version 2.0.0"),
            (
                "overlay: 1.0.0\nactions: [{ target: '$[' }]",
                "the target $[",
            ),
            ("actions: []", "missing field `overlay`"),
            ("a: [", "line 1"),
        ] {
            let error = Overlay::parse(text).err().expect("must be refused");
            assert!(format!("{error:#}").contains(complaint), "{error:#}");
        }
    }
}
