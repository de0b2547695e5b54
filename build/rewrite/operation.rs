//! The operations' builders.

use quote::quote;
use syn::visit_mut::{self, VisitMut};
use syn::{ImplItem, ImplItemFn, Item, ItemImpl, parse_quote};

use super::super::tables::{Operation, Parameter};
use super::{document, type_name};

/// Documents the method of `Client` that starts an operation; hides any other constructor.
pub(crate) fn constructor(function: &mut ImplItemFn, operations: &[Operation]) {
    let name = function.sig.ident.to_string();
    match operations.iter().find(|operation| operation.id == name) {
        Some(operation) => {
            document(&mut function.attrs, &operation.documentation());
            if let Some(alias) = &operation.alias {
                function.attrs.push(parse_quote!(#[doc(alias = #alias)]));
            }
        }
        None => function.vis = parse_quote!(pub(crate)),
    }
}

/// Rewrites the items of the module `builder`.
pub(crate) fn rewrite(items: &mut [Item], operations: &[Operation]) -> Result<(), String> {
    for item in items {
        if let Item::Struct(item) = item {
            // The streams of pages read what was set.
            for field in &mut item.fields {
                field.vis = parse_quote!(pub(crate));
            }
        }
        if let Item::Impl(block) = item {
            let name = type_name(&block.self_ty).unwrap_or_default();
            let operation = operations
                .iter()
                .find(|operation| operation.id.replace('_', "").eq_ignore_ascii_case(&name))
                .ok_or_else(|| format!("progenitor's builder {name} belongs to no operation"))?;
            builder(block, operation)?;
        }
    }
    Ok(())
}

fn builder(block: &mut ItemImpl, operation: &Operation) -> Result<(), String> {
    Information { operation }.visit_item_impl_mut(block);
    for item in &mut block.items {
        let ImplItem::Fn(function) = item else {
            continue;
        };
        match function.sig.ident.to_string().as_str() {
            "new" => {
                function.vis = parse_quote!(pub(super));
                Missing.visit_block_mut(&mut function.block);
            }
            "send" => send(function, operation)?,
            name => setter(function, name, operation),
        }
    }
    Ok(())
}

/// "… was not initialized" becomes what the caller can do about it.
struct Missing;

impl VisitMut for Missing {
    fn visit_lit_str_mut(&mut self, text: &mut syn::LitStr) {
        if let Some(name) = text.value().strip_suffix(" was not initialized") {
            let remedy = format!("{name} is missing: call `.{name}(…)` before `.send()`");
            *text = syn::LitStr::new(&remedy, text.span());
        }
    }
}

/// Keeps the cause of a failed conversion, and documents the parameter.
fn setter(function: &mut ImplItemFn, name: &str, operation: &Operation) {
    let words = operation
        .parameters
        .iter()
        .find(|parameter| parameter.name == name)
        .map_or("The request's body.", |parameter| &parameter.words);
    document(&mut function.attrs, words);
    if let Some(clause) = &mut function.sig.generics.where_clause
        && let Some(syn::WherePredicate::Type(first)) = clause.predicates.first()
        && clause.predicates.len() == 1
    {
        let parameter = &first.bounded_ty;
        clause
            .predicates
            .push(parse_quote!(#parameter::Error: ::std::fmt::Display));
    }
    Cause { name }.visit_block_mut(&mut function.block);
}

/// `.map_err(|_| "conversion to … failed")` becomes a sentence with the cause.
struct Cause<'a> {
    name: &'a str,
}

impl VisitMut for Cause<'_> {
    fn visit_expr_closure_mut(&mut self, closure: &mut syn::ExprClosure) {
        let conversion = closure.inputs.first().is_some_and(|input| {
            matches!(input, syn::Pat::Wild(_))
                || matches!(input, syn::Pat::Ident(ident) if ident.ident == "s")
        });
        if conversion {
            let text = format!("invalid {}: {{cause}}", self.name);
            *closure = parse_quote!(|cause| format!(#text));
        }
        visit_mut::visit_expr_closure_mut(self, closure);
    }
}

/// Gives the hooks all that the document says of the operation.
struct Information<'a> {
    operation: &'a Operation,
}

impl VisitMut for Information<'_> {
    fn visit_expr_struct_mut(&mut self, expression: &mut syn::ExprStruct) {
        if expression.path.is_ident("OperationInfo") {
            let content_type = match &self.operation.content_type {
                Some(content_type) => quote!(Some(#content_type)),
                None => quote!(None),
            };
            let path = &self.operation.path;
            *expression = parse_quote! {
                OperationInfo { path_template: #path, content_type: #content_type }
            };
        }
    }
}

/// Lets `send` check the parameters and the body before it makes a request of them, and documents
/// it.
fn send(send: &mut ImplItemFn, operation: &Operation) -> Result<(), String> {
    document(
        &mut send.attrs,
        &format!(
            "Sends `{} {}`.\n\n# Errors\n\n[`Error`](crate::Error) tells an invalid parameter, \
             for which nothing is sent, from a failed authentication, a connection that broke, \
             an answer that is an error, and one that cannot be read.",
            operation.method.to_ascii_uppercase(),
            operation.path
        ),
    );
    let url = send
        .block
        .stmts
        .iter()
        .position(|statement| quote!(#statement).to_string().starts_with("let url ="))
        .ok_or_else(|| format!("progenitor's {}.send makes no URL", operation.id))?;
    let mut checks = Vec::new();
    for Parameter {
        name,
        in_path,
        range,
        max_length,
        ..
    } in &operation.parameters
    {
        let ident = quote::format_ident!("{name}");
        if *in_path {
            let limit = max_length.unwrap_or(u64::MAX);
            checks.push(parse_quote! {
                crate::runtime::check_path_segment(#name, &#ident.to_string(), #limit)?;
            });
        }
        if let Some((minimum, maximum)) = range {
            checks.push(parse_quote! {
                crate::runtime::check_range(#name, #ident, #minimum..=#maximum)?;
            });
        }
    }
    if operation.content_type.is_some() {
        let in_path = operation
            .parameters
            .iter()
            .filter(|parameter| parameter.in_path);
        let pairs = in_path.map(|parameter| {
            let name = &parameter.name;
            let ident = quote::format_ident!("{name}");
            quote!((#name, #ident.to_string()))
        });
        checks.push(parse_quote!(crate::change::check(&body, &[#(#pairs),*])?;));
    }
    send.block.stmts.splice(url..url, checks).for_each(drop);
    Ok(())
}
