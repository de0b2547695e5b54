//! Emits the model: one type for each component schema.
//!
//! What depends on a schema is emitted as plain code that a reader can follow and a debugger can
//! step through: the fields, the values, how an object is read and written. What does not, such as
//! `Serialize` for an object, is left to a macro of `src/model` that is given a type's name alone.

mod object;
mod open_enum;
mod union;

use std::collections::BTreeSet;

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use serde_json::Value;

use super::document::{component, documentation, entries, resolve, text};
use super::names;

/// The pattern of Atlas's ids, of projects and of all else.
pub(crate) const OBJECT_ID: &str = "^([a-f0-9]{24})$";

/// All types of the document, as a file of their own.
pub(crate) fn emit(document: &Value) -> Result<syn::File, String> {
    let mut items = Vec::new();
    for (name, schema) in entries(&document["components"]["schemas"]) {
        let item = item(document, name, schema);
        items.push(item.map_err(|cause| {
            format!("the schema {name}: {cause}; let a pass of regen replace it")
        })?);
    }
    syn::parse2(quote!(#(#items)*)).map_err(|error| format!("the types do not parse: {error}"))
}

fn item(document: &Value, name: &str, schema: &Value) -> Result<TokenStream, String> {
    let ident = names::ident(name)?;
    let documentation = documentation(text(schema, "description"));
    let item = if schema["discriminator"].is_object() || schema["x-keys"].is_object() {
        union::emit(document, &ident, schema)?
    } else if schema["enum"].is_array() {
        open_enum::emit(&ident, schema)?
    } else if schema["properties"].is_object() {
        object::emit(document, &ident, schema)?
    } else {
        let target = rust_type(document, schema)?;
        quote!(pub type #ident = #target;)
    };
    let conversion = conversion(document, &ident, schema)?;
    Ok(quote!(#documentation #item #conversion))
}

/// How what Atlas responds with becomes what it takes.
fn conversion(document: &Value, ident: &Ident, schema: &Value) -> Result<TokenStream, String> {
    let Some(name) = schema["x-request"].as_str() else {
        return Ok(quote!());
    };
    let request = names::ident(name)?;
    let schemas = &document["components"]["schemas"];
    let members = union::members(document, schema)?;
    let members = members.iter().map(|(member, _)| &schemas[member]);
    let properties = members
        .chain([schema])
        .flat_map(|it| entries(&it["properties"]));
    let read_only = properties.filter(|(_, property)| property["readOnly"] == true);
    let read_only: BTreeSet<_> = read_only.map(|(name, _)| name).collect();
    let read_only = read_only.iter();
    let about = format!(
        " The [`{name}`] that says the same, to be changed and sent. What Atlas alone sets is left \
         out; fields that are unknown are kept."
    );
    Ok(quote! {
        impl #ident {
            #[doc = #about]
            ///
            /// # Errors
            ///
            /// It lacks something that the request requires.
            pub fn to_request(&self) -> Result<#request, serde_json::Error> {
                to_request(self, &[#(#read_only),*])
            }
        }
    })
}

/// The type of a value, for code that has the types in scope.
pub(crate) fn rust_type(document: &Value, schema: &Value) -> Result<TokenStream, String> {
    if let Some(name) = component(schema) {
        let ident = names::ident(name)?;
        return resolve(document, schema).map(|_| quote!(#ident));
    }
    for keyword in ["oneOf", "anyOf", "allOf", "not", "properties"] {
        if schema.get(keyword).is_some() {
            return Err(format!("`{keyword}` is supported in a component alone"));
        }
    }
    let kind = text(schema, "type");
    Ok(
        match (kind, text(schema, "format"), text(schema, "pattern")) {
            ("array", ..) => {
                let element = element(document, &schema["items"])?;
                quote!(Vec<#element>)
            }
            ("object", ..) if schema["additionalProperties"].is_object() => {
                let value = element(document, &schema["additionalProperties"])?;
                quote!(BTreeMap<String, #value>)
            }
            ("string", "password", _) => quote!(Secret),
            ("string", _, OBJECT_ID) => quote!(ObjectId),
            ("string", ..) => quote!(String),
            ("integer", ..) => quote!(i64),
            ("number", ..) => quote!(f64),
            ("boolean", ..) => quote!(bool),
            ("" | "object", ..) => quote!(Json),
            _ => return Err(format!("the type {kind:?} is unknown")),
        },
    )
}

/// The type of the elements of a list or a map.
fn element(document: &Value, schema: &Value) -> Result<TokenStream, String> {
    let ty = rust_type(document, schema)?;
    Ok(match schema["nullable"] == true {
        true => quote!(Nullable<#ty>),
        false => ty,
    })
}
