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

#[test]
fn annotations_come_and_go() {
    let fixture = fixture();
    let before = fixture.written();
    let secret = "  - target: $.components.schemas.ApiError.properties.name\n    update: { format: password }\n";
    let named = upstream(Generation::New).replace(
        "properties: { error:",
        "properties: { name: { type: string }, error:",
    );
    let fixture_of_name = Fixture::new();
    fixture_of_name.regenerate(&named).expect("regenerates");
    let plain = fixture_of_name.written();
    fixture_of_name
        .redocument(&format!("{OVERLAY}{secret}"))
        .expect("redocuments");
    assert_ne!(fixture_of_name.written(), plain);
    fixture_of_name.redocument(OVERLAY).expect("redocuments");
    assert_eq!(fixture_of_name.written(), plain);
    // What regen marks itself stays marked.
    fixture.redocument(OVERLAY).expect("redocuments");
    assert_eq!(fixture.written(), before);
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

#[test]
fn a_lock_of_an_earlier_regen_is_enough_for_documentation() {
    let fixture = fixture();
    let lock = fixture.read(LOCK);
    let kept: Vec<_> = lock
        .lines()
        .filter(|line| !line.contains("undocumented_sha256"))
        .collect();
    assert_eq!(kept.len() + 1, lock.lines().count());
    fixture.write(LOCK, &kept.join("\n"));
    fixture
        .redocument(&OVERLAY.replace("A property.", "A part."))
        .expect("redocuments");
    assert!(fixture.read(LOCK).contains("undocumented_sha256"));

    fixture.write(
        LOCK,
        &fixture
            .read(LOCK)
            .lines()
            .filter(|line| !line.contains("undocumented_sha256"))
            .collect::<Vec<_>>()
            .join("\n"),
    );
    let structure = "  - { target: $.components.schemas.ApiError, update: { deprecated: true } }\n";
    let error = fixture
        .redocument(&format!("{OVERLAY}{structure}"))
        .expect_err("must fail");
    assert!(error.contains("more than documentation"), "{error}");
}
