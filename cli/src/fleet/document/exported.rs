//! The lines of an export as a desired state.

use serde::Deserialize;

use super::{Document, RuleDocument};
use crate::integration::Fields;

/// A line of `export --output jsonl`.
#[derive(Deserialize)]
struct Line {
    project: LineProject,
    integrations: Vec<Fields>,
    /// Why the project could not be read.
    error: Option<String>,
}

#[derive(Deserialize)]
struct LineProject {
    id: String,
    name: String,
}

/// A rule for each project of an export, or the number of a line that is none of it. `None` if the text
/// does not begin like an export.
pub(super) fn parse(text: &str) -> Option<Result<Document, usize>> {
    let lines = text.lines().map(str::trim).enumerate();
    let mut lines = lines.filter(|(_, line)| !line.is_empty()).peekable();
    let (_, first) = lines.peek()?;
    serde_json::from_str::<Line>(first).ok()?;
    let (mut rules, mut unread) = (Vec::new(), Vec::new());
    for (index, line) in lines {
        match serde_json::from_str(line) {
            Ok(Line {
                project,
                error: Some(_),
                ..
            }) => unread.push(project.name),
            Ok(Line {
                project: LineProject { id, name },
                integrations,
                error: None,
            }) => rules.push(RuleDocument::exported(&name, &id, integrations)),
            Err(_) => return Some(Err(index + 1)),
        }
    }
    Some(Ok(Document::of(rules, unread)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const READ: &str = r#"{"project":{"id":"1","name":"a"},"integrations":[{"type":"SLACK","x":1.50}],"error":null}"#;
    const UNREAD: &str = r#"{"project":{"id":"2","name":"b"},"integrations":[],"error":"403"}"#;

    #[test]
    fn each_project_that_was_read_becomes_a_rule() {
        let document = parse(&format!("{READ}\n\n{UNREAD}\n"));
        let document = document.expect("an export").expect("whole");
        assert_eq!(document.unread, ["b"]);
        let [rule] = document.rules.as_slice() else {
            panic!("{} rules", document.rules.len());
        };
        assert_eq!(rule.integrations[0].json(), r#"{"type":"SLACK","x":1.50}"#);
        let include = rule.projects.include.as_deref().expect("a project");
        assert_eq!(include[0].0, "1");
    }

    #[test]
    fn a_line_that_is_cut_off_is_named() {
        let cut = &READ[..30];
        let parsed = parse(&format!("{READ}\n{UNREAD}\n{cut}"));
        assert_eq!(parsed.expect("an export").map(drop), Err(3));
    }

    #[test]
    fn anything_else_is_no_export() {
        for text in [
            "",
            "version: 1",
            r#"{"version":1,"rules":[]}"#,
            READ[..30].as_ref(),
        ] {
            assert!(parse(text).is_none(), "{text}");
        }
    }
}
