//! `openapi/overlay.yaml`: our own documentation and annotations, applied to the document as the
//! OpenAPI Overlay Specification 1.0.0 defines.

use anyhow::{Context as _, Result, bail};
use serde::Deserialize;
use serde_json::Value;
use serde_json_path::JsonPath;

use super::source::yaml;

/// An overlay: actions to apply in order.
#[derive(Deserialize)]
pub(super) struct Overlay {
    overlay: String,
    actions: Vec<Action>,
}

#[derive(Deserialize)]
struct Action {
    /// An RFC 9535 JSONPath expression.
    target: String,
    /// What to merge into every value that the target selects.
    update: Option<Value>,
    /// Whether to remove what the target selects.
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
                "openapi/overlay.yaml has the overlay version {}; version 1.0.0 is required",
                overlay.overlay
            );
        }
        for action in &overlay.actions {
            JsonPath::parse(&action.target)
                .with_context(|| format!("openapi/overlay.yaml: the target {}", action.target))?;
        }
        Ok(overlay)
    }

    /// Applies the actions to `document`, and returns the targets of updates that select nothing.
    /// The specification allows those, but they are usually mistakes.
    pub(super) fn apply(&self, document: &mut Value) -> Result<Vec<&str>> {
        let mut unmatched = Vec::new();
        for action in &self.actions {
            let path = JsonPath::parse(&action.target)?;
            let mut pointers: Vec<String> = path
                .query_located(document)
                .locations()
                .map(|location| location.to_json_pointer())
                .collect();
            if pointers.is_empty() && !action.remove {
                unmatched.push(action.target.as_str());
            }
            // From the back, so that removing one item does not shift those still to be removed.
            pointers.reverse();
            for pointer in pointers {
                if action.remove {
                    remove(document, &pointer);
                } else if let (Some(update), Some(target)) =
                    (&action.update, document.pointer_mut(&pointer))
                {
                    merge(target, update);
                }
            }
        }
        Ok(unmatched)
    }
}

fn remove(document: &mut Value, pointer: &str) {
    let Some((parent, key)) = pointer.rsplit_once('/') else {
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

/// Merges objects, appends to arrays and replaces everything else (section 4.4.3).
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
        (Value::Array(items), item) => items.push(item.clone()),
        (target, update) => *target = update.clone(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn updates_are_merged_and_removals_are_applied() {
        let overlay = Overlay::parse(
            "overlay: 1.0.0\n\
             info: { title: t, version: '1' }\n\
             actions:\n\
             - { target: '$.a[''x'',''y'']', update: { d: new, list: [2] } }\n\
             - { target: '$.items[?@.drop]', remove: true }\n\
             - { target: '$.a.x[''s/t'']', remove: true }\n\
             - { target: '$.a.nowhere', update: { d: new } }\n",
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
                "a": { "x": { "d": "new", "list": [1, 2] }, "y": { "d": "new", "list": [2] }, "z": {} },
                "items": [{ "keep": 1 }],
            })
        );
    }

    #[test]
    fn mistakes_are_named() {
        for (text, message) in [
            ("overlay: 2.0.0\nactions: []", "version 2.0.0"),
            (
                "overlay: 1.0.0\nactions: [{ target: '$[' }]",
                "the target $[",
            ),
            ("actions: []", "missing field `overlay`"),
            ("a: [", "line 1"),
        ] {
            let error = Overlay::parse(text).err().expect("must be rejected");
            assert!(format!("{error:#}").contains(message), "{error:#}");
        }
    }
}
