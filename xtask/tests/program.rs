//! The program as a whole: what it is told on its command line, and how it ends.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::{Value, json};

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

fn xtask() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    for name in ["CARGO_TARGET_DIR", "INSTA_UPDATE"] {
        command.env_remove(name);
    }
    command
}

fn run(command: &mut Command) -> (i32, String, String) {
    let Output {
        status,
        stdout,
        stderr,
    } = command.output().expect("it runs");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    let code = status.code().expect("it was not killed");
    (code, text(stdout), text(stderr))
}

/// The committed document after `change`, in a file of `folder`.
fn document(folder: &Path, change: impl FnOnce(&mut Value)) -> PathBuf {
    let path = Path::new(ROOT).join("openapi/atlas-integrations.json");
    let text = std::fs::read_to_string(path).expect("the document");
    let mut document = serde_json::from_str(&text).expect("JSON");
    change(&mut document);
    let path = folder.join("document.json");
    std::fs::write(&path, document.to_string()).expect("it is written");
    path
}

#[test]
fn drift_says_with_its_exit_code_whom_a_change_breaks() {
    let folder = tempfile::tempdir().expect("a folder");
    let drift = |to: &Path| run(xtask().args(["drift", "--to"]).arg(to));
    let properties = "/components/schemas/PagerDuty/properties";
    let same = document(folder.path(), |_| {});
    let (code, _, errors) = drift(&same);
    assert_eq!((code, errors.as_str()), (0, ""));
    let more = document(folder.path(), |document| {
        let properties = document.pointer_mut(properties).expect("properties");
        properties["newcomer"] = json!({ "type": "string" });
    });
    let (code, report, _) = drift(&more);
    assert_eq!(code, 3);
    assert!(report.contains("newcomer"), "{report}");
    let less = document(folder.path(), |document| {
        let properties = document.pointer_mut(properties).expect("properties");
        properties
            .as_object_mut()
            .expect("an object")
            .remove("region");
    });
    let (code, report, _) = drift(&less);
    assert_eq!(code, 4);
    assert!(report.contains("region"), "{report}");
    let (code, report, errors) = drift(&folder.path().join("missing.json"));
    assert_eq!((code, report.as_str()), (1, ""));
    assert!(errors.contains("missing.json"), "{errors}");
}

#[test]
fn regen_says_what_it_has_written_and_what_nothing_documents() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = |name: &str| folder.path().join(name);
    for name in ["openapi", "tests/snapshots"] {
        std::fs::create_dir_all(file(name)).expect("it is made");
        for entry in std::fs::read_dir(Path::new(ROOT).join(name)).expect("a folder") {
            let path = entry.expect("a file").path();
            let copy = file(name).join(path.file_name().expect("a name"));
            std::fs::copy(path, copy).expect("it is copied");
        }
    }
    let regen = |options: &[&str]| {
        run(xtask()
            .args(["regen", "--root"])
            .arg(folder.path())
            .args(options))
    };
    let overlay = ["--overlay", "--no-compile"];
    let (code, skeleton, report) = regen(&overlay);
    assert_eq!((code, skeleton.as_str()), (0, ""), "{report}");
    assert!(report.ends_with("\nnothing has changed\n"), "{report}");
    let (code, _, errors) = regen(&["--check"]);
    assert_eq!(code, 0, "{errors}");

    let path = file("openapi/overlay.yaml");
    let text = std::fs::read_to_string(&path).expect("the overlay");
    let (head, tail) = text
        .split_once("  - target: $.components.parameters.groupId")
        .expect("an action");
    let (_, tail) = tail.split_once("  - target: ").expect("another action");
    std::fs::write(&path, format!("{head}  - target: {tail}")).expect("it is written");
    let (code, skeleton, report) = regen(&overlay);
    assert_eq!(code, 0, "{report}");
    assert!(
        report.contains("\nwrote openapi/atlas-integrations.json\n"),
        "{report}"
    );
    assert!(!report.contains("\nnothing has changed\n"), "{report}");
    assert!(
        skeleton.contains("$.components.parameters.groupId"),
        "{skeleton}"
    );
    std::fs::write(file("openapi/atlas-integrations.json"), "{}").expect("it is written");
    let (code, _, errors) = regen(&["--check"]);
    assert_eq!(code, 1);
    assert!(errors.contains("atlas-integrations.json"), "{errors}");
}

#[test]
fn coverage_is_of_the_operations_that_are_named() {
    let spec = concat!(env!("CARGO_MANIFEST_DIR"), "/src/regen/coverage/odd.json");
    let text = std::fs::read_to_string(spec).expect("the specification");
    let all: Value = serde_json::from_str(&text).expect("JSON");
    let paths = all["paths"].as_object().expect("paths");
    let of = |path: &str| {
        let operation = ["--operation", "get", path];
        run(xtask().args(["coverage", "--spec", spec]).args(operation))
    };
    let path = paths.iter().find(|(_, item)| item.get("get").is_some());
    let (path, _) = path.expect("a GET");
    let (code, report, errors) = of(path);
    assert_eq!(code, 0, "{errors}");
    assert!(report.contains("generates   1 of 1"), "{report}");

    let all = |options: &[&str]| run(xtask().args(["coverage", "--spec", spec]).args(options));
    let count = |prefix: &str| {
        let paths = paths.iter().filter(|(path, _)| path.starts_with(prefix));
        let methods = ["delete", "get", "patch", "post", "put"];
        let operations = paths.flat_map(|(_, item)| methods.map(|method| item.get(method)));
        operations.flatten().count()
    };
    let (operations, refused) = (count("/"), count("/refused/"));
    let generated = operations - refused;
    let (code, report, errors) = all(&[]);
    assert_eq!(code, 1);
    let (first, _) = report.split_once("refuse_").expect("a refusal");
    let table = format!(
        "operations  {operations}\nregen       {operations} of {operations}\n\
         generates   {generated} of {operations}\n"
    );
    assert_eq!(first, table);
    assert!(
        report.contains("\nrefuse_cookie: generates: get /refused/cookie: "),
        "{report}"
    );
    let end = format!("error: {refused} of {operations} fail\n");
    assert!(errors.ends_with(&end), "{errors}");
    let start = format!("generated {generated} clients with ");
    assert!(errors.starts_with(&start), "{errors}");
    let (code, report, errors) = all(&["--all-in-one"]);
    assert_eq!(code, 1);
    assert!(report.contains("\nall: generates: "), "{report}");
    assert!(errors.ends_with("error: 1 of 1 fail\n"), "{errors}");

    let (code, _, errors) = of("/not/there");
    assert_eq!(code, 1);
    assert!(errors.contains("has no such operation"), "{errors}");
}

/// A workspace with the libraries whose API is listed, each with one function.
fn workspace() -> tempfile::TempDir {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder");
    let write = |path: &str, text: &str| {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("it is made");
        std::fs::write(path, text).expect("it is written");
    };
    write(
        "Cargo.toml",
        "[workspace]\nmembers = [\"atlas-*\"]\nresolver = \"3\"\n",
    );
    for library in [
        "atlas-integrations",
        "atlas-integrations-model",
        "atlas-emulator",
    ] {
        let manifest = format!("[package]\nname = \"{library}\"\nedition = \"2024\"\n");
        write(&format!("{library}/Cargo.toml"), &manifest);
        write(&format!("{library}/src/lib.rs"), "pub fn one() {}\n");
    }
    // It passes only if it may write.
    write(
        "atlas-integrations/tests/snapshots.rs",
        "#[test]\nfn update() {\n    assert_eq!(std::env::var(\"INSTA_UPDATE\").as_deref(), Ok(\"always\"));\n}\n",
    );
    let wrapper = folder.path().join(".ci/unstable-rustdoc");
    std::fs::create_dir(wrapper.with_file_name("")).expect("it is made");
    std::fs::copy(Path::new(ROOT).join(".ci/unstable-rustdoc"), wrapper).expect("it is copied");
    let mut cargo = Command::new(env!("CARGO"));
    let made = cargo.args(["generate-lockfile", "--offline", "--quiet"]);
    assert!(
        made.current_dir(&folder)
            .status()
            .expect("it runs")
            .success()
    );
    folder
}

/// Whether rustdoc's JSON can be had, by a shell script, and read, which is that of one version of Rust.
fn is_readable() -> bool {
    let version = Command::new("rustc").arg("--version").output();
    let version = version.expect("it runs").stdout;
    let is_readable = cfg!(unix) && version.starts_with(b"rustc 1.95.");
    if !is_readable {
        eprintln!("SKIPPED: the public API can be listed with Rust 1.95 alone, on Unix");
    }
    is_readable
}

#[test]
fn the_public_api_is_listed_and_compared() {
    if !is_readable() {
        return;
    }
    let folder = workspace();
    let api = |options: &[&str]| {
        run(xtask()
            .args(["public-api", "--root"])
            .arg(folder.path())
            .args(options))
    };
    let (code, _, errors) = api(&["--check"]);
    assert_eq!(code, 1);
    assert!(
        errors.contains("the public API is not the one in public-api/"),
        "{errors}"
    );
    let (code, written, errors) = api(&[]);
    assert_eq!(code, 0, "{errors}");
    assert_eq!(written.matches("wrote ").count(), 3, "{written}");
    let listing = folder.path().join("public-api/atlas-emulator.txt");
    let listing = std::fs::read_to_string(listing).expect("the listing");
    assert_eq!(
        listing,
        "pub mod atlas_emulator\npub fn atlas_emulator::one()\n"
    );
    let (code, changes, errors) = api(&["--check"]);
    assert_eq!((code, changes.as_str()), (0, ""), "{errors}");
    let source = folder.path().join("atlas-emulator/src/lib.rs");
    std::fs::write(source, "pub fn two() {}\n").expect("it is written");
    let (code, changes, _) = api(&["--check"]);
    assert_eq!(code, 1);
    assert_eq!(
        changes,
        "- pub fn atlas_emulator::one()\n+ pub fn atlas_emulator::two()\n"
    );
}

#[test]
fn snapshots_are_written_with_the_listings() {
    if !is_readable() {
        return;
    }
    let folder = workspace();
    let snapshots = || run(xtask().args(["snapshots", "--root"]).arg(folder.path()));
    let (code, _, errors) = snapshots();
    assert_eq!(code, 0, "{errors}");
    assert!(
        folder
            .path()
            .join("public-api/atlas-integrations.txt")
            .exists()
    );
    let test = folder.path().join("atlas-integrations/tests/snapshots.rs");
    std::fs::write(test, "#[test]\nfn fails() {\n    panic!();\n}\n").expect("it is written");
    let (code, _, errors) = snapshots();
    assert_eq!(code, 1);
    assert!(
        errors.contains("the snapshots could not be written"),
        "{errors}"
    );
}
