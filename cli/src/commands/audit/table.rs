//! The rows of an audit as a table.

use std::collections::BTreeSet;
use std::io::{self, Write as _};

use anstyle::{AnsiColor, Style};

use super::row::Row;
use super::rules::{Rules, Verdict};
use crate::output::table::{fitted, line, terminal_width, wrapped};
use crate::text::safe;

// The widths do not depend on the rows, since a row is printed before the later ones are known. What
// is wider sticks out or, on a terminal, is wrapped.
const NAME_WIDTH: usize = 28;
const ID_WIDTH: usize = 24;
const FINDING_WIDTH: usize = 22;
const INTEGRATIONS_WIDTH: usize = 40;

/// Prints aligned columns, in color if standard output is a terminal.
pub(super) struct TablePrinter {
    stdout: anstream::AutoStream<io::Stdout>,
    /// Whether there is a column for what is missing.
    has_missing: bool,
    /// Whether there is a column for what is forbidden.
    has_forbidden: bool,
    widths: Vec<usize>,
    is_terminal: bool,
}

impl TablePrinter {
    pub(super) fn new(rules: &Rules) -> Self {
        let (has_missing, has_forbidden) = (rules.has_required(), rules.has_forbidden());
        let mut natural = vec![NAME_WIDTH, ID_WIDTH];
        let mut least = vec![12, ID_WIDTH];
        for _ in [has_missing, has_forbidden].into_iter().filter(|has| *has) {
            natural.push(FINDING_WIDTH);
            least.push(12);
        }
        natural.push(INTEGRATIONS_WIDTH);
        least.push(16);
        let terminal = terminal_width();
        Self {
            stdout: anstream::stdout(),
            has_missing,
            has_forbidden,
            widths: match terminal {
                Some(width) => fitted(&natural, &least, width),
                None => natural,
            },
            is_terminal: terminal.is_some(),
        }
    }

    pub(super) fn print_heading(&mut self) -> io::Result<()> {
        let mut titles = vec!["PROJECT", "ID"];
        titles.extend(self.has_missing.then_some("MISSING"));
        titles.extend(self.has_forbidden.then_some("FORBIDDEN"));
        titles.push("INTEGRATIONS");
        let bold = Style::new().bold();
        let titles: Vec<_> = titles.into_iter().map(str::to_owned).collect();
        self.write(&titles, &self.widths.clone(), &[bold; 5])
    }

    pub(super) fn print(&mut self, row: &Row, verdict: &Verdict) -> io::Result<()> {
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
        self.write(&cells, &widths, &styles)
    }

    fn write(&mut self, cells: &[String], widths: &[usize], styles: &[Style]) -> io::Result<()> {
        let lines = match self.is_terminal {
            true => wrapped(cells, widths, styles),
            false => vec![line(cells, widths, styles)],
        };
        writeln!(self.stdout, "{}", lines.join("\n"))?;
        self.stdout.flush()
    }
}

fn integrations_cell(found: &BTreeSet<String>) -> String {
    if found.is_empty() {
        return "-".to_owned();
    }
    let names: Vec<_> = found.iter().map(String::as_str).collect();
    safe(&names.join(", ")).into_owned()
}
