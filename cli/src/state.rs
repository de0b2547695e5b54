//! The directory where the program keeps what outlives a command.

use std::env;
use std::ffi::OsString;
use std::path::PathBuf;

const NAME: &str = "atlas-integrations";

/// `$XDG_STATE_HOME` or `~/.local/state` on Linux and similar systems, `~/Library/Application Support`
/// on macOS and `%LocalAppData%` on Windows; `None` if the environment names no home directory.
pub(crate) fn directory() -> Option<PathBuf> {
    directory_on(env::consts::OS, |name| env::var_os(name))
}

/// The directory on an operating system, which is named as in [`env::consts::OS`].
fn directory_on(os: &str, variable: impl Fn(&str) -> Option<OsString>) -> Option<PathBuf> {
    let set = |name| {
        let path = variable(name).map(PathBuf::from);
        // The XDG specification has relative paths ignored.
        path.filter(|path| path.is_absolute())
    };
    let parent = match os {
        "windows" => set("LOCALAPPDATA"),
        "macos" => set("HOME").map(|home| home.join("Library").join("Application Support")),
        _ => {
            let home = || set("HOME").map(|home| home.join(".local").join("state"));
            set("XDG_STATE_HOME").or_else(home)
        }
    };
    parent.map(|parent| parent.join(NAME))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_system_has_its_own_place() {
        let home = env::temp_dir();
        for (os, variable, expected) in [
            ("linux", "XDG_STATE_HOME", home.join(NAME)),
            (
                "linux",
                "HOME",
                home.join(".local").join("state").join(NAME),
            ),
            (
                "freebsd",
                "HOME",
                home.join(".local").join("state").join(NAME),
            ),
            (
                "macos",
                "HOME",
                home.join("Library").join("Application Support").join(NAME),
            ),
            ("windows", "LOCALAPPDATA", home.join(NAME)),
        ] {
            let value = |name: &str| (name == variable).then(|| home.clone().into_os_string());
            assert_eq!(directory_on(os, value), Some(expected), "{os}");
            let nothing = |_: &str| Some(OsString::new());
            assert_eq!(directory_on(os, nothing), None, "{os}");
        }
    }

    #[test]
    fn a_relative_path_is_as_if_it_were_not_set() {
        let relative = |name: &str| match name {
            "XDG_STATE_HOME" => Some("state".into()),
            _ => None,
        };
        assert_eq!(directory_on("linux", relative), None);
    }
}
