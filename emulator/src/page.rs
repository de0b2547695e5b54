//! Pages of lists, as Atlas makes them.

use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::answer::Answer;

/// The query parameters of a list.
#[derive(Clone, Copy, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct Paging {
    include_count: bool,
    items_per_page: i64,
    page_num: i64,
}

impl Default for Paging {
    fn default() -> Self {
        Self {
            include_count: true,
            items_per_page: 100,
            page_num: 1,
        }
    }
}

/// The page of `all` that was asked for.
pub(crate) fn of(all: &[Value], paging: Paging, path: &str) -> Result<Answer, Answer> {
    let Paging {
        include_count,
        items_per_page,
        page_num,
    } = paging;
    let invalid = |name: &str, value: i64| {
        Answer::error(
            StatusCode::BAD_REQUEST,
            "INVALID_QUERY_PARAMETER",
            format!("The query parameter {name} must not be {value}."),
            &[name],
        )
    };
    if !(1..=500).contains(&items_per_page) {
        return Err(invalid("itemsPerPage", items_per_page));
    }
    if page_num < 1 {
        return Err(invalid("pageNum", page_num));
    }
    let size = usize::try_from(items_per_page).unwrap_or(usize::MAX);
    let start = usize::try_from(page_num - 1)
        .unwrap_or(usize::MAX)
        .saturating_mul(size);
    let link = |page_num: i64, rel: &str| json!({ "href": format!("{path}?pageNum={page_num}&itemsPerPage={items_per_page}"), "rel": rel });
    let mut links = vec![link(page_num, "self")];
    if start.saturating_add(size) < all.len() {
        links.push(link(page_num + 1, "next"));
    }
    let results: Vec<_> = all.iter().skip(start).take(size).cloned().collect();
    let mut body = json!({ "links": links, "results": results });
    if include_count && let Some(body) = body.as_object_mut() {
        body.insert("totalCount".to_owned(), all.len().into());
    }
    Ok(Answer::list(body))
}
