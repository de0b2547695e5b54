//! Changes of schemas, properties, enumerations and unions.

use super::*;

#[test]
fn properties_that_are_sent() {
    let label = |change, severity| [("property", "Cube.label", change, severity)];
    check(
        "        label: { type: string }\n",
        "",
        &label("removed", Programs),
        &label("added", Neither),
    );
    check(
        "required: [kind, size]",
        "required: [kind, size, label]",
        &label("required", Programs),
        &label("optional", Programs),
    );
    let new = "label: { type: string }\n        new: { type: string }";
    let specification = SPECIFICATION
        .replace("label: { type: string }", new)
        .replace("required: [kind, size]", "required: [kind, size, new]");
    assert_eq!(
        rows(&changes(&side(SPECIFICATION), &side(&specification))),
        [("property", "Cube.new", "added", Programs)]
    );
    for (edit, forth, back) in [
        ("type: boolean", ("type", Programs), ("type", Programs)),
        (
            "type: string, nullable: true",
            ("nullable", Neither),
            ("not nullable", Programs),
        ),
        (
            "type: string, readOnly: true",
            ("readOnly", Programs),
            ("not readOnly", Neither),
        ),
        (
            "type: string, writeOnly: true",
            ("writeOnly", Programs),
            ("not writeOnly", Neither),
        ),
        (
            "type: string, deprecated: true",
            ("deprecated", Neither),
            ("undeprecated", Neither),
        ),
        (
            "type: string, format: password",
            ("format", Code),
            ("format", Code),
        ),
    ] {
        let label = |(change, severity)| [("property", "Cube.label", change, severity)];
        check(
            "label: { type: string }",
            &format!("label: {{ {edit} }}"),
            &label(forth),
            &label(back),
        );
    }
    // Read-only, it is not sent.
    let specification = SPECIFICATION.replace(
        "label: { type: string }",
        "label: { type: string, readOnly: true }",
    );
    let required = specification.replace("required: [kind, size]", "required: [kind, size, label]");
    assert_eq!(
        rows(&changes(&side(&specification), &side(&required))),
        label("required", Code)
    );
}

#[test]
fn properties_that_are_only_received() {
    let href = |change, severity| [("property", "Link.href", change, severity)];
    let total = |change, severity| [("property", "Page.total", change, severity)];
    check(
        ", href: { type: string }",
        "",
        &href("removed", Code),
        &href("added", Neither),
    );
    check(
        "Link: { type: object,",
        "Link: { type: object, required: [href],",
        &href("required", Code),
        &href("optional", Programs),
    );
    check(
        "        total: { type: integer }\n",
        "",
        &total("removed", Programs),
        &total("added", Code),
    );
    check(
        "total: { type: integer }",
        "total: { type: integer, nullable: true }",
        &total("nullable", Programs),
        &total("not nullable", Code),
    );
    check(
        "href: { type: string }",
        "href: { type: string, nullable: true }",
        &href("nullable", Neither),
        &href("not nullable", Neither),
    );
    check(
        "href: { type: string }",
        "href: { type: string, readOnly: true }",
        &href("readOnly", Neither),
        &href("not readOnly", Neither),
    );
}

#[test]
fn schemas_and_enumerations() {
    check(
        "lid: { $ref: '#/components/schemas/Lid' }",
        "lid: { type: string }",
        &[
            ("property", "Cube.lid", "type", Programs),
            ("schema", "Lid", "removed", Code),
        ],
        &[
            ("property", "Cube.lid", "type", Programs),
            ("schema", "Lid", "added", Neither),
        ],
    );
    check(
        "Lid: { type: string, enum: [FLAT, ROUND] }",
        "Lid: { type: object, properties: { a: { type: string } } }",
        &[("schema", "Lid", "type", Programs)],
        &[("schema", "Lid", "type", Programs)],
    );
    check(
        "Lid: { type: string,",
        "Lid: { type: string, deprecated: true,",
        &[("schema", "Lid", "deprecated", Neither)],
        &[("schema", "Lid", "undeprecated", Neither)],
    );
    // Sent as well, and only received.
    check(
        "enum: [FLAT, ROUND]",
        "enum: [FLAT]",
        &[("enumeration", "Lid ROUND", "value removed", Programs)],
        &[("enumeration", "Lid ROUND", "value added", Neither)],
    );
    check(
        "enum: [OPEN, SHUT]",
        "enum: [OPEN]",
        &[("enumeration", "State SHUT", "value removed", Code)],
        &[("enumeration", "State SHUT", "value added", Neither)],
    );
}

#[test]
fn unions() {
    let mapping =
        "mapping: { BOX: '#/components/schemas/Cube', BALL: '#/components/schemas/Ball' }";
    let without = SPECIFICATION
        .replace(mapping, "mapping: { BOX: '#/components/schemas/Cube' }")
        .replace(", { $ref: '#/components/schemas/Ball' }", "");
    assert_eq!(
        rows(&changes(&side(SPECIFICATION), &side(&without))),
        [
            ("union", "Thing BALL", "tag removed", Programs),
            ("union", "Thing Ball", "member removed", Programs),
            ("schema", "Ball", "removed", Code),
        ]
    );
    let found = changes(&side(&without), &side(SPECIFICATION));
    assert_eq!(
        rows(&found),
        [
            ("schema", "Ball", "added", Neither),
            ("union", "Thing BALL", "tag added", Neither),
            ("union", "Thing Ball", "member added", Neither),
        ]
    );
    assert_eq!(losses(&found), Vec::<&str>::new());
    check(
        mapping,
        "mapping: { BOX: '#/components/schemas/Cube', BALL: '#/components/schemas/Ball', ORB: '#/components/schemas/Ball' }",
        // With two tags, the member keeps which one it was, in a field.
        &[
            ("mark", "Ball", "x-tag", Code),
            ("schema", "BallKind", "added", Neither),
            ("union", "Thing ORB", "tag added", Neither),
        ],
        &[
            ("union", "Thing ORB", "tag removed", Programs),
            ("mark", "Ball", "x-tag", Code),
            ("schema", "BallKind", "removed", Code),
        ],
    );
    check(
        mapping,
        "mapping: { BALL: '#/components/schemas/Cube', BOX: '#/components/schemas/Ball' }",
        &[
            ("union", "Thing BALL", "tag moved", Programs),
            ("union", "Thing BOX", "tag moved", Programs),
        ],
        &[
            ("union", "Thing BALL", "tag moved", Programs),
            ("union", "Thing BOX", "tag moved", Programs),
        ],
    );
    check(
        "propertyName: kind",
        "propertyName: label",
        &[
            ("union", "Thing", "tag property", Programs),
            ("mark", "Ball", "x-tag", Code),
            ("mark", "Cube", "x-tag", Code),
            ("schema", "BallKind", "added", Neither),
            ("schema", "CubeKind", "added", Neither),
        ],
        &[
            ("union", "Thing", "tag property", Programs),
            ("mark", "Ball", "x-tag", Code),
            ("mark", "Cube", "x-tag", Code),
            ("schema", "BallKind", "removed", Code),
            ("schema", "CubeKind", "removed", Code),
        ],
    );
}

const UNION: &str = "    Thing:
      oneOf: [{ $ref: '#/components/schemas/Cube' }, { $ref: '#/components/schemas/Ball' }]
      discriminator:
        propertyName: kind
        mapping: { BOX: '#/components/schemas/Cube', BALL: '#/components/schemas/Ball' }
";

#[test]
fn what_is_lost_with_a_union() {
    assert!(SPECIFICATION.contains(UNION));
    let object = SPECIFICATION.replace(
        UNION,
        "    Thing: { type: object, properties: { a: { type: string } } }\n",
    );
    let found = changes(&side(SPECIFICATION), &side(&object));
    assert_eq!(losses(&found), ["`Thing` is object instead of union."]);
    assert_eq!(
        losses(&changes(&side(&object), &side(SPECIFICATION))),
        Vec::<&str>::new()
    );

    let renamed = SPECIFICATION
        .replace("    Thing:", "    Item:")
        .replace("schemas/Thing", "schemas/Item");
    let found = changes(&side(SPECIFICATION), &side(&renamed));
    assert!(rows(&found).contains(&("schema", "Thing", "removed", Code)));
    assert_eq!(losses(&found), Vec::<&str>::new());
    let no_member = renamed
        .replace(", { $ref: '#/components/schemas/Ball' }", "")
        .replace(", BALL: '#/components/schemas/Ball'", "");
    let no_tag = renamed.replace("{ BOX: ", "{ CRATE: ");
    for less in [no_member, no_tag] {
        let found = changes(&side(SPECIFICATION), &side(&less));
        assert_eq!(losses(&found), ["The union `Thing` is gone."]);
    }
}

#[test]
fn a_member_that_is_told_apart_by_a_key_can_be_lost() {
    let members = |names: &[&str]| {
        let reference = |name| format!("{{ $ref: '#/components/schemas/{name}' }}");
        let members: Vec<_> = names.iter().map(reference).collect();
        let union = format!("    Thing: {{ oneOf: [{}] }}\n", members.join(", "));
        let object = |name: &str, key: &str| {
            format!(
                "    {name}: {{ required: [{key}], properties: {{ {key}: {{ type: string }} }} }}\n"
            )
        };
        let objects =
            object("Ring", "radius") + &object("Wire", "length") + &object("Dot", "point");
        side(&(SPECIFICATION.replace(UNION, &union) + &objects))
    };
    let (before, after) = (
        members(&["Dot", "Ring", "Wire"]),
        members(&["Ring", "Wire"]),
    );
    let found = changes(&before, &after);
    assert_eq!(
        losses(&found),
        ["The union `Thing` no longer has the member `Dot`."]
    );
    assert_eq!(losses(&changes(&after, &before)), Vec::<&str>::new());
}

#[test]
fn a_tag_is_no_field() {
    // A member requires its tag in any case.
    check("required: [kind, size]", "required: [size]", &[], &[]);
    check(
        "kind: { type: string, enum: [BOX] }",
        "kind: { type: string, enum: [BOX, CRATE] }",
        &[("enumeration", "Cube.kind CRATE", "value added", Neither)],
        &[("enumeration", "Cube.kind CRATE", "value removed", Neither)],
    );
}

#[test]
fn the_enumeration_of_tags_is_a_mark() {
    check(
        "enum: [RED, BLUE]",
        "enum: [RED, BLUE, BOX]",
        &[
            ("mark", "Thing", "x-tag-enumeration", Code),
            ("enumeration", "Color BOX", "value added", Neither),
        ],
        &[
            ("enumeration", "Color BOX", "value removed", Programs),
            ("mark", "Thing", "x-tag-enumeration", Code),
        ],
    );
}

#[test]
fn properties_that_are_only_sent() {
    let body =
        "        content: { application/json: { schema: { $ref: '#/components/schemas/Thing' } } }
      responses:";
    assert!(SPECIFICATION.contains(body));
    let order = body.replace("schemas/Thing", "schemas/Order");
    let specification = SPECIFICATION.replace(body, &order)
        + "    Order: { type: object, required: [a], properties: { a: { type: string } } }\n";
    for (old, new, forth, back) in [
        (
            ", required: [a]",
            "",
            ("optional", Code),
            ("required", Programs),
        ),
        (
            "a: { type: string }",
            "a: { type: string, nullable: true }",
            ("nullable", Code),
            ("not nullable", Programs),
        ),
        (
            "a: { type: string }",
            "a: { type: string, writeOnly: true }",
            ("writeOnly", Neither),
            ("not writeOnly", Neither),
        ),
    ] {
        let edited = specification.replace(old, new);
        let row = |(change, severity)| [("property", "Order.a", change, severity)];
        let (before, after) = (side(&specification), side(&edited));
        assert_eq!(rows(&changes(&before, &after)), row(forth), "{old} → {new}");
        assert_eq!(rows(&changes(&after, &before)), row(back), "{new} → {old}");
    }
}

#[test]
fn null_adds_nothing_to_a_property_that_becomes_optional() {
    let body =
        "        content: { application/json: { schema: { $ref: '#/components/schemas/Thing' } } }
      responses:";
    let order = body.replace("schemas/Thing", "schemas/Order");
    let order = SPECIFICATION.replace(body, &order);
    let required =
        "    Order: { type: object, required: [a], properties: { a: { type: string } } }\n";
    let optional =
        "    Order: { type: object, properties: { a: { type: string, nullable: true } } }\n";
    let (before, after) = (side(&(order.clone() + required)), side(&(order + optional)));
    let changes = changes(&before, &after);
    let mut rows = rows(&changes);
    rows.sort_unstable_by_key(|row| row.2);
    assert_eq!(
        rows,
        [
            ("property", "Order.a", "nullable", Neither),
            ("property", "Order.a", "optional", Code),
        ]
    );
}

#[test]
fn the_format_of_a_schema_that_is_text() {
    let lid = "Lid: { type: string, enum: [FLAT, ROUND] }";
    let plain = side(&SPECIFICATION.replace(lid, "Lid: { type: string }"));
    let secret = side(&SPECIFICATION.replace(lid, "Lid: { type: string, format: password }"));
    for (before, after) in [(&plain, &secret), (&secret, &plain)] {
        let expected = [("property", "Cube.lid", "format", Code)];
        assert_eq!(rows(&changes(before, after)), expected);
    }
}
