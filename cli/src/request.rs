//! Helpers for the client's request builders.

use atlas_integrations::types::IntegrationType;

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

/// Warns of an integration type that this program does not know. It is used nevertheless, since it
/// may still be known to Atlas.
pub(crate) fn warn_if_unknown(integration_type: &IntegrationType) {
    if let Err(error) = integration_type.as_str().parse::<IntegrationType>() {
        eprintln!("{error}; trying it anyway");
    }
}
