//! Arguments that several commands share.

use atlas_integrations::GroupId;
use atlas_integrations::types::IntegrationType;
use clap::{Args, ValueEnum};

use super::value_parser;

#[derive(Args, Debug)]
pub(crate) struct ProjectArgs {
    /// Project ID: 24 lowercase hexadecimal digits
    #[arg(
        long,
        visible_alias = "project-id",
        alias = "groupId",
        env = "MONGODB_ATLAS_PROJECT_ID",
        value_name = "ID",
        value_parser = value_parser::group_id
    )]
    pub(crate) group_id: Option<GroupId>,
}

#[derive(Args, Debug)]
pub(crate) struct IntegrationArgs {
    #[command(flatten)]
    pub(crate) project: ProjectArgs,

    /// Integration type, such as PAGER_DUTY; a type unknown to this program is sent unchanged
    #[arg(
        long,
        alias = "integrationType",
        value_name = "TYPE",
        value_parser = value_parser::integration_type
    )]
    pub(crate) integration_type: IntegrationType,
}

/// How Atlas presents its response.
#[derive(Args, Clone, Copy, Debug)]
pub(crate) struct ResponseArgs {
    /// Ask Atlas to wrap the response in an envelope that repeats the status code
    #[arg(long, num_args = 0..=1, default_missing_value = "true", require_equals = true)]
    pub(crate) envelope: Option<bool>,

    /// Ask Atlas to indent the response
    #[arg(long, num_args = 0..=1, default_missing_value = "true", require_equals = true)]
    pub(crate) pretty: Option<bool>,
}

#[derive(Args, Clone, Copy, Debug)]
pub(crate) struct PagingArgs {
    /// Ask Atlas to include the total number of items
    #[arg(long, num_args = 0..=1, default_missing_value = "true", require_equals = true)]
    pub(crate) include_count: Option<bool>,

    /// Number of items per page, from 1 to 500
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(i64).range(1..=500))]
    pub(crate) items_per_page: Option<i64>,

    /// Fetch this page only, counting from 1, instead of all pages
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(i64).range(1..))]
    pub(crate) page_num: Option<i64>,
}

/// How a result is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum OutputFormat {
    /// The response exactly as Atlas sent it
    Json,
    /// Aligned columns
    Table,
    /// Comma-separated values (RFC 4180)
    Csv,
}
