//! Objects: a struct that keeps what it does not know.

use std::collections::BTreeSet;

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use serde_json::Value;

use super::super::document::{documentation, entries, resolve, strings, text};
use super::super::names;

/// What a field must not be called, since it or its setter would hide something else.
const TAKEN: &str = "clone decoder extra from into member new presence to_request";

/// The code of all properties, by the place where it goes.
#[derive(Default)]
struct Code {
    fields: Vec<TokenStream>,
    /// The parameters of `new`, what it sets first, and what it sets last.
    parameters: Vec<TokenStream>,
    initial: Vec<TokenStream>,
    nullable: Vec<TokenStream>,
    setters: Vec<TokenStream>,
    /// How the object is read: where values go, what puts them there, and what takes them.
    slots: Vec<TokenStream>,
    arms: Vec<TokenStream>,
    values: Vec<TokenStream>,
    visits: Vec<TokenStream>,
    facts: Vec<TokenStream>,
}

pub(super) fn emit(document: &Value, ident: &Ident, schema: &Value) -> Result<TokenStream, String> {
    let mut code = Code::default();
    let is_page = schema["properties"]["results"]["items"].is_object();
    for (name, property, field) in fields(schema) {
        let element = property.get("items").filter(|_| name == "results");
        let ty = check_secret(document, name, property)
            .and_then(|()| super::rust_type(document, element.unwrap_or(property)))
            .map_err(|cause| format!("the property {name}: {cause}"))?;
        // Of the elements of a page, which Atlas calls its results, one that cannot be read costs
        // no other.
        let ty = match element {
            Some(_) => quote!(Elements<#ty>),
            None => ty,
        };
        let ty = match property["x-box"] == true {
            true => quote!(Box<#ty>),
            false => ty,
        };
        let is_required = strings(&schema["required"]).contains(&name.as_str());
        // Beside its elements, nothing of a page is worth losing them.
        let is_lenient = is_page && element.is_none() && !is_required;
        code.add(name, &names::ident(&field)?, &ty, property, is_required);
        if is_lenient {
            code.read_leniently(name, &names::ident(&field)?);
        }
    }
    Ok(code.finish(ident))
}

/// Refuses a property that holds a secret, as its name or its `format` says, if its type would show
/// it: plain text, or any scalar that is marked. A type of its own decides for itself, and JSON of any
/// form shows nothing.
fn check_secret(document: &Value, name: &str, property: &Value) -> Result<(), String> {
    let is_marked = property["format"] == "password";
    if !is_marked && !names::names_a_secret(name) {
        return Ok(());
    }
    let mut value = resolve(document, property)?;
    let mut seen = Vec::new();
    while let Some(element) = ["items", "additionalProperties"]
        .iter()
        .find_map(|keyword| value.get(keyword))
        && value.get("properties").is_none()
        && !seen.iter().any(|it| std::ptr::eq(*it, value))
    {
        seen.push(value);
        value = resolve(document, element)?;
    }
    let is_shown = match text(value, "type") {
        "string" if value["format"] == "password" => false,
        "string" => is_marked || value.get("enum").is_none(),
        "boolean" | "integer" | "number" => is_marked,
        _ => false,
    };
    match is_shown {
        true => Err("it holds a secret, which its type would show".to_owned()),
        false => Ok(()),
    }
}

/// The properties that are fields, each with the name of its field.
pub(super) fn fields(schema: &Value) -> impl Iterator<Item = (&String, &Value, String)> {
    let mut names = BTreeSet::new();
    // Which member of a union it is, is said by the union.
    let properties =
        entries(&schema["properties"]).filter(|(name, _)| text(schema, "x-tag") != *name);
    properties.map(move |(name, property)| {
        let field = names::distinct(names::member(name, TAKEN), &mut names);
        (name, property, field)
    })
}

impl Code {
    fn add(&mut self, name: &str, field: &Ident, ty: &TokenStream, schema: &Value, required: bool) {
        let documentation = documentation(text(schema, "description"));
        let camel_case = heck::AsLowerCamelCase(field.to_string()).to_string();
        let rename = (camel_case != name)
            .then(|| quote!(#[cfg_attr(feature = "schemars", schemars(rename = #name))]));
        let attributes = quote!(#documentation #rename);
        self.slots.push(quote!(let mut #field = None;));
        self.arms.push(quote!(#name => decoder.read(&mut #field)?));
        self.values
            .push(quote!(#field: decoder.property(#name, #field)?));
        let (facts, is_plain) = facts(name, schema);
        self.visits
            .push(quote!(visitor.property(#facts, &self.#field, &self.presence)?;));
        if !is_plain {
            self.facts.push(facts);
        }
        if required && schema["nullable"] != true {
            self.fields.push(quote!(#attributes pub #field: #ty));
            self.parameters.push(quote!(#field: impl Into<#ty>));
            self.initial.push(quote!(#field: #field.into()));
            return;
        }
        // What must be there is null rather than absent.
        let value = match required {
            true => quote!(value.into().or_null()),
            false => quote!(value),
        };
        if required {
            self.parameters.push(quote!(#field: impl Into<Field<#ty>>));
            self.nullable.push(quote!(.#field(#field)));
        }
        self.fields
            .push(quote!(#attributes pub #field: Option<#ty>));
        self.initial.push(quote!(#field: None));
        self.setters.push(quote! {
            #documentation
            pub fn #field(mut self, value: impl Into<Field<#ty>>) -> Self {
                self.presence.set(#name, &mut self.#field, #value);
                self
            }
        });
    }

    /// Reads the property that was added last leniently.
    fn read_leniently(&mut self, name: &str, field: &Ident) {
        self.arms.pop();
        self.arms
            .push(quote!(#name => decoder.read_leniently(member, &mut #field)?));
    }

    fn finish(self, ident: &Ident) -> TokenStream {
        let (fields, parameters, initial) = (self.fields, self.parameters, self.initial);
        let (nullable, setters, slots) = (self.nullable, self.setters, self.slots);
        let (arms, values, visits, facts) = (self.arms, self.values, self.visits, self.facts);
        let default = parameters.is_empty().then(|| quote!(Default,));
        quote! {
            #[derive(Clone, Debug, #default PartialEq)]
            #[cfg_attr(feature = "schemars", derive(JsonSchema))]
            #[cfg_attr(feature = "schemars", schemars(rename_all = "camelCase"))]
            #[non_exhaustive]
            pub struct #ident {
                #(#fields,)*
                /// The fields that this version of the client does not know, as received.
                #[cfg_attr(feature = "schemars", schemars(skip))]
                pub extra: UnknownFields,
                #[cfg_attr(feature = "schemars", schemars(skip))]
                presence: Presence,
            }
            impl #ident {
                /// Creates one from its required properties; setters take the optional ones.
                pub fn new(#(#parameters),*) -> Self {
                    Self { #(#initial,)* extra: Default::default(), presence: Default::default() }
                        #(#nullable)*
                }
                #(#setters)*
            }
            impl Object for #ident {
                const FACTS: &'static [Facts] = &[#(#facts),*];
                fn decode<'de, M: MapAccess<'de>>(
                    mut decoder: Decoder<'de, M>,
                ) -> Result<Self, M::Error> {
                    #(#slots)*
                    while let Some(member) = decoder.next_name()? {
                        match member.as_str() {
                            #(#arms,)*
                            _ => decoder.keep(member)?,
                        }
                    }
                    Ok(Self { #(#values,)* extra: decoder.extra, presence: decoder.presence })
                }
                fn visit<V: PropertyVisitor>(&self, visitor: &mut V) -> Result<(), V::Error> {
                    #(#visits)*
                    visitor.rest(&self.extra)
                }
            }
            object!(#ident);
        }
    }
}

/// What the client needs to know of a property beside its type, and whether that is its name alone.
fn facts(name: &str, schema: &Value) -> (TokenStream, bool) {
    let is_secret = schema["format"] == "password";
    let is_template = schema["x-template"] == true;
    let is_withheld = schema["writeOnly"] == true || schema["x-withheld"] == true;
    let mut facts = quote!(Facts::new(#name));
    for (holds, method) in [
        (is_secret, quote!(secret)),
        (is_template, quote!(template)),
        (is_withheld, quote!(withheld)),
    ] {
        if holds {
            facts = quote!(#facts.#method());
        }
    }
    (facts, !(is_secret || is_template || is_withheld))
}
