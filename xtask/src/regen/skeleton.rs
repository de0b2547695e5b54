//! The actions that the overlay lacks, ready to be filled in.

use super::documentation::UndocumentedPart;

/// What a person replaces with documentation. Whoever forgets to has documented nothing.
pub(super) const PLACEHOLDER: &str = "TODO";

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
