//! `cargo xtask public-api`: lists what each published library offers, in files that a change of the
//! public API must update, so that nothing is broken, or promised, unseen.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail, ensure};

use crate::cargo;
use crate::files::write_all;

/// The libraries whose users a change can break.
const LIBRARIES: [&str; 3] = [
    "atlas-integrations",
    "atlas-integrations-model",
    "atlas-emulator",
];

/// Writes the listings, or with `check` only compares them.
pub(crate) fn run(root: &Path, check: bool) -> Result<()> {
    let mut listings = Vec::new();
    for library in LIBRARIES {
        let path = root.join("public-api").join(format!("{library}.txt"));
        listings.push((path, listing(root, library)?));
    }
    if !check {
        for path in write_all(listings)? {
            println!("wrote {}", path.display());
        }
        return Ok(());
    }
    let mut stale = false;
    for (path, listing) in listings {
        let committed = std::fs::read_to_string(&path).unwrap_or_default();
        for line in changes(&committed, &listing) {
            println!("{line}");
            stale = true;
        }
    }
    ensure!(
        !stale,
        "the public API is not the one in public-api/ (- is gone, + is new): if that is meant, run \
         `cargo xtask public-api`, and say in CHANGELOG.md what it means for users"
    );
    Ok(())
}

/// The public API of a library, with all features; one item a line.
fn listing(root: &Path, library: &str) -> Result<String> {
    let json = rustdoc_json(root, library)?;
    let api = public_api::Builder::from_rustdoc_json(&json)
        .omit_blanket_impls(true)
        .omit_auto_trait_impls(true)
        .build()
        .with_context(|| {
            format!(
                "{} cannot be read: rustdoc's JSON changes with Rust's version, and this reads that \
                 of Rust {RUST}",
                json.display()
            )
        })?;
    Ok(api.items().map(|item| format!("{item}\n")).collect())
}

/// The version of Rust whose JSON the crate `public-api` reads.
const RUST: &str = "1.95";

/// Has rustdoc describe a library in JSON, which stable Rust allows only to a wrapper.
fn rustdoc_json(root: &Path, library: &str) -> Result<PathBuf> {
    let target = cargo::target(root);
    let status = cargo::command()
        .current_dir(root)
        .args(["rustdoc", "--quiet", "--locked", "--lib", "--all-features"])
        .args(["--package", library, "--target-dir"])
        .arg(&target)
        .env_remove("CARGO_BUILD_TARGET")
        .args(["--", "-Z", "unstable-options", "--output-format", "json"])
        .args(["--cap-lints", "allow"])
        .env("RUSTDOC", root.join(".ci/unstable-rustdoc"))
        .status()?;
    if !status.success() {
        bail!("rustdoc failed for {library}");
    }
    let file = format!("{}.json", library.replace('-', "_"));
    Ok(target.join("doc").join(file))
}

/// The lines that only one side has, in order, as a diff shows them.
fn changes(committed: &str, current: &str) -> Vec<String> {
    let missing = |from: &str, of: &str, mark: char| -> Vec<String> {
        let present: std::collections::HashSet<_> = of.lines().collect();
        let lines = from.lines().filter(|line| !present.contains(line));
        lines.map(|line| format!("{mark} {line}")).collect()
    };
    let mut changes = missing(committed, current, '-');
    changes.extend(missing(current, committed, '+'));
    changes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_shows_what_is_gone_and_what_is_new() {
        let committed = "pub fn a()\npub fn b()\n";
        let current = "pub fn b()\npub fn c()\n";
        assert_eq!(
            changes(committed, current),
            ["- pub fn a()", "+ pub fn c()"]
        );
        assert!(changes(current, current).is_empty());
    }
}
