//! Tables of aligned columns.

use std::io::{self, Write};

use anstyle::Style;
use textwrap::{WordSplitter, WrapAlgorithm};
use unicode_width::UnicodeWidthStr as _;

use crate::text::safe;

/// The gap between two columns.
const GAP: usize = 2;

/// The widest that a column is made where nothing limits the width; a longer cell sticks out.
const WIDEST: usize = 48;

/// The longest word that a column is kept wide enough for: an ID has 24 digits.
const LONGEST_WORD: usize = 24;

/// How many lines of a cell a terminal shows.
const MAX_LINES: usize = 6;

/// Rows under a heading.
pub(crate) struct Table {
    heading: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    pub(crate) fn new<T: Into<String>>(heading: impl IntoIterator<Item = T>) -> Self {
        Self {
            heading: heading.into_iter().map(Into::into).collect(),
            rows: Vec::new(),
        }
    }

    pub(crate) fn push(&mut self, row: impl IntoIterator<Item = String>) {
        let row = row.into_iter().map(|cell| safe(&cell).into_owned());
        self.rows.push(row.collect());
    }

    /// Writes the table. On a terminal of `width` columns, cells are wrapped to fit.
    pub(crate) fn write(&self, writer: &mut impl Write, width: Option<usize>) -> io::Result<()> {
        let natural = self.columns(|cell| cell.width().min(WIDEST));
        let Some(width) = width else {
            return self.write_rows(writer, |row| vec![line(row, &natural, &[])]);
        };
        let least = self.columns(|cell| longest_word(cell).min(LONGEST_WORD));
        let widths = fitted(&natural, &least, width);
        self.write_rows(writer, |row| wrapped(row, &widths, &[]))
    }

    fn write_rows(
        &self,
        writer: &mut impl Write,
        lines: impl Fn(&[String]) -> Vec<String>,
    ) -> io::Result<()> {
        for row in std::iter::once(&self.heading).chain(&self.rows) {
            for line in lines(row) {
                writeln!(writer, "{line}")?;
            }
        }
        Ok(())
    }

    /// The largest measure of the cells of each column.
    fn columns(&self, measure: impl Fn(&str) -> usize) -> Vec<usize> {
        let mut widths: Vec<_> = self.heading.iter().map(|title| measure(title)).collect();
        for row in &self.rows {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = measure(cell).max(*width);
            }
        }
        widths
    }
}

fn longest_word(text: &str) -> usize {
    let words = text.split(' ').map(unicode_width::UnicodeWidthStr::width);
    words.max().unwrap_or(0)
}

/// The widths of the columns so that a row fits into `width`: the widest columns are made narrower
/// first, if possible to no less than `least`.
pub(crate) fn fitted(natural: &[usize], least: &[usize], width: usize) -> Vec<usize> {
    let mut widths = natural.to_vec();
    let gaps = GAP * widths.len().saturating_sub(1);
    for least in [least, &vec![1; widths.len()]] {
        while widths.iter().sum::<usize>() + gaps > width {
            let shrinkable = widths.iter_mut().zip(least);
            let shrinkable = shrinkable.filter(|(width, least)| **width > **least);
            match shrinkable.map(|(width, _)| width).max() {
                Some(widest) => *widest -= 1,
                None => break,
            }
        }
    }
    widths
}

/// The lines of a row whose cells are wrapped to the widths of their columns, in the styles of these.
pub(crate) fn wrapped(row: &[String], widths: &[usize], styles: &[Style]) -> Vec<String> {
    let cells: Vec<_> = row
        .iter()
        .zip(widths)
        .map(|(cell, width)| wrapped_cell(cell, *width))
        .collect();
    let height = cells.iter().map(Vec::len).max().unwrap_or(0);
    let lines = (0..height).map(|index| {
        let cells = cells.iter().map(|lines| lines.get(index));
        let cells: Vec<_> = cells
            .map(|cell| cell.cloned().unwrap_or_default())
            .collect();
        line(&cells, widths, styles)
    });
    lines.collect()
}

fn wrapped_cell(cell: &str, width: usize) -> Vec<String> {
    let options = textwrap::Options::new(width.max(1))
        .wrap_algorithm(WrapAlgorithm::FirstFit)
        .word_splitter(WordSplitter::NoHyphenation);
    // No more of a very long cell is looked at than can be shown.
    let end = cell.char_indices().nth((MAX_LINES + 1) * width.max(1));
    let shown = end.map_or(cell, |(end, _)| cell.get(..end).unwrap_or(cell));
    let mut lines: Vec<_> = textwrap::wrap(shown, options)
        .into_iter()
        .map(|line| line.into_owned())
        .collect();
    if lines.len() > MAX_LINES {
        lines.truncate(MAX_LINES - 1);
        lines.push("…".to_owned());
    }
    lines
}

/// A line of cells, each padded to the width of its column. A column without a style is plain.
pub(crate) fn line(cells: &[String], widths: &[usize], styles: &[Style]) -> String {
    let mut line = String::new();
    // Padding goes before the next cell that has text, so that no line ends with it.
    let mut pending = 0;
    for (index, cell) in cells.iter().enumerate() {
        let width = widths.get(index).copied().unwrap_or_default();
        if !cell.is_empty() {
            let style = styles.get(index).copied().unwrap_or_default();
            line.push_str(&" ".repeat(pending));
            line.push_str(&format!("{style}{cell}{style:#}"));
            pending = 0;
        }
        pending += width.saturating_sub(cell.width()) + GAP;
    }
    line
}

/// The width of the terminal that standard output is, if it is one.
pub(crate) fn terminal_width() -> Option<usize> {
    let (width, _) = terminal_size::terminal_size_of(io::stdout())?;
    Some(usize::from(width.0).max(20))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(table: &Table, width: Option<usize>) -> String {
        let mut bytes = Vec::new();
        table.write(&mut bytes, width).expect("writes");
        String::from_utf8(bytes).expect("text")
    }

    fn table(rows: &[[&str; 2]]) -> Table {
        let mut table = Table::new(["NAME", "ID"]);
        for row in rows {
            table.push(row.map(str::to_owned));
        }
        table
    }

    #[test]
    fn columns_are_aligned_and_unsafe_characters_replaced() {
        let table = table(&[["日本", "1"], ["a\u{1b}[31m\u{202e}", "22"]]);
        assert_eq!(
            written(&table, None),
            "NAME     ID\n日本     1\na\u{fffd}[31m\u{fffd}  22\n"
        );
    }

    #[test]
    fn a_very_long_cell_is_whole_in_a_pipe_and_widens_no_other_row() {
        let long = "x".repeat(100_000);
        let text = written(&table(&[[&long, "1"], ["a", "2"]]), None);
        let lines: Vec<_> = text.lines().collect();
        assert!(lines[1].starts_with(&long));
        assert_eq!(lines[2], format!("a{}2", " ".repeat(WIDEST + GAP - 1)));
    }

    #[test]
    fn a_cell_is_cut_only_if_it_has_too_many_lines() {
        let cell = "x".repeat(MAX_LINES * 10);
        let whole = wrapped_cell(&cell, 10);
        assert_eq!(whole, vec!["x".repeat(10); MAX_LINES]);
        let cut = wrapped_cell(&format!("{cell}x"), 10);
        assert_eq!(cut.len(), MAX_LINES);
        assert_eq!(cut.last().map(String::as_str), Some("…"));
        assert!(wrapped_cell("", 0).concat().is_empty());
    }

    #[test]
    fn the_widest_column_is_narrowed_first_and_as_a_last_resort_within_words() {
        for (least, width, expected) in [
            ([5, 5, 5], 39, [5, 10, 20]),
            ([5, 5, 5], 38, [5, 10, 19]),
            ([5, 5, 5], 28, [5, 10, 9]),
            ([5, 2, 18], 32, [5, 5, 18]),
            ([5, 10, 20], 38, [5, 10, 19]),
            ([5, 10, 20], 3, [1, 1, 1]),
        ] {
            assert_eq!(fitted(&[5, 10, 20], &least, width), expected, "{width}");
        }
    }

    #[test]
    fn on_a_terminal_cells_are_wrapped_between_words() {
        let id = "32b6e34b3d91647abb20e7b8";
        let text = written(&table(&[["one two three four", id]]), Some(36));
        assert_eq!(
            text,
            "NAME        ID\none two     32b6e34b3d91647abb20e7b8\nthree four\n"
        );
        let long = "x".repeat(100_000);
        let text = written(&table(&[[&long, id]]), Some(80));
        assert!(text.lines().count() < 10);
        assert!(text.lines().all(|line| line.width() <= 80), "{text}");
    }
}
