//! One row for each kind of change: an edit of a small specification, and what is reported of it.

use serde_json::Value;

use super::report::{Format, compact, losses, render};
use super::{Change, Outcome, Severity, Side, changes, outcome};
use crate::regen::generate::Inputs;
use crate::regen::source::yaml;

const OPERATIONS: &str = "
api_date = '2025-03-12'
[[operation]]
name = 'list_things'
method = 'get'
path = '/things'
[[operation]]
name = 'put_thing'
method = 'put'
path = '/things/{color}'
";

const OVERLAY: &str = "
overlay: 1.0.0
actions:
  - { target: $.components.schemas.Cube.properties.url, update: { format: password } }
";

/// `Thing` is sent and received, `Cube` is a member of it, and `Page` and `Link` are only received.
const SPECIFICATION: &str = "
openapi: 3.0.1
info: { title: t, version: '1' }
paths:
  /things:
    get:
      operationId: listThings
      parameters:
        - { name: pageNum, in: query, schema: { type: integer, minimum: 1, default: 1 } }
        - { name: itemsPerPage, in: query, schema: { type: integer, maximum: 500 } }
        - { name: filter, in: query, schema: { type: string, pattern: '^a' } }
        - { name: ids, in: query, schema: { type: array, items: { type: string, maxLength: 9 } } }
        - { name: pick, in: query, schema: { type: array, items: { type: string } }, explode: true }
      responses:
        '200':
          headers: { Retry-After: { schema: { type: integer } } }
          content:
            application/vnd.atlas.2023-01-01+json: { schema: { $ref: '#/components/schemas/Page' } }
        '404': { $ref: '#/components/responses/notFound' }
  /things/{color}:
    put:
      operationId: putThing
      parameters:
        - { name: color, in: path, required: true, schema: { type: string, enum: [RED, BLUE] } }
      requestBody:
        content: { application/json: { schema: { $ref: '#/components/schemas/Thing' } } }
      responses:
        '200':
          content: { application/json: { schema: { $ref: '#/components/schemas/Thing' } } }
        '201': { description: '' }
components:
  responses:
    notFound: { content: { application/json: { schema: { $ref: '#/components/schemas/ApiError' } } } }
  schemas:
    ApiError: { type: object, properties: { error: { type: integer } } }
    Page:
      type: object
      required: [total]
      properties:
        results: { type: array, items: { $ref: '#/components/schemas/Thing' } }
        links: { type: array, items: { $ref: '#/components/schemas/Link' } }
        total: { type: integer }
        state: { $ref: '#/components/schemas/State' }
    Link: { type: object, properties: { rel: { type: string }, href: { type: string } } }
    State: { type: string, enum: [OPEN, SHUT] }
    Thing:
      oneOf: [{ $ref: '#/components/schemas/Cube' }, { $ref: '#/components/schemas/Ball' }]
      discriminator:
        propertyName: kind
        mapping: { BOX: '#/components/schemas/Cube', BALL: '#/components/schemas/Ball' }
    Cube:
      type: object
      required: [kind, size]
      properties:
        kind: { type: string, enum: [BOX] }
        size: { type: integer }
        label: { type: string }
        url: { type: string }
        lid: { $ref: '#/components/schemas/Lid' }
    Ball: { type: object, required: [kind], properties: { kind: { type: string, enum: [BALL] } } }
    Lid: { type: string, enum: [FLAT, ROUND] }
";

fn inputs() -> Inputs {
    Inputs::parse(OPERATIONS, OVERLAY).expect("inputs")
}

fn side(text: &str) -> Side {
    let specification = yaml(text).expect("YAML");
    Side::select(&specification, &inputs()).expect("selects")
}

/// What is reported if every occurrence of the first text becomes the second.
fn report(old: &str, new: &str) -> Vec<Change> {
    assert!(SPECIFICATION.contains(old), "{old}");
    changes(
        &side(SPECIFICATION),
        &side(&SPECIFICATION.replace(old, new)),
    )
}

/// And the other way round.
fn reverse_report(old: &str, new: &str) -> Vec<Change> {
    assert!(SPECIFICATION.contains(old), "{old}");
    changes(
        &side(&SPECIFICATION.replace(old, new)),
        &side(SPECIFICATION),
    )
}

/// The kind, the subject, the change and the severity.
type Row = (&'static str, &'static str, &'static str, Severity);

fn rows(changes: &[Change]) -> Vec<(&str, &str, &str, Severity)> {
    let row = |change| {
        let Change {
            kind,
            subject,
            change,
            severity,
            ..
        }: &Change = change;
        (*kind, subject.as_str(), *change, *severity)
    };
    changes.iter().map(row).collect()
}

/// Checks an edit in both directions: what it must report, and what its being undone must.
fn check(old: &str, new: &str, forth: &[Row], back: &[Row]) {
    assert_eq!(rows(&report(old, new)), forth, "{old} → {new}");
    assert_eq!(rows(&reverse_report(old, new)), back, "{new} → {old}");
}

use Severity::{BreaksCode as Code, BreaksPrograms as Programs, Neither};

#[test]
fn nothing_changes_between_equals() {
    assert_eq!(report("title: t", "title: other"), []);
}

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
fn what_the_overlay_says_is_no_change() {
    assert_eq!(
        report(
            "url: { type: string }",
            "url: { type: string, format: password }"
        ),
        []
    );
}

#[test]
fn pages_are_compared_before_normalization() {
    let results = |change| [("property", "Page.results", change, Neither)];
    check(
        "required: [total]",
        "required: [results, total]",
        &results("required"),
        &results("optional"),
    );
    // A document that regen wrote always requires them, which says nothing about upstream.
    let document = side(SPECIFICATION).document;
    let written = Side::select(&document, &inputs()).expect("selects");
    let required = SPECIFICATION.replace("required: [total]", "required: [results, total]");
    assert_eq!(changes(&written, &side(&required)), []);
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
        &[("union", "Thing ORB", "tag added", Neither)],
        &[("union", "Thing ORB", "tag removed", Programs)],
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

#[test]
fn a_tag_is_no_field() {
    check(
        "required: [kind, size]",
        "required: [size]",
        &[("property", "Cube.kind", "optional", Neither)],
        &[("property", "Cube.kind", "required", Neither)],
    );
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
fn what_no_rule_knows_is_still_reported() {
    let mut document = side(SPECIFICATION).document;
    document["components"]["schemas"]["Cube"]["x-new"] = Value::Bool(true);
    let found = changes(&side(SPECIFICATION), &Side::whole(document));
    assert_eq!(rows(&found), [("document", "", "changed", Neither)]);
}

#[test]
fn documents_that_regen_wrote_can_be_compared() {
    let written = side(SPECIFICATION).document;
    let again = Side::select(&written, &inputs()).expect("selects");
    assert_eq!(changes(&side(SPECIFICATION), &again), []);
    assert_eq!(changes(&again, &side(SPECIFICATION)), []);
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
fn outcomes() {
    assert_eq!(outcome(&[]), Outcome::Same);
    assert_eq!(outcome(&report("putThing", "setThing")), Outcome::Changed);
    assert_eq!(
        outcome(&report("minimum: 1", "minimum: 2")),
        Outcome::Breaking
    );
    assert_eq!(
        outcome(&report(", href: { type: string }", "")),
        Outcome::Breaking
    );
}

#[test]
fn reports() {
    let mut edited = SPECIFICATION
        .replace("putThing", "setThing")
        .replace("listThings", "getThings");
    edited = edited
        .replace(", href: { type: string }", "")
        .replace("minimum: 1", "minimum: 2");
    let found = changes(&side(SPECIFICATION), &side(&edited));
    let text = render(&found, Format::Text).expect("text");
    assert_eq!(
        text.lines().collect::<Vec<_>>(),
        [
            "breaks programs  The query parameter `pageNum` of `list_things` has the minimum `2` instead of `1`.",
            "breaks code      The property `Link.href` is gone.",
            "neither          Upstream calls the operation `list_things` \"getThings\" instead of \"listThings\".",
            "neither          Upstream calls the operation `put_thing` \"setThing\" instead of \"putThing\".",
            "4 in all: 1 breaks programs, 1 breaks code, 2 neither",
        ]
    );
    assert_eq!(
        compact(&found).lines().nth(2),
        Some("neither          operation id renamed: list_things, put_thing")
    );
    let json: Value =
        serde_json::from_str(&render(&found, Format::Json).expect("JSON")).expect("JSON");
    assert_eq!(
        json["changes"][1],
        serde_json::json!({
            "kind": "property", "subject": "Link.href", "change": "removed",
            "severity": "breaks code", "text": "The property `Link.href` is gone.",
        })
    );
    assert_eq!(
        render(&[], Format::Text).expect("text"),
        "nothing has changed for these operations"
    );
}
