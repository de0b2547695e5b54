//! One row for each kind of change: an edit of a small specification, and what is reported of it.

mod operations;
mod schemas;
mod shared;

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
fn what_no_rule_knows_is_still_reported() {
    let mut document = side(SPECIFICATION).document;
    document["components"]["schemas"]["Cube"]["x-new"] = Value::Bool(true);
    let found = changes(&side(SPECIFICATION), &Side::whole(document));
    assert_eq!(rows(&found), [("document", "", "changed", Neither)]);
}

#[test]
fn what_no_rule_knows_is_reported_beside_what_one_knows() {
    let rest = ("document", "", "changed", Neither);
    let property = ("property", "Cube.new", "added", Neither);
    let with = |pointer: &str, value: Value| {
        let mut document = side(SPECIFICATION).document;
        let (parent, key) = pointer.rsplit_once('/').expect("a pointer");
        document.pointer_mut(parent).expect("an object")[key] = value;
        document["components"]["schemas"]["Cube"]["properties"]["new"] = Value::default();
        changes(&side(SPECIFICATION), &Side::whole(document))
    };
    for pointer in [
        "/x-new",
        "/paths/~1things/get/x-new",
        "/paths/~1things/get/parameters/0/x-new",
        "/paths/~1things/get/responses/200/headers/Retry-After/schema/type",
        "/paths/~1things~1{color}/put/requestBody/x-new",
        "/paths/~1things~1{color}/put/requestBody/content/application~1json/encoding",
        "/components/schemas/Cube/x-new",
        "/components/schemas/Cube/properties/size/x-new",
        "/components/schemas/Lid/nullable",
    ] {
        let found = with(pointer, Value::Bool(true));
        assert_eq!(rows(&found), [rest, property], "{pointer}");
    }
    // What a rule knows is not reported twice.
    let found = with(
        "/components/schemas/Cube/properties/properties",
        Value::default(),
    );
    let other = ("property", "Cube.properties", "added", Neither);
    assert_eq!(rows(&found), [property, other]);
}

#[test]
fn documents_that_regen_wrote_can_be_compared() {
    let written = side(SPECIFICATION).document;
    let again = Side::select(&written, &inputs()).expect("selects");
    assert_eq!(changes(&side(SPECIFICATION), &again), []);
    assert_eq!(changes(&again, &side(SPECIFICATION)), []);
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
