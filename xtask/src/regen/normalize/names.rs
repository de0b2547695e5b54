//! Names of schemas, which become names of Rust types.

use heck::ToPascalCase as _;

/// The names that the generated code uses without a path.
const USED: &str = "AsRef BTreeMap Box Bytes Client Clone Debug Decoder Default Elements Encoder Err \
    Facts Fault Field From Into Items Json JsonSchema List MapAccess Member MemberVisitor Method None Nullable \
    Object ObjectId Ok Operation Option Ord Other Pages Parameter PartialEq Presence PropertyVisitor \
    Request ResponseValue Result Schema SchemaGenerator Secret Self SerializeMap Serializer \
    Some String Union UnknownFields Vec";

/// The type name for `name`: `AWSThing` becomes `AwsThing`.
pub(super) fn type_name(name: &str) -> String {
    valid(pascal_case(name))
}

/// The type name for a part of the type `owner`: the `region` of `Datadog` is a `DatadogRegion`.
pub(super) fn part_name(owner: &str, part: &str) -> String {
    valid(pascal_case(&format!("{owner}{}", part.to_pascal_case())))
}

/// The name in PascalCase, to which the name of a type is fixed: letters that come to stand together
/// are one word the second time, so that `a.b-c` is `Abc`.
fn pascal_case(name: &str) -> String {
    name.to_pascal_case().to_pascal_case()
}

/// Makes a name in PascalCase one that a type can have.
fn valid(mut name: String) -> String {
    if !name.starts_with(char::is_alphabetic) {
        name.insert_str(0, "Schema");
    }
    if USED.split_whitespace().any(|used| used == name) {
        name.push_str("Schema");
    }
    name
}

/// The first of `name`, `name2`, `name3` and so on that is free.
pub(super) fn numbered(name: &str, mut is_free: impl FnMut(&str) -> bool) -> String {
    let mut numbered = name.to_owned();
    let mut number = 1_u32;
    while !is_free(&numbered) {
        number += 1;
        numbered = format!("{name}{number}");
    }
    numbered
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_types() {
        for (name, expected) in [
            ("Datadog", "Datadog"),
            ("integrationType", "IntegrationType"),
            ("AWSThing", "AwsThing"),
            (
                "ApiAtlasFTSAnalyzersViewManual",
                "ApiAtlasFtsAnalyzersViewManual",
            ),
            ("Link_Atlas", "LinkAtlas"),
            ("a.b-c", "Abc"),
            ("20240805Thing", "Schema20240805thing"),
            ("result", "ResultSchema"),
            ("BTreeMap", "BTreeMapSchema"),
            ("_", "SchemaSchema"),
        ] {
            assert_eq!(type_name(name), expected);
            assert_eq!(type_name(expected), expected);
        }
        assert_eq!(part_name("Datadog", "region"), "DatadogRegion");
        assert_eq!(part_name("Object", "id"), "ObjectIdSchema");
        assert_eq!(part_name("A", "u"), "Au");
    }

    #[test]
    fn a_name_that_is_taken_gets_a_number() {
        assert_eq!(numbered("A", |_| true), "A");
        assert_eq!(numbered("A", |name| !["A", "A2"].contains(&name)), "A3");
    }
}
