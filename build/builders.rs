//! The request builders: progenitor's, whose types and sending become ours.
//!
//! progenitor decides which builders there are, and what they are called. It is shown which
//! operations there are and whether they take a body, for all parameters and types are ours. The
//! pass finds each thing by what it is (the builder that a method of `Client` returns, `send`), never
//! by the text of a statement, and fails with a sentence where one is missing.

use proc_macro2::TokenStream;
use progenitor::{GenerationSettings, Generator, InterfaceStyle};
use quote::{format_ident, quote};
use serde_json::{Map, Value, json};
use syn::{File, Ident, ImplItem, ImplItemFn, Item, parse_quote};

use super::document::documentation;
use super::example;
use super::names;
use super::operations::{Operation, Parameter, Place, Success};

/// Calls progenitor, which panics where a document is not what it expects.
pub(crate) fn generate(operations: &[Operation]) -> Result<File, String> {
    let spec = serde_json::from_value(shadow(operations))
        .map_err(|error| format!("it is not an OpenAPI 3.0 document: {error}"))?;
    let mut settings = GenerationSettings::new();
    settings.with_interface(InterfaceStyle::Builder);
    let outcome = std::panic::catch_unwind(|| Generator::new(&settings).generate_tokens(&spec));
    let tokens = match outcome {
        Ok(tokens) => tokens.map_err(|error| error.to_string()),
        Err(cause) => Err(*cause.downcast::<String>().unwrap_or_default()),
    };
    let tokens = tokens.map_err(|cause| format!("progenitor generates nothing: {cause}"))?;
    syn::parse2(tokens).map_err(|error| format!("progenitor's output does not parse: {error}"))
}

/// The document that progenitor is shown.
fn shadow(operations: &[Operation]) -> Value {
    let mut paths = Map::new();
    for (index, operation) in operations.iter().enumerate() {
        let mut shadow = json!({
            "operationId": operation.id, "responses": { "2XX": { "description": "" } },
        });
        if operation.body.is_some() {
            let content = json!({ "application/json": { "schema": { "type": "string" } } });
            shadow["requestBody"] = json!({ "required": true, "content": content });
        }
        paths.insert(format!("/{index}"), json!({ (&operation.method): shadow }));
    }
    json!({ "openapi": "3.0.3", "info": { "title": "", "version": "" }, "paths": paths })
}

/// Keeps the methods of `Client` that start an operation and their builders, and makes them ours.
pub(crate) fn rewrite(file: &File, operations: &[Operation]) -> Result<File, String> {
    let module = file.items.iter().find_map(|item| match item {
        Item::Mod(module) if module.ident == "builder" => module.content.as_ref(),
        _ => None,
    });
    let (_, items) = module.ok_or("progenitor wrote no module `builder`")?;
    let (mut starts, mut builders) = (Vec::new(), Vec::new());
    for operation in operations {
        let start = method(&file.items, &format_ident!("Client"), &operation.id)?;
        let builder = match &start.sig.output {
            syn::ReturnType::Type(_, ty) => last_segment(ty),
            syn::ReturnType::Default => None,
        }
        .ok_or_else(|| format!("progenitor's `{}` returns no builder", operation.id))?;
        starts.push(operation_method(&start.sig.ident, builder, operation));
        builders.extend(builder_items(items, builder, operation)?);
    }
    Ok(parse_quote! {
        /// The operations. Each method starts to build a request.
        impl Client { #(#starts)* }
        /// The builders of requests, one for each operation.
        pub mod builder {
            use super::*;
            #(#builders)*
        }
    })
}

/// The method of `Client` that starts an operation.
fn operation_method(name: &Ident, builder: &Ident, operation: &Operation) -> ImplItem {
    let documentation = documentation(&operation.documentation());
    let alias = operation
        .alias
        .iter()
        .filter(|alias| **alias != operation.id);
    let deprecated = operation.is_deprecated.then(|| quote!(#[deprecated]));
    parse_quote! {
        #documentation
        #(#[doc(alias = #alias)])*
        #deprecated
        pub fn #name(&self) -> builder::#builder { builder::#builder::new(self) }
    }
}

/// The builder `name` of an operation, with what makes it a list where it is one.
fn builder_items(items: &[Item], name: &Ident, operation: &Operation) -> Result<Vec<Item>, String> {
    let new = &method(items, name, "new")?.sig.ident;
    let send = &method(items, name, "send")?.sig.ident;
    let setters = setters(items, name, operation)?;
    let start = start(operation)?;
    let line = operation.request_line();
    let about = format!(
        "Builds a request of [`Client::{}`]: {line}.{}",
        operation.id,
        example::of(operation)
    );
    let sends = format!(
        "Sends {line}.\n\n# Errors\n\nSee [`Error`](crate::Error). Nothing is sent if a parameter \
         is missing or invalid."
    );
    let (about, sends) = (documentation(&about), documentation(&sends));
    let (success, receive) = match &operation.success {
        Success::Nothing => (quote!(()), quote!(send_for_nothing)),
        Success::Json(ty) => (ty.clone(), quote!(send_for_json)),
        Success::JsonOrNothing(ty) => (quote!(Option<#ty>), quote!(send_for_json_or_nothing)),
        Success::Bytes => (quote!(Bytes), quote!(send_for_bytes)),
    };
    let list = operation.element.iter();
    let file: File = parse_quote! {
        #about
        #[derive(Clone, Debug)]
        #[must_use = "nothing is sent before `send` is called"]
        pub struct #name { request: Request }
        impl #name {
            pub(super) fn #new(client: &Client) -> Self {
                static OPERATION: Operation = #start;
                Self { request: Request::new(client, &OPERATION) }
            }
            #(#setters)*
            /// Options for this call.
            pub fn with(mut self, options: CallOptions) -> Self {
                self.request.set_options(options);
                self
            }
            #sends
            pub async fn #send(self) -> Result<ResponseValue<#success>> {
                self.request.#receive().await
            }
            /// Checks what `send` checks, and sends nothing.
            ///
            /// # Errors
            ///
            /// A parameter is missing or invalid, or the body must not be sent.
            pub fn validate(&self) -> Result<()> { self.request.validate() }
        }
        #(list!(#name, #success, #list);)*
    };
    Ok(file.items)
}

fn setters(items: &[Item], name: &Ident, operation: &Operation) -> Result<Vec<ImplItem>, String> {
    let mut setters = Vec::new();
    for parameter in &operation.parameters {
        let setter = names::ident(&parameter.name)?;
        let tag = operation.body.as_ref().and_then(|body| body.tag.as_ref());
        let about = match tag == Some(&parameter.wire_name) {
            true => format!(
                "{} It is taken from the body unless set.",
                parameter.description
            ),
            false => parameter.description.clone(),
        };
        let about = documentation(&about);
        let (ty, wire_name, checks) = (&parameter.ty, &parameter.wire_name, &parameter.checks);
        setters.push(parse_quote! {
            #about
            pub fn #setter(mut self, value: impl Into<Parameter<#ty>>) -> Self {
                self.request.set(#wire_name, value.into()#checks);
                self
            }
        });
    }
    if let Some(body) = &operation.body {
        let (setter, ty) = (&method(items, name, "body")?.sig.ident, &body.ty);
        setters.push(parse_quote! {
            /// The body of the request.
            pub fn #setter(mut self, body: impl Into<#ty>) -> Self {
                self.request.set_body(&body.into());
                self
            }
        });
        setters.push(parse_quote! {
            /// Sends the body as it is, even if a secret in it is empty, contains a line break, or
            /// looks like what Atlas shows in place of the real one.
            pub fn verbatim(mut self) -> Self {
                self.request.set_verbatim();
                self
            }
        });
        if operation.method == "put" {
            setters.push(parse_quote! {
                /// Lets Atlas discard what it does not show. A `PUT` replaces the whole object: if
                /// the body was read, and lacks a property that Atlas stores but does not show, such
                /// as a password, then Atlas would discard that property. Without this call, such a
                /// body is refused before it is sent.
                pub fn discard_withheld(mut self) -> Self {
                    self.request.set_discard_withheld();
                    self
                }
            });
        }
    }
    Ok(setters)
}

/// What the hand-written part needs to know about an operation.
fn start(operation: &Operation) -> Result<syn::Expr, String> {
    let (id, path) = (&operation.id, &operation.path);
    let method = names::ident(&operation.method.to_ascii_uppercase())?;
    let accept = operation.accept.iter();
    let accept = quote!(#(.accept(#accept))*);
    let named = |call: TokenStream, is_wanted: fn(&&Parameter) -> bool| {
        let parameters = operation.parameters.iter().filter(is_wanted);
        let names: Vec<_> = parameters.map(|parameter| &parameter.wire_name).collect();
        (!names.is_empty()).then(|| quote!(.#call(&[#(#names),*])))
    };
    let required = named(quote!(required), |it| {
        it.is_required && it.place != Place::Path
    });
    let headers = named(quote!(headers), |it| it.place == Place::Header);
    let joined = named(quote!(joined), |it| it.is_joined);
    let body = operation.body.as_ref().map(|body| {
        let (media_type, is_required) = (&body.media_type, body.is_required);
        let tag = body.tag.iter();
        quote!(.body(#media_type, #is_required) #(.tag(#tag))*)
    });
    Ok(parse_quote! {
        Operation::new(#id, Method::#method, #path) #accept #required #headers #joined #body
    })
}

/// The method `wanted` of the type `name` itself.
fn method<'a>(items: &'a [Item], name: &Ident, wanted: &str) -> Result<&'a ImplItemFn, String> {
    let blocks = items.iter().filter_map(|item| match item {
        Item::Impl(block) if block.trait_.is_none() => Some(block),
        _ => None,
    });
    let mut items = blocks
        .filter(|block| last_segment(&block.self_ty) == Some(name))
        .flat_map(|block| &block.items);
    items
        .find_map(|item| match item {
            ImplItem::Fn(function) if function.sig.ident == wanted => Some(function),
            _ => None,
        })
        .ok_or_else(|| format!("progenitor's `{name}` has no method `{wanted}`"))
}

fn last_segment(ty: &syn::Type) -> Option<&Ident> {
    match ty {
        syn::Type::Path(path) => path.path.segments.last().map(|segment| &segment.ident),
        _ => None,
    }
}
