//! A report as one page of HTML that needs no other file: a matrix of projects and services.
//!
//! Every text from elsewhere is escaped, and the page's own policy lets a browser run no script but the
//! page's own and fetch nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::io::{self, Write};
use std::time::SystemTime;

use crate::text::{counted, safe};

const STYLE: &str = include_str!("html/style.css");
const SCRIPT: &str = include_str!("html/script.js");

/// The digest of the script, which is what the page's policy allows. A test compares the two.
const SCRIPT_DIGEST: &str = "sha256-c0WmhRPDTIYjGNVdm1JOySDkXmuHd3ITNTt46DWFhV0=";

/// A row a project, and a column a service.
#[derive(Debug)]
pub(crate) struct Matrix {
    title: &'static str,
    /// What was asked, and what the reader must know: a term, and what there is to say of it.
    facts: Vec<(&'static str, String)>,
    rows: Vec<Row>,
}

/// What is known of one project.
#[derive(Debug, Default)]
pub(crate) struct Row {
    pub(crate) name: String,
    pub(crate) id: String,
    /// By the name of the service.
    pub(crate) cells: BTreeMap<String, Cell>,
    /// Why something could not be read or done.
    pub(crate) problem: Option<String>,
}

/// What is known of one service in one project.
#[derive(Debug)]
pub(crate) struct Cell {
    pub(crate) state: State,
    pub(crate) details: Vec<String>,
}

/// The state of a service in a project. The page sorts them in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum State {
    /// It is not there, and should be.
    Missing,
    /// It is there, and should not be.
    Unwanted,
    /// It is there, but not as it should be.
    Different,
    /// It is not as it should be, and cannot be made so.
    Blocked,
    /// It could not be looked at.
    Unread,
    /// It is there, as it should be.
    Present,
}

impl State {
    const ALL: [Self; 6] = [
        Self::Missing,
        Self::Unwanted,
        Self::Different,
        Self::Blocked,
        Self::Unread,
        Self::Present,
    ];

    /// The word for it. It is also the class of its cells.
    fn word(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Unwanted => "unwanted",
            Self::Different => "different",
            Self::Blocked => "blocked",
            Self::Unread => "unread",
            Self::Present => "present",
        }
    }

    fn is_finding(self) -> bool {
        !matches!(self, Self::Unread | Self::Present)
    }
}

impl From<State> for Cell {
    fn from(state: State) -> Self {
        let details = Vec::new();
        Self { state, details }
    }
}

impl Row {
    /// Adds what is known of a service. Of several integrations of one type, the cell has the state that
    /// comes first, and the details of all.
    pub(crate) fn add(&mut self, service: &str, state: State, details: Vec<String>) {
        let cell = self.cells.entry(service.to_owned());
        let cell = cell.or_insert_with(|| state.into());
        cell.state = cell.state.min(state);
        cell.details.extend(details);
    }

    fn state(&self, service: &str) -> Option<State> {
        let unread = self.problem.as_ref().map(|_| State::Unread);
        self.cells.get(service).map(|cell| cell.state).or(unread)
    }

    fn has_finding(&self) -> bool {
        self.cells.values().any(|cell| cell.state.is_finding())
    }

    /// What the page's filter goes by.
    fn kinds(&self) -> &'static str {
        match (self.has_finding(), self.problem.is_some()) {
            (true, true) => "finding problem",
            (true, false) => "finding",
            (false, true) => "problem",
            (false, false) => "fine",
        }
    }
}

impl Matrix {
    pub(crate) fn new(title: &'static str) -> Self {
        let created = httpdate::fmt_http_date(SystemTime::now());
        Self {
            title,
            facts: vec![("Created", created)],
            rows: Vec::new(),
        }
    }

    /// Adds something to say above the matrix.
    pub(crate) fn note(&mut self, term: &'static str, text: impl Into<String>) {
        self.facts.push((term, text.into()));
    }

    /// Says above the matrix why rows are missing, if some are.
    pub(crate) fn note_incomplete(&mut self, problem: Option<&str>) {
        if let Some(problem) = problem {
            self.note("Incomplete", problem);
        }
    }

    pub(crate) fn push(&mut self, row: Row) {
        self.rows.push(row);
    }

    /// Writes the page, its rows sorted by the projects' names.
    pub(crate) fn write(&mut self, writer: &mut impl Write) -> io::Result<()> {
        self.rows
            .sort_by(|one, other| (&one.name, &one.id).cmp(&(&other.name, &other.id)));
        let title = self.title;
        write!(
            writer,
            "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; \
             style-src 'unsafe-inline'; script-src '{SCRIPT_DIGEST}'; base-uri 'none'; \
             form-action 'none'\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta name=\"color-scheme\" content=\"light dark\">\n\
             <title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<h1>{title}</h1>\n"
        )?;
        self.write_facts(writer)?;
        write_controls(writer)?;
        self.write_table(writer)?;
        write!(writer, "<script>\n{SCRIPT}</script>\n</body>\n</html>\n")
    }

    fn write_facts(&self, writer: &mut impl Write) -> io::Result<()> {
        writeln!(writer, "<dl>")?;
        let counts = ("Result", self.counts());
        for (term, text) in self.facts.iter().chain([&counts]) {
            writeln!(writer, "<dt>{term}</dt><dd>{}</dd>", Escaped(text))?;
        }
        writeln!(writer, "</dl>")
    }

    fn counts(&self) -> String {
        let with = |is: &dyn Fn(&Row) -> bool| self.rows.iter().filter(|row| is(row)).count();
        let findings = with(&Row::has_finding);
        let problems = with(&|row: &Row| row.problem.is_some());
        format!(
            "{}, {findings} with findings, {problems} with problems",
            counted(self.rows.len(), "project")
        )
    }

    fn write_table(&self, writer: &mut impl Write) -> io::Result<()> {
        let services: BTreeSet<&str> = self
            .rows
            .iter()
            .flat_map(|row| row.cells.keys().map(String::as_str))
            .collect();
        let has_problems = self.rows.iter().any(|row| row.problem.is_some());
        writer.write_all(b"<table>\n<thead>\n<tr>")?;
        let titles = ["Project", "ID"]
            .into_iter()
            .chain(services.iter().copied());
        for title in titles.chain(has_problems.then_some("Problem")) {
            write!(writer, "<th scope=\"col\">{}</th>", Escaped(title))?;
        }
        writer.write_all(b"</tr>\n</thead>\n<tbody>\n")?;
        for row in &self.rows {
            write_row(writer, row, &services, has_problems)?;
        }
        writer.write_all(b"</tbody>\n<tfoot>\n")?;
        for state in State::ALL {
            self.write_totals(writer, state, &services, has_problems)?;
        }
        writer.write_all(b"</tfoot>\n</table>\n")
    }

    /// In how many projects each service is in this state, if there is any.
    fn write_totals(
        &self,
        writer: &mut impl Write,
        state: State,
        services: &BTreeSet<&str>,
        has_problems: bool,
    ) -> io::Result<()> {
        let count = |service: &&str| {
            let rows = self.rows.iter();
            rows.filter(|row| row.state(service) == Some(state)).count()
        };
        let totals: Vec<_> = services.iter().map(count).collect();
        if totals.iter().all(|total| *total == 0) {
            return Ok(());
        }
        let word = state.word();
        write!(writer, "<tr><th scope=\"row\" colspan=\"2\">{word}</th>")?;
        for total in totals {
            write!(writer, "<td>{total}</td>")?;
        }
        writer.write_all(if has_problems {
            b"<td></td></tr>\n"
        } else {
            b"</tr>\n"
        })
    }
}

fn write_controls(writer: &mut impl Write) -> io::Result<()> {
    writer.write_all(
        b"<form hidden>\n\
          <label>Search <input type=\"search\" autocomplete=\"off\"></label>\n\
          <label>Show <select>\n\
          <option value=\"\">all projects</option>\n\
          <option value=\"finding\">projects with findings</option>\n\
          <option value=\"problem\">projects with problems</option>\n\
          <option value=\"fine\">the other projects</option>\n\
          </select></label>\n\
          <output></output>\n</form>\n",
    )
}

fn write_row(
    writer: &mut impl Write,
    row: &Row,
    services: &BTreeSet<&str>,
    has_problems: bool,
) -> io::Result<()> {
    write!(
        writer,
        "<tr data-kinds=\"{}\"><th scope=\"row\"><bdi>{}</bdi></th><td><code>{}</code></td>",
        row.kinds(),
        Escaped(&row.name),
        Escaped(&row.id)
    )?;
    for service in services {
        match row.state(service) {
            Some(state) => {
                let (word, rank) = (state.word(), state as u8);
                write!(writer, "<td class=\"{word}\" data-rank=\"{rank}\">{word}")?;
                let details = row.cells.get(*service).map(|cell| &cell.details);
                write_details(writer, details.into_iter().flatten())?;
                writer.write_all(b"</td>")?;
            }
            None => writer.write_all(b"<td></td>")?,
        }
    }
    if has_problems {
        let problem = row.problem.as_deref().unwrap_or_default();
        write!(writer, "<td class=\"text\">{}</td>", Escaped(problem))?;
    }
    writer.write_all(b"</tr>\n")
}

fn write_details<'a>(
    writer: &mut impl Write,
    details: impl Iterator<Item = &'a String>,
) -> io::Result<()> {
    let mut details = details.peekable();
    if details.peek().is_none() {
        return Ok(());
    }
    writer.write_all(b"<ul>")?;
    for detail in details {
        write!(writer, "<li>{}</li>", Escaped(detail))?;
    }
    writer.write_all(b"</ul>")
}

/// Text from elsewhere, as text of the page and nothing else.
struct Escaped<'a>(&'a str);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for character in safe(self.0).chars() {
            match character {
                '&' => f.write_str("&amp;")?,
                '<' => f.write_str("&lt;")?,
                '>' => f.write_str("&gt;")?,
                '"' => f.write_str("&quot;")?,
                '\'' => f.write_str("&#39;")?,
                other => fmt::Write::write_char(f, other)?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
