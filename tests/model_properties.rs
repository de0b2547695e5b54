//! The response model, with arbitrary JSON.

mod support;

use atlas_integrations::types::ThirdPartyIntegration as Integration;
use proptest::collection::{hash_map, vec};
use proptest::prelude::*;
use serde_json::{Map, Value};

/// Any JSON value, three levels deep.
fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "\\PC*".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 24, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::from),
            hash_map("\\PC*", inner, 0..4)
                .prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    })
}

/// Any object.
fn object() -> impl Strategy<Value = Map<String, Value>> {
    hash_map("\\PC*", value(), 0..6).prop_map(|fields| fields.into_iter().collect())
}

/// A documented example, with fields replaced, removed and added.
fn drifted() -> impl Strategy<Value = Value> {
    let example = proptest::sample::select(support::examples());
    let changes = vec(
        (
            any::<proptest::sample::Index>(),
            proptest::option::of(value()),
        ),
        0..3,
    );
    (example, changes, object()).prop_map(|(mut example, changes, additions)| {
        let fields = example.as_object_mut().expect("an object");
        for (index, change) in changes {
            let names: Vec<String> = fields.keys().cloned().collect();
            if names.is_empty() {
                break;
            }
            let name = index.get(&names);
            match change {
                Some(value) => fields.insert(name.clone(), value),
                None => fields.remove(name),
            };
        }
        for (name, value) in additions {
            fields.entry(name).or_insert(value);
        }
        example
    })
}

/// A documented example as text, with a piece of it taken out or replaced.
fn damaged() -> impl Strategy<Value = String> {
    let example = proptest::sample::select(support::examples());
    let piece = "[ -~\u{e4}\u{1F600}]{0,6}|\\\\ud800|1e999|null|[{}\\[\\]\",:]{1,4}";
    let change = (any::<proptest::sample::Index>(), 0..8_usize, piece);
    (example, vec(change, 1..4)).prop_map(|(example, changes)| {
        let mut text: Vec<char> = example.to_string().chars().collect();
        for (index, removed, piece) in changes {
            let start = index.index(text.len() + 1);
            let end = (start + removed).min(text.len());
            text.splice(start..end, piece.chars());
        }
        text.into_iter().collect()
    })
}

fn assert_round_trips(value: &Value) -> Result<(), TestCaseError> {
    let text = value.to_string();
    let integration: Integration = serde_json::from_str(&text)
        .map_err(|error| TestCaseError::fail(format!("{text}: {error}")))?;
    let written = serde_json::to_string(&integration)
        .map_err(|error| TestCaseError::fail(format!("{text}: {error}")))?;
    let back: Value = serde_json::from_str(&written)
        .map_err(|error| TestCaseError::fail(format!("{written}: {error}")))?;
    prop_assert_eq!(&back, value);

    let again: Integration = serde_json::from_value(value.clone())
        .map_err(|error| TestCaseError::fail(format!("{text}: {error}")))?;
    prop_assert_eq!(again, integration);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_object_decodes_and_round_trips(fields in object()) {
        assert_round_trips(&Value::Object(fields))?;
    }

    #[test]
    fn any_drifted_example_decodes_and_round_trips(value in drifted()) {
        assert_round_trips(&value)?;
    }

    #[test]
    fn damaged_text_is_an_error_or_round_trips(text in damaged()) {
        if let Ok(integration) = serde_json::from_str::<Integration>(&text) {
            let written = serde_json::to_string(&integration)
                .map_err(|error| TestCaseError::fail(format!("{text}: {error}")))?;
            let again: Integration = serde_json::from_str(&written)
                .map_err(|error| TestCaseError::fail(format!("{written}: {error}")))?;
            prop_assert_eq!(again, integration);
        }
    }

    #[test]
    fn added_fields_never_change_the_variant(index in 0..9_usize, additions in object()) {
        let mut value = support::examples()[index].clone();
        let plain: Integration = serde_json::from_value(value.clone()).expect("decodes");
        let fields = value.as_object_mut().expect("an object");
        for (name, addition) in additions {
            fields.entry(format!("x{name}")).or_insert(addition);
        }
        let drifted: Integration = serde_json::from_value(value).expect("decodes");
        prop_assert_eq!(std::mem::discriminant(&drifted), std::mem::discriminant(&plain));
        prop_assert!(!matches!(drifted, Integration::Other(_)));
    }
}
