//! Whether generated clients compile: each as a module of a copy of the client's crate.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context as _, Result, bail};
use serde_json::Value;

use crate::cargo;
use crate::codegen::Code;

/// How many lines one crate has at most, so that memory suffices.
const LINES: usize = 400_000;

/// Compiles all clients, and returns the first error of each that fails.
pub(super) fn check(
    root: &Path,
    clients: &BTreeMap<String, Code>,
) -> Result<BTreeMap<String, String>> {
    let mut failed = BTreeMap::new();
    let lines = |code: &Code| code.types.lines().count() + code.operations.lines().count();
    let mut batches: Vec<(usize, Vec<(&String, &Code)>)> = Vec::new();
    for (name, code) in clients {
        match batches
            .last_mut()
            .filter(|(count, _)| count + lines(code) < LINES)
        {
            Some((count, batch)) => {
                *count += lines(code);
                batch.push((name, code));
            }
            None => batches.push((lines(code), vec![(name, code)])),
        }
    }
    for (index, (lines, batch)) in batches.iter().enumerate() {
        let started = Instant::now();
        let base = write(root, batch)?;
        let errors = cargo_check(root, &base)?;
        eprintln!(
            "compiled batch {} of {}: {} clients with {lines} lines in {:.0?}",
            index + 1,
            batches.len(),
            batch.len(),
            started.elapsed()
        );
        failed.extend(errors);
    }
    Ok(failed)
}

/// Writes the crate with the clients of one batch.
fn write(root: &Path, clients: &[(&String, &Code)]) -> Result<PathBuf> {
    let base = root.join("target/coverage");
    if base.exists() {
        fs::remove_dir_all(&base)?;
    }
    for folder in ["guide", "src"] {
        copy(&root.join(folder), &base.join(folder))?;
    }
    let manifest = fs::read_to_string(root.join("Cargo.toml"))?;
    fs::write(base.join("Cargo.toml"), copied_manifest(&manifest, root)?)?;
    fs::copy(root.join("Cargo.lock"), base.join("Cargo.lock"))?;
    fs::copy(root.join("README.md"), base.join("README.md"))?;
    let generated = base.join("src/generated");
    fs::create_dir_all(&generated)?;
    let header = |file: &str| -> Result<String> {
        let text = fs::read_to_string(root.join("src").join(file))?;
        let (header, _) = text
            .split_once("include!")
            .context("src includes no generated code")?;
        Ok(header
            .lines()
            .filter(|line| !line.starts_with("//!"))
            .collect::<Vec<_>>()
            .join("\n"))
    };
    let (types, operations) = (header("types.rs")?, header("operations.rs")?);
    // The hand-written part of the operations stays where it is; the types that it needs, which
    // every client has, are those of the first.
    let imports: String = operations
        .split_inclusive(';')
        .map(|statement| statement.trim_start().trim_start_matches("pub "))
        .filter(|statement| statement.starts_with("use ") && !statement.contains("types::"))
        .map(|statement| statement.replacen("self::", "crate::operations::", 1) + "\n")
        .collect();
    let mut modules = String::new();
    for (name, code) in clients {
        modules.push_str(&format!("pub mod {};\n", module(name)));
        let code = format!(
            "#![allow(unused, deprecated)]\nmod types {{\n{}\n{}\n}}\nuse types::*;\n{imports}\n{}",
            types, code.types, code.operations
        );
        fs::write(generated.join(format!("{}.rs", module(name))), code)?;
    }
    fs::write(generated.join("mod.rs"), modules)?;
    let first = clients
        .first()
        .map(|(name, _)| module(name))
        .unwrap_or_default();
    let types = format!("pub use crate::generated::{first}::types::*;\n");
    fs::write(base.join("src/types.rs"), types)?;
    let path = generated.join(format!("{first}.rs"));
    let text = fs::read_to_string(&path)?.replacen("mod types", "pub mod types", 1);
    fs::write(path, text)?;
    let path = base.join("src/operations.rs");
    let text = fs::read_to_string(&path)?
        .replace("\nmod ", "\npub(crate) mod ")
        .replace(
            "include!(concat!(env!(\"OUT_DIR\"), \"/operations.rs\"));",
            "pub mod builder {}",
        );
    fs::write(&path, text)?;
    for entry in fs::read_dir(base.join("src/operations"))? {
        let path = entry?.path();
        let text = fs::read_to_string(&path)?.replace("pub(super) ", "pub(crate) ");
        fs::write(&path, text)?;
    }
    let path = base.join("src/lib.rs");
    let text = fs::read_to_string(&path)?.replacen(
        "mod operations;",
        "mod generated;\nmod operations;",
        1,
    );
    fs::write(&path, text)?;
    Ok(base)
}

/// The manifest of the copy: that of the crate, without what builds and tests it.
fn copied_manifest(manifest: &str, root: &Path) -> Result<String> {
    let mut manifest: toml::Table = manifest.parse().context("Cargo.toml cannot be read")?;
    for section in [
        "bench",
        "build-dependencies",
        "dev-dependencies",
        "example",
        "lints",
        "profile",
        "test",
    ] {
        manifest.remove(section);
    }
    table(&mut manifest, "package")?.insert("build".to_owned(), false.into());
    table(&mut manifest, "features")?.insert("generate".to_owned(), toml::Value::Array(Vec::new()));
    table(&mut manifest, "workspace")?.retain(|name, _| name == "package");
    let dependencies = table(&mut manifest, "dependencies")?;
    let path = root.join("model").display().to_string();
    table(dependencies, "atlas-integrations-model")?.insert("path".to_owned(), path.into());
    Ok(toml::to_string(&manifest)?)
}

/// The table `name` in `parent`.
fn table<'a>(parent: &'a mut toml::Table, name: &str) -> Result<&'a mut toml::Table> {
    let table = parent.get_mut(name).and_then(toml::Value::as_table_mut);
    table.with_context(|| format!("Cargo.toml has no table `{name}`"))
}

/// The name of a client's module.
fn module(name: &str) -> String {
    format!("op_{name}")
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        match entry.file_type()?.is_dir() {
            true => copy(&entry.path(), &target)?,
            false => fs::write(target, fs::read(entry.path())?)?,
        }
    }
    Ok(())
}

/// The first error of each client, by the file that it is in.
fn cargo_check(root: &Path, base: &Path) -> Result<BTreeMap<String, String>> {
    let output = cargo::command()
        .args(["check", "--message-format=json", "--quiet"])
        .current_dir(base)
        .env("CARGO_TARGET_DIR", root.join("target/coverage-build"))
        .output()
        .context("cargo cannot be run")?;
    let (failed, elsewhere) = first_errors(&String::from_utf8_lossy(&output.stdout));
    if failed.is_empty() && !output.status.success() {
        let errors = String::from_utf8_lossy(&output.stderr).into_owned();
        bail!(
            "the copy of the crate does not compile: {}",
            elsewhere.unwrap_or(errors)
        );
    }
    Ok(failed)
}

/// The first error of each client, and the first that is in none, of what cargo writes about them.
fn first_errors(messages: &str) -> (BTreeMap<String, String>, Option<String>) {
    let mut failed = BTreeMap::new();
    let mut elsewhere = None;
    for line in messages.lines() {
        let message: Value = serde_json::from_str(line).unwrap_or_default();
        let message = &message["message"];
        if message["level"] != "error" {
            continue;
        }
        let text = message["message"].as_str().unwrap_or_default().to_owned();
        let spans = message["spans"].as_array().into_iter().flatten();
        let files = spans.filter_map(|span| span["file_name"].as_str());
        let mut modules = files.filter_map(|file| {
            file.strip_prefix("src/generated/op_")?
                .strip_suffix(".rs")
                .map(str::to_owned)
        });
        match modules.next() {
            Some(name) => {
                failed.entry(name).or_insert(text);
            }
            None if elsewhere.is_none() && !text.starts_with("aborting") => elsewhere = Some(text),
            None => {}
        }
    }
    (failed, elsewhere)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clients_are_modules_of_a_copy_of_the_crate() {
        let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let root = tempfile::tempdir().expect("a folder");
        let root = root.path();
        for folder in ["guide", "src"] {
            copy(&workspace.join(folder), &root.join(folder)).expect(folder);
        }
        for file in ["Cargo.toml", "Cargo.lock", "README.md"] {
            fs::copy(workspace.join(file), root.join(file)).expect(file);
        }
        let stale = root.join("target/coverage/src/generated/op_old.rs");
        fs::create_dir_all(stale.parent().expect("a folder")).expect("creates");
        fs::write(&stale, "").expect("writes");

        let code = |name: &str| Code {
            types: format!("pub struct {name};"),
            operations: format!("impl {name} {{}}"),
        };
        let clients = [("one", code("One")), ("two", code("Two"))];
        let clients = clients.map(|(name, code)| (name.to_owned(), code));
        let clients: Vec<_> = clients.iter().map(|(name, code)| (name, code)).collect();
        let base = write(root, &clients).expect("writes");
        assert!(!stale.exists());
        let read = |name: &str| fs::read_to_string(base.join(name)).expect(name);

        assert_eq!(
            read("src/generated/mod.rs"),
            "pub mod op_one;\npub mod op_two;\n"
        );
        // Those of the first are the types of the crate.
        let (one, two) = (
            read("src/generated/op_one.rs"),
            read("src/generated/op_two.rs"),
        );
        assert!(
            one.contains("\npub mod types {\n") && one.contains("pub struct One;"),
            "{one}"
        );
        assert!(
            two.contains("\nmod types {\n") && two.contains("impl Two {}"),
            "{two}"
        );
        assert_eq!(
            read("src/types.rs"),
            "pub use crate::generated::op_one::types::*;\n"
        );
        // A client finds what the crate's own operations import, and no import of their own types.
        assert!(two.contains("\nuse crate::operations::"), "{two}");
        assert!(
            !two.contains("use super::") && !two.contains("include!"),
            "{two}"
        );
        let operations = read("src/operations.rs");
        assert!(operations.contains("pub mod builder {}"), "{operations}");
        assert!(!operations.contains("include!"), "{operations}");
        assert!(!operations.contains("\nmod "), "{operations}");
        assert!(!read("src/operations/request.rs").contains("pub(super) "));
        assert!(read("src/lib.rs").contains("\nmod generated;\nmod operations;"));

        let manifest: toml::Table = read("Cargo.toml").parse().expect("a manifest");
        assert_eq!(manifest["package"]["build"], false.into());
        assert_eq!(
            manifest["features"]["generate"],
            toml::Value::Array(Vec::new())
        );
        let model = manifest["dependencies"]["atlas-integrations-model"]["path"].as_str();
        assert_eq!(model, root.join("model").to_str());
        for section in ["dev-dependencies", "build-dependencies", "lints", "test"] {
            assert!(!manifest.contains_key(section), "{section}");
        }
        assert!(
            !manifest["workspace"]
                .as_table()
                .expect("a table")
                .contains_key("members")
        );
    }

    #[test]
    fn an_error_belongs_to_the_client_in_whose_file_it_is() {
        let message = |level: &str, file: &str, text: &str| {
            let message = serde_json::json!({
                "level": level, "message": text, "spans": [{ "file_name": file }],
            });
            serde_json::json!({ "reason": "compiler-message", "message": message }).to_string()
        };
        let messages = [
            message("warning", "src/generated/op_one.rs", "unused"),
            message("error", "src/generated/op_two.rs", "first"),
            message("error", "src/generated/op_two.rs", "second"),
            message("error", "src/lib.rs", "aborting due to two errors"),
            "no JSON".to_owned(),
        ];
        let failed = BTreeMap::from([("two".to_owned(), "first".to_owned())]);
        assert_eq!(first_errors(&messages.join("\n")), (failed.clone(), None));
        let elsewhere = ["here", "there"].map(|text| message("error", "src/lib.rs", text));
        let all = [&messages[..], &elsewhere].concat().join("\n");
        assert_eq!(first_errors(&all), (failed, Some("here".to_owned())));
    }
}
