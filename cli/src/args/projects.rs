//! Arguments of `projects`.

use clap::Args;

use super::common::{OutputFormat, PagingArgs, ResponseArgs};

#[derive(Args, Debug)]
pub(crate) struct ProjectsArgs {
    #[command(flatten)]
    pub(crate) response: ResponseArgs,
    #[command(flatten)]
    pub(crate) paging: PagingArgs,
    /// Output format; json prints one document per page
    #[arg(long, short, value_enum, default_value_t = OutputFormat::Table)]
    pub(crate) output: OutputFormat,
}
