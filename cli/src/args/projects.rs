//! Arguments of `projects`.

use clap::Args;

use super::common::OutputFileArgs;
use crate::output::OutputFormat;
use crate::request::{PagingArgs, ResponseArgs};

#[derive(Args, Debug)]
pub(crate) struct ProjectsArgs {
    #[command(flatten)]
    pub(crate) response: ResponseArgs,
    #[command(flatten)]
    pub(crate) paging: PagingArgs,
    #[command(flatten)]
    pub(crate) output_file: OutputFileArgs,

    /// List only projects with this ID or a matching name, where * and ? are wildcards; not for --output
    /// json, which prints the pages as Atlas sends them
    #[arg(long = "project", value_name = "PROJECT")]
    pub(crate) projects: Vec<String>,

    /// Output format
    #[arg(long, short, value_enum, default_value_t = OutputFormat::Table)]
    pub(crate) output: OutputFormat,
}
