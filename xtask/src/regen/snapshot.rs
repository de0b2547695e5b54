//! The two snapshots that depend on the document alone, in insta's file format. regen keeps them up
//! to date, and `tests/snapshots.rs` compares them with the build.

use crate::codegen::Code;

/// The snapshot of the committed document.
pub(super) const DOCUMENT: &str = "tests/snapshots/document.snap";
/// The snapshot of the generated client.
pub(super) const CLIENT: &str = "tests/snapshots/client.snap";

const HEADER: &str = "---\nsource: tests/snapshots.rs\n---\n";

/// The text of a client, both of its files.
pub(super) fn client(code: &Code) -> String {
    format!(
        "// types.rs\n{}\n// operations.rs\n{}",
        code.types, code.operations
    )
}

/// The contents of a snapshot file for `text`.
pub(super) fn with_header(text: &str) -> String {
    format!("{HEADER}{}\n", text.trim_end())
}

/// The text in a snapshot file, without its header.
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
