//! Pagination of lists.

use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::call::Call;
use crate::response::ApiResponse;

/// The query parameters of a list.
#[derive(Clone, Copy, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct Pagination {
    include_count: bool,
    items_per_page: i64,
    page_num: i64,
}

impl Default for Pagination {
    fn default() -> Self {
        Self {
            include_count: true,
            items_per_page: 100,
            page_num: 1,
        }
    }
}

impl Pagination {
    /// The page of `items` that `call` requests, with links to itself and to the pages beside it.
    pub(crate) fn page(self, items: &[Value], call: &Call) -> Result<ApiResponse, ApiResponse> {
        self.validate()?;
        // Values beyond `usize` denote a page past the end, which is empty.
        let size = usize::try_from(self.items_per_page).unwrap_or(usize::MAX);
        let start = usize::try_from(self.page_num - 1)
            .unwrap_or(usize::MAX)
            .saturating_mul(size);
        let mut links = vec![self.link(call, self.page_num, "self")];
        if self.page_num > 1 {
            links.push(self.link(call, self.page_num - 1, "previous"));
        }
        if start.saturating_add(size) < items.len() {
            links.push(self.link(call, self.page_num + 1, "next"));
        }
        let results: Vec<_> = items.iter().skip(start).take(size).cloned().collect();
        let mut body = json!({ "links": links, "results": results });
        if self.include_count
            && let Some(body) = body.as_object_mut()
        {
            body.insert("totalCount".to_owned(), items.len().into());
        }
        Ok(ApiResponse::list(body))
    }

    fn validate(self) -> Result<(), ApiResponse> {
        let invalid = |name: &str, problem: String| {
            Err(ApiResponse::error(
                StatusCode::BAD_REQUEST,
                "INVALID_QUERY_PARAMETER",
                format!("The query parameter {name} {problem}."),
                &[name],
            ))
        };
        let Self {
            items_per_page,
            page_num,
            ..
        } = self;
        if !(1..=500).contains(&items_per_page) {
            let problem = format!("must be between 1 and 500, but is {items_per_page}");
            return invalid("itemsPerPage", problem);
        }
        if page_num < 1 {
            return invalid("pageNum", format!("must be at least 1, but is {page_num}"));
        }
        Ok(())
    }

    /// A link to a page of the same list, with the other parameters as they were sent.
    fn link(self, call: &Call, page_num: i64, rel: &str) -> Value {
        let others = call.raw_query().split('&').filter(|parameter| {
            let name = parameter.split('=').next().unwrap_or_default();
            !["", "includeCount", "itemsPerPage", "pageNum"].contains(&name)
        });
        let mut href = format!("{}?includeCount={}", call.url(), self.include_count);
        for parameter in others {
            href.push('&');
            href.push_str(parameter);
        }
        href.push_str(&format!(
            "&pageNum={page_num}&itemsPerPage={}",
            self.items_per_page
        ));
        json!({ "href": href, "rel": rel })
    }
}
