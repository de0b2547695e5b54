//! Where cargo is, and where it builds.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The cargo that runs this program, or else the one on the `PATH`.
pub(crate) fn command() -> Command {
    Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// The target directory of the workspace at `root`.
pub(crate) fn target(root: &Path) -> PathBuf {
    env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from)
}
