//! Changes of operations, their parameters and their bodies.

use super::*;

#[test]
fn operations_and_their_statuses() {
    check(
        "  /things/{color}:",
        "  /others/{color}:",
        &[
            ("operation", "put_thing", "removed", Programs),
            ("schema", "Color", "removed", Code),
        ],
        &[
            ("operation", "put_thing", "added", Neither),
            ("schema", "Color", "added", Neither),
        ],
    );
    check(
        "operationId: putThing",
        "operationId: replaceThing",
        &[("operation id", "put_thing", "renamed", Neither)],
        &[("operation id", "put_thing", "renamed", Neither)],
    );
    check(
        "operationId: putThing",
        "operationId: putThing\n      deprecated: true",
        &[("operation", "put_thing", "deprecated", Neither)],
        &[("operation", "put_thing", "undeprecated", Neither)],
    );
    check(
        "        '201': { description: '' }",
        "        '201': { description: '' }\n        '409': { description: '' }",
        &[("status", "put_thing 409", "added", Neither)],
        &[("status", "put_thing 409", "removed", Neither)],
    );
    check(
        "        '201': { description: '' }",
        "",
        &[("status", "put_thing 201", "removed", Programs)],
        &[("status", "put_thing 201", "added", Neither)],
    );
    check(
        "rel: { type: string }",
        "rel: { type: boolean }",
        &[
            ("property", "Link.rel", "type", Programs),
            ("operation", "list_things", "no list", Code),
        ],
        &[
            ("property", "Link.rel", "type", Programs),
            ("operation", "list_things", "list", Neither),
        ],
    );
}

#[test]
fn parameters() {
    let pick = "{ name: pick, in: query, schema: { type: array, items: { type: string } }, explode: true }";
    let row = |change, severity| [("parameter", "list_things pick", change, severity)];
    check(
        pick,
        "{ name: pageNum, in: header }",
        &[
            ("parameter", "list_things pick", "removed", Code),
            ("parameter", "list_things pageNum", "added", Neither),
        ],
        &[
            ("parameter", "list_things pageNum", "removed", Code),
            ("parameter", "list_things pick", "added", Neither),
        ],
    );
    check(
        pick,
        &format!(
            "{pick}\n        - {{ name: limit, in: query, required: true, schema: {{ type: string }} }}"
        ),
        &[("parameter", "list_things limit", "added", Programs)],
        &[("parameter", "list_things limit", "removed", Code)],
    );
    check(
        "name: pick, in: query",
        "name: pick, in: query, required: true",
        &row("required", Programs),
        &row("optional", Neither),
    );
    check(
        "name: pick, in: query",
        "name: pick, in: query, deprecated: true",
        &row("deprecated", Neither),
        &row("undeprecated", Neither),
    );
    check(
        "explode: true",
        "explode: false",
        &row("style", Programs),
        &row("style", Programs),
    );
    check(
        "{ type: array, items: { type: string } }",
        "{ type: array, items: { type: integer } }",
        &row("type", Programs),
        &row("type", Programs),
    );
    // The enumeration is also sent, as it is that of a parameter.
    check(
        "enum: [RED, BLUE]",
        "enum: [RED, BLUE, GREEN]",
        &[("enumeration", "Color GREEN", "value added", Neither)],
        &[("enumeration", "Color GREEN", "value removed", Programs)],
    );
}

#[test]
fn limits_of_parameters() {
    for (old, new, subject, forth, back) in [
        ("minimum: 1", "minimum: 2", "pageNum", Programs, Neither),
        (
            "maximum: 500",
            "maximum: 100",
            "itemsPerPage",
            Programs,
            Neither,
        ),
        ("maxLength: 9", "maxLength: 8", "ids", Programs, Neither),
        (
            "pattern: '^a'",
            "pattern: '^b'",
            "filter",
            Programs,
            Programs,
        ),
        (", pattern: '^a'", "", "filter", Neither, Programs),
        ("default: 1", "default: 2", "pageNum", Programs, Programs),
        (", default: 1", "", "pageNum", Programs, Neither),
    ] {
        let subject = format!("list_things {subject}");
        let row = |severity| [("parameter", subject.as_str(), "limit", severity)];
        assert_eq!(rows(&report(old, new)), row(forth), "{old} → {new}");
        assert_eq!(rows(&reverse_report(old, new)), row(back), "{new} → {old}");
    }
}

#[test]
fn bodies() {
    let body = "      requestBody:
        content: { application/json: { schema: { $ref: '#/components/schemas/Thing' } } }
";
    check(
        body,
        "",
        &[("request body", "put_thing", "removed", Code)],
        &[("request body", "put_thing", "added", Neither)],
    );
    let required = body.replace("requestBody:", "requestBody:\n        required: true");
    check(
        body,
        &required,
        &[("request body", "put_thing", "required", Programs)],
        &[("request body", "put_thing", "optional", Neither)],
    );
    assert_eq!(
        rows(&changes(
            &side(&SPECIFICATION.replace(body, "")),
            &side(&SPECIFICATION.replace(body, &required))
        )),
        [("request body", "put_thing", "added", Programs)]
    );
    check(
        body,
        &body.replace(
            "#/components/schemas/Thing",
            "#/components/schemas/ApiError",
        ),
        &[("body", "put_thing request", "type", Programs)],
        &[("body", "put_thing request", "type", Programs)],
    );
    check(
        body,
        &body.replace("application/json", "text/csv"),
        &[("media type", "put_thing request", "changed", Programs)],
        &[("media type", "put_thing request", "changed", Programs)],
    );
    let json = "{ application/json: { schema: { $ref: '#/components/schemas/Thing' } } }";
    let text = |content| {
        let changes = report(body, &body.replace(json, content));
        let mut texts = changes.into_iter().filter(|it| it.kind == "media type");
        texts.next().expect("a change").text
    };
    assert_eq!(
        text("{ text/csv: {}, text/plain: {} }"),
        "The request body of `put_thing` has `text/csv`, `text/plain` instead of `application/json`."
    );
    assert_eq!(
        text("{}"),
        "The request body of `put_thing` has nothing instead of `application/json`."
    );
    // A newer version beside the old one, and the old one alone.
    check(
        "2023-01-01+json",
        "2024-01-01+json",
        &[("media type", "list_things 200", "changed", Neither)],
        &[("media type", "list_things 200", "changed", Programs)],
    );
    check(
        "notFound: { content: { application/json: { schema: { $ref: '#/components/schemas/ApiError' } } } }",
        "notFound: { content: { application/json: { schema: { $ref: '#/components/schemas/Link' } } } }",
        &[
            ("schema", "ApiError", "removed", Code),
            ("body", "list_things 404", "type", Neither),
        ],
        &[
            ("body", "list_things 404", "type", Neither),
            ("schema", "ApiError", "added", Neither),
        ],
    );
    check(
        "headers: { Retry-After: { schema: { type: integer } } }",
        "headers: {}",
        &[("header", "list_things 200 Retry-After", "removed", Neither)],
        &[("header", "list_things 200 Retry-After", "added", Neither)],
    );
}

#[test]
fn an_operation_that_one_side_lacks_is_named_with_the_reason() {
    let moved = report("  /things/{color}:", "  /others/{color}:");
    let text = &moved.first().expect("a change").text;
    assert!(
        text.contains("is gone: the specification has no path /things/{color}"),
        "{text}"
    );
    // It is there, but in no version that the client asks for.
    let newer = report("2023-01-01+json", "2026-01-01+json");
    let text = &newer.first().expect("a change").text;
    assert!(
        text.contains("`list_things` is gone") && text.contains("2026-01-01"),
        "{text}"
    );
}

#[test]
fn values_of_a_parameter_that_is_no_enumeration_of_strings() {
    let row = |change, severity| [("parameter", "list_things itemsPerPage", change, severity)];
    let with_values = |values: &str| {
        let limited = format!("maximum: 500, enum: {values} }}");
        side(&SPECIFICATION.replace("maximum: 500 }", &limited))
    };
    let (free, one, two) = (
        side(SPECIFICATION),
        with_values("[1]"),
        with_values("[1, 2]"),
    );
    for (before, after, change, severity) in [
        (&free, &one, "values limited", Programs),
        (&one, &free, "values unlimited", Neither),
        (&one, &two, "value added", Neither),
        (&two, &one, "value removed", Programs),
    ] {
        assert_eq!(rows(&changes(before, after)), row(change, severity));
    }
}

#[test]
fn an_operation_of_our_name_that_is_elsewhere_has_moved() {
    let mut moved = side(SPECIFICATION).document;
    let paths = moved["paths"].as_object_mut().expect("paths");
    let item = paths.remove("/things/{color}").expect("a path");
    paths.insert("/others/{color}".to_owned(), item);
    assert_eq!(
        rows(&changes(&side(SPECIFICATION), &Side::whole(moved))),
        [("operation", "put_thing", "moved", Programs)]
    );
}
