//! JSON to values and back.

use std::hint::black_box;

use atlas_integrations::types::{PagerDuty, PaginatedIntegrationView, ThirdPartyIntegration};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::Comparison;
use super::reference::{self, DATADOG, SERVICES};

pub(crate) fn comparisons() -> Vec<Comparison> {
    let mut all = Vec::new();
    for (name, text) in SERVICES {
        let ours = decode::<ThirdPartyIntegration>(text);
        all.push(decoding::<reference::Integration>(name, text, ours));
    }
    // The same object with its tag last, as text of an unknown service, and through a `Value`.
    let tag_last = DATADOG.replacen(r#""type":"DATADOG","#, "", 1);
    let tag_last = format!(
        "{}{}",
        tag_last.trim_end_matches('}'),
        r#","type":"DATADOG"}"#
    );
    let ours = decode::<ThirdPartyIntegration>(&tag_last);
    all.push(decoding::<reference::Integration>(
        "tag last", &tag_last, ours,
    ));
    let unknown = DATADOG.replacen("DATADOG", "CARRIER_PIGEON", 1);
    let ours = decode::<ThirdPartyIntegration>(&unknown);
    all.push(decoding::<Value>("Other", &unknown, ours));
    for count in [100, 10_000] {
        let text = reference::page(count);
        let ours = decode::<PaginatedIntegrationView>(&text);
        all.push(decoding::<reference::Page>(
            &format!("page of {count}"),
            &text,
            ours,
        ));
    }
    let fields: Vec<String> = (0..1_000).map(|n| format!(r#""field{n}":{n}"#)).collect();
    let many = format!(
        r#"{{"type":"PAGER_DUTY","serviceKey":"k",{}}}"#,
        fields.join(",")
    );
    let ours = decode::<ThirdPartyIntegration>(&many);
    all.push(decoding::<reference::Integration>(
        "1,000 unknown fields",
        &many,
        ours,
    ));
    all.push(encoding());
    all.push(inserting());
    all
}

fn decode<T: DeserializeOwned + 'static>(text: &str) -> super::Work {
    let text = text.to_owned();
    Box::new(move |times| {
        for _ in 0..times {
            let value: T = serde_json::from_str(black_box(&text)).expect("it decodes");
            black_box(value);
        }
    })
}

fn decoding<R: DeserializeOwned + 'static>(
    name: &str,
    text: &str,
    ours: super::Work,
) -> Comparison {
    let (name, reference) = (format!("decode {name}"), decode::<R>(text));
    Comparison {
        name,
        reference,
        ours,
    }
}

fn encoding() -> Comparison {
    fn encode<T: DeserializeOwned + Serialize + 'static>() -> super::Work {
        let value: T = serde_json::from_str(DATADOG).expect("it decodes");
        Box::new(move |times| {
            for _ in 0..times {
                black_box(serde_json::to_vec(black_box(&value)).expect("it encodes"));
            }
        })
    }
    Comparison {
        name: "encode DATADOG".to_owned(),
        reference: encode::<reference::Integration>(),
        ours: encode::<ThirdPartyIntegration>(),
    }
}

/// A thousand unknown fields set one by one, beside a map of serde_json's.
fn inserting() -> Comparison {
    let names: Vec<String> = (0..1_000).map(|n| format!("field{n}")).collect();
    let theirs = names.clone();
    Comparison {
        name: "insert 1,000 unknown fields".to_owned(),
        reference: Box::new(move |times| {
            for _ in 0..times {
                let mut map = serde_json::Map::new();
                for name in &theirs {
                    map.insert(name.clone(), serde_json::to_value(1).expect("a number"));
                }
                black_box(map);
            }
        }),
        ours: Box::new(move |times| {
            for _ in 0..times {
                let mut service = PagerDuty::new("k");
                for name in &names {
                    service.extra.insert(name, &1).expect("a number");
                }
                black_box(service);
            }
        }),
    }
}
