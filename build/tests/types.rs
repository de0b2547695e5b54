//! What is emitted for each shape of a schema.

use serde_json::{Value, json};

use super::super::render;
use super::{assert_has, assert_lacks, reference};

/// The types of these schemas.
fn types(schemas: &Value) -> Result<String, String> {
    let document = json!({
        "openapi": "3.0.3", "info": { "title": "T", "version": "1" }, "paths": {},
        "components": { "schemas": schemas },
    });
    Ok(render(&document.to_string())?.types)
}

/// The types of the schema `Thing` and of what it refers to.
fn emitted(thing: &Value) -> String {
    let object = json!({ "type": "object", "properties": {} });
    types(&json!({ "Thing": thing, "Size": { "enum": ["S"] }, "Member": object })).expect("renders")
}

/// An object with one property.
fn with_property(name: &str, property: &Value, required: bool) -> String {
    let required = if required { vec![name] } else { vec![] };
    emitted(&json!({ "type": "object", "properties": { name: property }, "required": required }))
}

#[test]
fn a_value_has_the_type_of_its_schema() {
    for (schema, ty) in [
        (json!({ "type": "string" }), "String"),
        (json!({ "type": "integer", "format": "int64" }), "i64"),
        (json!({ "type": "number", "format": "double" }), "f64"),
        (json!({ "type": "boolean" }), "bool"),
        (json!({ "type": "string", "format": "password" }), "Secret"),
        (
            json!({ "type": "string", "pattern": "^([a-f0-9]{24})$" }),
            "ObjectId",
        ),
        (
            json!({ "type": "string", "pattern": "^([a-f0-9]{32})$" }),
            "String",
        ),
        (json!({}), "Json"),
        (json!({ "nullable": true }), "Json"),
        (json!({ "type": "object" }), "Json"),
        (
            json!({ "type": "object", "additionalProperties": true }),
            "Json",
        ),
        (reference("Size"), "Size"),
        (
            json!({ "allOf": [reference("Member")], "description": "A part." }),
            "Member",
        ),
        (
            json!({ "type": "array", "items": reference("Size") }),
            "Vec<Size>",
        ),
        (
            json!({ "type": "array", "items": {
                "type": "array", "items": { "type": "number" },
            } }),
            "Vec<Vec<f64>>",
        ),
        (
            json!({ "type": "object", "additionalProperties": {} }),
            "BTreeMap<String, Json>",
        ),
        (
            json!({ "type": "object", "additionalProperties": {
                "type": "array", "items": { "type": "string", "format": "password" },
            } }),
            "BTreeMap<String, Vec<Secret>>",
        ),
    ] {
        let alias = emitted(&schema);
        assert_has(&alias, &[&format!("pub type Thing = {ty};")]);
        let required = with_property("part", &schema, true);
        if schema["nullable"] != true {
            assert_has(
                &required,
                &[
                    &format!("pub part: {ty},"),
                    &format!("pub fn new(part: impl Into<{ty}>) -> Self"),
                ],
            );
        }
        let optional = with_property("part", &schema, false);
        assert_has(
            &optional,
            &[
                &format!("pub part: Option<{ty}>,"),
                &format!("pub fn part(mut self, value: impl Into<Field<{ty}>>) -> Self"),
            ],
        );
    }
}

#[test]
fn an_alias_is_documented() {
    let code = emitted(&json!({ "type": "boolean", "description": "Yes or no." }));
    assert_has(&code, &["/// Yes or no.\npub type Thing = bool;"]);
}

#[test]
fn what_is_required_is_an_argument_and_the_rest_has_setters() {
    let code = emitted(&json!({
        "type": "object", "description": "A thing.\n\nAt length.", "required": ["id", "note"],
        "properties": {
            "id": { "type": "string", "description": "Its id." },
            "maxSize": { "type": "integer", "nullable": true, "description": "Its size." },
            "note": { "type": "string", "nullable": true, "description": "A note." },
        },
    }));
    let expected = r#"
/// A thing.
///
/// At length.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "schemars", derive(JsonSchema))]
#[cfg_attr(feature = "schemars", schemars(rename_all = "camelCase"))]
#[non_exhaustive]
pub struct Thing {
    /// Its id.
    pub id: String,
    /// Its size.
    pub max_size: Option<i64>,
    /// A note.
    pub note: Option<String>,
    /// The fields that this version of the client does not know, as received.
    #[cfg_attr(feature = "schemars", schemars(skip))]
    pub extra: UnknownFields,
    #[cfg_attr(feature = "schemars", schemars(skip))]
    presence: Presence,
}
impl Thing {
    /// Creates one from its required properties; setters take the optional ones.
    pub fn new(id: impl Into<String>, note: impl Into<Field<String>>) -> Self {
        Self {
            id: id.into(),
            max_size: None,
            note: None,
            extra: Default::default(),
            presence: Default::default(),
        }
            .note(note)
    }
    /// Its size.
    pub fn max_size(mut self, value: impl Into<Field<i64>>) -> Self {
        self.presence.set("maxSize", &mut self.max_size, value);
        self
    }
    /// A note.
    pub fn note(mut self, value: impl Into<Field<String>>) -> Self {
        self.presence.set("note", &mut self.note, value.into().or_null());
        self
    }
}
impl Object for Thing {
    const FACTS: &'static [Facts] = &[];
    fn decode<'de, M: MapAccess<'de>>(
        mut decoder: Decoder<'de, M>,
    ) -> Result<Self, M::Error> {
        let mut id = None;
        let mut max_size = None;
        let mut note = None;
        while let Some(member) = decoder.next_name()? {
            match member.as_str() {
                "id" => decoder.read(&mut id)?,
                "maxSize" => decoder.read(&mut max_size)?,
                "note" => decoder.read(&mut note)?,
                _ => decoder.keep(member)?,
            }
        }
        Ok(Self {
            id: decoder.property("id", id)?,
            max_size: decoder.property("maxSize", max_size)?,
            note: decoder.property("note", note)?,
            extra: decoder.extra,
            presence: decoder.presence,
        })
    }
    fn visit<V: PropertyVisitor>(&self, visitor: &mut V) -> Result<(), V::Error> {
        visitor.property(Facts::new("id"), &self.id, &self.presence)?;
        visitor.property(Facts::new("maxSize"), &self.max_size, &self.presence)?;
        visitor.property(Facts::new("note"), &self.note, &self.presence)?;
        visitor.rest(&self.extra)
    }
}
object!(Thing);
"#;
    assert!(code.contains(expected.trim_start()), "{code}");
}

#[test]
fn what_the_document_says_of_a_secret_is_a_fact() {
    for (marks, facts) in [
        (json!({}), ""),
        (json!({ "format": "password" }), ".secret()"),
        (
            json!({ "format": "password", "x-template": true }),
            ".secret().template()",
        ),
        (
            json!({ "format": "password", "x-withheld": true }),
            ".secret().withheld()",
        ),
        (json!({ "writeOnly": true }), ".withheld()"),
    ] {
        let mut property = json!({ "type": "string" });
        for (name, value) in marks.as_object().expect("an object") {
            property[name] = value.clone();
        }
        let code = with_property("part", &property, false);
        let facts = format!("Facts::new(\"part\"){facts}");
        assert_has(
            &code,
            &[&format!(
                "visitor.property({facts}, &self.part, &self.presence)?;"
            )],
        );
        let list = format!("const FACTS: &'static [Facts] = &[{facts}];");
        assert_eq!(code.contains(&list), marks != json!({}), "{code}");
    }
}

#[test]
fn the_elements_of_a_page_are_open() {
    let page =
        |items: &Value| with_property("results", &json!({ "type": "array", "items": items }), true);
    assert_has(
        &page(&reference("Member")),
        &[
            "pub results: Elements<Member>,",
            "pub fn new(results: impl Into<Elements<Member>>)",
        ],
    );
    let anything = page(&json!({}));
    assert_has(&anything, &["pub results: Elements<Json>,"]);
    // Beside them, nothing is worth losing them.
    let elements = json!({ "type": "array", "items": {} });
    let code = emitted(&json!({
        "type": "object", "required": ["results", "own"],
        "properties": {
            "results": elements, "own": { "type": "string" }, "total": { "type": "integer" },
        },
    }));
    assert_has(
        &code,
        &[
            "\"results\" => decoder.read(&mut results)?",
            "\"own\" => decoder.read(&mut own)?",
            "\"total\" => decoder.read_leniently(member, &mut total)?",
        ],
    );
    // Only an array has elements.
    let text = with_property("results", &json!({ "type": "string" }), true);
    assert_has(&text, &["pub results: String,"]);
    let other = with_property("links", &json!({ "type": "array", "items": {} }), true);
    assert_has(&other, &["pub links: Vec<Json>,"]);
    assert_lacks(&other, &["Elements"]);
}

#[test]
fn a_property_has_a_name_that_a_field_and_a_setter_can_have() {
    let rename = |name: &str| format!("schemars(rename = {name:?})");
    for (name, field, is_renamed) in [
        ("apiPort", "api_port", false),
        ("type", "type_", false),
        ("self", "self_", false),
        ("async", "async_", false),
        ("new", "new_", false),
        ("extra", "extra_", false),
        ("clone", "clone_", false),
        ("presence", "presence_", false),
        ("decoder", "decoder_", false),
        ("member", "member_", false),
        ("from", "from_", false),
        ("into", "into_", false),
        ("us3", "us3", false),
        ("api_port", "api_port", true),
        ("API_PORT", "api_port", true),
        ("APIPort", "api_port", true),
        ("x-tag", "x_tag", true),
        ("24hours", "n24hours", true),
        ("_", "n", true),
    ] {
        let code = with_property(name, &json!({ "type": "string" }), false);
        assert_has(
            &code,
            &[
                &format!("pub {field}: Option<String>"),
                &format!("pub fn {field}(mut self, value: impl Into<Field<String>>) -> Self"),
                &format!("self.presence.set({name:?}, &mut self.{field}, value);"),
                &format!("let mut {field} = None;"),
                &format!("{name:?} => decoder.read(&mut {field})?"),
                &format!("{field}: decoder.property({name:?}, {field})?"),
                &format!("visitor.property(Facts::new({name:?}), &self.{field}, &self.presence)?;"),
            ],
        );
        assert_eq!(code.contains(&rename(name)), is_renamed, "{name}\n{code}");
    }
}

#[test]
fn properties_whose_names_would_become_one_are_numbered() {
    for (names, fields) in [
        (["apiPort", "api_port"], ["api_port", "api_port_2"]),
        (["A", "a"], ["a", "a_2"]),
        (["type", "type_"], ["type_", "type__2"]),
        (["1", "n1"], ["n1", "n1_2"]),
    ] {
        let string = json!({ "type": "string" });
        let code = emitted(&json!({
            "type": "object", "properties": { (names[0]): string, (names[1]): string },
        }));
        for (name, field) in names.iter().zip(fields) {
            assert_has(
                &code,
                &[
                    &format!("pub {field}: Option<String>"),
                    &format!("pub fn {field}(mut self, value: impl Into<Field<String>>) -> Self"),
                    &format!("self.presence.set({name:?}, &mut self.{field}, value);"),
                    &format!("let mut {field} = None;"),
                    &format!("{name:?} => decoder.read(&mut {field})?"),
                    &format!("{field}: decoder.property({name:?}, {field})?"),
                    &format!(
                        "visitor.property(Facts::new({name:?}), &self.{field}, &self.presence)?;"
                    ),
                ],
            );
        }
        let second = &code[..code.find(&format!("pub {}:", fields[1])).expect("a field")];
        let rename = format!("schemars(rename = {:?}))]", names[1]);
        assert!(second.trim_end().ends_with(&rename), "{code}");
    }
}

#[test]
fn an_enumeration_is_open() {
    let code = emitted(&json!({
        "type": "string", "enum": ["US", "AP_1"], "description": "A region.",
    }));
    let expected = r#"
/// A region.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[non_exhaustive]
pub enum Thing {
    /// `US`
    Us,
    /// `AP_1`
    Ap1,
    /// A value that this version of the client does not know, kept as received.
    Unknown(String),
}
impl Thing {
    /// All values that this version of the client knows.
    pub const VARIANTS: &'static [Self] = &[Self::Us, Self::Ap1];
    /// The value as Atlas writes it.
    #[must_use]
    pub const fn as_str(&self) -> &str {
        match self {
            Self::Us => "US",
            Self::Ap1 => "AP_1",
            Self::Unknown(value) => value.as_str(),
        }
    }
}
/// Takes any text; anything else than a known value becomes `Unknown`.
impl From<&str> for Thing {
    fn from(value: &str) -> Self {
        match value {
            "US" => Self::Us,
            "AP_1" => Self::Ap1,
            _ => Self::Unknown(value.to_owned()),
        }
    }
}
open_enum!(Thing);
"#;
    assert!(code.contains(expected.trim_start()), "{code}");
}

#[test]
fn every_value_has_a_variant_of_its_own() {
    for (values, names) in [
        (vec!["UNKNOWN", "Unknown"], "ValueUnknown, ValueUnknown1"),
        (vec!["", "@"], "Empty, Value"),
        (vec!["2FA", "24_hours"], "Value2fa, Value24Hours"),
        (vec!["self", "Self"], "ValueSelf, ValueSelf1"),
        (vec!["A_B", "a-b", "aB"], "AB, AB1, AB2"),
        (vec!["x2", "x", "X"], "X2, X, X22"),
        (vec!["type", "ok"], "Type, Ok"),
        (vec![], ""),
    ] {
        let code = emitted(&json!({ "type": "string", "enum": values }));
        let names: Vec<&str> = names.split(", ").filter(|name| !name.is_empty()).collect();
        let all: Vec<String> = names.iter().map(|name| format!("Self::{name}")).collect();
        assert_has(&code, &[&format!("&[{}];", all.join(", "))]);
        for (name, value) in names.iter().zip(values) {
            assert_has(
                &code,
                &[
                    &format!("/// `{value}`\n{name},"),
                    &format!("Self::{name} => {value:?},"),
                    &format!("{value:?} => Self::{name},"),
                ],
            );
        }
    }
}

/// A union of objects that have the tag `kind`, and the objects.
fn union(mapping: &[(&str, &str)], x_tag: &Value) -> String {
    let targets = mapping.iter().map(|(tag, member)| {
        let target = format!("#/components/schemas/{member}");
        ((*tag).to_owned(), json!(target))
    });
    let mut schemas = json!({
        "Thing": { "description": "Any thing.", "discriminator": {
            "propertyName": "kind", "mapping": targets.collect::<serde_json::Map<_, _>>(),
        } },
        "Kind": { "type": "string", "enum": ["B"] },
    });
    for (_, member) in mapping {
        schemas[*member] = json!({
            "type": "object", "x-tag": x_tag, "required": ["kind"],
            "properties": { "kind": { "type": "string", "enum": ["B"] } },
        });
    }
    types(&schemas).expect("renders")
}

#[test]
fn a_union_has_a_variant_for_each_member() {
    let code = union(&[("A_1", "First"), ("B", "Second")], &json!("kind"));
    let expected = r#"
/// Any thing.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Thing {
    /// `A_1`
    First(Box<First>),
    /// `B`
    Second(Box<Second>),
    /// Anything else, with the reason why it is none of the above.
    Other(Other),
}
impl Union for Thing {
    const TAG: &'static str = "kind";
    const FACTS: &'static [(&'static str, &'static [Facts])] = &[
        ("A_1", <First as Member>::FACTS),
        ("B", <Second as Member>::FACTS),
    ];
    fn decode(tag: &str, text: &MemberText<'_>) -> Option<Result<Self, Fault>> {
        Some(
            match tag {
                "A_1" => decode_member(text, Some("kind")).map(Self::First),
                "B" => decode_member(text, Some("kind")).map(Self::Second),
                _ => return None,
            },
        )
    }
    fn visit<'a, V: MemberVisitor<'a>>(&'a self, visitor: V) -> V::Output {
        match self {
            Self::First(member) => visitor.member("A_1", &**member),
            Self::Second(member) => visitor.member("B", &**member),
            Self::Other(other) => visitor.other(other),
        }
    }
    #[cfg(feature = "schemars")]
    fn members(generator: &mut SchemaGenerator) -> Vec<(&'static str, Schema)> {
        vec![
            ("A_1", generator.subschema_for:: < First > ()), ("B", generator
            .subschema_for:: < Second > ())
        ]
    }
}
impl From<First> for Thing {
    fn from(member: First) -> Self {
        Self::First(Box::new(member))
    }
}
impl From<Box<First>> for Thing {
    fn from(member: Box<First>) -> Self {
        Self::First(member)
    }
}
impl From<Second> for Thing {
    fn from(member: Second) -> Self {
        Self::Second(Box::new(member))
    }
}
impl From<Box<Second>> for Thing {
    fn from(member: Box<Second>) -> Self {
        Self::Second(member)
    }
}
union!(Thing);
"#;
    assert!(code.contains(expected.trim_start()), "{code}");
}

#[test]
fn the_tag_is_a_field_of_a_member_only_where_the_member_stands_elsewhere_too() {
    let stripped = union(&[("A", "First")], &json!("kind"));
    assert_has(&stripped, &["pub fn new() -> Self", "Some(\"kind\")"]);
    assert_lacks(&stripped, &["pub kind:"]);
    for x_tag in [json!(null), json!("type")] {
        let kept = union(&[("A", "First")], &x_tag);
        assert_has(
            &kept,
            &[
                "pub kind: String",
                "pub fn new(kind: impl Into<String>) -> Self",
                "\"A\" => decode_member(text, None).map(Self::First)",
            ],
        );
    }
}

#[test]
fn tags_that_stand_for_one_member_share_its_variant() {
    let code = union(
        &[("A_1", "First"), ("A_2", "First"), ("B", "Second")],
        &json!(null),
    );
    assert_has(
        &code,
        &[
            "/// `A_1`, `A_2`\nFirst(Box<First>),\n/// `B`\nSecond(Box<Second>),",
            "\"A_1\" | \"A_2\" => decode_member(text, None).map(Self::First),",
            "\"B\" => decode_member(text, None).map(Self::Second),",
            "Self::First(member) => visitor.tagged(text(&member.kind), &**member),",
            "Self::Second(member) => visitor.member(\"B\", &**member),",
            "(\"A_1\", generator.subschema_for:: < First > ())",
            "(\"A_2\", generator.subschema_for:: < First > ())",
        ],
    );
    for member in ["First", "Second"] {
        for from in [member.to_owned(), format!("Box<{member}>")] {
            let found = code
                .matches(&format!("impl From<{from}> for Thing"))
                .count();
            assert_eq!(found, 1, "{from}\n{code}");
        }
    }
}

#[test]
fn the_tag_of_a_member_with_several_is_read_from_the_field_that_it_has() {
    let member = |properties: Value| {
        let code = types(&json!({
            "Thing": { "discriminator": { "propertyName": "type_", "mapping": {
                "A": "#/components/schemas/First", "B": "#/components/schemas/First",
            } } },
            "First": { "type": "object", "properties": properties },
        }));
        code.expect("renders")
    };
    let string = json!({ "type": "string" });
    let field = |field: &str| format!("visitor.tagged(text(&member.{field}), &**member)");
    assert_has(&member(json!({ "type_": string })), &[&field("type_")]);
    // Another property has the name that the tag's field would have.
    let clash = member(json!({ "type": string, "type_": string }));
    assert_has(&clash, &[&field("type__2")]);
    let untagged = member(json!({ "size": string }));
    assert_has(&untagged, &["visitor.tagged(None, &**member)"]);
}

#[test]
fn every_member_has_a_variant_of_its_own() {
    for (mapping, variants) in [
        (vec![("A", "Other2")], "Other2(Box<Other2>)"),
        (vec![("other", "First")], "First(Box<First>)"),
        (
            vec![("OTHER", "First"), ("other", "First")],
            "First(Box<First>)",
        ),
        (vec![("1", "First"), ("", "First")], "First(Box<First>)"),
        // A tag that is called like a member.
        (
            vec![("A", "First"), ("B", "First"), ("C", "A")],
            "First(Box<First>), A(Box<A>)",
        ),
    ] {
        let code = union(&mapping, &json!(null));
        let start = code.find("pub enum Thing").expect("a union");
        let end = code[start..].find("/// Anything else").expect("its end") + start;
        let lines = code[start..end].lines().skip(1).map(str::trim);
        let found: Vec<&str> = lines
            .filter(|line| !line.starts_with("///"))
            .map(|line| line.trim_end_matches(','))
            .filter(|line| !line.is_empty())
            .collect();
        assert_eq!(found.join(", "), variants, "{mapping:?}");
    }
}

#[test]
fn the_members_of_a_union_without_a_tag_are_told_apart_by_their_keys() {
    let object = |key: &str| json!({ "type": "object", "properties": { key: {} } });
    let code = types(&json!({
        "Thing": { "x-keys": {
            "radius": "#/components/schemas/Ball", "side": "#/components/schemas/Cube",
        } },
        "Ball": object("radius"), "Cube": object("side"),
    }));
    let code = code.expect("renders");
    assert_has(
        &code,
        &[
            "const KEYS: &'static [&'static str] = &[\"radius\", \"side\"];",
            "/// `radius`\nBall(Box<Ball>),\n/// `side`\nCube(Box<Cube>),",
            "\"radius\" => decode_member(text, None).map(Self::Ball),",
            "Self::Cube(member) => visitor.tagged(None, &**member),",
            "impl From<Ball> for Thing",
            "impl From<Box<Cube>> for Thing",
        ],
    );
    assert_lacks(&code, &["const TAG"]);
}

#[test]
fn what_is_read_only_is_left_out_of_a_request() {
    let member = json!({ "type": "object", "properties": {
        "id": { "type": "string", "readOnly": true }, "size": { "type": "string" },
    } });
    let cases = [
        json!({ "properties": { "id": { "readOnly": true }, "at": { "readOnly": true } } }),
        json!({ "x-keys": { "id": "#/components/schemas/Ball" } }),
        json!({ "discriminator": { "propertyName": "size", "mapping": {
            "S": "#/components/schemas/Ball",
        } } }),
    ];
    for (mut thing, read_only) in cases
        .into_iter()
        .zip(["\"at\", \"id\"", "\"id\"", "\"id\""])
    {
        thing["x-request"] = json!("Ball");
        let code = types(&json!({ "Thing": thing, "Ball": member })).expect("renders");
        let conversion = format!(
            "pub fn to_request(&self) -> Result<Ball, serde_json::Error> {{
                to_request(self, &[{read_only}])
            }}"
        );
        assert_has(&code, &["impl Thing {", &conversion]);
    }
}

#[test]
fn the_tag_of_a_union_can_be_read_as_a_value_of_its_enumeration() {
    let mut thing = json!({
        "x-tag-enumeration": "Size",
        "discriminator": { "propertyName": "size", "mapping": {
            "S": "#/components/schemas/Member",
        } },
    });
    assert_has(
        &emitted(&thing),
        &["
impl Thing {
    /// The `size` as a value of [`Size`], if there is one.
    #[must_use]
    pub fn size(&self) -> Option<Size> {
        self.tag().map(Size::from)
    }
}"],
    );
    super::remove(&mut thing, "", "x-tag-enumeration");
    assert_lacks(&emitted(&thing), &["Option<Size>"]);
    // `tag` is a method of every union.
    thing["x-tag-enumeration"] = json!("Tag");
    assert_has(
        &emitted(&thing),
        &["pub fn tag_(&self) -> Option<Tag> { self.tag().map(Tag::from) }"],
    );
}
