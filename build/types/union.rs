//! Unions whose members are distinguished by the value of one property, the tag, or by which of some
//! properties is there.

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use serde_json::Value;

use super::super::document::{entries, target, text};
use super::super::names;
use super::object;

pub(super) fn emit(document: &Value, ident: &Ident, schema: &Value) -> Result<TokenStream, String> {
    let (property, how) = match schema["x-keys"].as_object() {
        Some(keys) => {
            let keys = keys.keys();
            (
                "",
                quote!(const KEYS: &'static [&'static str] = &[#(#keys),*];),
            )
        }
        None => {
            let property = schema["discriminator"]["propertyName"].as_str();
            let property = property.ok_or("the discriminator has no `propertyName`")?;
            (property, quote!(const TAG: &'static str = #property;))
        }
    };
    let (mut tags, mut names, mut facts) = (Vec::new(), Vec::new(), Vec::new());
    let (mut docs, mut patterns) = (Vec::new(), Vec::new());
    let (mut stripped, mut conversions, mut visits) = (Vec::new(), Vec::new(), Vec::new());
    for (name, values) in members(document, schema)? {
        let member = names::ident(name)?;
        let target = &document["components"]["schemas"][name];
        docs.push(format!(" `{}`", values.join("`, `")));
        patterns.push(quote!(#(#values)|*));
        stripped.push(match target["x-tag"] == property {
            true => quote!(Some(#property)),
            false => quote!(None),
        });
        visits.push(match values.as_slice() {
            [tag] if !property.is_empty() => quote!(visitor.member(#tag, &**member)),
            _ if target["properties"].get(property).is_none() => {
                quote!(visitor.tagged(None, &**member))
            }
            _ => {
                let mut fields = object::fields(target);
                let (_, _, field) =
                    fields.find(|(name, ..)| *name == property).ok_or_else(|| {
                        format!("several tags stand for {name}, which has no field for its tag")
                    })?;
                let field = names::ident(&field)?;
                quote!(visitor.tagged(text(&member.#field), &**member))
            }
        });
        facts.extend(
            values
                .iter()
                .map(|tag| quote!((#tag, <#member as Member>::FACTS))),
        );
        tags.extend(
            values
                .into_iter()
                .map(|tag| quote!((#tag, generator.subschema_for::<#member>()))),
        );
        // Several aliases may stand for the same type.
        if ["properties", "discriminator", "x-keys"]
            .iter()
            .any(|it| target.get(it).is_some())
        {
            conversions.push(conversion(ident, &member));
        }
        names.push(member);
    }
    let kind = enumeration(schema, ident, property)?;
    Ok(quote! {
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub enum #ident {
            #(#[doc = #docs] #names(Box<#names>),)*
            /// Anything else, with the reason why it is none of the above.
            Other(Other),
        }
        #kind
        impl Union for #ident {
            #how
            const FACTS: &'static [(&'static str, &'static [Facts])] = &[#(#facts),*];
            fn decode(tag: &str, text: &MemberText<'_>) -> Option<Result<Self, Fault>> {
                Some(match tag {
                    #(#patterns => decode_member(text, #stripped).map(Self::#names),)*
                    _ => return None,
                })
            }
            fn visit<'a, V: MemberVisitor<'a>>(&'a self, visitor: V) -> V::Output {
                match self {
                    #(Self::#names(member) => #visits,)*
                    Self::Other(other) => visitor.other(other),
                }
            }
            #[cfg(feature = "schemars")]
            fn members(generator: &mut SchemaGenerator) -> Vec<(&'static str, Schema)> {
                vec![#(#tags),*]
            }
        }
        #(#conversions)*
        union!(#ident);
    })
}

/// How a member becomes the union.
fn conversion(ident: &Ident, member: &Ident) -> TokenStream {
    quote! {
        impl From<#member> for #ident {
            fn from(member: #member) -> Self {
                Self::#member(Box::new(member))
            }
        }
        impl From<Box<#member>> for #ident {
            fn from(member: Box<#member>) -> Self {
                Self::#member(member)
            }
        }
    }
}

/// The method that returns the tag as a value of an enumeration, if there is one of the tags.
fn enumeration(schema: &Value, ident: &Ident, property: &str) -> Result<TokenStream, String> {
    let name = text(schema, "x-tag-enumeration");
    if name.is_empty() {
        return Ok(TokenStream::new());
    }
    let method = names::ident(&names::member(name, "tag"))?;
    let enumeration = names::ident(name)?;
    let line = format!(" The `{property}` as a value of [`{name}`], if there is one.");
    Ok(quote! {
        impl #ident {
            #[doc = #line]
            #[must_use]
            pub fn #method(&self) -> Option<#enumeration> {
                self.tag().map(#enumeration::from)
            }
        }
    })
}

/// The members in the order of their tags, each with all of its tags.
pub(super) fn members<'a>(
    document: &Value,
    schema: &'a Value,
) -> Result<Vec<(&'a str, Vec<&'a str>)>, String> {
    let mapping = match &schema["x-keys"] {
        Value::Null => &schema["discriminator"]["mapping"],
        keys => keys,
    };
    let mut members: Vec<(&str, Vec<&str>)> = Vec::new();
    for (tag, reference) in entries(mapping) {
        let name = target(reference)
            .filter(|name| document["components"]["schemas"].get(name).is_some())
            .ok_or_else(|| format!("`{tag}` stands for no schema"))?;
        match members.iter_mut().find(|(other, _)| *other == name) {
            Some((_, tags)) => tags.push(tag),
            None => members.push((name, vec![tag])),
        }
    }
    Ok(members)
}
