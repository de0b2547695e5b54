//! Helpers for the client's request builders. They are macros where each operation has a builder
//! of its own type.

use atlas_integrations::types::IntegrationType;

/// Sets the optional parameters that have a value.
macro_rules! set_optional {
    ($request:ident, $($name:ident = $value:expr),+ $(,)?) => {
        $(let $request = match $value {
            Some(value) => $request.$name(value),
            None => $request,
        };)+
    };
}
pub(crate) use set_optional;

/// The pages of a list: only the one with the number `$page_num` or, without a number, all of them.
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

/// Parses an integration type. One that this program does not know may still be known to Atlas, so
/// it is used nevertheless, after a warning.
pub(crate) fn integration_type(text: &str) -> IntegrationType {
    text.parse().unwrap_or_else(|error| {
        eprintln!("{error}; trying it anyway");
        IntegrationType::Unknown(text.to_owned())
    })
}
