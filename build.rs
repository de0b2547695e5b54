//! Generates the client from the committed document. It reads that one file, and no network, git
//! or environment beyond cargo's own.

#[path = "build/mod.rs"]
mod codegen;

use std::path::PathBuf;
use std::process::ExitCode;
use std::{env, fs};

const DOCUMENT: &str = "openapi/atlas-integrations.json";

fn main() -> ExitCode {
    println!("cargo:rerun-if-changed={DOCUMENT}");
    match generate() {
        Ok(()) => ExitCode::SUCCESS,
        Err(cause) => {
            eprintln!("error: no client can be generated from {DOCUMENT}: {cause}");
            ExitCode::FAILURE
        }
    }
}

fn generate() -> Result<(), String> {
    let out_dir = env::var_os("OUT_DIR").ok_or("cargo set no OUT_DIR")?;
    let text =
        fs::read_to_string(DOCUMENT).map_err(|error| format!("it cannot be read: {error}"))?;
    let code = codegen::render(&text)?;
    for (file, code) in [("types.rs", code.types), ("operations.rs", code.operations)] {
        let target = PathBuf::from(&out_dir).join(file);
        fs::write(&target, code)
            .map_err(|error| format!("cannot write {}: {error}", target.display()))?;
    }
    Ok(())
}
