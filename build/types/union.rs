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
    let (mut names, mut members) = (Vec::new(), Vec::new());
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
        if entries(mapping)
            .filter(|(_, other)| *other == target)
            .count()
            > 1
            || name == "Other"
        {
            names.push(names::ident(&by_tag)?);
        } else {
            conversions.push(quote! {
                impl From<#member> for #ident {
                    fn from(member: #member) -> Self {
                        Self::#member(Box::new(member))
                    }
                }
            });
            names.push(member.clone());
        }
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
            let method = names::ident(&names::member(name, &[]))?;
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
