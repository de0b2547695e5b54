//! The two snapshots that follow from the document alone. `tests/snapshots.rs` compares them with
//! what the build made; regen keeps them in step, in the file format of insta.

/// The snapshot of the committed document.
pub(super) const DOCUMENT: &str = "tests/snapshots/document.snap";
/// The snapshot of the generated client.
pub(super) const CLIENT: &str = "tests/snapshots/client.snap";

const HEADER: &str = "---\nsource: tests/snapshots.rs\n---\n";

/// The snapshot file that holds `text`.
pub(super) fn with_header(text: &str) -> String {
    format!("{HEADER}{}\n", text.trim_end())
}

/// The text that a snapshot file holds.
pub(super) fn body(file: &str) -> &str {
    file.strip_prefix("---\n")
        .and_then(|file| file.split_once("\n---\n"))
        .map_or("", |(_, body)| body.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back() {
        assert_eq!(body(&with_header("a\n---\nb\n")), "a\n---\nb");
        assert_eq!(body(""), "");
    }
}
