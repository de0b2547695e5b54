//! The report of an audit: rows, a progress bar, and a summary.

use std::collections::BTreeSet;
use std::io;

use super::printer::Printer;
use super::row::Row;
use super::rules::Rules;
use super::summary::Summary;
use crate::args::AuditArgs;
use crate::error::CliResult;
use crate::exit::Exit;
use crate::integration::Kind;
use crate::output::progress::Progress;

pub(super) struct Report<'a> {
    rules: Rules,
    printer: Printer<'a>,
    /// The rows that are printed at the end, if they are to be sorted.
    unsorted: Option<Vec<Row>>,
    /// Whether the reader of the output is still there. Without one, the audit goes on, since the exit
    /// code tells what it finds.
    has_reader: bool,
    progress: Progress,
    summary: Summary,
}

impl<'a> Report<'a> {
    /// Prints what comes before the first row.
    pub(super) fn new(args: &'a AuditArgs, rules: Rules) -> CliResult<Self> {
        let mut report = Self {
            printer: Printer::new(args.output, args.output_file.path(), &rules),
            rules,
            unsorted: args.sort.then(Vec::new),
            has_reader: true,
            progress: Progress::new(),
            summary: Summary::default(),
        };
        let started = report.printer.start();
        report.wrote(started)?;
        Ok(report)
    }

    /// The kinds of integrations to list.
    pub(super) fn kinds(&self) -> BTreeSet<Kind> {
        self.rules.kinds()
    }

    /// Sets how many projects there are: those of an earlier run, and those to query.
    pub(super) fn expect(&mut self, resumed: usize, queried: usize) {
        self.summary.expected = Some(resumed + queried);
        self.progress.set_total(queried);
    }

    /// Adds a row of an earlier run, which is printed unless the output has it already.
    pub(super) fn add_resumed(&mut self, row: Row, is_printed: bool) -> CliResult<()> {
        self.count(&row);
        if is_printed { Ok(()) } else { self.print(row) }
    }

    /// Adds a row.
    pub(super) fn add(&mut self, row: Row) -> CliResult<()> {
        self.count(&row);
        self.progress.increment();
        self.print(row)
    }

    fn count(&mut self, row: &Row) {
        self.summary.add(row, &self.rules.judge(row));
    }

    fn print(&mut self, row: Row) -> CliResult<()> {
        match &mut self.unsorted {
            Some(rows) => {
                rows.push(row);
                Ok(())
            }
            None => self.print_now(&row),
        }
    }

    fn print_now(&mut self, row: &Row) -> CliResult<()> {
        if !self.has_reader {
            return Ok(());
        }
        let verdict = self.rules.judge(row);
        let printer = &mut self.printer;
        let printed = self.progress.suspend(|| printer.print(row, &verdict));
        self.wrote(printed)
    }

    fn wrote(&mut self, outcome: io::Result<()>) -> CliResult<()> {
        match outcome {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                self.has_reader = false;
                Ok(())
            }
            outcome => Ok(outcome?),
        }
    }

    /// Prints what is left: the sorted rows, what comes after the last row, and the summary. `end` is
    /// how the audit ended. Returns the exit code that reports what was found.
    pub(super) fn finish(mut self, end: &CliResult) -> CliResult {
        self.progress.finish();
        let mut rows = self.unsorted.take().unwrap_or_default();
        rows.sort_by(|one, other| (&one.name, &one.id).cmp(&(&other.name, &other.id)));
        for row in &rows {
            self.print_now(row)?;
        }
        let is_interrupted = matches!(end, Ok(Exit::Interrupted));
        if self.has_reader {
            let problem = match end {
                Ok(_) => is_interrupted.then(|| self.summary.interruption()),
                Err(error) => Some(error.to_string()),
            };
            let ended = self.printer.end(problem.as_deref());
            self.wrote(ended)?;
        }
        self.printer.finish()?;
        self.summary.print(&self.rules, is_interrupted);
        Ok(self.summary.exit())
    }
}
