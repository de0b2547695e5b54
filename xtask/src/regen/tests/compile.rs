//! Whether the client compiles, in workspaces that need no dependencies.

use super::*;

const COMPILED: Options = Options {
    accept_loss: true,
    compile: true,
};

/// A workspace whose client compiles only with a document that has the word `SquareSide`.
fn workspace() -> Fixture {
    let fixture = Fixture::new();
    for (file, text) in [
        (
            "Cargo.toml",
            "[workspace]\nmembers = [\"model\", \"tool\"]\nresolver = \"3\"\n\
             [package]\nname = \"atlas-integrations\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\
             [features]\nschemars = []\n\
             [dependencies]\nmodel = { path = \"model\" }\n\
             [[test]]\nname = \"t\"\n",
        ),
        (
            "Cargo.lock",
            "version = 4\n\
             [[package]]\nname = \"atlas-integrations\"\nversion = \"0.1.0\"\ndependencies = [\"model\"]\n\
             [[package]]\nname = \"model\"\nversion = \"0.1.0\"\n\
             [[package]]\nname = \"tool\"\nversion = \"0.1.0\"\n",
        ),
        (
            "model/Cargo.toml",
            "[package]\nname = \"model\"\nversion = \"0.1.0\"\nedition = \"2024\"\n",
        ),
        ("model/src/lib.rs", "pub struct Model;"),
        (
            "tool/Cargo.toml",
            "[package]\nname = \"tool\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\
             [[bench]]\nname = \"b\"\n",
        ),
        ("tool/src/main.rs", "this is never compiled"),
        ("tool/benches/b.rs", "nor is this"),
        ("tests/t.rs", "nor is this"),
        (
            "build.rs",
            "fn main() {\n\
                 println!(\"cargo:rerun-if-changed=openapi/atlas-integrations.json\");\n\
                 let text = std::fs::read_to_string(\"openapi/atlas-integrations.json\").unwrap();\n\
                 let code = if text.contains(\"SquareSide\") { \"pub struct SquareSide;\" } else { \"\" };\n\
                 let directory = std::env::var(\"OUT_DIR\").unwrap();\n\
                 std::fs::write(directory + \"/types.rs\", code).unwrap();\n\
             }",
        ),
        (
            "src/lib.rs",
            "include!(concat!(env!(\"OUT_DIR\"), \"/types.rs\"));\n\
             pub fn side(_: model::Model) -> SquareSide { SquareSide }\n",
        ),
    ] {
        let path = fixture.path(file);
        std::fs::create_dir_all(path.parent().expect("a directory")).expect("creates");
        fixture.write(file, text);
    }
    fixture
}

#[test]
fn a_client_that_does_not_compile_is_not_written() {
    let fixture = workspace();
    let good = upstream(Generation::New);
    fixture.regenerate_with(&good, COMPILED).expect("compiles");
    // The member without its enumeration of sides.
    let bad = good.replace(
        "side: { type: string, enum: [LEFT, RIGHT], deprecated: true }",
        "side: { type: string }",
    );
    assert_ne!(good, bad);
    let error = fixture.failure_with(&bad, COMPILED);
    for part in [
        "does not compile; no file was changed",
        "SquareSide",
        "src/lib.rs:2",
        "Adapt the hand-written code in src/",
    ] {
        assert!(error.contains(part), "{part}\n{error}");
    }
    // Neither failure nor success says anything about the next run.
    fixture.regenerate_with(&good, COMPILED).expect("compiles");
    fixture.failure_with(&bad, COMPILED);
    fixture.regenerate(&bad).expect("is not compiled");
}

#[test]
fn files_that_are_gone_leave_the_copy() {
    let fixture = workspace();
    fixture.write("src/other.rs", "");
    fixture
        .regenerate_with(&upstream(Generation::New), COMPILED)
        .expect("compiles");
    let copy = fixture.path("target/regen-check/workspace/src/other.rs");
    assert!(copy.exists());
    std::fs::remove_file(fixture.path("src/other.rs")).expect("removes");
    fixture
        .regenerate_with(&upstream(Generation::New), COMPILED)
        .expect("compiles");
    assert!(!copy.exists());
}

#[test]
fn a_check_that_cannot_run_says_so() {
    let fixture = workspace();
    // The lock lacks a package, and `--locked` forbids to add it.
    let lock = fixture
        .read("Cargo.lock")
        .replace("name = \"tool\"", "name = \"tools\"");
    fixture.write("Cargo.lock", &lock);
    let error = fixture.failure_with(&upstream(Generation::New), COMPILED);
    for part in ["cargo could not check", "--no-compile", "Cargo.lock"] {
        assert!(error.contains(part), "{part}\n{error}");
    }
    let error = Fixture::new().failure_with(&upstream(Generation::New), COMPILED);
    assert!(
        error.contains("cannot read Cargo.toml") && error.contains("--no-compile"),
        "{error}"
    );
}
