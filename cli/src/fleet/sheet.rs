//! An export as comma-separated values: a row for each integration, a column for each property.
//!
//! A cell is the text of a string, `env:NAME` for a reference, and JSON for anything else. A string that
//! would be read as something else is JSON, too, so that what is written is what is read.

use std::io::{self, Write};

use indexmap::{IndexMap, IndexSet};
use serde_json::Value;
use serde_json::value::{RawValue, to_raw_value};

use super::document::{Document, RuleDocument};
use super::export::Export;
use super::reference::Reference;
use crate::integration::Fields;
use crate::json::Json;
use crate::output::csv::{CsvWriter, unguarded};
use crate::text::{is_unsafe, safe_json};

/// The columns before those of the properties.
const HEADING: [&str; 4] = ["project", "project_id", "type", "error"];

/// What comes before the name of an environment variable.
const VARIABLE: &str = "env:";

/// Exports on their way to a file. They are written at the end, when all properties are known.
#[derive(Default)]
pub(crate) struct Sheet {
    properties: IndexSet<String>,
    rows: Vec<Row>,
}

struct Row {
    /// The cells below [`HEADING`].
    heading: [String; HEADING.len()],
    /// The cells of the properties, with the positions of their columns.
    cells: Vec<(usize, String)>,
}

impl Sheet {
    /// Adds a row for each integration; one for a project that has none or could not be read.
    pub(crate) fn push(&mut self, export: &Export) {
        let heading = |name: &str| {
            let project = &export.project;
            let error = export.error.clone().unwrap_or_default();
            [
                project.name.clone(),
                project.id.clone(),
                name.to_owned(),
                error,
            ]
        };
        if export.integrations.is_empty() {
            self.rows.push(Row {
                heading: heading(""),
                cells: Vec::new(),
            });
        }
        for integration in &export.integrations {
            let cells = integration.settings().map(|(name, value)| {
                let (position, _) = self.properties.insert_full(name.to_owned());
                (position, written(value))
            });
            self.rows.push(Row {
                cells: cells.collect(),
                heading: heading(integration.type_name()),
            });
        }
    }

    pub(crate) fn write(&self, writer: impl Write) -> io::Result<()> {
        let mut csv = CsvWriter::new(writer);
        let names: Vec<_> = self.properties.iter().map(|name| text(name)).collect();
        let names = names.iter().map(String::as_str);
        csv.write(HEADING.into_iter().chain(names))?;
        for row in &self.rows {
            let cell = |position| {
                let mut cells = row.cells.iter();
                let cell = cells.find(|(column, _)| *column == position);
                cell.map_or("", |(_, text)| text.as_str())
            };
            let cells = (0..self.properties.len()).map(cell);
            csv.write(row.heading.iter().map(String::as_str).chain(cells))?;
        }
        Ok(())
    }
}

/// A rule for each project, or the number of a line that cannot be read. `None` if the text does not
/// begin like such a file.
pub(super) fn parse(text: &str) -> Option<Result<Document, u64>> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let heading = reader.headers().ok()?.clone();
    if !heading.iter().take(HEADING.len()).eq(HEADING) {
        return None;
    }
    let properties: Vec<_> = heading.iter().skip(HEADING.len()).map(name).collect();
    Some(rules(reader, &properties))
}

fn rules(mut reader: csv::Reader<&[u8]>, properties: &[String]) -> Result<Document, u64> {
    let mut unread = Vec::new();
    let mut rules: IndexMap<String, RuleDocument> = IndexMap::new();
    for record in reader.records() {
        let record = record.map_err(|error| error.position().map_or(0, csv::Position::line))?;
        let mut cells = record.iter();
        let mut heading = || cells.next().map(unguarded).unwrap_or_default();
        let (project, id, service, error) = (heading(), heading(), heading(), heading());
        if !error.is_empty() {
            unread.push(project.to_owned());
            continue;
        }
        let new = || RuleDocument::exported(project, id, Vec::new());
        let rule = rules.entry(id.to_owned()).or_insert_with(new);
        if service.is_empty() {
            continue;
        }
        let mut fields = Fields::default();
        fields.set_text("type", service);
        for (name, cell) in properties.iter().zip(cells) {
            if let Some(value) = read(cell) {
                fields.set(name, value);
            }
        }
        rule.integrations.push(fields);
    }
    Ok(Document::of(rules.into_values().collect(), unread))
}

/// The cell that stands for a value.
fn written(value: &Json) -> String {
    match (value, Reference::parse(value)) {
        (_, Some(Reference::Env(variable))) => format!("{VARIABLE}{variable}"),
        (Json::Text(string), _) => text(string),
        (other, _) => safe_json(&other.to_string()).into_owned(),
    }
}

/// The cell that stands for a string.
fn text(string: &str) -> String {
    let json = Value::from(string).to_string();
    let is_read_as_it_is = read(string).is_some_and(|read| read.get() == json);
    match is_read_as_it_is && !string.contains(is_unsafe) {
        true => string.to_owned(),
        false => safe_json(&json).into_owned(),
    }
}

/// The value that a cell stands for; none if it is empty.
fn read(cell: &str) -> Option<Box<RawValue>> {
    let cell = unguarded(cell);
    if let Some(variable) = cell.strip_prefix(VARIABLE) {
        return to_raw_value(&serde_json::json!({ "env": variable })).ok();
    }
    let json = match cell {
        "" => return None,
        // As spreadsheets write them.
        "TRUE" => "true",
        "FALSE" => "false",
        other => other,
    };
    let value = serde_json::from_str(json).or_else(|_| to_raw_value(cell));
    value.ok()
}

/// The name of the property of a column.
fn name(cell: &str) -> String {
    let string = read(cell).and_then(|value| serde_json::from_str(value.get()).ok());
    string.unwrap_or_else(|| cell.to_owned())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn cell(value: &Value) -> String {
        written(&Json::parse(&value.to_string()).expect("JSON"))
    }

    fn read_back(value: &Value) -> Option<Value> {
        let mut bytes = Vec::new();
        let cell = cell(value);
        CsvWriter::new(&mut bytes)
            .write(["x", &cell])
            .expect("writes");
        let mut reader = csv::ReaderBuilder::new();
        let mut reader = reader.has_headers(false).from_reader(bytes.as_slice());
        let record = reader.records().next().expect("a record").expect("whole");
        read(&record[1]).map(|read| serde_json::from_str(read.get()).expect("JSON"))
    }

    #[test]
    fn plain_values_are_plain_cells() {
        for (value, expected) in [
            (serde_json::json!("EU"), "EU"),
            (serde_json::json!("a, \"b\""), "a, \"b\""),
            (serde_json::json!(true), "true"),
            (serde_json::json!(5), "5"),
            (
                serde_json::json!({"env": "SLACK_API_TOKEN_ABCD"}),
                "env:SLACK_API_TOKEN_ABCD",
            ),
            (
                serde_json::json!(["MONGOD", "MONGOS"]),
                "[\"MONGOD\",\"MONGOS\"]",
            ),
            (serde_json::json!("5"), "\"5\""),
            (serde_json::json!("TRUE"), "\"TRUE\""),
            (serde_json::json!("env:X"), "\"env:X\""),
            (serde_json::json!(""), "\"\""),
            (serde_json::json!("a\u{202e}"), "\"a\\u202e\""),
        ] {
            assert_eq!(cell(&value), expected);
            assert_eq!(read_back(&value), Some(value));
        }
    }

    #[test]
    fn what_a_spreadsheet_makes_of_a_boolean_is_one() {
        let read = |cell| read(cell).map(|value| value.get().to_owned());
        assert_eq!(read("TRUE").as_deref(), Some("true"));
        assert_eq!(read("1.50").as_deref(), Some("1.50"));
        assert_eq!(read(""), None);
    }

    #[test]
    fn rows_of_one_project_are_one_rule_wherever_they_stand() {
        let text = "\"project\",project_id,type,error,region,'=odd\n\
                    a,1,DATADOG,,EU,\n\
                    b,2,,403,,\n\
                    c,3,,,,\n\
                    a,1,SLACK,,,'=1+1\n";
        let document = parse(text).expect("a sheet").expect("whole");
        assert_eq!(document.unread, ["b"]);
        let integrations = document.rules.iter().map(|rule| {
            let integrations = rule.integrations.iter().map(Fields::json);
            integrations.collect::<Vec<_>>()
        });
        assert_eq!(
            integrations.collect::<Vec<_>>(),
            [
                vec![
                    r#"{"type":"DATADOG","region":"EU"}"#.to_owned(),
                    r#"{"type":"SLACK","=odd":"=1+1"}"#.to_owned(),
                ],
                vec![],
            ]
        );
    }

    #[test]
    fn a_row_that_is_cut_off_is_named_and_another_text_is_no_sheet() {
        let cut = "project,project_id,type,error,region\na,1,DATADOG,,EU\na,1\n";
        assert_eq!(parse(cut).expect("a sheet").map(drop), Err(3));
        for text in ["", "version: 1", "project,project_id\n", "{\"version\":1}"] {
            assert!(parse(text).is_none(), "{text}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn any_text_is_read_as_it_was_written(text in "['=+@ -~\u{e4}\u{202e}\n\t]{0,12}|\\PC{0,8}") {
            let value = Value::from(text);
            prop_assert_eq!(read_back(&value), Some(value));
        }
    }
}
