//! Unions whose members are told apart by the value of one property, the tag.

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use serde_json::{Value, json};

use super::super::document::{component, entries, text};
use super::super::names;

pub(super) fn emit(document: &Value, ident: &Ident, schema: &Value) -> Result<TokenStream, String> {
    let property = schema["discriminator"]["propertyName"].as_str();
    let property = property.ok_or("the discriminator has no `propertyName`")?;
    let mapping = &schema["discriminator"]["mapping"];
    let tags: Vec<&str> = entries(mapping).map(|(tag, _)| tag.as_str()).collect();
    let (mut names, mut members): (Vec<Ident>, Vec<Ident>) = Default::default();
    let (mut stripped, mut conversions) = (Vec::new(), Vec::new());
    for ((tag, target), (by_tag, _)) in entries(mapping).zip(names::variants(&tags, "Other")) {
        let reference = json!({ "$ref": target });
        let schemas = &document["components"]["schemas"];
        let name = component(&reference)
            .filter(|name| schemas.get(name).is_some())
            .ok_or_else(|| format!("the discriminator maps {tag} to no schema"))?;
        let member = names::ident(name)?;
        // A variant is named for its member. Where several tags stand for one member, each has a
        // variant of its own, named for the tag.
        let is_only = entries(mapping).filter(|other| other.1 == target).count() == 1;
        let mut variant = if is_only && name != "Other" {
            name
        } else {
            &by_tag
        }
        .to_owned();
        while names.iter().any(|other| *other == variant) {
            variant = format!("{variant}{}", names.len());
        }
        let variant = names::ident(&variant)?;
        if is_only {
            conversions.push(quote! {
                impl From<#member> for #ident {
                    fn from(member: #member) -> Self {
                        Self::#variant(Box::new(member))
                    }
                }
            });
        }
        names.push(variant);
        stripped.push(match schemas[name]["x-tag"] == property {
            true => quote!(Some(#property)),
            false => quote!(None),
        });
        members.push(member);
    }
    let docs = tags.iter().map(|tag| format!(" `{tag}`"));
    let kind = match text(schema, "x-tag-enumeration") {
        "" => quote!(),
        name => {
            let method = names::ident(&names::member(name, &["tag"]))?;
            let enumeration = names::ident(name)?;
            let line = format!(" The `{property}` as a value of [`{name}`], if there is one.");
            quote! {
                impl #ident {
                    #[doc = #line]
                    #[must_use]
                    pub fn #method(&self) -> Option<#enumeration> {
                        self.tag().map(#enumeration::from)
                    }
                }
            }
        }
    };
    Ok(quote! {
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub enum #ident {
            #(#[doc = #docs] #names(Box<#members>),)*
            /// Everything else, with the reason why it is none of the above.
            Other(Other),
        }
        #kind
        impl Union for #ident {
            const TAG: &'static str = #property;
            fn decode(tag: &str, text: &str) -> Option<Result<Self, Fault>> {
                Some(match tag {
                    #(#tags => decode_member(text, #stripped).map(Self::#names),)*
                    _ => return None,
                })
            }
            fn visit<'a, V: MemberVisitor<'a>>(&'a self, visitor: V) -> V::Output {
                match self {
                    #(Self::#names(member) => visitor.member(#tags, &**member),)*
                    Self::Other(other) => visitor.other(other),
                }
            }
            #[cfg(feature = "schemars")]
            fn members(generator: &mut SchemaGenerator) -> Vec<(&'static str, Schema)> {
                vec![#((#tags, generator.subschema_for::<#members>())),*]
            }
        }
        #(#conversions)*
        union!(#ident);
    })
}
