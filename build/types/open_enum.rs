//! Enumerations of strings, open to values that Atlas adds later.

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use serde_json::Value;

use super::super::document::strings;
use super::super::names;

pub(super) fn emit(ident: &Ident, schema: &Value) -> Result<TokenStream, String> {
    let (mut names, mut values) = (Vec::new(), Vec::new());
    for (name, value) in names::variants(&strings(&schema["enum"]), "Unknown") {
        names.push(names::ident(&name)?);
        values.push(value);
    }
    let docs = values.iter().map(|value| format!(" `{value}`"));
    Ok(quote! {
        #[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
        #[non_exhaustive]
        pub enum #ident {
            #(#[doc = #docs] #names,)*
            /// A value that this version of the client does not know, kept as received.
            Unknown(String),
        }
        impl #ident {
            /// All values that this version of the client knows.
            pub const VARIANTS: &'static [Self] = &[#(Self::#names),*];
            /// The value as Atlas writes it.
            #[must_use]
            pub const fn as_str(&self) -> &str {
                match self {
                    #(Self::#names => #values,)*
                    Self::Unknown(value) => value.as_str(),
                }
            }
        }
        /// Takes any text; anything else than a known value becomes `Unknown`.
        impl From<&str> for #ident {
            fn from(value: &str) -> Self {
                match value {
                    #(#values => Self::#names,)*
                    _ => Self::Unknown(value.to_owned()),
                }
            }
        }
        open_enum!(#ident);
    })
}
