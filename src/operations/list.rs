//! What a request for a list can do.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::Request;
use atlas_integrations_model::{Elements, Value};

/// The request for a list, such as [`ListProjects`](crate::builder::ListProjects). Only this crate
/// implements it.
pub trait List: Clone + Send + 'static {
    /// A page of the list.
    type Page: Value + DeserializeOwned + Send;
    /// An element of the list.
    type Item: Clone + PartialEq + Send + Serialize;

    #[doc(hidden)]
    fn request(&mut self) -> &mut Request;

    #[doc(hidden)]
    fn results(page: &mut Self::Page) -> &mut Elements<Self::Item>;

    /// Returns whether the links of a page include a next page, or `None` if it has no links.
    #[doc(hidden)]
    fn announces_next(page: &Self::Page) -> Option<bool>;

    /// Returns how many elements the list has, if the page says so.
    #[doc(hidden)]
    fn total_count(page: &Self::Page) -> Option<i64>;
}

/// Implements [`List`] for a builder, by Atlas's contract for lists: a page has `results` and `links`.
macro_rules! list {
    ($builder:ident, $page:ty, $item:ty) => {
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
                Some(links.iter().any(|link| {
                    // It is text or an enumeration.
                    let rel: Option<&str> = link.rel.as_ref().map(AsRef::as_ref);
                    rel == Some("next")
                }))
            }

            fn total_count(page: &$page) -> Option<i64> {
                atlas_integrations_model::integer(page, "totalCount")
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
