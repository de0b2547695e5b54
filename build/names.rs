//! How names of the document are spelled in Rust. regen has seen to it that a schema's name is a
//! type's.

use std::collections::BTreeSet;

use heck::{ToPascalCase as _, ToSnakeCase as _};
use proc_macro2::Ident;

/// The name of a field, a parameter or a method, `taken` being the words that it must not be:
/// `apiKey` becomes `api_key`, and `type` becomes `type_`.
pub(crate) fn member(name: &str, taken: &str) -> String {
    let mut name = name.to_snake_case();
    if !name.starts_with(char::is_alphabetic) {
        name.insert(0, 'n');
    }
    // `gen` is a keyword that syn does not know yet.
    let is_keyword = name == "gen" || syn::parse_str::<Ident>(&name).is_err();
    if is_keyword || taken.split(' ').any(|word| word == name) {
        name.push('_');
    }
    name
}

/// `name`, or the first of `name_2`, `name_3` and so on that is none of `names`, which it joins.
pub(crate) fn distinct(name: String, names: &mut BTreeSet<String>) -> String {
    let mut numbered = name.clone();
    let mut number = 1;
    while !names.insert(numbered.clone()) {
        number += 1;
        numbered = format!("{name}_{number}");
    }
    numbered
}

/// The variants of an enumeration, each with its value. `taken` is left to the variant that keeps
/// what is none of the values.
pub(crate) fn variants<'a>(values: &[&'a str], taken: &str) -> Vec<(String, &'a str)> {
    let mut variants: Vec<(String, &str)> = Vec::new();
    for (index, value) in values.iter().enumerate() {
        let mut name = value.to_pascal_case();
        if value.is_empty() {
            name.push_str("Empty");
        } else if !name.starts_with(char::is_alphabetic) || name == taken || name == "Self" {
            name = format!("Value{name}");
        }
        while variants.iter().any(|(other, _)| *other == name) {
            name = format!("{name}{index}");
        }
        variants.push((name, value));
    }
    variants
}

/// Whether the last word of a camel-case name stands for a secret. A property named just `key` does
/// not: it is half of a key-value pair. Nor does one that names a key, or is the public half of one.
pub(crate) fn names_a_secret(name: &str) -> bool {
    let words = name.to_snake_case();
    let (first, last) = words.rsplit_once('_').unwrap_or(("", &words));
    let is_name = ["kms", "partition", "primary", "public", "shard", "sort"];
    let is_secret = ["key", "password", "secret", "token"].contains(&last) && name != "key";
    is_secret && !(last == "key" && first.split('_').any(|word| is_name.contains(&word)))
}

/// `name` as an identifier.
pub(crate) fn ident(name: &str) -> Result<Ident, String> {
    syn::parse_str(name).map_err(|_| format!("{name:?} is no name for Rust"))
}
