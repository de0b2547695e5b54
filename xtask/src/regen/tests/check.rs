//! `cargo xtask regen --check`.

use super::*;
use crate::regen::{DOCUMENT, LOCK, snapshot};

#[test]
fn check_reports_every_problem_and_the_fix() {
    let fixture = Fixture::new();
    fixture
        .regenerate(&upstream(Generation::New))
        .expect("regenerates");
    let document = fixture.read(DOCUMENT);
    fixture.write(DOCUMENT, &document.replace("A schema.", ""));
    fixture.write(
        "openapi/overlay.yaml",
        &OVERLAY.replace("[?@.name]", "[?@.nothing]"),
    );
    fixture.write(snapshot::CLIENT, "---\nsource: x\n---\nold\n");
    let error = fixture.check(None).expect_err("must fail");
    for part in [
        "to fix it, run `cargo xtask regen` and review the diff:\n  - openapi/atlas-integrations.json",
        "to fix it, run `cargo xtask regen --overlay`:\n  - openapi/overlay.yaml has changed",
        "to fix it, edit openapi/overlay.yaml and run `cargo xtask regen --overlay`:\n  - openapi/overlay.yaml has no",
        "openapi/atlas-integrations.json has changed since",
        "openapi/overlay.yaml has changed since",
        "openapi/overlay.yaml has no documentation for schemas/Thing",
        "$..parameters[?@.nothing] selects nothing",
        "tests/snapshots/document.snap is out of date",
        "tests/snapshots/client.snap is out of date",
    ] {
        assert!(error.contains(part), "{part}\n{error}");
    }

    let fixture = Fixture::new();
    fixture
        .regenerate(&upstream(Generation::Old))
        .expect("regenerates");
    fixture.write("upstream", &upstream(Generation::New));
    let spec = fixture.path("upstream").display().to_string();
    let error = fixture.check(Some(&spec)).expect_err("must fail");
    assert!(
        error.contains(&format!("run `cargo xtask regen --spec {spec}`")),
        "{error}"
    );
    assert!(
        error.contains("was written for another specification"),
        "{error}"
    );
}

#[test]
fn check_reports_marks_that_are_not_so() {
    let fixture = Fixture::new();
    fixture
        .regenerate(&upstream(Generation::New))
        .expect("regenerates");
    let document = fixture.read(DOCUMENT);
    for (mark, other, message) in [
        (
            "\"x-tag\": \"type\"",
            "\"x-tag\": \"gone\"",
            "which is none of its properties",
        ),
        (
            "\"x-tag-enumeration\": \"ThingType\"",
            "\"x-tag-enumeration\": \"Gone\"",
            "which is no enumeration",
        ),
    ] {
        assert!(document.contains(mark), "{mark}\n{document}");
        fixture.write(DOCUMENT, &document.replace(mark, other));
        let error = fixture.check(None).expect_err("must fail");
        assert!(error.contains(message), "{message}\n{error}");
    }
}

#[test]
fn check_accepts_another_specification_that_gives_the_same_document() {
    let fixture = Fixture::new();
    let text = upstream(Generation::New);
    fixture.regenerate(&text).expect("regenerates");
    fixture.write("upstream", &text.replace("2222", "3333"));
    let spec = fixture.path("upstream").display().to_string();
    fixture.check(Some(&spec)).expect("up to date");

    let lock = fixture.read(LOCK);
    fixture
        .project
        .write(&spec, UNCOMPILED)
        .expect("regenerates");
    assert_ne!(fixture.read(LOCK), lock);
}

#[test]
fn missing_documentation_fails_only_the_check() {
    let fixture = Fixture::new();
    fixture.write("openapi/overlay.yaml", "overlay: 1.0.0\nactions: []");
    fixture
        .regenerate(&upstream(Generation::New))
        .expect("regenerates");
    let error = fixture.check(None).expect_err("must fail");
    for part in [
        "the document itself",
        "the operation get /groups/{groupId}/things/{thingType}",
        "the parameter \"thingType\" of get",
        "parameters/groupId",
        "schemas/Square",
        "schemas/Square.apiKey",
    ] {
        assert!(
            error.contains(&format!("has no documentation for {part}")),
            "{part}\n{error}"
        );
    }
}

#[test]
fn the_order_of_operations_needs_no_specification() {
    let fixture = Fixture::new();
    fixture
        .regenerate(&upstream(Generation::New))
        .expect("regenerates");
    for (operations, fix) in [
        (
            format!("{OPERATIONS}\n# The same."),
            "regen --overlay`:\n  - openapi/operations.toml",
        ),
        (
            OPERATIONS.replace("get_thing", "get_it"),
            "regen` and review the diff:\n  - openapi/operations.toml",
        ),
    ] {
        fixture.write("openapi/operations.toml", &operations);
        let error = fixture.check(None).expect_err("must fail");
        assert!(error.contains(fix), "{fix}\n{error}");
    }
}
