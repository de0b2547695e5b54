//! The environment variables by which programs find the emulator: those that the Atlas CLI, Terraform's
//! provider and the client of this project read.

use std::env;
use std::fmt::Write as _;

use atlas_emulator::{CLIENT_ID, CLIENT_SECRET, GROUP_ID, PRIVATE_KEY, PUBLIC_KEY};

/// The variables that lead to the emulator at `base_url`.
pub(crate) fn variables(base_url: &str) -> [(&'static str, &str); 6] {
    [
        ("MONGODB_ATLAS_BASE_URL", base_url),
        ("MONGODB_ATLAS_CLIENT_ID", CLIENT_ID),
        ("MONGODB_ATLAS_CLIENT_SECRET", CLIENT_SECRET),
        ("MONGODB_ATLAS_PUBLIC_API_KEY", PUBLIC_KEY),
        ("MONGODB_ATLAS_PRIVATE_API_KEY", PRIVATE_KEY),
        ("MONGODB_ATLAS_PROJECT_ID", GROUP_ID),
    ]
}

/// The variables of this process that would lead elsewhere, or take real credentials to the emulator.
pub(crate) fn others() -> Vec<String> {
    let set = env::vars_os().filter_map(|(name, _)| name.into_string().ok());
    let is_other = |name: &String| {
        (name.starts_with("MONGODB_ATLAS_") || name.starts_with("MCLI_"))
            && variables("").iter().all(|(ours, _)| ours != name)
            // A name that a shell would not take could not be printed as a command.
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    };
    set.filter(is_other).collect()
}

/// Shell commands that set [`variables`] for an emulator on this port, and unset the [`others`].
pub(crate) fn shell(port: u16) -> String {
    let mut text = String::new();
    for name in others() {
        let _ = writeln!(text, "unset {name}");
    }
    for (name, value) in variables(&format!("http://127.0.0.1:{port}")) {
        // No value has a character that is special in a shell.
        let _ = writeln!(text, "export {name}={value}");
    }
    text
}
