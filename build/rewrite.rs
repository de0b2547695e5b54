//! The changes to progenitor's output that no change to the document can bring about.
//!
//! | what | why |
//! | --- | --- |
//! | `progenitor_client` becomes `crate::runtime`, its error `crate::Error` | the status, the text that the server sent and the typed cause are never lost |
//! | unit enums get `Unknown(String)` | a new value must not break a running client |
//! | structs keep the fields they do not know, as text | a PUT replaces the whole object; digits survive |
//! | unions become enums by their discriminator | progenitor tries the members in turn |
//! | setters keep the cause of a failed conversion | "conversion failed" helps nobody |
//! | `results: Vec<T>` becomes `Results<T>` | one odd element must not cost a page |
//! | parameters and bodies are checked | progenitor's percent-encoding lets `..` pass, a number's limits would become a type of their own, and a redacted key must not be sent as if it were the key |
//! | constructors are private | they panic |
//! | everything public is documented | |

mod operation;
mod types;

use proc_macro2::TokenStream;
use quote::quote;
use syn::visit_mut::{self, VisitMut};
use syn::{Attribute, File, ImplItem, Item, ItemMod, parse_quote};

use super::tables::{Operation, Union};

/// What `Client` is, for its documentation.
const CLIENT: &str = "\
A client of the MongoDB Atlas Administration API. [`builder`](Self::builder) makes one.

It is cheap to clone, and its clones share connections, the access token of a service account and the
digest challenge of an API key. Each operation is a method that starts a request; `send` sends it.";

/// Makes all changes.
pub(crate) fn rewrite(
    mut file: File,
    unions: &[Union],
    operations: &[Operation],
) -> Result<File, String> {
    Runtime.visit_file_mut(&mut file);
    file.items
        .retain(|item| !matches!(item, Item::Mod(module) if module.ident == "prelude"));
    for item in &mut file.items {
        match item {
            Item::Struct(client) if client.ident == "Client" => {
                // Its own `Debug` is hand-written: a user's reqwest client may hold headers.
                client
                    .attrs
                    .retain(|attribute| !attribute.path().is_ident("derive"));
                client.attrs.push(parse_quote!(#[derive(Clone)]));
                document(&mut client.attrs, CLIENT);
            }
            Item::Impl(block) if block.trait_.is_none() => {
                block.items.retain(
                    |item| !matches!(item, ImplItem::Fn(function) if function.sig.ident == "new"),
                );
                for item in &mut block.items {
                    if let ImplItem::Fn(function) = item {
                        operation::constructor(function, operations);
                    }
                }
            }
            Item::Mod(module) if module.ident == "types" => types::rewrite(items(module)?, unions)?,
            Item::Mod(module) if module.ident == "builder" => {
                operation::rewrite(items(module)?, operations)?;
            }
            _ => {}
        }
    }
    Ok(file)
}

fn items(module: &mut ItemMod) -> Result<&mut Vec<Item>, String> {
    let name = module.ident.to_string();
    module
        .content
        .as_mut()
        .map(|(_, items)| items)
        .ok_or_else(|| format!("progenitor's module `{name}` is empty"))
}

/// Puts the crate's own runtime in the place of progenitor's.
struct Runtime;

impl VisitMut for Runtime {
    fn visit_path_mut(&mut self, path: &mut syn::Path) {
        let names: Vec<String> = path
            .segments
            .iter()
            .map(|segment| segment.ident.to_string())
            .collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        match names.as_slice() {
            ["progenitor_client", ..] => {
                let rest = path.segments.iter().skip(1);
                *path = parse_quote!(crate::runtime::#(#rest)::*);
            }
            ["Error"] => *path = parse_quote!(crate::Error),
            ["Error", "InvalidRequest"] => *path = parse_quote!(crate::Error::invalid_request),
            ["Error", "UnexpectedResponse"] => {
                *path = parse_quote!(crate::runtime::unexpected_response);
            }
            _ => {}
        }
        visit_mut::visit_path_mut(self, path);
    }

    fn visit_item_use_mut(&mut self, item: &mut syn::ItemUse) {
        if let syn::UseTree::Path(tree) = &mut item.tree {
            if let syn::UseTree::Group(group) = &mut *tree.tree {
                let names = std::mem::take(&mut group.items).into_iter();
                group.items = names.filter(|name| !is_gone(name)).collect();
            }
            if tree.ident == "progenitor_client" {
                let rest = &tree.tree;
                item.tree = parse_quote!(crate::runtime::#rest);
                item.vis = syn::Visibility::Inherited;
            }
        }
    }
}

/// Whether the crate's runtime has nothing of this name.
fn is_gone(name: &syn::UseTree) -> bool {
    const GONE: [&str; 3] = ["ByteStream", "Error", "RequestBuilderExt"];
    matches!(name, syn::UseTree::Name(name) if GONE.iter().any(|gone| name.ident == gone))
}

/// The documentation of an item, without the lines' first blank.
fn documentation(attributes: &[Attribute]) -> String {
    let lines = attributes
        .iter()
        .filter_map(|attribute| match &attribute.meta {
            syn::Meta::NameValue(meta) if meta.path.is_ident("doc") => match &meta.value {
                syn::Expr::Lit(syn::ExprLit {
                    lit: syn::Lit::Str(text),
                    ..
                }) => Some(text.value()),
                _ => None,
            },
            _ => None,
        });
    lines
        .map(|line| line.trim().to_owned())
        .collect::<Vec<_>>()
        .join("\n")
}

/// Replaces an item's documentation.
fn document(attributes: &mut Vec<Attribute>, text: &str) {
    attributes.retain(|attribute| !attribute.path().is_ident("doc"));
    for (index, line) in text.lines().enumerate() {
        let line = if line.is_empty() {
            String::new()
        } else {
            format!(" {line}")
        };
        attributes.insert(index, parse_quote!(#[doc = #line]));
    }
}

/// The name of a type's last path segment, for a plain path.
fn type_name(ty: &syn::Type) -> Option<String> {
    match ty {
        syn::Type::Path(path) => path
            .path
            .segments
            .last()
            .map(|segment| segment.ident.to_string()),
        _ => None,
    }
}

/// A macro call as an item.
fn macro_item(name: &str, body: TokenStream) -> Item {
    let name = quote::format_ident!("{name}");
    parse_quote!(crate::model::#name! { #body })
}

/// The text of a type, for comparing.
fn text_of(ty: &syn::Type) -> String {
    quote!(#ty).to_string().replace(' ', "")
}
