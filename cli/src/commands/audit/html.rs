//! The rows of an audit as a page of HTML.

use std::collections::BTreeMap;
use std::io::{self, Write as _};

use super::row::Row;
use super::rules::{Rules, Verdict};
use crate::output::html::{self, Cell, Matrix, State};

/// An empty page, which says what is asked of the projects.
pub(super) fn matrix(rules: &Rules) -> Matrix {
    let mut matrix = Matrix::new("Audit of integrations");
    if rules.has_required() {
        matrix.note("Required", rules.required());
    }
    if rules.has_forbidden() {
        matrix.note("Forbidden", rules.forbidden());
    }
    matrix
}

pub(super) fn row(row: &Row, verdict: &Verdict) -> html::Row {
    let mut cells: BTreeMap<String, Cell> = BTreeMap::new();
    let mut add = |names: &mut dyn Iterator<Item = &String>, state: State| {
        cells.extend(names.map(|name| (name.clone(), state.into())));
    };
    add(&mut row.integrations.iter().flatten(), State::Present);
    add(&mut verdict.missing.iter(), State::Missing);
    add(&mut verdict.forbidden.iter(), State::Unwanted);
    html::Row {
        name: row.name.clone(),
        id: row.id.clone(),
        cells,
        problem: row.integrations.as_ref().err().cloned(),
    }
}

/// Prints the page. `problem` says why rows are missing, if some are.
pub(super) fn print(matrix: &mut Matrix, problem: Option<&str>) -> io::Result<()> {
    if let Some(problem) = problem {
        matrix.note("Incomplete", problem);
    }
    let mut stdout = io::BufWriter::new(io::stdout().lock());
    matrix.write(&mut stdout)?;
    stdout.flush()
}
