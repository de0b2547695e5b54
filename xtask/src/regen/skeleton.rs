//! The actions that the overlay lacks, ready to be filled in.

use super::documentation::{PLACEHOLDER, UndocumentedPart};

/// Actions for `openapi/overlay.yaml`, one for each part.
pub(super) fn skeleton(parts: &[UndocumentedPart]) -> String {
    parts
        .iter()
        .map(|part| {
            let texts: String = part
                .missing
                .iter()
                .map(|keyword| format!("      {keyword}: {PLACEHOLDER}\n"))
                .collect();
            format!("  - target: {}\n    update:\n{texts}", part.target)
        })
        .collect()
}
