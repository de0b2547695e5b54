//! The committed counts, and what exceeds them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

const PATH: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/bounds.json");

/// How much more than its committed value a count may be.
const ROOM: f64 = 1.05;

#[derive(Clone, Copy, Default, Deserialize, Serialize)]
pub(crate) struct Bound {
    /// Our instructions by the reference's.
    pub(crate) instructions: Option<f64>,
    /// Our allocations.
    pub(crate) allocations: f64,
}

pub(crate) type Bounds = BTreeMap<String, Bound>;

pub(crate) fn read() -> Bounds {
    let text = std::fs::read_to_string(PATH).unwrap_or_else(|error| panic!("{PATH}: {error}"));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{PATH}: {error}"))
}

pub(crate) fn write(bounds: &Bounds) {
    let text = serde_json::to_string_pretty(bounds).expect("numbers") + "\n";
    std::fs::write(PATH, text).unwrap_or_else(|error| panic!("{PATH}: {error}"));
}

/// What grew, as sentences.
pub(crate) fn exceeded(name: &str, bound: Option<&Bound>, measured: Bound) -> Vec<String> {
    let Some(bound) = bound else {
        return vec![format!("{name} has no bound; --update writes one")];
    };
    let mut grown = Vec::new();
    let pairs = [
        (
            "instructions, by the reference's",
            bound.instructions,
            measured.instructions,
        ),
        (
            "allocations",
            Some(bound.allocations),
            Some(measured.allocations),
        ),
    ];
    for (what, bound, measured) in pairs {
        if let (Some(bound), Some(measured)) = (bound, measured)
            && measured > bound * ROOM
        {
            let room = (ROOM - 1.0) * 100.0;
            grown.push(format!(
                "{name}: {what}: {measured:.2}, more than {bound:.2} and {room:.0} %"
            ));
        }
    }
    grown
}
