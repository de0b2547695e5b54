//! Walking through the pages of a list.

use std::collections::VecDeque;
use std::future::Future;

use futures_core::Stream;
use futures_util::stream::{self, StreamExt as _};

use crate::builder::{ListProjects, ListThirdPartyIntegrations};
use crate::error::{Error, Result};
use crate::types::{
    Group, Link, PaginatedAtlasGroupView, PaginatedIntegrationView, ThirdPartyIntegration,
};
use crate::{ResponseValue, Results};

/// How many elements a page has unless the caller says so: the most that Atlas gives.
const ITEMS_PER_PAGE: i64 = 500;

/// How many pages without anything new end a list that claims to go on.
const PATIENCE: u32 = 3;

/// The request of a list.
trait List: Clone + Send {
    type Page: Page + Send;

    /// The page number and the number of elements that were asked for.
    fn asked(&self) -> Result<(Option<i64>, Option<i64>)>;

    /// Fetches one page.
    fn fetch(
        self,
        page_num: i64,
        items_per_page: i64,
    ) -> impl Future<Output = Result<ResponseValue<Self::Page>>> + Send;
}

/// A page of a list.
trait Page {
    type Element: Clone + PartialEq + Send;

    fn results(&self) -> &Results<Self::Element>;
    fn into_results(self) -> Results<Self::Element>;
    fn links(&self) -> Option<&[Link]>;
}

/// Where a walk stands.
struct Walk<L: List> {
    list: L,
    /// The next page, or `None` at the end.
    next: Option<i64>,
    items_per_page: i64,
    /// What the page before held.
    previous: Results<<L::Page as Page>::Element>,
    /// How many pages in a row held nothing new.
    stalled: u32,
}

impl<L: List> Walk<L> {
    /// The next page that holds something new.
    async fn step(&mut self) -> Option<Result<ResponseValue<L::Page>>> {
        loop {
            let page_num = self.next.take()?;
            let page = match self.list.clone().fetch(page_num, self.items_per_page).await {
                Ok(page) => page,
                Err(error) => return Some(Err(error)),
            };
            let new = !page.results().is_empty() && *page.results() != self.previous;
            // The total count is an estimate, and a short page may be the server's choice: what
            // counts is the link to the next page, and without any link whether there is more.
            let announced = match page.links() {
                None | Some([]) => None,
                Some(links) => Some(links.iter().any(|link| link.rel.as_deref() == Some("next"))),
            };
            if announced.unwrap_or(new) {
                self.next = page_num.checked_add(1);
            }
            if new {
                self.stalled = 0;
                self.previous = page.results().clone();
                return Some(Ok(page));
            }
            self.stalled += 1;
            if self.next.is_some() && self.stalled == PATIENCE {
                self.next = None;
                let cause = format!(
                    "page {page_num} is the {PATIENCE}rd in a row with nothing new, and the server \
                     says that there are more"
                );
                return Some(Err(Error::endless_list(page.status(), &cause)));
            }
        }
    }
}

fn pages<L: List>(list: L) -> impl Stream<Item = Result<ResponseValue<L::Page>>> + Send {
    let walk = list.asked().map(|(page_num, items_per_page)| Walk {
        list,
        next: Some(page_num.unwrap_or(1)),
        items_per_page: items_per_page.unwrap_or(ITEMS_PER_PAGE),
        previous: Results::from(Vec::new()),
        stalled: 0,
    });
    stream::unfold(Some(walk), |walk| async {
        match walk? {
            Ok(mut walk) => walk.step().await.map(|page| (page, Some(Ok(walk)))),
            Err(error) => Some((Err(error), None)),
        }
    })
}

fn items<L: List>(list: L) -> impl Stream<Item = Result<<L::Page as Page>::Element>> + Send {
    pages(list).flat_map(|page| {
        let elements: VecDeque<_> = match page {
            Ok(page) => {
                let status = page.status();
                let elements = page.into_inner().into_results().into_iter();
                let elements = elements
                    .map(|element| element.map_err(|other| Error::odd_element(status, &other)));
                elements.collect()
            }
            Err(error) => [Err(error)].into(),
        };
        stream::iter(elements)
    })
}

macro_rules! list {
    ($builder:ident, $page:ident, $element:ident) => {
        impl List for $builder<'_> {
            type Page = $page;

            fn asked(&self) -> Result<(Option<i64>, Option<i64>)> {
                let value = |value: &std::result::Result<Option<i64>, String>| {
                    value.clone().map_err(Error::invalid_request)
                };
                Ok((value(&self.page_num)?, value(&self.items_per_page)?))
            }

            async fn fetch(
                self,
                page_num: i64,
                items_per_page: i64,
            ) -> Result<ResponseValue<$page>> {
                let list = self.page_num(page_num).items_per_page(items_per_page);
                list.send().await
            }
        }

        impl Page for $page {
            type Element = $element;

            fn results(&self) -> &Results<$element> {
                &self.results
            }

            fn into_results(self) -> Results<$element> {
                self.results
            }

            fn links(&self) -> Option<&[Link]> {
                self.links.as_deref()
            }
        }

        impl<'a> $builder<'a> {
            /// The pages of the list from `page_num` on, or from the first, each fetched when it is
            /// asked for, with 500 elements unless `items_per_page` says otherwise. To go on after
            /// an interruption, start from the page that failed.
            ///
            /// An empty page, one that repeats the page before, or a total count that is wrong
            /// neither ends the list early nor makes it endless; a page with nothing new is left
            /// out. A page that cannot be fetched is an error, and ends it.
            pub fn pages(
                self,
            ) -> impl Stream<Item = Result<ResponseValue<$page>>> + Send + Unpin + 'a {
                Box::pin(pages(self))
            }

            /// The elements of all [`pages`](Self::pages). One that does not have the form which
            /// Atlas documents is an error, after which the stream goes on.
            pub fn items(self) -> impl Stream<Item = Result<$element>> + Send + Unpin + 'a {
                Box::pin(items(self))
            }
        }
    };
}

list!(ListProjects, PaginatedAtlasGroupView, Group);
list!(
    ListThirdPartyIntegrations,
    PaginatedIntegrationView,
    ThirdPartyIntegration
);
