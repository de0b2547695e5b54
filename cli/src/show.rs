//! Tables and comma-separated values.

use std::io::{self, Write};

use serde_json::Value;
use unicode_width::UnicodeWidthStr as _;

/// Rows under a heading, of which the last cell may be of any width.
pub(crate) struct Table {
    heading: Vec<&'static str>,
    rows: Vec<Vec<String>>,
}

impl Table {
    pub(crate) fn new(heading: &[&'static str]) -> Self {
        Self {
            heading: heading.to_vec(),
            rows: Vec::new(),
        }
    }

    pub(crate) fn push(&mut self, row: impl IntoIterator<Item = String>) {
        self.rows.push(row.into_iter().collect());
    }

    /// Writes the table, its columns as wide as they must be.
    pub(crate) fn write(&self, mut to: impl Write) -> io::Result<()> {
        let widths: Vec<usize> = self
            .heading
            .iter()
            .enumerate()
            .map(|(column, heading)| {
                let cells = self.rows.iter().filter_map(|row| row.get(column));
                let widest = cells.map(|cell| visible(cell).width()).max();
                widest.unwrap_or(0).max(heading.width())
            })
            .collect();
        let heading: Vec<_> = self.heading.iter().map(|name| (*name).to_owned()).collect();
        for row in std::iter::once(&heading).chain(&self.rows) {
            writeln!(to, "{}", line(row, &widths))?;
        }
        Ok(())
    }

    /// Writes the rows as comma-separated values (RFC 4180).
    pub(crate) fn write_csv(&self, to: impl Write) -> io::Result<()> {
        let mut writer = csv::Writer::from_writer(to);
        writer.write_record(&self.heading)?;
        for row in &self.rows {
            writer.write_record(row)?;
        }
        writer.flush()
    }
}

/// A line of cells, padded to their columns' widths.
pub(crate) fn line(cells: &[String], widths: &[usize]) -> String {
    let mut line = String::new();
    for (cell, width) in cells.iter().zip(widths) {
        let cell = visible(cell);
        let padding = width.saturating_sub(cell.width());
        line.push_str(&cell);
        line.push_str(&" ".repeat(padding + 2));
    }
    line.trim_end().to_owned()
}

/// `text` without the control characters, which a terminal would obey.
pub(crate) fn visible(text: &str) -> String {
    text.chars()
        .map(|letter| {
            if letter.is_control() {
                '\u{fffd}'
            } else {
                letter
            }
        })
        .collect()
}

/// A JSON value in a cell.
pub(crate) fn cell(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Table {
        let mut table = Table::new(&["NAME", "ID"]);
        table.push(["日本".to_owned(), "1".to_owned()]);
        table.push(["a,\"b\"\u{1b}[31m".to_owned(), "22".to_owned()]);
        table
    }

    fn written(write: impl FnOnce(&mut Vec<u8>) -> io::Result<()>) -> String {
        let mut bytes = Vec::new();
        write(&mut bytes).expect("writes");
        String::from_utf8(bytes).expect("text")
    }

    #[test]
    fn columns_are_as_wide_as_they_look_and_nothing_is_obeyed() {
        let text = written(|to| table().write(to));
        assert_eq!(
            text,
            "NAME        ID\n日本        1\na,\"b\"\u{fffd}[31m  22\n"
        );
    }

    #[test]
    fn values_are_quoted_where_they_must() {
        let text = written(|to| table().write_csv(to));
        assert_eq!(text, "NAME,ID\n日本,1\n\"a,\"\"b\"\"\u{1b}[31m\",22\n");
    }
}
