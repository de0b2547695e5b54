//! What the requests have in common: options, and the pages of lists.

use clap::Args;

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

/// The pages of a list: only the one with the number `$page_num` or, without a number, all of them.
/// It is a macro because each list has a builder of its own type.
macro_rules! pages {
    ($request:ident, $page_num:expr) => {{
        use futures_util::future::Either;

        match $page_num {
            Some(_) => Either::Left(futures_util::stream::once(Box::pin($request.send()))),
            None => Either::Right($request.pages()),
        }
    }};
}
pub(crate) use pages;
