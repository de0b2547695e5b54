//! The part of a workspace that cargo needs in order to check the client.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

use crate::regen::DOCUMENT;

/// What the client consists of, apart from its document.
const SOURCES: [&str; 7] = [
    "Cargo.lock",
    "Cargo.toml",
    "README.md",
    "build",
    "build.rs",
    "guide",
    "src",
];
/// Where cargo looks for targets that it is not going to check, but whose files must exist.
const OTHER_TARGETS: [&str; 3] = ["benches", "examples", "tests"];

/// Files by their paths below the workspace's root.
pub(super) struct Workspace(BTreeMap<PathBuf, Vec<u8>>);

impl Workspace {
    /// The needed files of the workspace at `root`, with the document `text`.
    pub(super) fn of(root: &Path, text: &str) -> Result<Self> {
        let mut workspace = Self(BTreeMap::new());
        for source in SOURCES {
            workspace.add(root, Path::new(source))?;
        }
        workspace.add_other_targets(root, Path::new(""));
        let manifest = fs::read_to_string(root.join("Cargo.toml"))
            .context("cannot read Cargo.toml; run this in the workspace, or use --no-compile")?;
        let manifest: toml::Table = toml::from_str(&manifest).context("Cargo.toml is invalid")?;
        let dependencies = path_dependencies(&manifest);
        for member in members(&manifest) {
            if dependencies.contains(&member) {
                workspace.add(root, Path::new(&member))?;
            } else {
                workspace.add_other_targets(root, Path::new(&member));
                workspace.add(root, &Path::new(&member).join("Cargo.toml"))?;
                workspace.add_stubs(root, &Path::new(&member).join("src"));
            }
        }
        workspace
            .0
            .insert(DOCUMENT.into(), text.as_bytes().to_vec());
        Ok(workspace)
    }

    /// Adds the file or directory at `path`, if there is one.
    fn add(&mut self, root: &Path, path: &Path) -> Result<()> {
        let full = root.join(path);
        if full.is_dir() {
            let context = || format!("cannot read {}", full.display());
            for entry in fs::read_dir(&full).with_context(context)? {
                let name = entry.with_context(context)?.file_name();
                // A member may have a target directory of its own.
                if name != "target" {
                    self.add(root, &path.join(name))?;
                }
            }
        } else if full.is_file() {
            let text =
                fs::read(&full).with_context(|| format!("cannot read {}", full.display()))?;
            self.0.insert(path.to_owned(), text);
        }
        Ok(())
    }

    /// Adds an empty program for each target of the package at `path` but the library.
    fn add_other_targets(&mut self, root: &Path, path: &Path) {
        for directory in OTHER_TARGETS {
            self.add_stubs(root, &path.join(directory));
        }
    }

    /// Adds an empty program for every Rust file in the directory at `path`.
    fn add_stubs(&mut self, root: &Path, path: &Path) {
        let entries = fs::read_dir(root.join(path))
            .into_iter()
            .flatten()
            .flatten();
        for name in entries.map(|entry| PathBuf::from(entry.file_name())) {
            if name.extension().is_some_and(|extension| extension == "rs") {
                self.0.insert(path.join(name), b"fn main() {}\n".to_vec());
            }
        }
    }

    /// Makes the directory at `copy` equal to this. Files that are the same keep their time, so
    /// that cargo does not compile them again.
    pub(super) fn write_to(&self, copy: &Path) -> Result<()> {
        self.remove_others(copy, Path::new(""))?;
        for (path, text) in &self.0 {
            let path = copy.join(path);
            if fs::read(&path).is_ok_and(|present| present == *text) {
                continue;
            }
            if let Some(parent) = path.parent() {
                fs::create_dir_all(parent)?;
            }
            fs::write(&path, text)?;
        }
        Ok(())
    }

    /// Removes the files below `path` that are not part of this.
    fn remove_others(&self, copy: &Path, path: &Path) -> Result<()> {
        let Ok(entries) = fs::read_dir(copy.join(path)) else {
            return Ok(());
        };
        for entry in entries {
            let entry = entry?;
            let path = path.join(entry.file_name());
            if entry.file_type()?.is_dir() {
                self.remove_others(copy, &path)?;
            } else if !self.0.contains_key(&path) {
                fs::remove_file(copy.join(path))?;
            }
        }
        Ok(())
    }
}

/// The members of the workspace, by their directories.
fn members(manifest: &toml::Table) -> Vec<String> {
    let members = manifest
        .get("workspace")
        .and_then(|it| it.get("members")?.as_array());
    members
        .into_iter()
        .flatten()
        .filter_map(|member| Some(member.as_str()?.to_owned()))
        .collect()
}

/// The directories of the client's dependencies in the workspace.
fn path_dependencies(manifest: &toml::Table) -> Vec<String> {
    ["dependencies", "build-dependencies"]
        .iter()
        .filter_map(|kind| manifest.get(*kind)?.as_table())
        .flat_map(|dependencies| dependencies.values())
        .filter_map(|dependency| Some(dependency.get("path")?.as_str()?.to_owned()))
        .collect()
}
