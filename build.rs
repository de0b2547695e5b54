//! Provides the generated client. With the feature `generate` it is generated from the committed
//! document, otherwise it is the committed copy, which is the same. Either way this reads that one
//! file, and no network, git or environment beyond cargo's own.

#[cfg(feature = "generate")]
#[path = "build/mod.rs"]
mod codegen;

use std::path::PathBuf;
use std::process::ExitCode;
use std::{env, fs};

#[cfg(feature = "generate")]
const SOURCE: &str = "openapi/atlas-integrations.json";

/// What a test compares with what is generated.
#[cfg(not(feature = "generate"))]
const SOURCE: &str = "tests/snapshots/client.snap";

fn main() -> ExitCode {
    println!("cargo:rerun-if-changed={SOURCE}");
    match provide() {
        Ok(()) => ExitCode::SUCCESS,
        Err(cause) => {
            eprintln!("error: {SOURCE} provides no client: {cause}");
            ExitCode::FAILURE
        }
    }
}

fn provide() -> Result<(), String> {
    let out_dir = env::var_os("OUT_DIR").ok_or("cargo set no OUT_DIR")?;
    let text = fs::read_to_string(SOURCE).map_err(|error| format!("it cannot be read: {error}"))?;
    let (types, operations) = code(&text)?;
    for (file, code) in [("types.rs", types), ("operations.rs", operations)] {
        let target = PathBuf::from(&out_dir).join(file);
        fs::write(&target, code)
            .map_err(|error| format!("cannot write {}: {error}", target.display()))?;
    }
    Ok(())
}

/// Generates the two files of the client.
#[cfg(feature = "generate")]
fn code(document: &str) -> Result<(String, String), String> {
    let code = codegen::render(document)?;
    Ok((code.types, code.operations))
}

/// Finds the two files of the client in the copy.
#[cfg(not(feature = "generate"))]
fn code(copy: &str) -> Result<(&str, &str), String> {
    let both = copy.split_once("\n// types.rs\n").map(|(_, both)| both);
    both.and_then(|both| both.split_once("\n// operations.rs\n"))
        .ok_or_else(|| "it lacks the headings of the two files".to_owned())
}
