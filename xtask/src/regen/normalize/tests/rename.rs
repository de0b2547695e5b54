use serde_json::json;

use super::{names, normalized};

#[test]
fn references_follow_a_schema_that_is_renamed() {
    let schemas = normalized(json!({
        "ABCUnion": { "discriminator": { "propertyName": "t", "mapping": {
            "X": "xMember", "Y": "#/components/schemas/Y_Member",
        } } },
        "Holder": { "properties": { "one": { "$ref": "#/components/schemas/xMember" } } },
        "xMember": { "type": "object", "properties": {} },
        "Y_Member": { "type": "object", "properties": {} },
    }));
    assert_eq!(
        names(&schemas),
        ["AbcUnion", "Holder", "XMember", "YMember"]
    );
    let union = &schemas["AbcUnion"];
    assert_eq!(
        union["discriminator"]["mapping"]["X"],
        "#/components/schemas/XMember"
    );
    assert_eq!(
        union["discriminator"]["mapping"]["Y"],
        "#/components/schemas/YMember"
    );
    // In the order of the new names.
    assert_eq!(union["oneOf"][0]["$ref"], "#/components/schemas/XMember");
    let property = &schemas["Holder"]["properties"]["one"];
    assert_eq!(property["allOf"][0]["$ref"], "#/components/schemas/XMember");
}

#[test]
fn a_name_that_is_fine_is_never_given_to_another_schema() {
    let schema = |name: &str| json!({ "type": "array", "items": { "type": name } });
    let schemas = normalized(json!({
        "AWSThing": schema("string"), "AwsThing": schema("boolean"), "Aws_Thing": schema("number"),
        "AwsThing2": schema("integer"), "Result": schema("string"), "2B": schema("string"),
    }));
    let expected = [
        "AwsThing",
        "AwsThing2",
        "AwsThing3",
        "AwsThing4",
        "ResultSchema",
        "Schema2b",
    ];
    assert_eq!(names(&schemas), expected);
    for (name, element) in [
        ("AwsThing", "boolean"),
        ("AwsThing3", "string"),
        ("AwsThing4", "number"),
    ] {
        assert_eq!(schemas[name]["items"]["type"], element, "{name}");
    }
}
