//! Lists, as streams of pages and of elements.

use std::collections::VecDeque;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;
use serde::de::DeserializeOwned;

use super::{Request, ResponseValue};
use crate::error::{Error, ErrorKind, Result};
use atlas_integrations_model::{Elements, Other, Parameter};

/// The number of elements per page unless the caller sets one: the maximum that Atlas allows.
const ITEMS_PER_PAGE: i64 = 500;

/// How many pages in a row with nothing new end a list that claims to have more.
const MAX_STALLED: u32 = 3;

/// The request for a list, such as [`ListProjects`](crate::builder::ListProjects). Only this crate
/// implements it.
pub trait List: Clone + Send + 'static {
    /// A page of the list.
    type Page: DeserializeOwned + Send;
    /// An element of the list.
    type Item: Clone + PartialEq + Send;

    #[doc(hidden)]
    fn request(&mut self) -> &mut Request;

    #[doc(hidden)]
    fn results(page: &mut Self::Page) -> &mut Elements<Self::Item>;

    /// Returns whether the links of a page include a next page, or `None` if it has no links.
    #[doc(hidden)]
    fn announces_next(page: &Self::Page) -> Option<bool>;
}

/// Implements [`List`] for a builder, by Atlas's contract for lists: a page has `results` and `links`.
macro_rules! list {
    ($builder:ident, $page:ident, $item:ident) => {
        impl List for $builder {
            type Page = $page;
            type Item = $item;

            fn request(&mut self) -> &mut Request {
                &mut self.request
            }

            fn results(page: &mut $page) -> &mut atlas_integrations_model::Elements<$item> {
                &mut page.results
            }

            fn announces_next(page: &$page) -> Option<bool> {
                let links = atlas_integrations_model::Property::get(&page.links)
                    .filter(|links| !links.is_empty())?;
                Some(links.iter().any(|link| link.rel.as_deref() == Some("next")))
            }
        }

        impl $builder {
            /// Returns the pages of the list as a stream; see [`Pages`].
            pub fn pages(self) -> Pages<Self> {
                Pages::new(self)
            }

            /// Returns the elements of all pages of the list as a stream; see [`Items`].
            pub fn items(self) -> Items<Self> {
                Items::new(self.pages())
            }
        }
    };
}
pub(super) use list;

/// The pages of a list, starting at `page_num` or at the first page. Each page is fetched when it is
/// polled for, and has 500 elements unless `items_per_page` is set. To resume after a failure, start
/// from the page that failed.
///
/// An empty page, a page that repeats the previous one, or a wrong total count neither ends the list
/// early nor makes it endless; a page with nothing new is skipped. If a page cannot be fetched, the
/// stream yields the error and ends.
pub struct Pages<L: List> {
    /// The state of the walk between two pages; `None` at the end and during a step.
    walk: Option<Walk<L>>,
    step: Option<Step<L>>,
}

/// The step to the next page.
type Step<L> = Pin<Box<dyn Future<Output = (Walk<L>, Option<Result<Page<L>>>)> + Send>>;

type Page<L> = ResponseValue<<L as List>::Page>;

impl<L: List> Pages<L> {
    pub(super) fn new(mut list: L) -> Self {
        let request = list.request();
        let walk = Walk {
            invalid: request.validate().err(),
            next: Some(request.number("pageNum").unwrap_or(1)),
            items_per_page: request.number("itemsPerPage").unwrap_or(ITEMS_PER_PAGE),
            list,
            previous: Elements::default(),
            stalled: 0,
        };
        Self {
            walk: Some(walk),
            step: None,
        }
    }
}

impl<L: List> Stream for Pages<L> {
    type Item = Result<Page<L>>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
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

/// The state of a walk through a list.
struct Walk<L: List> {
    list: L,
    /// The validation error of the request, if it has one.
    invalid: Option<Error>,
    /// The next page, or `None` at the end.
    next: Option<i64>,
    items_per_page: i64,
    /// The elements of the previous page.
    previous: Elements<L::Item>,
    /// How many pages in a row have had nothing new.
    stalled: u32,
}

impl<L: List> Walk<L> {
    /// Fetches the next page that has something new.
    async fn step(mut self) -> (Self, Option<Result<Page<L>>>) {
        let page = self.next_page().await.transpose();
        if matches!(page, Some(Err(_))) {
            self.next = None;
        }
        (self, page)
    }

    async fn next_page(&mut self) -> Result<Option<Page<L>>> {
        if let Some(error) = self.invalid.take() {
            return Err(error);
        }
        while let Some(page_num) = self.next.take() {
            let mut page = self.fetch(page_num).await?;
            let announced = L::announces_next(&page);
            let status = page.status();
            let results = L::results(page.value_mut());
            let is_new = !results.is_empty() && *results != self.previous;
            // The total count is an estimate, and a short page may be the server's choice. What
            // counts is the link to the next page or, without links, whether anything was new.
            if announced.unwrap_or(is_new) {
                self.next = page_num.checked_add(1);
            }
            if is_new {
                self.stalled = 0;
                self.previous = results.clone();
                return Ok(Some(page));
            }
            self.stalled += 1;
            if self.next.is_some() && self.stalled == MAX_STALLED {
                let message = format!(
                    "the list does not end: page {page_num} is the {MAX_STALLED}rd in a row with \
                     nothing new, but the server says that there are more"
                );
                return Err(Error::new(ErrorKind::Unreadable, message).with_status(status));
            }
        }
        Ok(None)
    }

    async fn fetch(&mut self, page_num: i64) -> Result<Page<L>> {
        let mut request = self.list.request().clone();
        request.set("pageNum", Parameter::from(page_num));
        request.set("itemsPerPage", Parameter::from(self.items_per_page));
        request.send_for_json().await
    }
}

/// The elements of all [`Pages`] of a list. An element that does not have the form that Atlas documents
/// is yielded as an error, and the stream continues.
#[derive(Debug)]
pub struct Items<L: List> {
    pages: Pages<L>,
    /// The remaining elements of the current page.
    elements: VecDeque<Result<L::Item>>,
}

impl<L: List> Items<L> {
    pub(super) fn new(pages: Pages<L>) -> Self {
        Self {
            pages,
            elements: VecDeque::new(),
        }
    }
}

impl<L: List> Stream for Items<L> {
    type Item = Result<L::Item>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            if let Some(element) = self.elements.pop_front() {
                return Poll::Ready(Some(element));
            }
            match ready!(Pin::new(&mut self.pages).poll_next(context)) {
                Some(Ok(mut page)) => {
                    let status = page.status();
                    let results = std::mem::take(L::results(page.value_mut()));
                    let elements = results.into_iter();
                    self.elements = elements
                        .map(|element| element.map_err(|other| odd_element(status, &other)))
                        .collect();
                }
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }
}

impl<L: List> Unpin for Items<L> {}

/// Returns the error for an element that is not what Atlas documents.
fn odd_element(status: reqwest::StatusCode, other: &Other) -> Error {
    let message = format!("a list element cannot be read: {}", other.reason());
    Error::new(ErrorKind::Unreadable, message)
        .with_status(status)
        .with_json_path(other.json_path().map(str::to_owned))
}
