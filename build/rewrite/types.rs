//! The model: open enums, structs that keep what they do not know, and unions.

use std::collections::BTreeMap;

use quote::{format_ident, quote};
use syn::visit_mut::{self, VisitMut};
use syn::{Fields, ImplItem, Item, ItemEnum, ItemImpl, ItemStruct, parse_quote};

use super::super::tables::Union;
use super::{document, documentation, items, macro_item, text_of, type_name};

/// typify's type for the fields that a schema does not name.
const MAP: &str = "::serde_json::Map<::std::string::String,::serde_json::Value>";

/// Rewrites the items of the module `types`.
pub(crate) fn rewrite(types: &mut Vec<Item>, unions: &[Union]) -> Result<(), String> {
    let mut enums = Vec::new();
    let mut field_words = BTreeMap::new();
    let mut added = Vec::new();
    let elements = listed_elements(types);
    for item in types.iter_mut() {
        UnknownFields.visit_item_mut(item);
        (Results {
            elements: &elements,
        })
        .visit_item_mut(item);
        match item {
            Item::Enum(item) => {
                added.push(open_enum(item)?);
                enums.push(item.ident.to_string());
            }
            Item::Struct(item) => {
                for field in &item.fields {
                    if let Some(ident) = &field.ident {
                        let key = (item.ident.to_string(), ident.to_string());
                        field_words.insert(key, documentation(&field.attrs));
                    }
                }
                added.push(model(item)?);
            }
            _ => {}
        }
    }
    // What typify says of the enums' text is what `open_enum!` says otherwise.
    types.retain(|item| {
        !matches!(item, Item::Impl(block) if type_name(&block.self_ty).is_some_and(|name| enums.contains(&name)))
    });
    for union in unions {
        added.extend(discriminated_union(union));
    }
    types.extend(added);
    for item in types {
        match item {
            Item::Mod(module) if module.ident == "builder" => {
                items(module)?
                    .iter_mut()
                    .for_each(|item| builder(item, &field_words));
            }
            Item::Impl(block) if block.trait_.is_none() => builder_function(block),
            _ => {}
        }
    }
    Ok(())
}

struct UnknownFields;

impl VisitMut for UnknownFields {
    fn visit_type_mut(&mut self, ty: &mut syn::Type) {
        if text_of(ty) == MAP {
            *ty = parse_quote!(crate::UnknownFields);
        }
        visit_mut::visit_type_mut(self, ty);
    }
}

/// The types of the elements of lists: Atlas calls the elements of a page `results`.
fn listed_elements(types: &[Item]) -> Vec<String> {
    let fields = types.iter().filter_map(|item| match item {
        Item::Struct(item) => item
            .fields
            .iter()
            .find(|field| field.ident.as_ref().is_some_and(|ident| ident == "results")),
        _ => None,
    });
    fields.filter_map(|field| element_of(&field.ty)).collect()
}

/// The name of `X` in `Vec<X>`.
fn element_of(ty: &syn::Type) -> Option<String> {
    let syn::Type::Path(path) = ty else {
        return None;
    };
    let last = path.path.segments.last()?;
    match &last.arguments {
        syn::PathArguments::AngleBracketed(arguments) if last.ident == "Vec" => {
            match arguments.args.first()? {
                syn::GenericArgument::Type(element) => type_name(element),
                _ => None,
            }
        }
        _ => None,
    }
}

/// Lets one odd element of a page cost no other.
struct Results<'a> {
    elements: &'a [String],
}

impl VisitMut for Results<'_> {
    fn visit_type_mut(&mut self, ty: &mut syn::Type) {
        if element_of(ty).is_some_and(|element| self.elements.contains(&element))
            && let syn::Type::Path(path) = &*ty
            && let Some(last) = path.path.segments.last()
        {
            let mut results = last.clone();
            results.ident = format_ident!("Results");
            if let syn::PathArguments::AngleBracketed(arguments) = &mut results.arguments {
                arguments.colon2_token = None;
            }
            *ty = parse_quote!(crate::#results);
        }
        visit_mut::visit_type_mut(self, ty);
    }
}

/// Opens an enum whose values are strings; the macro holds what it can do.
fn open_enum(item: &mut ItemEnum) -> Result<Item, String> {
    let name = &item.ident;
    let mut values = Vec::new();
    for variant in &mut item.variants {
        if variant.ident == "Unknown" {
            return Err(format!(
                "the enumeration {name} has a value that would be called `Unknown`"
            ));
        }
        if !matches!(variant.fields, Fields::Unit) {
            return Err(format!("{name} is a union without a discriminator"));
        }
        let ident = variant.ident.clone();
        let value = renamed(&variant.attrs)?.unwrap_or_else(|| ident.to_string());
        variant
            .attrs
            .retain(|attribute| !attribute.path().is_ident("serde"));
        document(&mut variant.attrs, &format!("`{value}`"));
        values.push(quote!(#ident = #value));
    }
    item.variants.push(parse_quote! {
        /// A value that this version of the client does not know; it is kept as it came.
        Unknown(::std::string::String)
    });
    item.attrs
        .retain(|attribute| !attribute.path().is_ident("derive"));
    item.attrs
        .push(parse_quote!(#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]));
    item.attrs.push(parse_quote!(#[non_exhaustive]));
    let words = documentation(&item.attrs);
    Ok(macro_item(
        "open_enum",
        quote!(#name, #words, { #(#values),* }),
    ))
}

/// Lets a struct keep the fields that it does not know; the macro holds how it is read and
/// written.
fn model(item: &mut ItemStruct) -> Result<Item, String> {
    let name = &item.ident;
    let mut fields = Vec::new();
    let mut secrets = Vec::new();
    let mut rest = None;
    for field in &mut item.fields {
        let ident = field
            .ident
            .clone()
            .ok_or_else(|| format!("the type {name} is not an object"))?;
        let optional = text_of(&field.ty).starts_with("::std::option::Option<");
        let words = documentation(&field.attrs);
        if serde_says(&field.attrs, "flatten")? {
            document(
                &mut field.attrs,
                "The fields that this version of the client does not know, as they came.",
            );
            rest = Some(ident);
        } else {
            let property = renamed(&field.attrs)?.unwrap_or_else(|| ident.to_string());
            let presence = format_ident!("{}", if optional { "optional" } else { "required" });
            if text_of(&field.ty).contains("crate::Secret") {
                secrets.push(quote!(#presence #ident = #property));
            }
            fields.push(quote!(#presence #ident = #property, #words));
        }
        field
            .attrs
            .retain(|attribute| !attribute.path().is_ident("serde"));
    }
    let rest = rest.ok_or_else(|| format!("the schema {name} has no `additionalProperties`"))?;
    item.attrs
        .retain(|attribute| !attribute.path().is_ident("derive"));
    item.attrs
        .push(parse_quote!(#[derive(Clone, Debug, PartialEq)]));
    item.attrs.push(parse_quote!(#[non_exhaustive]));
    let words = documentation(&item.attrs);
    Ok(macro_item(
        "object",
        quote!(#name, #words, { #(#fields;)* } #rest, secrets { #(#secrets;)* }),
    ))
}

/// The enum of a union, driven by the document's discriminator mapping alone.
fn discriminated_union(union: &Union) -> [Item; 2] {
    let name = format_ident!("{}", union.name);
    let members: Vec<_> = union
        .members
        .iter()
        .map(|(_, member)| format_ident!("{member}"))
        .collect();
    let tags: Vec<_> = union.members.iter().map(|(tag, _)| tag).collect();
    let words: Vec<_> = tags.iter().map(|tag| format!(" `{tag}`")).collect();
    let mut item: syn::ItemEnum = parse_quote! {
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub enum #name {
            #(#[doc = #words] #members(::std::boxed::Box<#members>),)*
            /// Everything else, with the reason why it is none of the above.
            Other(crate::Other),
        }
    };
    document(&mut item.attrs, &union.description);
    let (tag, description) = (&union.tag, &union.description);
    let body = quote!(#name, #description, #tag, { #(#members = #tags),* });
    [Item::Enum(item), macro_item("discriminated_union", body)]
}

/// Documents a type's builder; lets it start with no unknown fields.
fn builder(item: &mut Item, field_words: &BTreeMap<(String, String), String>) {
    match item {
        Item::Struct(item) => {
            let text = format!("Builds a [`{0}`](super::{0}).", item.ident);
            document(&mut item.attrs, &text);
        }
        Item::Impl(block) => {
            let Some(name) = type_name(&block.self_ty) else {
                return;
            };
            match &block.trait_ {
                Some((_, path, _))
                    if path
                        .segments
                        .last()
                        .is_some_and(|last| last.ident == "Default") =>
                {
                    NoUnknownFields.visit_item_impl_mut(block);
                }
                Some(_) => {}
                None => document_setters(block, &name, field_words),
            }
        }
        _ => {}
    }
}

fn document_setters(
    block: &mut ItemImpl,
    name: &str,
    field_words: &BTreeMap<(String, String), String>,
) {
    for item in &mut block.items {
        if let ImplItem::Fn(function) = item {
            let setter = function.sig.ident.to_string();
            let words = match field_words.get(&(name.to_owned(), setter.clone())) {
                Some(words) if !words.is_empty() => words.clone(),
                _ => "The fields that this version of the client does not know.".to_owned(),
            };
            document(&mut function.attrs, &words);
        }
    }
}

/// `extra: Err("no value supplied for extra")` becomes "none".
struct NoUnknownFields;

impl VisitMut for NoUnknownFields {
    fn visit_field_value_mut(&mut self, field: &mut syn::FieldValue) {
        let expression = &field.expr;
        if quote!(#expression)
            .to_string()
            .contains("no value supplied for extra")
        {
            field.expr = parse_quote!(Ok(::std::default::Default::default()));
        }
    }
}

fn builder_function(block: &mut ItemImpl) {
    let name = type_name(&block.self_ty).unwrap_or_default();
    for item in &mut block.items {
        if let ImplItem::Fn(function) = item {
            document(
                &mut function.attrs,
                &format!("Starts to build a [`{name}`]."),
            );
        }
    }
}

/// The name that `#[serde(rename = "…")]` gives.
fn renamed(attributes: &[syn::Attribute]) -> Result<Option<String>, String> {
    let mut name = None;
    each_serde_word(attributes, |meta| {
        if let syn::Meta::NameValue(meta) = meta
            && meta.path.is_ident("rename")
            && let syn::Expr::Lit(syn::ExprLit {
                lit: syn::Lit::Str(text),
                ..
            }) = meta.value
        {
            name = Some(text.value());
        }
    })?;
    Ok(name)
}

fn serde_says(attributes: &[syn::Attribute], word: &str) -> Result<bool, String> {
    let mut said = false;
    each_serde_word(attributes, |meta| said |= meta.path().is_ident(word))?;
    Ok(said)
}

fn each_serde_word(
    attributes: &[syn::Attribute],
    mut visit: impl FnMut(syn::Meta),
) -> Result<(), String> {
    for attribute in attributes
        .iter()
        .filter(|attribute| attribute.path().is_ident("serde"))
    {
        let words = attribute
            .parse_args_with(
                syn::punctuated::Punctuated::<syn::Meta, syn::Token![,]>::parse_terminated,
            )
            .map_err(|error| {
                format!("progenitor wrote an attribute that does not parse: {error}")
            })?;
        words.into_iter().for_each(&mut visit);
    }
    Ok(())
}
