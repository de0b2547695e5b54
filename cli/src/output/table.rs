//! Tables, as aligned columns or comma-separated values.

use std::io::{self, Write};

use serde_json::Value;
use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

/// The gap between two columns.
const GAP: usize = 2;

/// Rows under a heading.
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

    /// Writes aligned columns, each as wide as its widest cell.
    pub(crate) fn write(&self, mut writer: impl Write) -> io::Result<()> {
        let widths: Vec<usize> = (0..self.heading.len())
            .map(|column| self.width(column))
            .collect();
        writeln!(writer, "{}", aligned(&self.heading, &widths))?;
        for row in &self.rows {
            writeln!(writer, "{}", aligned(row, &widths))?;
        }
        Ok(())
    }

    fn width(&self, column: usize) -> usize {
        let heading = self.heading.get(column).map(|name| name.width());
        let cells = self.rows.iter().filter_map(|row| row.get(column));
        let cells = cells.map(|cell| printable(cell).width());
        heading.into_iter().chain(cells).max().unwrap_or(0)
    }

    /// Writes comma-separated values (RFC 4180).
    pub(crate) fn write_csv(&self, writer: impl Write) -> io::Result<()> {
        let mut writer = csv::Writer::from_writer(writer);
        writer.write_record(&self.heading)?;
        for row in &self.rows {
            writer.write_record(row)?;
        }
        writer.flush()
    }
}

/// A line of cells, each padded to the width of its column.
pub(crate) fn aligned(cells: &[impl AsRef<str>], widths: &[usize]) -> String {
    let columns = cells.iter().zip(widths);
    let line: String = columns
        .map(|(cell, width)| padded(cell.as_ref(), *width))
        .collect();
    line.trim_end().to_owned()
}

/// A cell, padded to `width` and the gap that follows it.
pub(crate) fn padded(text: &str, width: usize) -> String {
    let mut cell = printable(text);
    let padding = width.saturating_sub(cell.width()) + GAP;
    cell.push_str(&" ".repeat(padding));
    cell
}

/// `text` in at most `width` columns, with an ellipsis where it was too long.
pub(crate) fn truncated(text: &str, width: usize) -> String {
    let text = printable(text);
    let mut columns = 0;
    let mut kept = String::new();
    for character in text.chars() {
        columns += character.width().unwrap_or(0);
        if columns > width {
            kept.pop();
            kept.push('…');
            break;
        }
        kept.push(character);
    }
    kept
}

/// `text` without control characters, which could otherwise reprogram the terminal.
pub(crate) fn printable(text: &str) -> String {
    text.replace(char::is_control, "\u{fffd}")
}

/// A JSON value as the text of a cell.
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
    fn columns_are_aligned_and_control_characters_replaced() {
        let text = written(|bytes| table().write(bytes));
        assert_eq!(
            text,
            "NAME        ID\n日本        1\na,\"b\"\u{fffd}[31m  22\n"
        );
    }

    #[test]
    fn values_are_quoted_where_necessary() {
        let text = written(|bytes| table().write_csv(bytes));
        assert_eq!(text, "NAME,ID\n日本,1\n\"a,\"\"b\"\"\u{1b}[31m\",22\n");
    }
}
