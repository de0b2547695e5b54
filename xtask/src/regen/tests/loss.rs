//! What a specification may not lose unless that is accepted.

use super::*;
use crate::regen::DOCUMENT;

const ACCEPTED: Options = Options {
    accept_loss: true,
    compile: false,
};

const DELETE: &str = "    delete:
      operationId: deleteThing
      parameters:
        - { name: groupId, in: path, required: true, schema: { type: string } }
        - { name: thingType, in: path, required: true, schema: { type: string } }
      responses: { '204': { description: Theirs } }
";

/// A specification with a second operation.
fn two_operations() -> String {
    upstream(Generation::New).replace("components:\n", &format!("{DELETE}components:\n"))
}

fn fixture_of_two() -> Fixture {
    let fixture = Fixture::new();
    let delete = OPERATIONS
        .replace("'get_thing'", "'delete_thing'")
        .replace("'get'", "'delete'");
    let (_, delete) = delete.split_once("[[operation]]").expect("an operation");
    fixture.write(
        "openapi/operations.toml",
        &format!("{OPERATIONS}[[operation]]{delete}"),
    );
    fixture
}

#[test]
fn an_operation_is_lost_only_on_request() {
    let fixture = fixture_of_two();
    fixture.regenerate(&two_operations()).expect("regenerates");
    let error = fixture.failure(&upstream(Generation::New));
    for part in [
        "no file was changed",
        "--accept-loss",
        "the operation delete_thing: the specification has no delete",
    ] {
        assert!(error.contains(part), "{part}\n{error}");
    }
    fixture
        .regenerate_with(&upstream(Generation::New), ACCEPTED)
        .expect("regenerates");
    assert!(!fixture.read(DOCUMENT).contains("delete_thing"));
    let error = fixture.check(None).expect_err("must fail");
    assert!(
        error.contains("it lacks the operation delete_thing"),
        "{error}"
    );
}

#[test]
fn an_operation_without_a_version_for_the_api_date_is_lost() {
    let fixture = fixture_of_two();
    fixture.regenerate(&two_operations()).expect("regenerates");
    let error = fixture.failure(&too_new(&two_operations()));
    assert!(
        error.contains(
            "the operation get_thing: get_thing: the specification has no resource version"
        ),
        "{error}"
    );
    assert!(error.contains("--accept-loss"), "{error}");
}

#[test]
fn an_operation_that_never_was_is_a_mistake() {
    let fixture = fixture_of_two();
    fixture.write("openapi/operations.toml", OPERATIONS);
    fixture
        .regenerate(&upstream(Generation::New))
        .expect("regenerates");
    let other = OPERATIONS
        .replace("get_thing", "get_other")
        .replace("/things/", "/other/");
    let (_, other) = other.split_once("[[operation]]").expect("an operation");
    fixture.write(
        "openapi/operations.toml",
        &format!("{OPERATIONS}[[operation]]{other}"),
    );
    let error = fixture.failure_with(&upstream(Generation::New), ACCEPTED);
    assert!(
        error.contains("no path /groups/{groupId}/other/"),
        "{error}"
    );
    assert!(
        error.contains("correct the list, or choose another revision"),
        "{error}"
    );
}

#[test]
fn an_operation_that_is_no_longer_listed_is_no_loss() {
    let fixture = fixture_of_two();
    fixture.regenerate(&two_operations()).expect("regenerates");
    fixture.write("openapi/operations.toml", OPERATIONS);
    fixture.regenerate(&two_operations()).expect("regenerates");
    assert!(!fixture.read(DOCUMENT).contains("delete_thing"));
    fixture.check(None).expect("up to date");
}

#[test]
fn a_member_of_a_union_is_lost_only_on_request() {
    let fixture = Fixture::new();
    fixture
        .regenerate(&upstream(Generation::New))
        .expect("regenerates");
    let without = upstream(Generation::New)
        .replace("SQUARE: '#/components/schemas/Square', ", "")
        .replace(", { $ref: '#/components/schemas/Square' }", "");
    let error = fixture.failure(&without);
    for part in [
        "--accept-loss",
        "`Thing` no longer has the tag `SQUARE` (`Square`)",
        "`Thing` no longer has the member `Square`",
    ] {
        assert!(error.contains(part), "{part}\n{error}");
    }
    // A second tag for the same member is a loss as well.
    let renamed = upstream(Generation::New).replace("{ SQUARE: '", "{ BLOCK: '");
    let error = fixture.failure(&renamed);
    assert!(
        error.contains("the tag `SQUARE`") && !error.contains("the member"),
        "{error}"
    );
    fixture
        .regenerate_with(&without, ACCEPTED)
        .expect("regenerates");
    assert!(!fixture.read(DOCUMENT).contains("SquareSide"));
}

#[test]
fn a_committed_document_that_cannot_be_read_is_replaced() {
    let fixture = Fixture::new();
    fixture
        .regenerate(&upstream(Generation::New))
        .expect("regenerates");
    let good = fixture.written();
    fixture.write(DOCUMENT, "{");
    fixture
        .regenerate(&upstream(Generation::New))
        .expect("regenerates");
    assert_eq!(fixture.written(), good);
}
