//! A walk through the pages of a list, which neither ends early nor goes on for ever.

use super::ResponseValue;
use super::list::List;
use super::seen::{self, Seen};
use crate::error::{Error, ErrorKind, Result};
use atlas_integrations_model::Parameter;

/// The number of elements per page unless the caller sets one: the maximum that Atlas allows.
const ITEMS_PER_PAGE: i64 = 500;

/// How many pages in a row with nothing new end a list that claims to have more.
const MAX_STALLED: u32 = 3;

/// How many pages in a row with nothing new but numbers do.
const MAX_COUNTING: u32 = 10;

/// A page with something new, and which of its elements are not.
pub(super) type NewPage<L> = (Page<L>, Vec<bool>);

pub(super) type Page<L> = ResponseValue<<L as List>::Page>;

/// The state of a walk through a list.
pub(super) struct Walk<L: List> {
    pub(super) list: L,
    /// The validation error of the request, if it has one.
    invalid: Option<Error>,
    /// The next page, or `None` at the end.
    pub(super) next: Option<i64>,
    items_per_page: i64,
    /// How many pages there are before the first one of the walk.
    skipped: i64,
    /// The elements so far.
    seen: Seen,
    /// How many these are.
    count: usize,
    /// How many pages in a row have had nothing new.
    stalled: u32,
    /// How many pages in a row have had nothing new but numbers.
    counting: u32,
}

impl<L: List> Walk<L> {
    pub(super) fn new(mut list: L) -> Self {
        let request = list.request();
        let first = request.number("pageNum").unwrap_or(1);
        Self {
            invalid: request.validate().err(),
            next: Some(first),
            items_per_page: request.number("itemsPerPage").unwrap_or(ITEMS_PER_PAGE),
            skipped: first.saturating_sub(1),
            list,
            seen: Seen::default(),
            count: 0,
            stalled: 0,
            counting: 0,
        }
    }

    /// Fetches the next page that has something new.
    pub(super) async fn step(mut self) -> (Self, Option<Result<NewPage<L>>>) {
        let page = self.next_page().await.transpose();
        if matches!(page, Some(Err(_))) {
            self.next = None;
        }
        (self, page)
    }

    async fn next_page(&mut self) -> Result<Option<NewPage<L>>> {
        if let Some(error) = self.invalid.take() {
            return Err(error);
        }
        while let Some(page_num) = self.next.take() {
            let mut page = self.fetch(page_num).await?;
            let news = self.seen.note(L::results(page.value_mut()));
            let new = news.count();
            self.count += new;
            self.stalled = if new == 0 { self.stalled + 1 } else { 0 };
            self.counting = if news.is_progress {
                0
            } else {
                self.counting + 1
            };
            // The total count is an estimate, and a short page may be the server's choice. What
            // counts is the link to the next page, if there are links.
            let goes_on = || new > 0 && !self.is_complete(L::total_count(&page));
            if L::announces_next(&page).unwrap_or_else(goes_on) {
                self.next = page_num.checked_add(1);
                self.check_progress(page_num)
                    .map_err(|error| error.with_status(page.status()))?;
            }
            if new > 0 {
                return Ok(Some((page, news.repeated)));
            }
        }
        Ok(None)
    }

    /// Whether all of `total` elements have been seen. A total of none, beside elements, is no total.
    fn is_complete(&self, total: Option<i64>) -> bool {
        let before = self.skipped.saturating_mul(self.items_per_page);
        let count = i64::try_from(self.count).unwrap_or(i64::MAX);
        total.is_some_and(|total| total > 0 && before.saturating_add(count) >= total)
    }

    /// Fails if the list, which is said to go on after the page `page_num`, does not get anywhere.
    fn check_progress(&self, page_num: i64) -> Result<()> {
        let cause = if self.stalled == MAX_STALLED {
            format!(
                "page {page_num} is the {MAX_STALLED}rd in a row with nothing new, but the server \
                 says that there are more"
            )
        } else if self.counting >= MAX_COUNTING {
            format!(
                "page {page_num} is the {MAX_COUNTING}th in a row with nothing new but numbers, but \
                 the server says that there are more"
            )
        } else if self.seen.is_full() {
            format!(
                "after page {page_num}, no more than {} elements, or half of that if they have no `id`, \
                 can be told from new ones; continue with another list from the next page",
                seen::CAPACITY
            )
        } else {
            return Ok(());
        };
        let message = format!("the list does not end: {cause}");
        Err(Error::new(ErrorKind::Unreadable, message))
    }

    async fn fetch(&mut self, page_num: i64) -> Result<Page<L>> {
        let mut request = self.list.request().clone();
        request.set("pageNum", Parameter::from(page_num));
        request.set("itemsPerPage", Parameter::from(self.items_per_page));
        request.send_for_json().await
    }
}
