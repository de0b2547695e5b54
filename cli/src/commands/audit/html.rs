//! The rows of an audit as a page of HTML.

use std::io::{self, Write as _};

use super::row::Row;
use super::rules::{Rules, Verdict};
use crate::output::Writer;
use crate::output::html::{self, Matrix, State};

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
    let mut page_row = html::Row {
        name: row.name.clone(),
        id: row.id.clone(),
        problem: row.integrations.as_ref().err().cloned(),
        ..html::Row::default()
    };
    let present = row.integrations.iter().flatten();
    let present = present.map(|name| (name, State::Present));
    let missing = verdict.missing.iter().map(|name| (name, State::Missing));
    let forbidden = verdict.forbidden.iter().map(|name| (name, State::Unwanted));
    for (name, state) in present.chain(missing).chain(forbidden) {
        page_row.add(name, state, Vec::new());
    }
    page_row
}

/// Prints the page. `problem` says why rows are missing, if some are.
pub(super) fn print(
    matrix: &mut Matrix,
    problem: Option<&str>,
    writer: &mut Writer<'_>,
) -> io::Result<()> {
    matrix.note_incomplete(problem);
    let mut writer = io::BufWriter::new(writer);
    matrix.write(&mut writer)?;
    writer.flush()
}
