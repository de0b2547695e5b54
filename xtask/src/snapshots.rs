//! `cargo xtask snapshots`: writes everything anew that is reviewed in diffs.

use std::path::Path;

use anyhow::{Result, ensure};

use crate::cargo;

/// Runs the tests that compare snapshots and lets them write, then lists the public API.
pub(crate) fn run(root: &Path) -> Result<()> {
    let status = cargo::command()
        .current_dir(root)
        .args(["test", "--quiet", "--workspace", "--test", "snapshots"])
        .env("INSTA_UPDATE", "always")
        .status()?;
    ensure!(
        status.success(),
        "the snapshots could not be written: see the tests' output above"
    );
    crate::public_api::run(root, false)
}
