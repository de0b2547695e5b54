//! Comma-separated values that are safe to open in a spreadsheet.

use std::io::{self, Write};

use crate::text::safe;

/// Writes records (RFC 4180).
pub(crate) struct CsvWriter<W: Write>(csv::Writer<W>);

impl<W: Write> CsvWriter<W> {
    pub(crate) fn new(writer: W) -> Self {
        Self(csv::Writer::from_writer(writer))
    }

    /// Writes a record, and flushes it, so that a reader sees it at once.
    pub(crate) fn write<'a>(&mut self, cells: impl IntoIterator<Item = &'a str>) -> io::Result<()> {
        self.0.write_record(cells.into_iter().map(cell))?;
        self.0.flush()
    }
}

/// A cell, with an apostrophe before what a spreadsheet would take for a formula.
fn cell(text: &str) -> String {
    let text = safe(text);
    match is_formula(&text) {
        true => format!("'{text}"),
        false => text.into_owned(),
    }
}

/// The text of a cell, without that apostrophe.
pub(crate) fn unguarded(cell: &str) -> &str {
    let text = cell.strip_prefix('\'');
    text.filter(|text| is_formula(text)).unwrap_or(cell)
}

fn is_formula(text: &str) -> bool {
    let is_number = text.parse::<f64>().is_ok();
    let first = text.trim_start().chars().next();
    let signs = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];
    !is_number && first.is_some_and(|first| signs.contains(&first))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_formula_is_text_and_a_number_is_a_number() {
        for (text, expected) in [
            ("=1+2", "'=1+2"),
            (" @SUM(A1)", "' @SUM(A1)"),
            ("-2+3", "'-2+3"),
            ("-2.5", "-2.5"),
            ("a=b", "a=b"),
            ("\t=1", "\u{fffd}=1"),
            ("", ""),
        ] {
            assert_eq!(cell(text), expected);
            assert_eq!(unguarded(expected), text.replace('\t', "\u{fffd}"));
        }
    }

    #[test]
    fn values_are_quoted_where_necessary() {
        let mut bytes = Vec::new();
        CsvWriter::new(&mut bytes)
            .write(["日本", "a,\"b\"\u{1b}[31m"])
            .expect("writes");
        assert_eq!(
            String::from_utf8(bytes).expect("text"),
            "日本,\"a,\"\"b\"\"\u{fffd}[31m\"\n"
        );
    }
}
