//! What `cargo xtask regen --check` costs, beside the parsing of upstream's specification alone.
//!
//! ```sh
//! cargo bench --package xtask --bench regen -- PATH
//! ```
//!
//! `PATH` is a specification in YAML, of several megabytes and not part of the repository; without one,
//! nothing is measured.

use std::process::{Command, Stdio};
use std::time::Instant;

use serde_json::Value;

/// How many times each is done. The quickest counts: all else is the machine's.
const ROUNDS: usize = 5;

fn main() {
    // cargo passes `--bench`.
    let Some(path) = std::env::args().skip(1).find(|it| !it.starts_with("--")) else {
        println!("regen: not measured, for no specification is given: -- PATH");
        return;
    };
    // cargo runs this in the folder of the package.
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("..")
        .join(path);
    let text = std::fs::read_to_string(&path).expect("a specification");
    let parse = quickest(|| {
        let options = serde_saphyr::options! { budget: None, with_snippet: false };
        let value: Value = serde_saphyr::from_str_with_options(&text, options).expect("YAML");
        drop(value);
    });
    let regen = quickest(|| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
        command.args(["regen", "--check", "--spec"]).arg(&path);
        // It fails if the specification gives another document than the committed one.
        command.stdout(Stdio::null()).stderr(Stdio::null());
        command.status().expect("runs");
    });
    println!("YAML alone        regen    ratio");
    println!("{parse:>8.3} s  {regen:>9.3} s  {:>7.2}", regen / parse);
}

/// The seconds that `work` takes.
fn quickest(work: impl Fn()) -> f64 {
    let times = (0..ROUNDS).map(|_| {
        let started = Instant::now();
        work();
        started.elapsed().as_secs_f64()
    });
    times.fold(f64::INFINITY, f64::min)
}
