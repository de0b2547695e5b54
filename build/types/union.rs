//! Unions whose members are told apart by the value of one property, the tag.

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use serde_json::{Value, json};

use super::super::document::{component, entries, text};
use super::super::names;

/// A variant with the tag that it stands for.
struct Variant<'a> {
    name: Ident,
    member: Ident,
    tag: &'a str,
    /// Whether the tag is no field of the member's.
    strips_tag: bool,
    /// Whether no other tag stands for the same member.
    is_only: bool,
}

/// The variants, named for their members; where several tags stand for one member, each has a
/// variant of its own, named for the tag.
fn variants<'a>(document: &Value, discriminator: &'a Value) -> Result<Vec<Variant<'a>>, String> {
    let mapping = &discriminator["mapping"];
    let tags: Vec<&str> = entries(mapping).map(|(tag, _)| tag.as_str()).collect();
    let mut variants: Vec<Variant> = Vec::new();
    for ((tag, target), (by_tag, _)) in entries(mapping).zip(names::variants(&tags, "Other")) {
        let reference = json!({ "$ref": target });
        let schemas = &document["components"]["schemas"];
        let member = component(&reference)
            .filter(|member| schemas.get(member).is_some())
            .ok_or_else(|| format!("the discriminator maps {tag} to no schema"))?;
        let is_only = entries(mapping).filter(|other| other.1 == target).count() == 1;
        let mut name = match is_only && member != "Other" {
            true => member.to_owned(),
            false => by_tag,
        };
        while variants.iter().any(|variant| variant.name == name) {
            name = format!("{name}{}", variants.len());
        }
        variants.push(Variant {
            name: names::ident(&name)?,
            member: names::ident(member)?,
            tag,
            strips_tag: schemas[member]["x-tag"] == discriminator["propertyName"],
            is_only,
        });
    }
    Ok(variants)
}

pub(super) fn emit(document: &Value, ident: &Ident, schema: &Value) -> Result<TokenStream, String> {
    let discriminator = &schema["discriminator"];
    let property = discriminator["propertyName"]
        .as_str()
        .ok_or("the discriminator has no `propertyName`")?;
    let variants = variants(document, discriminator)?;
    let names: Vec<_> = variants.iter().map(|variant| &variant.name).collect();
    let members: Vec<_> = variants.iter().map(|variant| &variant.member).collect();
    let tags: Vec<_> = variants.iter().map(|variant| variant.tag).collect();
    let docs = tags.iter().map(|tag| format!(" `{tag}`"));
    let stripped = variants.iter().map(|variant| match variant.strips_tag {
        true => quote!(Some(#property)),
        false => quote!(None),
    });
    let only = variants.iter().filter(|variant| variant.is_only);
    let conversions = only.map(|Variant { name, member, .. }| {
        quote! {
            impl From<#member> for #ident {
                fn from(member: #member) -> Self {
                    Self::#name(Box::new(member))
                }
            }
        }
    });
    let kind = match text(schema, "x-tag-enumeration") {
        "" => None,
        name => {
            let (method, enumeration) = (
                names::ident(&names::member(name, &["tag"]))?,
                names::ident(name)?,
            );
            let line = format!(" The `{property}` as a value of [`{name}`], if there is one.");
            Some(quote! {
                impl #ident {
                    #[doc = #line]
                    #[must_use]
                    pub fn #method(&self) -> Option<#enumeration> {
                        self.tag().map(#enumeration::from)
                    }
                }
            })
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
