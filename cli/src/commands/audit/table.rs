//! The rows of an audit as a table.

use std::collections::BTreeSet;

use anstyle::{AnsiColor, Style};

use super::row::Row;
use super::rules::{Rules, Verdict};
use crate::output::table::{fitted, line, wrapped};
use crate::text::safe;

// The widths do not depend on the rows, since a row is printed before the later ones are known. What
// is wider sticks out or, on a terminal, is wrapped.
const NAME_WIDTH: usize = 28;
const ID_WIDTH: usize = 24;
const FINDING_WIDTH: usize = 22;
const INTEGRATIONS_WIDTH: usize = 40;

/// Aligned columns, with colors.
pub(super) struct TablePrinter {
    /// Whether there is a column for what is missing.
    has_missing: bool,
    /// Whether there is a column for what is forbidden.
    has_forbidden: bool,
    widths: Vec<usize>,
    is_terminal: bool,
}

impl TablePrinter {
    /// A table for a terminal of `width` columns, if it goes to one.
    pub(super) fn new(rules: &Rules, width: Option<usize>) -> Self {
        let (has_missing, has_forbidden) = (rules.has_required(), rules.has_forbidden());
        let mut natural = vec![NAME_WIDTH, ID_WIDTH];
        let mut least = vec![12, ID_WIDTH];
        for _ in [has_missing, has_forbidden].into_iter().filter(|has| *has) {
            natural.push(FINDING_WIDTH);
            least.push(12);
        }
        natural.push(INTEGRATIONS_WIDTH);
        least.push(16);
        Self {
            has_missing,
            has_forbidden,
            widths: match width {
                Some(width) => fitted(&natural, &least, width),
                None => natural,
            },
            is_terminal: width.is_some(),
        }
    }

    pub(super) fn heading(&self) -> String {
        let mut titles = vec!["PROJECT", "ID"];
        titles.extend(self.has_missing.then_some("MISSING"));
        titles.extend(self.has_forbidden.then_some("FORBIDDEN"));
        titles.push("INTEGRATIONS");
        let bold = Style::new().bold();
        let titles: Vec<_> = titles.into_iter().map(str::to_owned).collect();
        self.lines(&titles, &self.widths, &[bold; 5])
    }

    pub(super) fn row(&self, row: &Row, verdict: &Verdict) -> String {
        let plain = Style::new();
        let mut cells = vec![safe(&row.name).into_owned(), safe(&row.id).into_owned()];
        let mut styles = vec![plain, plain];
        let mut widths = self.widths.clone();
        match &row.integrations {
            Err(error) => {
                cells.push(safe(error).into_owned());
                styles.push(AnsiColor::Yellow.on_default());
                // An error takes all the columns that are left.
                let rest = widths.split_off(2);
                widths.push(rest.iter().sum::<usize>() + 2 * (rest.len() - 1));
            }
            Ok(found) => {
                let red = AnsiColor::Red.on_default();
                for (is_shown, names) in [
                    (self.has_missing, &verdict.missing),
                    (self.has_forbidden, &verdict.forbidden),
                ] {
                    if is_shown {
                        cells.push(names.join(", "));
                        styles.push(red);
                    }
                }
                cells.push(integrations_cell(found));
                styles.push(plain);
            }
        }
        self.lines(&cells, &widths, &styles)
    }

    fn lines(&self, cells: &[String], widths: &[usize], styles: &[Style]) -> String {
        let lines = match self.is_terminal {
            true => wrapped(cells, widths, styles),
            false => vec![line(cells, widths, styles)],
        };
        lines.join("\n")
    }
}

fn integrations_cell(found: &BTreeSet<String>) -> String {
    if found.is_empty() {
        return "-".to_owned();
    }
    let names: Vec<_> = found.iter().map(String::as_str).collect();
    safe(&names.join(", ")).into_owned()
}
