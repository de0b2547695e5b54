//! Lists, as streams of pages and of elements.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use super::list::List;
use super::walk::{NewPage, Page, Walk};
use crate::error::{Error, ErrorKind, Result};
use atlas_integrations_model::Other;
use futures_core::Stream;

/// The pages of a list, starting at `page_num` or at the first page. Each page is fetched when it is
/// polled for, and has 500 elements unless `items_per_page` is set. To resume after a failure, start
/// from the page that failed.
///
/// The list ends where a page has no link to a next one or, without links, where the total count is
/// reached or nothing is new. A page with nothing new, be it empty or one of elements that were seen
/// before, is skipped. An endless list ends with an error: after three pages in a row with nothing
/// new, after ten in which only numbers differ, and after a million elements, or half of that if they
/// have no `id`, which is as much as a walk remembers. If a page cannot be fetched, the stream yields
/// the error and ends.
pub struct Pages<L: List> {
    /// The state of the walk between two pages; `None` at the end and during a step.
    walk: Option<Walk<L>>,
    step: Option<Step<L>>,
}

/// The step to the next page.
type Step<L> = Pin<Box<dyn Future<Output = (Walk<L>, Option<Result<NewPage<L>>>)> + Send>>;

impl<L: List> Pages<L> {
    pub(super) fn new(list: L) -> Self {
        Self {
            walk: Some(Walk::new(list)),
            step: None,
        }
    }

    fn poll_new(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<NewPage<L>>>> {
        let mut step = match (self.step.take(), self.walk.take()) {
            (Some(step), _) => step,
            (None, Some(walk)) => Box::pin(walk.step()),
            (None, None) => return Poll::Ready(None),
        };
        match step.as_mut().poll(context) {
            Poll::Ready((walk, page)) => {
                self.walk = page.is_some().then_some(walk);
                Poll::Ready(page)
            }
            Poll::Pending => {
                self.step = Some(step);
                Poll::Pending
            }
        }
    }
}

impl<L: List> Stream for Pages<L> {
    type Item = Result<Page<L>>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let page = ready!(self.poll_new(context));
        Poll::Ready(page.map(|page| page.map(|(page, _)| page)))
    }
}

/// Nothing in it is pinned: each step is boxed.
impl<L: List> Unpin for Pages<L> {}

impl<L: List + fmt::Debug> fmt::Debug for Pages<L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let walk = self.walk.as_ref();
        f.debug_struct("Pages")
            .field("list", &walk.map(|walk| &walk.list))
            .field("next", &walk.and_then(|walk| walk.next))
            .finish_non_exhaustive()
    }
}

/// The elements of all [`Pages`] of a list, each once: an element that was seen on an earlier page, as
/// when the list has changed in between, is left out. One that does not have the form that Atlas
/// documents is yielded as an error, with its JSON in [`Error::odd_element`], and the stream continues.
pub struct Items<L: List> {
    pages: Pages<L>,
    page: Option<Remaining<L>>,
}

/// The remaining elements of a page.
struct Remaining<L: List> {
    status: reqwest::StatusCode,
    elements: std::vec::IntoIter<Result<L::Item, Other>>,
    /// Whether each of them was seen before.
    repeated: std::vec::IntoIter<bool>,
}

impl<L: List> Items<L> {
    pub(super) fn new(pages: Pages<L>) -> Self {
        Self { pages, page: None }
    }
}

impl<L: List> Remaining<L> {
    fn new((mut page, repeated): NewPage<L>) -> Self {
        Self {
            status: page.status(),
            elements: std::mem::take(L::results(page.value_mut())).into_iter(),
            repeated: repeated.into_iter(),
        }
    }

    /// Returns the next element that was not seen before.
    fn next(&mut self) -> Option<Result<L::Item>> {
        loop {
            let element = self.elements.next()?;
            if self.repeated.next() != Some(true) {
                return Some(element.map_err(|other| odd_element(self.status, other)));
            }
        }
    }
}

impl<L: List> Stream for Items<L> {
    type Item = Result<L::Item>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            if let Some(element) = self.page.as_mut().and_then(Remaining::next) {
                return Poll::Ready(Some(element));
            }
            self.page = None;
            match ready!(self.pages.poll_new(context)) {
                Some(Ok(page)) => self.page = Some(Remaining::new(page)),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }
}

impl<L: List> Unpin for Items<L> {}

impl<L: List + fmt::Debug> fmt::Debug for Items<L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items")
            .field("pages", &self.pages)
            .finish_non_exhaustive()
    }
}

/// Returns the error for an element that is not what Atlas documents.
fn odd_element(status: reqwest::StatusCode, other: Other) -> Error {
    let message = format!("a list element cannot be read: {}", other.reason());
    Error::new(ErrorKind::Unreadable, message)
        .with_status(status)
        .with_json_path(other.json_path().map(str::to_owned))
        .with_odd_element(other)
}
