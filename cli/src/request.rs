//! Helpers for the client's request builders.

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
