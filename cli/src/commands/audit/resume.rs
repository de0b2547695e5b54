//! `--resume`: the output of an earlier audit.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use same_file::{Handle, is_same_file};
use serde::Deserialize;

use crate::args::AuditFormat;
use crate::error::{CliError, CliResult};
use crate::integration::Kind;

/// What an earlier audit found.
#[derive(Default)]
pub(super) struct Resumed {
    path: PathBuf,
    /// What it lists without an error, by the ID of the project.
    rows: HashMap<String, Found>,
    /// Whether the output of this audit is appended to the file.
    pub(super) is_appended_to: bool,
}

/// The integrations of a project.
pub(super) struct Found {
    pub(super) integrations: BTreeSet<String>,
    /// The kinds of integrations that were looked for.
    pub(super) kinds: BTreeSet<Kind>,
}

/// A row of `--output jsonl`.
#[derive(Deserialize)]
struct Row {
    id: String,
    #[serde(default)]
    integrations: Option<BTreeSet<String>>,
    #[serde(default)]
    kinds: Option<BTreeSet<String>>,
    #[serde(default)]
    error: Option<String>,
}

impl Resumed {
    /// Reads the file. If the output of this audit, in `format`, is appended to it, an incomplete line
    /// at its end is removed first; `output`, which replaces a file, must be another.
    pub(super) fn read(path: &Path, format: AuditFormat, output: Option<&Path>) -> CliResult<Self> {
        let file = path.display();
        let fail = |error: io::Error| CliError::usage(format!("--resume: {file}: {error}"));
        if output.is_some_and(|output| is_same_file(path, output).unwrap_or(false)) {
            return Err(CliError::usage(format!(
                "--resume: --output-file would replace {file}, and an audit that fails would lose its \
                 rows; name another file, or append to this one with >>"
            )));
        }
        let is_appended_to = is_stdout(path);
        if is_appended_to && format != AuditFormat::Jsonl {
            return Err(CliError::usage(format!(
                "--resume: the output would be appended to {file}, which only --output jsonl may be"
            )));
        }
        let bytes = fs::read(path).map_err(fail)?;
        let (rows, complete) = rows(&bytes)
            .map_err(|line| CliError::usage(format!(
                "--resume: line {line} of {file} is not a row of `audit --output jsonl`; remove it, \
                 or start over without --resume"
            )))?;
        if is_appended_to {
            mend(path, &bytes, complete).map_err(fail)?;
        }
        Ok(Self {
            path: path.to_owned(),
            rows,
            is_appended_to,
        })
    }

    /// What was found in a project, if all these kinds of integrations were looked for.
    pub(super) fn found(&self, id: &str, kinds: &BTreeSet<Kind>) -> Option<&Found> {
        self.rows
            .get(id)
            .filter(|found| found.kinds.is_superset(kinds))
    }

    /// Refuses a file that has nothing to do with the accessible projects.
    pub(super) fn check(&self, accessible: &HashSet<String>) -> CliResult<()> {
        let is_other = !self.rows.is_empty() && !self.rows.keys().any(|id| accessible.contains(id));
        if is_other {
            return Err(CliError::usage(format!(
                "--resume: none of the projects in {} is accessible; it seems to be from another \
                 organization or cloud",
                self.path.display()
            )));
        }
        Ok(())
    }
}

/// The rows without an error, and the length of the text up to the end of the last complete row; or
/// the number of a line that is no row. Only the last line may be cut off.
fn rows(bytes: &[u8]) -> Result<(HashMap<String, Found>, usize), usize> {
    let mut rows = HashMap::new();
    let mut complete = 0;
    for (index, line) in bytes.split_inclusive(|byte| *byte == b'\n').enumerate() {
        match parse(line) {
            Some(Row {
                id,
                integrations: Some(integrations),
                kinds,
                error: None,
            }) => {
                let kinds = known_kinds(kinds);
                rows.insert(
                    id,
                    Found {
                        integrations,
                        kinds,
                    },
                );
            }
            Some(Row { error: Some(_), .. }) => {}
            None if line.trim_ascii().is_empty() => {}
            None if !line.ends_with(b"\n") => break,
            Some(_) | None => return Err(index + 1),
        }
        complete += line.len();
    }
    Ok((rows, complete))
}

/// The kinds with these names; a row without any is about third-party services alone.
fn known_kinds(names: Option<BTreeSet<String>>) -> BTreeSet<Kind> {
    match names {
        Some(names) => Kind::ALL
            .into_iter()
            .filter(|kind| names.contains(kind.name()))
            .collect(),
        None => BTreeSet::from([Kind::ThirdParty]),
    }
}

fn parse(line: &[u8]) -> Option<Row> {
    let row: Row = serde_json::from_slice(line).ok()?;
    Some(row).filter(|row| row.integrations.is_some() || row.error.is_some())
}

/// Makes the file end with a complete line, so that the next row is a line of its own.
fn mend(path: &Path, bytes: &[u8], complete: usize) -> io::Result<()> {
    if complete < bytes.len() {
        let file = OpenOptions::new().write(true).open(path)?;
        file.set_len(complete as u64)?;
    }
    let kept = bytes.get(..complete).unwrap_or_default();
    if !kept.is_empty() && !kept.ends_with(b"\n") {
        OpenOptions::new()
            .append(true)
            .open(path)?
            .write_all(b"\n")?;
    }
    Ok(())
}

/// Whether standard output is this file, rather than a terminal, a pipe or another file.
fn is_stdout(path: &Path) -> bool {
    let is_file = fs::metadata(path).is_ok_and(|it| it.is_file());
    let handles = Handle::stdout().and_then(|stdout| Ok(stdout == Handle::from_path(path)?));
    is_file && handles.unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROW: &str = "{\"id\":\"a\",\"name\":\"é\",\"integrations\":[\"SLACK\"],\"missing\":[]}\n";

    #[test]
    fn a_file_may_be_cut_off_anywhere() {
        let text = format!("{ROW}{}", ROW.replace("\"a\"", "\"b\""));
        for length in 0..=text.len() {
            let (rows, complete) = rows(&text.as_bytes()[..length]).expect("rows");
            let whole = [ROW.len(), text.len()];
            // A row without its line break is whole, too.
            let expected = whole.iter().filter(|end| length + 1 >= **end).count();
            assert_eq!(rows.len(), expected, "{length}");
            assert!(complete <= length);
        }
    }

    #[test]
    fn a_line_that_is_no_row_is_named() {
        for (line, text) in [
            (1, "PROJECT  ID\n".to_owned()),
            (2, format!("{ROW}{{\"id\":\"b\"{ROW}")),
            (1, "[\n".to_owned()),
            (1, "{\"id\":\"a\"}\n".to_owned()),
            (2, format!("{ROW}\u{fffd}\n{ROW}")),
        ] {
            assert_eq!(rows(text.as_bytes()).map(drop), Err(line), "{text}");
        }
    }

    #[test]
    fn a_row_with_an_error_is_no_result() {
        let text = r#"{"id":"a","integrations":[],"missing":[],"error":"403"}"#;
        assert_eq!(rows(text.as_bytes()).map(|(rows, _)| rows.len()), Ok(0));
    }

    #[test]
    fn a_row_answers_only_for_the_kinds_that_were_looked_for() {
        let row = r#"{"id":"b","integrations":[],"kinds":["third-party","log"]}"#;
        let (rows, _) = rows(format!("{ROW}{row}").as_bytes()).expect("rows");
        let resumed = Resumed {
            rows,
            ..Resumed::default()
        };
        let third_party = BTreeSet::from([Kind::ThirdParty]);
        let both = BTreeSet::from([Kind::ThirdParty, Kind::Log]);
        let is_known = |id, kinds| resumed.found(id, kinds).is_some();
        assert_eq!(["a", "b"].map(|id| is_known(id, &third_party)), [true; 2]);
        assert_eq!(["a", "b"].map(|id| is_known(id, &both)), [false, true]);
    }
}
