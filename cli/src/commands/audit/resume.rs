//! `--resume`: the output of an earlier audit.

use std::collections::HashSet;
use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::path::Path;

use serde_json::Value;

use crate::error::{CliError, CliResult};

/// The IDs of the projects that an earlier output lists without an error.
pub(super) fn completed_ids(path: &Path) -> CliResult<HashSet<String>> {
    let unreadable =
        |error| CliError::usage(format!("--resume: cannot read {}: {error}", path.display()));
    let mut ids = HashSet::new();
    for line in BufReader::new(File::open(path).map_err(unreadable)?).lines() {
        ids.extend(completed_id(&line.map_err(unreadable)?));
    }
    Ok(ids)
}

fn completed_id(line: &str) -> Option<String> {
    // A line that is not JSON is skipped: an interrupted audit may leave its last line incomplete.
    let row: Value = serde_json::from_str(line).ok()?;
    let failed = row.get("error").is_some_and(|error| !error.is_null());
    let id = row.get("id").and_then(Value::as_str);
    id.filter(|_| !failed).map(str::to_owned)
}
