//! The directory where the program keeps what outlives a command.

use std::env;
use std::path::PathBuf;

const NAME: &str = "atlas-integrations";

/// `$XDG_STATE_HOME` or `~/.local/state` on Linux and similar systems, `~/Library/Application Support`
/// on macOS and `%LocalAppData%` on Windows; `None` if the environment names no home directory.
pub(crate) fn directory() -> Option<PathBuf> {
    let set = |name| {
        let path = env::var_os(name).map(PathBuf::from);
        // The XDG specification has relative paths ignored.
        path.filter(|path| path.is_absolute())
    };
    let parent = if cfg!(windows) {
        set("LOCALAPPDATA")
    } else if cfg!(target_os = "macos") {
        set("HOME").map(|home| home.join("Library").join("Application Support"))
    } else {
        set("XDG_STATE_HOME").or_else(|| set("HOME").map(|home| home.join(".local").join("state")))
    };
    parent.map(|parent| parent.join(NAME))
}
