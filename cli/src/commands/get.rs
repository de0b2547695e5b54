//! `get`.

use crate::args::GetArgs;
use crate::connection::Connection;
use crate::error::CliResult;
use crate::integration::{self, Place};
use crate::output::csv::CsvWriter;
use crate::output::table::Table;
use crate::output::{OutputFormat, Writer, print_text};
use crate::project;
use crate::settings::check_service;
use crate::text::{safe, safe_json};

pub(super) async fn run(connection: &Connection, args: GetArgs) -> CliResult<()> {
    args.output_file.check()?;
    let reference = args.integration.reference()?;
    let service = reference.service;
    check_service(&service, false)?;
    let group_id = project::find(connection, &args.integration.project).await?;
    let place = Place {
        client: &connection.client,
        group_id: &group_id,
        response: args.response,
    };
    let id = integration::find_id(place, &service, reference.id.as_deref()).await?;
    let (text, integration) = integration::get(place, &service, id.as_deref()).await?;

    let output = args.output_file.with(args.output);
    let record = integration.record();
    match args.output {
        // In a file, it is what Atlas sent, to the byte.
        OutputFormat::Json => return print_text(&text, output),
        OutputFormat::Jsonl => return print_text(&safe_json(&record.json), output),
        OutputFormat::Name => return print_text(&safe(&record.name), output),
        OutputFormat::Table | OutputFormat::Csv => {}
    }
    let mut writer = Writer::new(output.file);
    if args.output == OutputFormat::Csv {
        let mut csv = CsvWriter::new(&mut writer);
        csv.write(record.fields.iter().map(|(name, _)| name.as_str()))?;
        csv.write(record.fields.iter().map(|(_, value)| value.as_str()))?;
    } else {
        let mut table = Table::new(["FIELD", "VALUE"]);
        for (name, value) in record.fields {
            table.push([name, value]);
        }
        let width = writer.terminal_width();
        table.write(&mut writer, width)?;
    }
    writer.finish()
}
