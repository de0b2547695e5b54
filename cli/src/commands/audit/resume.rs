//! `--resume`: the output of an earlier audit.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::args::AuditFormat;
use crate::error::{CliError, CliResult};

/// What an earlier audit found.
#[derive(Default)]
pub(super) struct Resumed {
    path: PathBuf,
    /// The integrations of each project that it lists without an error.
    rows: HashMap<String, BTreeSet<String>>,
    /// Whether the output of this audit is appended to the file.
    pub(super) is_appended_to: bool,
}

/// A row of `--output jsonl`.
#[derive(Deserialize)]
struct Row {
    id: String,
    #[serde(default)]
    integrations: Option<BTreeSet<String>>,
    #[serde(default)]
    error: Option<String>,
}

impl Resumed {
    /// Reads the file. If the output of this audit, in `format`, is appended to it, an incomplete line
    /// at its end is removed first.
    pub(super) fn read(path: &Path, format: AuditFormat) -> CliResult<Self> {
        let file = path.display();
        let fail = |error: io::Error| CliError::usage(format!("--resume: {file}: {error}"));
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

    pub(super) fn integrations(&self, id: &str) -> Option<&BTreeSet<String>> {
        self.rows.get(id)
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
fn rows(bytes: &[u8]) -> Result<(HashMap<String, BTreeSet<String>>, usize), usize> {
    let mut rows = HashMap::new();
    let mut complete = 0;
    for (index, line) in bytes.split_inclusive(|byte| *byte == b'\n').enumerate() {
        match parse(line) {
            Some(Row {
                id,
                integrations: Some(found),
                error: None,
            }) => {
                rows.insert(id, found);
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

/// Whether standard output is this file.
#[cfg(unix)]
fn is_stdout(path: &Path) -> bool {
    use std::os::fd::AsFd as _;
    use std::os::unix::fs::MetadataExt as _;

    let stdout = io::stdout().as_fd().try_clone_to_owned();
    let stdout = stdout.and_then(|descriptor| fs::File::from(descriptor).metadata());
    match (stdout, fs::metadata(path)) {
        (Ok(stdout), Ok(file)) => {
            file.is_file() && (stdout.dev(), stdout.ino()) == (file.dev(), file.ino())
        }
        _ => false,
    }
}

#[cfg(not(unix))]
fn is_stdout(_: &Path) -> bool {
    false
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
}
