//! `cargo xtask regen --overlay`.

use super::*;
use crate::regen::{DOCUMENT, LOCK};

fn fixture() -> Fixture {
    let fixture = Fixture::new();
    fixture
        .regenerate(&upstream(Generation::New))
        .expect("regenerates");
    fixture
}

#[test]
fn documentation_is_replaced_as_a_specification_would() {
    let edited = OVERLAY
        .replace("A property.", "A part.")
        .replace("At length.", "Briefly.");
    let fixture = fixture();
    fixture.redocument(&edited).expect("redocuments");
    let document = fixture.read(DOCUMENT);
    assert!(
        document.contains("A part.") && document.contains("Briefly."),
        "{document}"
    );
    assert!(
        !document.contains("A property.") && !document.contains("At length."),
        "{document}"
    );
    fixture.check(None).expect("up to date");
    let redocumented = fixture.written();
    fixture
        .regenerate(&upstream(Generation::New))
        .expect("regenerates");
    assert_eq!(fixture.written(), redocumented);
}

#[test]
fn documentation_that_the_overlay_no_longer_has_is_removed() {
    let fixture = fixture();
    fixture
        .redocument(
            "overlay: 1.0.0\nactions: [{ target: $.info, update: { title: T, description: D } }]",
        )
        .expect("redocuments");
    let document = fixture.read(DOCUMENT);
    for text in [
        "All about things.",
        "A property.",
        "A schema.",
        "A parameter.",
        "At length.",
    ] {
        assert!(!document.contains(text), "{text}\n{document}");
    }
    let error = fixture.check(None).expect_err("must fail");
    assert!(
        error.contains("edit openapi/overlay.yaml and run `cargo xtask regen --overlay`:\n  - "),
        "{error}"
    );
    assert!(
        error.contains("no documentation for schemas/Square"),
        "{error}"
    );
}

/// A specification with a property that it marks itself, and one that only the overlay can mark.
fn specification_with_secrets() -> String {
    upstream(Generation::New).replace(
        "properties: { error:",
        "properties: { template: { type: string, format: password }, url: { type: string }, error:",
    )
}

const SECRET: &str = "  - target: $.components.schemas.ApiError.properties.url
    update: { format: password }
";

fn secrets(fixture: &Fixture) -> usize {
    fixture.read(DOCUMENT).matches("\"password\"").count()
}

#[test]
fn marks_of_the_overlay_come_and_go_and_those_of_upstream_stay() {
    let fixture = Fixture::new();
    fixture
        .regenerate(&specification_with_secrets())
        .expect("regenerates");
    let plain = fixture.written();
    // Upstream's, and that of a property whose name says so.
    assert_eq!(secrets(&fixture), 2);
    fixture
        .redocument(&format!("{OVERLAY}{SECRET}"))
        .expect("redocuments");
    assert_eq!(secrets(&fixture), 3);
    fixture.redocument(OVERLAY).expect("redocuments");
    assert_eq!(fixture.written(), plain);
}

/// Makes the lock one of an earlier regen.
fn age_lock(fixture: &Fixture) {
    let mut lock: serde_json::Value = serde_json::from_str(&fixture.read(LOCK)).expect("JSON");
    let fields = lock.as_object_mut().expect("an object");
    fields.remove("before_overlay").expect("a field");
    fixture.write(LOCK, &lock.to_string());
}

#[test]
fn with_a_lock_of_an_earlier_regen_no_secret_is_unmarked() {
    let fixture = Fixture::new();
    fixture.write("openapi/overlay.yaml", &format!("{OVERLAY}{SECRET}"));
    fixture
        .regenerate(&specification_with_secrets())
        .expect("regenerates");
    age_lock(&fixture);
    let edited = OVERLAY.replace("A property.", "A part.");
    fixture.redocument(&edited).expect("redocuments");
    assert!(fixture.read(DOCUMENT).contains("A part."));
    assert_eq!(secrets(&fixture), 3);
    // The lock does not pretend to know now.
    assert!(!fixture.read(LOCK).contains("before_overlay"));
    let structure = "  - { target: $.components.schemas.ApiError, update: { deprecated: true } }\n";
    let error = fixture
        .redocument(&format!("{edited}{structure}"))
        .expect_err("must fail");
    assert!(error.contains("more than documentation"), "{error}");
}

#[test]
fn the_order_of_operations_is_recorded() {
    let fixture = fixture();
    fixture.write(
        "openapi/operations.toml",
        &format!("{OPERATIONS}\n# The same."),
    );
    fixture.check(None).expect_err("must fail");
    fixture.redocument(OVERLAY).expect("redocuments");
    fixture.check(None).expect("up to date");
}

#[test]
fn what_needs_a_specification_is_refused() {
    let structure = "  - { target: $.components.schemas.ApiError, update: { deprecated: true } }\n";
    let removal = "  - { target: $.components.schemas.ApiError.properties.error, remove: true }\n";
    for extra in [structure, removal] {
        let fixture = Fixture::new();
        fixture.write("openapi/overlay.yaml", &format!("{OVERLAY}{extra}"));
        fixture
            .regenerate(&upstream(Generation::New))
            .expect("regenerates");
        let before = fixture.written();
        let error = fixture.redocument(OVERLAY).expect_err("must fail");
        assert!(
            error.contains("more than documentation") && error.contains("run `cargo xtask regen`"),
            "{error}"
        );
        assert_eq!(fixture.written(), before);
    }
    for (file, old, new, message) in [
        (
            "openapi/operations.toml",
            "get_thing",
            "get_it",
            "it lacks the operation get_it",
        ),
        (
            "openapi/operations.toml",
            "2025-03-12",
            "2025-03-13",
            "its version is not the api_date",
        ),
        (
            DOCUMENT,
            "ROUND",
            "OVAL",
            "has changed since regen wrote it",
        ),
        (
            LOCK,
            "upstream_sha256",
            "other",
            "is not a lock file that regen wrote",
        ),
    ] {
        let fixture = fixture();
        let text = fixture.read(file).replace(old, new);
        fixture.write(file, &text);
        let error = fixture.redocument(OVERLAY).expect_err("must fail");
        assert!(
            error.contains(message) && error.contains("`cargo xtask regen`"),
            "{message}\n{error}"
        );
    }
}
