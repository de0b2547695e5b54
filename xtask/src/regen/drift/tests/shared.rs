//! Changes of what operations have in common.

use serde_json::json;

use super::*;

/// The rows for a change of the specification, in which a property is new as well.
fn shared_rows(before: &str, after: &str) -> Vec<(String, String, &'static str, Severity)> {
    let with = |head: &str| SPECIFICATION.replace("paths:\n", &format!("{head}\npaths:\n"));
    let after = with(after).replace(
        "label: { type: string }",
        "label: { type: string }\n        new: { type: string }",
    );
    let found = changes(&side(&with(before)), &side(&after));
    let rows = found.into_iter().filter(|it| it.subject != "Cube.new");
    rows.map(|it| (it.kind.to_owned(), it.subject, it.change, it.severity))
        .collect()
}

fn row(
    kind: &str,
    subject: &str,
    change: &'static str,
    severity: Severity,
) -> (String, String, &'static str, Severity) {
    (kind.to_owned(), subject.to_owned(), change, severity)
}

#[test]
fn servers_and_security_of_all_operations() {
    let (one, other) = (
        "{ url: 'https://a.example' }",
        "{ url: 'https://b.example' }",
    );
    let both = format!("servers: [{one}, {other}]");
    let one = format!("servers: [{one}]");
    let other = format!("servers: [{other}]");
    let servers = |severity| [row("document", "", "servers", severity)];
    assert_eq!(shared_rows(&one, &other), servers(Programs));
    assert_eq!(shared_rows(&one, &both), servers(Neither));
    assert_eq!(shared_rows(&both, &one), servers(Programs));
    assert_eq!(shared_rows(&one, ""), servers(Programs));
    assert_eq!(shared_rows(&one, &one), []);
}

#[test]
fn security_and_its_schemes() {
    let specification = |security: &str, scheme: &str| {
        let head = format!("security: [{security}]\npaths:\n");
        let schemes = format!(
            "components:\n  securitySchemes:\n    Digest: {{ type: http, scheme: {scheme} }}\n    \
             OAuth: {{ type: http, scheme: bearer }}\n"
        );
        let text = SPECIFICATION.replace("paths:\n", &head);
        side(&text.replace("components:\n", &schemes))
    };
    let digest = specification("{ Digest: [] }", "digest");
    let found = changes(&digest, &specification("{ OAuth: [] }", "digest"));
    assert_eq!(rows(&found), [("document", "", "security", Programs)]);
    let found = changes(
        &digest,
        &specification("{ Digest: [] }, { OAuth: [] }", "digest"),
    );
    assert_eq!(rows(&found), [("document", "", "security", Neither)]);
    let found = changes(&digest, &specification("{ Digest: [] }", "basic"));
    assert_eq!(
        rows(&found),
        [("security scheme", "Digest", "changed", Programs)]
    );
}

#[test]
fn what_an_operation_has_itself() {
    let id = "operationId: putThing";
    let one = format!("{id}\n      servers: [{{ url: 'https://a.example' }}]\n      tags: [A]");
    check(
        id,
        &one,
        &[
            ("operation", "put_thing", "servers", Neither),
            ("operation", "put_thing", "tags", Neither),
        ],
        &[
            ("operation", "put_thing", "servers", Programs),
            ("operation", "put_thing", "tags", Neither),
        ],
    );
}

#[test]
fn the_api_date() {
    let mut document = side(SPECIFICATION).document;
    document["info"]["version"] = json!("2025-09-01");
    let found = changes(&side(SPECIFICATION), &Side::whole(document));
    assert_eq!(rows(&found), [("document", "", "api date", Neither)]);
}

#[test]
fn marks() {
    let mut document = side(SPECIFICATION).document;
    let schemas = &mut document["components"]["schemas"];
    schemas["Page"]["x-request"] = json!("Thing");
    schemas["Page"]["properties"]["total"]["x-withheld"] = json!(true);
    schemas["Link"]["properties"]["rel"]["x-box"] = json!(true);
    schemas["Thing"]["x-keys"] = json!({});
    let (before, after) = (side(SPECIFICATION), Side::whole(document));
    let expected = [
        ("mark", "Page", "x-request", Code),
        ("property", "Link.rel", "x-box", Code),
        ("mark", "Thing", "x-keys", Neither),
        ("property", "Page.total", "x-withheld", Neither),
    ];
    assert_eq!(rows(&changes(&before, &after)), expected);
    assert_eq!(rows(&changes(&after, &before)), expected);
}
